// SPDX-License-Identifier: GPL-3.0-or-later
#include "fake_school.h"

#include <iterator>

#include "base/failure.h"

namespace causeway::simulation {

namespace {

using model::Kind;

template <class Record>
class ListStream final : public model::Stream<Record> {
  public:
    ListStream(std::vector<Record> list, bool incomplete)
        : list_(std::move(list)), incomplete_(incomplete) {
        counted_ = static_cast<std::int64_t>(list_.size());
        if (incomplete_ && !list_.empty()) list_.resize(list_.size() / 2);
    }
    bool next(Record& out) override {
        if (at_ == list_.size()) return false;
        out = list_[at_++];
        return true;
    }
    [[nodiscard]] model::Proof proof() const override {
        return {!incomplete_ && at_ == list_.size(), static_cast<std::int64_t>(at_), counted_,
                incomplete_ ? "the connection was cut" : ""};
    }

  private:
    std::vector<Record> list_;
    bool incomplete_;
    std::size_t at_ = 0;
    std::int64_t counted_ = 0;
};

class Snapshot final : public sync::SisLookup {
  public:
    explicit Snapshot(const FakeSchool& school) : school_(school) {}
    template <class Map>
    auto stream(const Map& map) {
        using Record = typename Map::mapped_type;
        std::vector<Record> list;
        for (const auto& [key, record] : map)
            if (!narrow_ || narrow_->contains(record.key())) list.push_back(record);
        return std::make_unique<ListStream<Record>>(std::move(list), school_.incomplete);
    }
    std::unique_ptr<model::Stream<model::School>> schools() override {
        return stream(school_.schools);
    }
    std::unique_ptr<model::Stream<model::Subject>> subjects() override {
        return stream(school_.subjects);
    }
    std::unique_ptr<model::Stream<model::Course>> courses() override {
        return stream(school_.courses);
    }
    std::unique_ptr<model::Stream<model::Section>> sections() override {
        return stream(school_.sections);
    }
    std::unique_ptr<model::Stream<model::Person>> people() override {
        return stream(school_.people);
    }
    std::unique_ptr<model::Stream<model::Enrolment>> enrolments() override {
        return stream(school_.enrolments);
    }

    void narrow(std::span<const model::Key> keys) override {
        narrow_.emplace(keys.begin(), keys.end());
    }
    std::vector<model::Key> hanging_on(std::span<const model::Key> keys) override {
        std::set<model::Key> out;
        for (const model::Key& on : keys) {
            for (const auto& [key, enrolment] : school_.enrolments)
                if (model::person_of(key) == on || model::place_of(key) == on) out.insert(key);
            for (const auto& [id, section] : school_.sections)
                if (is_of(on, section.school, section.subject, section.course))
                    out.insert(section.key());
            for (const auto& [id, course] : school_.courses)
                if (is_of(on, course.school, course.subject)) out.insert(course.key());
            for (const auto& [id, subject] : school_.subjects)
                if (is_of(on, subject.school)) out.insert(subject.key());
        }
        return {out.begin(), out.end()};
    }
    std::vector<model::Key> people_named(std::span<const std::string> names) override {
        std::vector<model::Key> out;
        for (const auto& [key, person] : school_.people)
            for (const std::string& name : names)
                if (person.email == name || person.login == name) {
                    out.push_back(key);
                    break;
                }
        return out;
    }

  private:
    static bool is_of(const model::Key& on, std::int64_t school, std::int64_t subject = 0,
                      std::int64_t course = 0) {
        return (on.kind == Kind::school && on.id == school) ||
               (on.kind == Kind::subject && on.id == subject) ||
               (on.kind == Kind::course && on.id == course);
    }

    const FakeSchool& school_;
    std::optional<std::set<model::Key>> narrow_;
};

template <class Map>
typename Map::iterator any_of(Map& map, Dice& dice) {
    return std::next(map.begin(), static_cast<std::ptrdiff_t>(
                                      dice.below(static_cast<std::int64_t>(map.size()))));
}

}  // namespace

FakeSchool::FakeSchool(Dice& dice) : dice_(dice) {
    for (std::int64_t id = 1; id <= 2; ++id) {
        schools[id] = {id, "School " + std::to_string(id), 2026, base::Date::of(2026, 8, 20),
                       base::Date::of(2027, 6, 30)};
        subjects[id] = {id, id, "Subject " + std::to_string(id)};
        courses[id] = {id, id, id, "Course " + std::to_string(id), "C" + std::to_string(id)};
    }
    for (int i = 0; i < 4; ++i)
        add_section();
    for (int i = 0; i < 3; ++i)
        add_person(Kind::staff);
    for (int i = 0; i < 8; ++i)
        add_person(Kind::student);
    for (int i = 0; i < 20; ++i)
        add_enrolment();
}

void FakeSchool::add_section() {
    const std::int64_t id = next_id_++;
    const std::int64_t school = 1 + dice_.below(2);
    model::Section section;
    section.id = id;
    section.course = section.subject = section.school = school;
    section.year = 2026;
    section.short_name = "P" + std::to_string(dice_.below(9));
    section.course_title = courses[school].title;
    section.course_short_name = courses[school].short_name;
    section.begin = base::Date::of(2026, 9, 1);
    section.end = base::Date::of(2027, 6, 1);
    sections[id] = section;
}

void FakeSchool::add_person(Kind kind) {
    model::Person person;
    person.kind = kind;
    person.id = next_id_++;
    person.school = 1 + dice_.below(2);
    person.first_name = "First" + std::to_string(person.id);
    person.last_name = "Last";
    person.login = "login" + std::to_string(person.id);
    const auto chance = dice_.below(12);
    if (chance == 0)
        person.email = "";
    else if (chance == 1)
        person.email = "shared@example.org";
    else if (chance == 2)
        person.email = "not an address";
    else
        person.email = "p" + std::to_string(person.id) + "@example.org";
    people[person.key()] = person;
}

void FakeSchool::add_enrolment() {
    if (sections.empty() || people.empty()) return;
    const auto& section = any_of(sections, dice_)->second;
    const auto& person = any_of(people, dice_)->second;
    model::Enrolment enrolment;
    enrolment.kind = person.kind == Kind::student ? Kind::learns : Kind::teaches;
    enrolment.place = section.id;
    enrolment.person = person.id;
    enrolment.school = section.school;
    enrolment.from = section.begin;
    enrolment.to = section.end->plus(static_cast<int>(-dice_.below(30)));
    enrolments[enrolment.key()] = enrolment;
}

void FakeSchool::change_person() {
    if (people.empty()) return;
    model::Person& person = any_of(people, dice_)->second;
    switch (dice_.below(4)) {
        case 0:
            person.last_name = "Renamed" + std::to_string(dice_.below(100));
            break;
        case 1:
            person.email = "n" + std::to_string(person.id) + "@example.org";
            break;
        case 2:
            person.disabled = !person.disabled;
            break;
        default:
            person.email.clear();
    }
}

void FakeSchool::remove_person() {
    if (people.empty()) return;
    const auto gone = any_of(people, dice_);
    std::erase_if(enrolments,
                  [&](const auto& e) { return model::person_of(e.first) == gone->first; });
    people.erase(gone);
}

void FakeSchool::live_a_day() {
    for (auto events = 1 + dice_.below(6); events > 0; --events)
        switch (dice_.below(9)) {
            case 0:
                add_section();
                break;
            case 1:
                add_person(dice_.percent(20) ? Kind::staff : Kind::student);
                break;
            case 2:
            case 3:
                add_enrolment();
                break;
            case 4:
                if (!enrolments.empty()) enrolments.erase(any_of(enrolments, dice_));
                break;
            case 5:
                if (!enrolments.empty()) {
                    auto& enrolment = any_of(enrolments, dice_)->second;
                    enrolment.dropped = !enrolment.dropped;
                }
                break;
            case 6:
                change_person();
                break;
            case 7:
                remove_person();
                break;
            default:
                if (sections.size() > 1) {
                    const auto gone = any_of(sections, dice_);
                    std::erase_if(enrolments,
                                  [&](const auto& e) { return e.first.id == gone->first; });
                    sections.erase(gone);
                }
        }
}

void FakeSchool::muddle() {
    if (people.empty() || sections.empty()) return;
    model::Person& one = any_of(people, dice_)->second;
    const model::Person other = any_of(people, dice_)->second;
    const std::int64_t school = 1 + dice_.below(2);
    model::Section& section = any_of(sections, dice_)->second;
    switch (dice_.below(10)) {
        case 0:
        case 1:
            one.email = other.email;
            break;
        case 2:
            one.login = other.login;
            break;
        case 3:
            one.login = dice_.percent(50) ? "" : "student-" + std::to_string(other.id);
            break;
        case 4:
            std::swap(one.email, people.at(other.key()).email);
            break;
        case 5:
            one.first_name = one.first_name.empty() ? "Named" : "";
            break;
        case 6: {
            std::string& title = courses.at(school).title;
            title = title.empty() ? "Course again" : dice_.percent(50) ? "" : "Another course";
            for (auto& [id, of_it] : sections)
                if (of_it.course == school) of_it.course_title = title;
            break;
        }
        case 7: {
            std::string& title = subjects.at(school).title;
            title = title.empty() ? "Subject again" : "";
            break;
        }
        case 8:
            section.end =
                dice_.percent(50) ? base::Date::of(2026, 1, 1) : base::Date::of(2027, 6, 1);
            break;
        default:
            section.course = section.subject = school;
            section.course_title = courses.at(school).title;
    }
}

void FakeSchool::live_a_muddled_day() {
    for (auto events = 1 + dice_.below(4); events > 0; --events)
        dice_.percent(30) ? live_a_day() : muddle();
}

namespace {

template <class Map, class Same>
void add_differing(const Map& here, const Map& there, std::set<model::Key>& out, const Same& same) {
    for (const auto& [key, record] : here) {
        const auto found = there.find(key);
        if (found == there.end() || !same(record, found->second)) out.insert(record.key());
    }
    for (const auto& [key, record] : there)
        if (!here.contains(key)) out.insert(record.key());
}

}  // namespace

std::vector<model::Key> FakeSchool::differing(const FakeSchool& there) const {
    std::set<model::Key> out;
    add_differing(subjects, there.subjects, out,
                  [](const auto& a, const auto& b) { return a.title == b.title; });
    add_differing(courses, there.courses, out,
                  [](const auto& a, const auto& b) { return a.title == b.title; });
    // A section's course is told by the course's own key where only its title changed.
    add_differing(sections, there.sections, out, [](const auto& a, const auto& b) {
        return a.course == b.course && a.end == b.end;
    });
    add_differing(people, there.people, out, [](const auto& a, const auto& b) {
        return a.first_name == b.first_name && a.last_name == b.last_name && a.email == b.email &&
               a.login == b.login && a.disabled == b.disabled;
    });
    add_differing(enrolments, there.enrolments, out, [](const auto& a, const auto& b) {
        return a.from == b.from && a.to == b.to && a.dropped == b.dropped;
    });
    return {out.begin(), out.end()};
}

std::unique_ptr<sync::SisSnapshot> FakeSchool::open(const model::RosterScope& scope) {
    return look_up(scope);
}

void FakeSchool::roll_over() {
    next = std::make_shared<FakeSchool>(*this);
    next->next.reset();
    for (auto& [id, school] : schools)
        school.rolled_to = school.year + 1;
    for (auto& [id, school] : next->schools) {
        school.year += 1;
        school.year_start = base::Date::of(school.year, 8, 20);
        school.year_end = base::Date::of(school.year + 1, 6, 30);
    }
    next->sections.clear();
    next->enrolments.clear();
    for (const auto& [id, old] : sections) {
        if (dice_.percent(10)) continue;  // a course that is not given again
        model::Section section = old;
        section.id = id + 1000;
        section.year += 1;
        section.begin = base::Date::of(section.year, 9, 1);
        section.end = base::Date::of(section.year + 1, 6, 1);
        next->sections[section.id] = section;
    }
    std::erase_if(next->people, [&](const auto&) { return dice_.percent(15); });
    next->next_id_ += 2000;
    for (auto come = dice_.below(3); come > 0; --come)
        next->add_person(Kind::student);
    // openSIS copies the teachers; schedules are made anew, bit by bit.
    for (const auto& [key, old] : enrolments) {
        const bool there =
            next->sections.contains(key.id + 1000) && next->people.contains(model::person_of(key));
        if (!there || (key.kind != Kind::teaches && dice_.percent(60))) continue;
        model::Enrolment enrolment = old;
        enrolment.place += 1000;
        enrolment.from = next->sections.at(enrolment.place).begin;
        enrolment.to = next->sections.at(enrolment.place).end;
        enrolment.dropped = false;
        next->enrolments[enrolment.key()] = enrolment;
    }
}

std::unique_ptr<sync::SisLookup> FakeSchool::look_up(const model::RosterScope& scope) {
    if (next) {
        const auto named = scope.years.find(1);
        const int year = named != scope.years.end() ? named->second : scope.year.value_or(0);
        if (year >= next->schools.at(1).year) {
            next->unreachable = unreachable;
            next->incomplete = incomplete;
            return next->look_up(scope);
        }
    }
    if (unreachable)
        throw base::Failure(base::ExitCode::incomplete,
                            {"openSIS cannot be reached", "", "the connection was refused",
                             "Start the database.", "opensis.unreachable"});
    return std::make_unique<Snapshot>(*this);
}

}  // namespace causeway::simulation
