// SPDX-License-Identifier: GPL-3.0-or-later
// An openSIS in memory behind the Sis port, and a life for it: every day something is added,
// dropped, renamed or broken.
#pragma once

#include <map>
#include <memory>
#include <set>

#include "dice.h"
#include "sync/ports.h"

namespace causeway::simulation {

class FakeSchool final : public sync::Sis {
  public:
    explicit FakeSchool(Dice& dice);

    void live_a_day();
    // A day on which people give away and take over names and addresses, titles vanish and come
    // back, sections move and get impossible dates.
    void live_a_muddled_day();
    // The school turns to its next year, as openSIS's rollover does it: the old one stays, and is
    // what is read of a school unless the scope names the new one. Some people are left out of it,
    // some come; sections and courses have new numbers.
    void roll_over();
    // Every key whose record is another one there than here, is there only, or here only.
    [[nodiscard]] std::vector<model::Key> differing(const FakeSchool& there) const;
    std::unique_ptr<sync::SisSnapshot> open(const model::RosterScope& scope) override;
    std::unique_ptr<sync::SisLookup> look_up(const model::RosterScope& scope) override;

    // Faults of the next readings.
    bool unreachable = false;
    bool incomplete = false;  // every listing ends early and without proof

    std::map<std::int64_t, model::School> schools;
    std::map<std::int64_t, model::Subject> subjects;
    std::map<std::int64_t, model::Course> courses;
    std::map<std::int64_t, model::Section> sections;
    std::map<model::Key, model::Person> people;
    std::map<model::Key, model::Enrolment> enrolments;
    std::shared_ptr<FakeSchool> next;  // the next year; nothing: not rolled over

  private:
    void add_section();
    void add_person(model::Kind kind);
    void add_enrolment();
    void change_person();
    void muddle();
    void remove_person();

    Dice& dice_;
    std::int64_t next_id_ = 1;
};

}  // namespace causeway::simulation
