// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/keyed.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "sync/front.h"
#include "sync/wanted.h"

namespace causeway::sync {

namespace {

using model::Key;
using model::Kind;

// What was read of openSIS, by key.
struct Records {
    std::map<Key, model::School> schools;
    std::map<Key, model::Subject> subjects;
    std::map<Key, model::Course> courses;
    std::map<Key, model::Section> sections;
    std::map<Key, model::Person> people;
    std::map<Key, model::Enrolment> enrolments;

    [[nodiscard]] bool has(const Key& key) const {
        switch (key.kind) {
            case Kind::school:
                return schools.contains(key);
            case Kind::subject:
                return subjects.contains(key);
            case Kind::course:
                return courses.contains(key);
            case Kind::section:
                return sections.contains(key);
            case Kind::staff:
            case Kind::student:
                return people.contains(key);
            default:
                return enrolments.contains(key);
        }
    }
};

template <class Record>
class MapStream final : public model::Stream<Record> {
  public:
    explicit MapStream(const std::map<Key, Record>& records)
        : records_(records), at_(records.begin()) {}
    bool next(Record& out) override {
        if (at_ == records_.end()) return false;
        out = at_->second;
        ++at_;
        ++read_;
        return true;
    }
    [[nodiscard]] model::Proof proof() const override {
        return {at_ == records_.end(), read_, static_cast<std::int64_t>(records_.size()), ""};
    }

  private:
    const std::map<Key, Record>& records_;
    typename std::map<Key, Record>::const_iterator at_;
    std::int64_t read_ = 0;
};

class ReadSnapshot final : public SisSnapshot {
  public:
    explicit ReadSnapshot(Records records) : records_(std::move(records)) {}

    std::unique_ptr<model::Stream<model::School>> schools() override {
        return stream(records_.schools);
    }
    std::unique_ptr<model::Stream<model::Subject>> subjects() override {
        return stream(records_.subjects);
    }
    std::unique_ptr<model::Stream<model::Course>> courses() override {
        return stream(records_.courses);
    }
    std::unique_ptr<model::Stream<model::Section>> sections() override {
        return stream(records_.sections);
    }
    std::unique_ptr<model::Stream<model::Person>> people() override {
        return stream(records_.people);
    }
    std::unique_ptr<model::Stream<model::Enrolment>> enrolments() override {
        return stream(records_.enrolments);
    }

  private:
    template <class Record>
    static std::unique_ptr<model::Stream<Record>> stream(const std::map<Key, Record>& records) {
        return std::make_unique<MapStream<Record>>(records);
    }

    const Records records_;
};

class BaseOfKeys final : public model::Stream<BaseRecord> {
  public:
    BaseOfKeys(State& state, std::vector<Key> keys) : state_(state), keys_(std::move(keys)) {}
    bool next(BaseRecord& out) override {
        while (at_ < keys_.size()) {
            auto record = state_.base_of(keys_[at_++]);
            if (!record) continue;
            out = *std::move(record);
            ++read_;
            return true;
        }
        return false;
    }
    // Each key was asked for by itself: what is not there does not exist.
    [[nodiscard]] model::Proof proof() const override {
        return {at_ == keys_.size(), read_, -1, ""};
    }

  private:
    State& state_;
    const std::vector<Key> keys_;
    std::size_t at_ = 0;
    std::int64_t read_ = 0;
};

// The names by which Moodle tells accounts apart: an address or user name belongs to one of them.
class Names {
  public:
    explicit Names(const Policy& policy) : policy_(policy) {}

    void add(const model::Person& person) {
        const std::string email = base::tidy(person.email);
        add(email.empty() ? placeholder(person.key()) : email);
        add(base::tidy(person.login));
        add(made(person.key()));
    }
    void add(const BaseRecord& record) {
        const auto shape = model::shape_from_json(record.key.kind, record.shape);
        const auto& user = std::get<model::UserShape>(shape);
        add(user.email);
        add(user.username);
    }
    // Those that came since the last time.
    std::vector<std::string> take() { return std::exchange(fresh_, {}); }

    // Whom this name would be made up for: "student-9", "student-9@noreply.example.org".
    [[nodiscard]] std::optional<Key> made_for(std::string_view name) const {
        const std::string domain = "@" + base::lower_ascii(policy_.placeholder_domain);
        if (!policy_.placeholder_domain.empty() && name.ends_with(domain))
            name.remove_suffix(domain.size());
        const auto dash = name.find('-');
        if (dash == std::string_view::npos) return std::nullopt;
        const auto key = Key::parse(std::string(name.substr(0, dash)) + ":" +
                                    std::string(name.substr(dash + 1)));
        return key && model::is_person(key->kind) ? key : std::nullopt;
    }

  private:
    static std::string made(const Key& key) {
        return fmt::format("{}-{}", model::name(key.kind), key.id);
    }
    [[nodiscard]] std::string placeholder(const Key& key) const {
        return policy_.placeholder_domain.empty() ? ""
                                                  : made(key) + "@" + policy_.placeholder_domain;
    }
    void add(const std::string& name) {
        std::string lower = base::lower_ascii(name);
        if (!lower.empty() && known_.insert(lower).second) fresh_.push_back(std::move(lower));
    }

    const Policy& policy_;
    std::set<std::string> known_;
    std::vector<std::string> fresh_;
};

class Gatherer {
  public:
    Gatherer(SisLookup& sis, State& state, const Policy& policy, std::size_t most)
        : sis_(sis), state_(state), policy_(policy), most_(most), names_(policy) {}

    bool gather(std::span<const Key> asked) {
        for (const Key& key : asked)
            start_from(key);
        while (!starts_.empty() || !unread_.empty()) {
            if (keys_.size() > most_) return false;
            if (!starts_.empty())
                follow(std::exchange(starts_, {}));
            else
                read_places_and_people();
            if (starts_.empty() && unread_.empty()) look_at_rivals();
            if (starts_.empty() && unread_.empty()) look_at_refused();
        }
        if (keys_.size() > most_) return false;
        read_enrolments();
        look_at_courses();
        return true;
    }

    KeyedReading take() {
        return {{keys_.begin(), keys_.end()}, std::make_unique<ReadSnapshot>(std::move(records_))};
    }

  private:
    // A record whose enrolments are looked at as well.
    void start_from(const Key& key) {
        if (started_.insert(key).second) starts_.push_back(key);
        look_at(key);
    }

    void look_at(const Key& key) {
        if (!keys_.insert(key).second) return;
        if (model::is_enrolment(key.kind)) {
            // One enrolment in a course stands for all of a person's sections there.
            if (policy_.groups && key.kind != Kind::manages)
                start_from(model::person_of(key));
            else
                look_at(model::person_of(key));
            look_at(model::place_of(key));
            if (key.kind <= Kind::learns) enrolments_.push_back(key);
        } else {
            unread_.push_back(key);
        }
    }

    void follow(const std::vector<Key>& starts) {
        for (const Key& key : sis_.hanging_on(starts))
            reached(key);
        for (const Key& key : state_.hanging_on(starts))
            reached(key);
    }

    void reached(const Key& key) {
        if (model::is_person(key.kind)) {
            start_from(key);  // refused over an address that one of the starts holds
            return;
        }
        if (key.kind == Kind::section) below_.insert(key);
        look_at(key);
    }

    void read_places_and_people() {
        const std::vector<Key> keys = std::exchange(unread_, {});
        sis_.narrow(keys);
        const auto some = [&](Kind kind) {
            return std::any_of(keys.begin(), keys.end(),
                               [kind](const Key& key) { return key.kind == kind; });
        };
        if (some(Kind::school)) read(sis_.schools(), records_.schools);
        if (some(Kind::subject)) read(sis_.subjects(), records_.subjects);
        if (some(Kind::course)) read(sis_.courses(), records_.courses);
        if (some(Kind::section)) read(sis_.sections(), records_.sections);
        if (some(Kind::staff) || some(Kind::student)) read(sis_.people(), records_.people);
        for (const Key& key : keys)
            model::is_person(key.kind) ? look_at_person(key) : look_at_parents(key);
    }

    void read_enrolments() {
        if (enrolments_.empty()) return;
        std::sort(enrolments_.begin(), enrolments_.end());
        sis_.narrow(enrolments_);
        read(sis_.enrolments(), records_.enrolments);
    }

    // The enrolments in courses that these in their sections come to.
    void look_at_courses() {
        if (!policy_.groups) return;
        for (const auto& [key, enrolment] : records_.enrolments) {
            const auto section = records_.sections.find({Kind::section, enrolment.place, 0});
            if (section == records_.sections.end() || key.kind == Kind::manages) continue;
            keys_.insert({key.kind == Kind::learns ? Kind::attends : Kind::leads,
                          section->second.course, key.who});
        }
    }

    // To the proven end: half of a listing is none.
    template <class Record>
    static void read(std::unique_ptr<model::Stream<Record>> stream, std::map<Key, Record>& to) {
        Record record;
        while (stream->next(record))
            to.insert_or_assign(record.key(), record);
        require_whole(stream->proof(), "openSIS");
    }

    void look_at_parents(const Key& key) {
        if (const auto found = records_.sections.find(key); found != records_.sections.end()) {
            look_at({Kind::course, found->second.course, 0});
            look_at({Kind::subject, found->second.subject, 0});
            look_at({Kind::school, found->second.school, 0});
        } else if (const auto course = records_.courses.find(key);
                   course != records_.courses.end()) {
            look_at({Kind::subject, course->second.subject, 0});
            look_at({Kind::school, course->second.school, 0});
        } else if (const auto subject = records_.subjects.find(key);
                   subject != records_.subjects.end()) {
            look_at({Kind::school, subject->second.school, 0});
        } else if (const auto base = state_.base_of(key)) {
            look_at({Kind::school, base->school, 0});  // has its year turned?
            const auto shape = model::shape_from_json(key.kind, base->shape);
            if (const auto* group = std::get_if<model::GroupShape>(&shape))
                look_at(group->course);  // does its course live on?
        }
    }

    void look_at_person(const Key& key) {
        const auto found = records_.people.find(key);
        if (found != records_.people.end()) names_.add(found->second);
        if (const auto base = state_.base_of(key)) names_.add(*base);
        // Who comes, goes, or is cured of what kept them out does so in all of their courses.
        if (turns(key)) start_from(key);
    }

    [[nodiscard]] bool turns(const Key& key) {
        const auto base = state_.base_of(key);
        const bool held = base && base->state != model::State::suspended;
        return held != records_.has(key) || state_.troubled(key);
    }

    void look_at_rivals() {
        const auto names = names_.take();
        if (names.empty()) return;
        const auto rival = [&](const Key& key) {
            if (!keys_.contains(key)) start_from(key);
        };
        for (const Key& key : sis_.people_named(names))
            rival(key);
        for (const Key& key : state_.people_named(names))
            rival(key);
        for (const std::string& name : names)
            if (const auto key = names_.made_for(name)) rival(*key);
    }

    // Everybody who is refused now keeps all of their enrolments waiting; and of the sections below
    // a category that was asked for, those that come, go, are refused or were.
    void look_at_refused() {
        Projector projector(policy_);
        project(records_.schools, projector);
        project(records_.subjects, projector);
        project(records_.courses, projector);
        project(records_.sections, projector);
        project(records_.people, projector);
        const auto& refused = projector.facts().refused;
        for (const auto& [key, person] : records_.people)
            if (refused.contains(key)) start_from(key);
        for (const Key& key : std::exchange(below_, {}))
            if (turns(key) || refused.contains(key)) start_from(key);
    }

    template <class Record>
    static void project(const std::map<Key, Record>& records, Projector& projector) {
        for (const auto& [key, record] : records)
            projector.of(record);
    }

    SisLookup& sis_;
    State& state_;
    const Policy& policy_;
    const std::size_t most_;
    Names names_;
    std::set<Key> keys_;       // everything that is looked at
    std::set<Key> started_;    // with what hangs on it
    std::set<Key> below_;      // sections found below a category
    std::vector<Key> starts_;  // not followed yet
    std::vector<Key> unread_;  // places and people
    std::vector<Key> enrolments_;
    Records records_;
};

}  // namespace

std::optional<KeyedReading> read_keyed(SisLookup& sis, State& state, const Policy& policy,
                                       std::span<const Key> asked, std::size_t most) {
    Gatherer gatherer(sis, state, policy, most);
    if (!gatherer.gather(asked)) return std::nullopt;
    return gatherer.take();
}

std::unique_ptr<model::Stream<BaseRecord>> base_of_keys(State& state, std::vector<Key> keys) {
    return std::make_unique<BaseOfKeys>(state, std::move(keys));
}

}  // namespace causeway::sync
