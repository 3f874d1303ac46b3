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

template <class Map>
auto values(const Map& map) {
    std::vector<typename Map::mapped_type> out;
    for (const auto& [key, value] : map)
        out.push_back(value);
    return out;
}

class Snapshot final : public sync::SisSnapshot {
  public:
    explicit Snapshot(const FakeSchool& school) : school_(school) {}
    template <class Map>
    auto stream(const Map& map) {
        using Record = typename Map::mapped_type;
        return std::make_unique<ListStream<Record>>(values(map), school_.incomplete);
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

  private:
    const FakeSchool& school_;
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

std::unique_ptr<sync::SisSnapshot> FakeSchool::open(const model::RosterScope&) {
    if (unreachable)
        throw base::Failure(base::ExitCode::incomplete,
                            {"openSIS cannot be reached", "", "the connection was refused",
                             "Start the database.", "opensis.unreachable"});
    return std::make_unique<Snapshot>(*this);
}

}  // namespace causeway::simulation
