// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/verify.h"

#include <algorithm>
#include <mutex>
#include <unordered_map>

#include "base/failure.h"
#include "sync/fan_out.h"

namespace causeway::sync {

namespace {

using model::Key;
using model::Kind;
using model::RemoteId;
using model::State;

constexpr std::size_t kSlice = 100;
constexpr std::size_t kCoursesPerListing = 200;

template <class T>
T answered(base::Result<T> result) {
    if (result) return std::move(result).value();
    base::Problem problem = result.problem();
    problem.what = "Moodle could not be read whole; " + problem.what;
    throw base::Failure(base::ExitCode::incomplete, problem);
}

enum class Sort : std::uint8_t { category, course, group, other };

struct Held {  // what base knows of a record, as far as a reading needs it
    Key key;
    RemoteId remote = 0;
    Sort sort = Sort::other;
    Key course = {};  // of a group
};

// What an openSIS course or a section is depends on the policy of its year.
void sort_out(const BaseRecord& record, Held& held) {
    if (record.key.kind > Kind::section) return;
    const auto shape = model::shape_from_json(record.key.kind, record.shape);
    held.sort = model::holds<model::CategoryShape>(shape) ? Sort::category
                : model::holds<model::CourseShape>(shape) ? Sort::course
                                                          : Sort::group;
    if (const auto* group = std::get_if<model::GroupShape>(&shape)) held.course = group->course;
}

std::vector<Held> held(sync::State& state, Kind first, Kind last) {
    std::vector<Held> out;
    const auto stream = state.base(first, last);
    BaseRecord record;
    while (stream->next(record))
        sort_out(record, out.emplace_back(Held{record.key, record.remote}));
    return out;
}

std::vector<Held> held(sync::State& state, Sort sort) {
    auto out = held(state, Kind::school, Kind::section);
    std::erase_if(out, [sort](const Held& one) { return one.sort != sort; });
    return out;
}

std::vector<RemoteId> remotes(const std::vector<Held>& held) {
    std::vector<RemoteId> out;
    for (const Held& one : held)
        out.push_back(one.remote);
    return out;
}

class SeenList final : public model::Stream<Seen> {
  public:
    explicit SeenList(std::vector<Seen> list) : list_(std::move(list)) {
        std::sort(list_.begin(), list_.end(),
                  [](const Seen& a, const Seen& b) { return a.key < b.key; });
        // Two records of Moodle's with one id number: the first stands for both.
        list_.erase(std::unique(list_.begin(), list_.end(),
                                [](const Seen& a, const Seen& b) { return a.key == b.key; }),
                    list_.end());
    }
    bool next(Seen& out) override {
        if (at_ == list_.size()) return false;
        out = std::move(list_[at_++]);
        return true;
    }
    [[nodiscard]] model::Proof proof() const override {
        const auto rows = static_cast<std::int64_t>(at_);
        return {at_ == list_.size(), rows, static_cast<std::int64_t>(list_.size()), ""};
    }

  private:
    std::vector<Seen> list_;
    std::size_t at_ = 0;
};

// The key a record of Moodle's stands for: by its id number, else by the id that base remembers.
class KeyFinder {
  public:
    KeyFinder(const std::vector<Held>& held, const std::string& prefix) : prefix_(prefix) {
        for (const Held& one : held)
            by_remote_.emplace(one.remote, one.key);
    }
    // The key, and whether the record carries our number.
    [[nodiscard]] std::optional<std::pair<Key, bool>> of(const std::string& idnumber,
                                                         RemoteId id) const {
        if (const auto key = Key::from_idnumber(idnumber, prefix_)) return std::pair{*key, true};
        const auto known = by_remote_.find(id);
        if (known == by_remote_.end()) return std::nullopt;
        return std::pair{known->second, false};
    }

  private:
    const std::string& prefix_;
    std::unordered_map<RemoteId, Key> by_remote_;
};

void read_places(sync::State& state, Lms& lms, const Policy& policy, std::vector<Seen>& out) {
    const auto categories_held = held(state, Sort::category);
    const auto courses_held = held(state, Sort::course);
    if (categories_held.empty() && courses_held.empty()) return;
    // An id number may stand on a category and on a course: what it means, the policy says.
    const auto is_place = [&](const Key& key) {
        return key.kind < Kind::course || (key.kind == Kind::course && !policy.groups);
    };
    const Kind of_course = policy.groups ? Kind::course : Kind::section;

    std::unordered_map<RemoteId, Key> category_keys;
    const KeyFinder category_key(categories_held, policy.prefix);
    const auto categories = answered(lms.list_categories());
    for (const auto& category : categories)
        if (const auto key = category_key.of(category.idnumber, category.id);
            key && is_place(key->first))
            category_keys.emplace(category.id, key->first);
    const auto parent_of = [&](RemoteId id, const Key& fallback) {
        const auto known = category_keys.find(id);
        return known == category_keys.end() ? fallback : known->second;
    };
    for (const auto& category : categories)
        if (const auto key = category_key.of(category.idnumber, category.id);
            key && is_place(key->first))
            out.push_back(
                {key->first, category.id, State::active,
                 model::CategoryShape{category.name, parent_of(category.parent, key->first)},
                 key->second, true});

    const KeyFinder section_key(courses_held, policy.prefix);
    for (const auto& course : answered(lms.list_courses())) {
        const auto key = section_key.of(course.idnumber, course.id);
        if (!key || key->first.kind != of_course) continue;
        const model::CourseShape shape{course.fullname, course.shortname,
                                       parent_of(course.category, Key{Kind::school, 0, 0}),
                                       course.start, course.end};
        out.push_back({key->first, course.id, course.visible ? State::active : State::suspended,
                       shape, key->second, true});
    }
}

void read_groups(sync::State& state, Lms& lms, const Policy& policy, std::vector<Seen>& out) {
    const auto groups_held = held(state, Sort::group);
    if (groups_held.empty()) return;
    auto courses_held = held(state, Sort::course);
    std::erase_if(courses_held, [](const Held& one) { return one.key.kind != Kind::course; });
    std::unordered_map<RemoteId, Key> courses;
    for (const Held& one : courses_held)
        courses.emplace(one.remote, one.key);
    const KeyFinder group_key(groups_held, policy.prefix);
    for (const auto& group : answered(lms.list_groups(remotes(courses_held))))
        if (const auto key = group_key.of(group.idnumber, group.id);
            key && key->first.kind == Kind::section)
            out.push_back({key->first, group.id, State::active,
                           model::GroupShape{group.name, courses.at(group.course)}, key->second,
                           true});
}

Seen seen_of(const model::FoundUser& user, const Key& key, bool stamped) {
    return {key,
            user.id,
            user.suspended ? State::suspended : State::active,
            model::UserShape{user.username, user.first_name, user.last_name, user.middle_name,
                             user.email},
            stamped,
            true};
}

// Looks people up by one field in slices; `keep` files what comes back.
template <class Value, class Keep>
void read_people_by(Lms& lms, model::UserField field, const std::vector<Held>& people,
                    std::size_t connections, const Value& value, const Keep& keep) {
    std::mutex mutex;  // guards what `keep` files into
    fan_out((people.size() + kSlice - 1) / kSlice, connections, [&](std::size_t slice) {
        std::vector<std::string> values;
        for (std::size_t i = slice * kSlice; i < std::min(people.size(), (slice + 1) * kSlice); ++i)
            values.push_back(value(people[i]));
        const auto found = answered(lms.find_users(field, values));
        const std::scoped_lock lock(mutex);
        for (const model::FoundUser& user : found)
            keep(user);
    });
}

// Moodle keeps deleted users, without an id number and with the time of their end behind their
// name ("ada@example.org.1795400000"); their e-mail address may be hidden from us.
bool looks_deleted(const model::FoundUser& user) {
    constexpr std::size_t kDigits = 10;
    if (!user.idnumber.empty() || user.username.size() <= kDigits) return false;
    const auto end = user.username.substr(user.username.size() - kDigits - 1);
    return end.front() == '.' && end.find_first_not_of("0123456789", 1) == std::string::npos;
}

void read_people(sync::State& state, Lms& lms, const Policy& policy, std::size_t connections,
                 std::vector<Seen>& out) {
    const auto people = held(state, Kind::staff, Kind::student);
    if (people.empty()) return;
    std::unordered_set<Key> found;
    const auto file = [&](const model::FoundUser& user) {
        const auto key = Key::from_idnumber(user.idnumber, policy.prefix);
        if (key && found.insert(*key).second) out.push_back(seen_of(user, *key, true));
    };
    const auto all = answered(lms.list_users());
    if (all)
        for (const model::FoundUser& user : *all)
            file(user);
    else
        read_people_by(
            lms, model::UserField::idnumber, people, connections,
            [&](const Held& one) { return one.key.idnumber(policy.prefix); }, file);
    std::vector<Held> missing;
    std::unordered_map<RemoteId, Key> by_remote;
    for (const Held& one : people)
        if (!found.contains(one.key)) {
            missing.push_back(one);
            by_remote.emplace(one.remote, one.key);
        }
    read_people_by(
        lms, model::UserField::id, missing, connections,
        [](const Held& one) { return std::to_string(one.remote); },
        [&](const model::FoundUser& user) {
            const auto known = by_remote.find(user.id);
            if (known != by_remote.end() && !looks_deleted(user))
                out.push_back(seen_of(user, known->second, false));
        });
}

// The profile fields of people that were found already.
void read_profiles(Lms& lms, std::span<Seen> people) {
    std::vector<RemoteId> users;
    std::unordered_map<RemoteId, Seen*> by_remote;
    for (Seen& one : people) {
        users.push_back(one.remote);
        by_remote.emplace(one.remote, &one);
    }
    auto profiles = answered(lms.read_profiles(users));
    for (Seen& one : people)
        one.profile_whole = profiles.whole;
    for (auto& profile : profiles.people)
        if (const auto at = by_remote.find(profile.user); at != by_remote.end())
            std::get<model::UserShape>(at->second->shape).profile = std::move(profile.values);
}

// An enrolment as read, small: there may be millions.
struct Member {
    Key key;
    RemoteId user = 0;
    std::optional<bool> suspended;
    std::int64_t course = 0;  // of whoever is in a group: openSIS's number; 0: an enrolment
};

class MemberStream final : public model::Stream<Seen> {
  public:
    explicit MemberStream(std::vector<Member> members) : members_(std::move(members)) {
        std::sort(members_.begin(), members_.end(),
                  [](const Member& a, const Member& b) { return a.key < b.key; });
    }
    bool next(Seen& out) override {
        if (at_ == members_.size()) return false;
        const Member& member = members_[at_++];
        const auto role = model::is_pupils(member.key.kind)  ? model::Role::student
                          : member.key.kind == Kind::manages ? model::Role::manager
                                                             : model::Role::teacher;
        const bool suspended = member.suspended.value_or(false);
        out = Seen{member.key,
                   member.user,
                   suspended ? State::suspended : State::active,
                   member.course == 0
                       ? model::Shape(model::EnrolmentShape{role, 0, 0})
                       : model::MembershipShape{role, {Kind::course, member.course, 0}},
                   true,
                   member.suspended.has_value()};
        return true;
    }
    [[nodiscard]] model::Proof proof() const override {
        const auto rows = static_cast<std::int64_t>(at_);
        return {at_ == members_.size(), rows, static_cast<std::int64_t>(members_.size()), ""};
    }

  private:
    std::vector<Member> members_;
    std::size_t at_ = 0;
};

Kind kind_of(const Key& person, const Key& place) {
    if (place.kind == Kind::course)
        return person.kind == Kind::student ? Kind::attends : Kind::leads;
    return person.kind == Kind::student ? Kind::learns : Kind::teaches;
}

// Who is in those of our groups that are there.
void read_members(sync::State& state, Lms& lms, const std::unordered_map<RemoteId, Key>& people,
                  std::vector<Member>& members) {
    const auto groups_held = held(state, Sort::group);
    if (groups_held.empty()) return;
    auto courses = held(state, Sort::course);
    std::erase_if(courses, [](const Held& one) { return one.key.kind != Kind::course; });
    std::unordered_set<RemoteId> there;
    for (const auto& group : answered(lms.list_groups(remotes(courses))))
        there.insert(group.id);
    std::unordered_map<RemoteId, const Held*> ours;
    std::vector<RemoteId> groups;
    for (const Held& one : groups_held)
        if (there.contains(one.remote) && ours.emplace(one.remote, &one).second)
            groups.push_back(one.remote);
    for (const auto& found : answered(lms.list_group_members(groups))) {
        const auto person = people.find(found.user);
        if (person == people.end()) continue;  // not one of ours
        const Held& group = *ours.at(found.group);
        members.push_back({{kind_of(person->second, group.key), group.key.id, person->second.id},
                           found.user,
                           false,
                           group.course.id});
    }
}

}  // namespace

std::unique_ptr<model::Stream<Seen>> seen_places_and_people(sync::State& state, Lms& lms,
                                                            const Policy& policy,
                                                            std::size_t connections) {
    std::vector<Seen> out;
    read_places(state, lms, policy, out);
    read_groups(state, lms, policy, out);
    const auto first = static_cast<std::ptrdiff_t>(out.size());
    read_people(state, lms, policy, connections, out);
    if (!policy.profile.empty()) read_profiles(lms, std::span(out.begin() + first, out.end()));
    return std::make_unique<SeenList>(std::move(out));
}

std::unique_ptr<model::Stream<Seen>> seen_enrolments(sync::State& state, Lms& lms,
                                                     std::size_t connections) {
    std::unordered_map<RemoteId, Key> people;
    for (const Held& one : held(state, Kind::staff, Kind::student))
        people.emplace(one.remote, one.key);
    const auto sections = held(state, Sort::course);

    std::vector<Member> members;
    // Roles in categories cannot be read through any function of Moodle's: base is believed.
    for (const Held& one : held(state, Kind::manages, Kind::manages))
        members.push_back({one.key, one.remote, std::nullopt});
    std::unordered_map<RemoteId, Key> places;
    std::vector<RemoteId> courses;
    for (const Held& one : sections)
        if (places.emplace(one.remote, one.key).second) courses.push_back(one.remote);
    // Enough slices to keep every connection at work.
    const std::size_t slice =
        std::clamp<std::size_t>(courses.size() / (connections * 4 + 1), 1, kCoursesPerListing);
    std::mutex mutex;  // guards members
    fan_out((courses.size() + slice - 1) / slice, connections, [&](std::size_t i) {
        const auto some = std::span<const RemoteId>(courses).subspan(
            i * slice, std::min(slice, courses.size() - i * slice));
        const auto listed = answered(lms.list_enrolments(some, true));
        const std::scoped_lock lock(mutex);
        for (const model::FoundEnrolment& found : listed) {
            const auto person = people.find(found.user);
            if (person == people.end()) continue;  // not one of ours
            const Key& place = places.at(found.course);
            members.push_back({{kind_of(person->second, place), place.id, person->second.id},
                               found.user,
                               found.suspended});
        }
    });
    read_members(state, lms, people, members);
    return std::make_unique<MemberStream>(std::move(members));
}

}  // namespace causeway::sync
