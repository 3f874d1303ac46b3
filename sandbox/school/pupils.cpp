// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/school/pupils.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <set>

#include "sandbox/school/bulk_table.h"
#include "sandbox/school/names.h"

namespace causeway::sandbox {

namespace {

using base::Date;

// What is special about a pupil; at most one thing each.
enum class Fate { plain, no_email, bad_email, shares_email, left, moved, two_schools, disabled };

struct Pupil {
    std::int64_t id = 0;
    std::size_t school = 0;
    Fate fate = Fate::plain;
    std::size_t shares_with = 0;  // index of the pupil with the same address
    FullName name;
    std::string email;
};

constexpr std::array<std::string_view, 5> kBadEmails = {
    "no-at-sign.example.edu", "two words@example.edu", "nobody@", "a@@example.edu", "x@nodots"};

// Deals the fates out over shuffled pupils. Of two with one address, the later one is broken.
void deal_fates(Dice& dice, std::vector<Pupil>& pupils) {
    std::vector<std::size_t> order(pupils.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    dice.shuffle(order);
    const std::size_t n = pupils.size();
    std::size_t at = 0;
    const auto deal = [&](Fate fate, std::size_t count) {
        for (std::size_t i = 0; i < count; ++i)
            pupils[order[at++]].fate = fate;
    };
    const std::size_t broken = std::max<std::size_t>(6, n / 100);
    deal(Fate::no_email, (broken + 2) / 3);
    deal(Fate::bad_email, (broken + 1) / 3);
    for (std::size_t i = 0; i < broken / 3; ++i) {
        const auto [first, second] = std::minmax(order[at], order[at + 1]);
        at += 2;
        pupils[second].fate = Fate::shares_email;
        pupils[second].shares_with = first;
    }
    deal(Fate::left, std::max<std::size_t>(1, n / 100));
    deal(Fate::moved, std::max<std::size_t>(1, n / 250));
    deal(Fate::two_schools, std::max<std::size_t>(1, n / 500));
    deal(Fate::disabled, std::max<std::size_t>(1, n / 300));
}

class Registrar {
  public:
    Registrar(db::Connection& connection, Dice& dice, const Calendar& calendar,
              const Campus& campus, Date today, SchoolReport& report)
        : dice_(dice),
          calendar_(calendar),
          campus_(campus),
          today_(today),
          report_(report),
          next_(next_id(connection, "students", "student_id")),
          students_(connection, "students",
                    {"student_id", "last_name", "first_name", "middle_name", "gender",
                     "common_name", "birthdate", "alt_id", "email", "is_disable"}),
          enrolments_(connection, "student_enrollment",
                      {"syear", "school_id", "student_id", "grade_id", "start_date", "end_date",
                       "enrollment_code", "drop_code", "next_school", "last_school"}),
          logins_(connection, "login_authentication",
                  {"user_id", "profile_id", "username", "failed_login"}),
          schedule_(connection, "schedule",
                    {"syear", "school_id", "student_id", "start_date", "end_date", "modified_date",
                     "modified_by", "course_id", "course_period_id", "mp", "marking_period_id",
                     "dropped"}) {}

    void admit(std::vector<Pupil>& pupils) {
        for (Pupil& pupil : pupils)
            pupil.id = next_++;
        for (std::size_t i = 0; i < pupils.size(); ++i) {
            name(pupils, i);
            write_person(pupils[i], i);
            enrol(pupils[i], i);
        }
        for (BulkTable* table : {&students_, &enrolments_, &logins_, &schedule_})
            table->flush();
    }

  private:
    // One in eight is the brother or sister of somebody before.
    void name(std::vector<Pupil>& pupils, std::size_t i) {
        Pupil& pupil = pupils[i];
        if (pupil.fate == Fate::shares_email)
            pupil.name = pick_sibling(dice_, pupils[pupil.shares_with].name);
        else if (i > 0 && dice_.chance(125))
            pupil.name = pick_sibling(dice_, pupils[dice_.below(i)].name);
        else
            pupil.name = pick_name(dice_);
        const std::string own = latin_handle(pupil.name, pupil.id) + "@example.edu";
        switch (pupil.fate) {
            case Fate::no_email:
                break_off(pupil, "no e-mail address");
                break;
            case Fate::bad_email:
                pupil.email = kBadEmails[dice_.below(kBadEmails.size())];
                break_off(pupil, "an e-mail address that is none: " + pupil.email);
                break;
            case Fate::shares_email:
                pupil.email = pupils[pupil.shares_with].email;
                break_off(pupil, "the e-mail address of student:" +
                                     std::to_string(pupils[pupil.shares_with].id));
                break;
            default:
                pupil.email = own;
        }
    }

    void break_off(const Pupil& pupil, std::string what) {
        report_.broken.push_back({"student:" + std::to_string(pupil.id), std::move(what)});
    }

    void write_person(const Pupil& pupil, std::size_t i) {
        const auto& [tongue, first, last] = pupil.name;
        const auto firsts = tongues()[tongue].first;
        // Blanks at the ends and a middle name that is only one: as typed.
        const std::string family = std::string(last.written) + (i % 40 == 11 ? "  " : "");
        // Made in one go: g++ 12 at -O3 takes a variant that is assigned later for uninitialized.
        const Cell middle = dice_.chance(250) ? Cell(dice_.pick(firsts).written)
                            : i % 40 == 12    ? Cell(" ")
                                              : Cell(std::nullopt);
        const Cell common =
            dice_.chance(80) ? Cell(dice_.pick(firsts).written) : Cell(std::nullopt);
        const int age = dice_.between(14, 18);
        const int month = dice_.between(1, 12);
        const int day = dice_.between(1, 28);
        const Date birth = Date::of(calendar_.year - age, static_cast<unsigned>(month),
                                    static_cast<unsigned>(day));
        students_.add({pupil.id, family, first.written, middle,
                       dice_.chance(500) ? "Female" : "Male", common, birth.text(),
                       "D" + std::to_string(100000 + pupil.id),
                       pupil.email.empty() ? Cell(i % 2 == 0 ? Cell(std::nullopt) : Cell("  "))
                                           : Cell(pupil.email),
                       pupil.fate == Fate::disabled ? Cell("Y") : Cell(std::nullopt)});
        logins_.add({pupil.id, 3, latin_handle(pupil.name, pupil.id), 0});
        if (pupil.fate == Fate::disabled) ++report_.disabled;
    }

    // Anything that is over must have been, with a day before and a day after it.
    [[nodiscard]] bool can_be_past() const { return today_ >= calendar_.whole.begin.plus(6); }
    [[nodiscard]] Date past_day() {
        const int most = std::min(120, today_.days - calendar_.whole.begin.days - 3);
        return today_.plus(-dice_.between(2, most));
    }

    struct Stay {
        std::size_t school = 0;
        Date start;
        std::optional<Date> end;
        bool counts = true;  // holds today
    };

    void write_enrolment(const Pupil& pupil, const Stay& stay, std::int64_t code,
                         std::optional<std::int64_t> drop, std::optional<std::int64_t> from,
                         Cell end) {
        const MadeSchool& school = campus_.schools[stay.school];
        enrolments_.add({calendar_.year, school.id, pupil.id,
                         school.grades[dice_.below(school.grades.size())], stay.start,
                         std::move(end), code, drop, school.id, from});
    }

    void enrol(const Pupil& pupil, std::size_t i) {
        const Date first = calendar_.whole.begin;
        const Codes& codes = campus_.codes;
        const MadeSchool& home = campus_.schools[pupil.school];
        const bool returning = dice_.chance(700);
        if (returning) write_old_year(pupil, home, i);
        const std::int64_t code = returning ? codes.rolled : codes.added;
        Stay stay{pupil.school, first, std::nullopt, true};
        if (pupil.fate == Fate::left && can_be_past()) {
            stay.end = past_day();
            stay.counts = false;
            write_enrolment(pupil, stay, code, codes.dropped, std::nullopt, stay.end);
            schedule(pupil, stay, i, kPeriods);
            ++report_.gone;
            return;
        }
        ++report_.students;
        const std::size_t other = (pupil.school + 1) % campus_.schools.size();
        if (pupil.fate == Fate::moved && can_be_past()) {
            stay.end = past_day();
            stay.counts = false;
            write_enrolment(pupil, stay, code, codes.went, std::nullopt, stay.end);
            schedule(pupil, stay, i, kPeriods);
            stay = {other, stay.end->plus(1), std::nullopt, true};
            write_enrolment(pupil, stay, codes.came, std::nullopt, home.id, std::nullopt);
            schedule(pupil, stay, i, kPeriods);
            return;
        }
        if (i % 50 == 25 && can_be_past()) stay.start = past_day();  // came during the year
        write_enrolment(pupil, stay, code, std::nullopt, std::nullopt,
                        i % 100 == 60 ? Cell("0000-00-00") : Cell(std::nullopt));
        if (pupil.fate == Fate::two_schools) {
            schedule(pupil, stay, i, kPeriods - 1);
            const Stay second{other, first, std::nullopt, true};
            write_enrolment(pupil, second, codes.added, std::nullopt, std::nullopt, std::nullopt);
            schedule(pupil, second, i, 1);
            return;
        }
        // A second row that overlaps the first: re-entered by mistake, one student all the same.
        if (i % 200 == 70)
            write_enrolment(pupil, stay, codes.added, std::nullopt, std::nullopt, std::nullopt);
        schedule(pupil, stay, i, kPeriods);
    }

    // Rollover ends the old row on the first day of the new year, so that both hold on that day.
    void write_old_year(const Pupil& pupil, const MadeSchool& school, std::size_t i) {
        const Date began = Date::of(calendar_.year - 1, 8, 20);
        const Date ended = calendar_.whole.begin;
        enrolments_.add({calendar_.year - 1, school.id, pupil.id, school.grades[0], began, ended,
                         std::nullopt, campus_.codes.rolled_before, school.id, std::nullopt});
        if (i % 10 == 0)
            schedule_.add({calendar_.year - 1, school.id, pupil.id, began, ended.plus(-1), began,
                           "1", school.old_course, school.old_sections[i % 2], "FY", std::nullopt,
                           "Y"});
    }

    // A section of each of the first `periods` periods, of different courses where possible.
    std::vector<const MadeSection*> pick_sections(const MadeSchool& school, std::size_t periods) {
        const std::size_t per_period = school.sections.size() / kPeriods;
        std::set<std::int64_t> courses;
        std::vector<const MadeSection*> out;
        for (std::size_t period = 0; period < periods; ++period) {
            const MadeSection* section = nullptr;
            for (int attempt = 0; attempt < 4; ++attempt) {
                section = &school.sections[dice_.below(per_period) * kPeriods + period];
                if (!courses.contains(section->course)) break;
            }
            courses.insert(section->course);
            out.push_back(section);
        }
        return out;
    }

    void schedule(const Pupil& pupil, const Stay& stay, std::size_t i, std::size_t periods) {
        const MadeSchool& school = campus_.schools[stay.school];
        bool told = false;  // what happens to this pupil's schedule happens to one section
        for (const MadeSection* section : pick_sections(school, periods)) {
            const Span span{std::max(section->span.begin, stay.start), section->span.end};
            if (stay.end && *stay.end < span.begin) continue;  // had left before it began
            if (span.end < span.begin) continue;               // came after it was over
            if (stay.counts) ++report_.learns;
            if (stay.end) {
                const Date end = std::min(*stay.end, span.end);
                write_row(pupil, school, *section, {span.begin, end}, end < today_);
                continue;
            }
            if (!told && pupil.fate == Fate::plain && eventful(pupil, school, *section, span, i)) {
                told = true;
                continue;
            }
            // Mass scheduling fills the end in; one by one leaves it open.
            write_open_row(pupil, school, *section, span.begin,
                           i % 2 == 0 ? Cell(span.end) : Cell(std::nullopt));
        }
    }

    // Dropped, added late, or dropped and added again. False: nothing of it can have happened in
    // this section yet, or it is not this pupil's turn.
    bool eventful(const Pupil& pupil, const MadeSchool& school, const MadeSection& section,
                  const Span& span, std::size_t i) {
        const std::size_t turn = i % 25;
        const bool under_way = span.begin.plus(6) <= today_ && today_ < span.end;
        if (!under_way || turn > 3) return false;
        const int days = std::min(90, today_.days - span.begin.days);
        const Date day = today_.plus(-dice_.between(2, days - 2));
        if (turn == 0) {
            write_row(pupil, school, section, {span.begin, day}, true);
            ++report_.dropped;
        } else if (turn == 1) {
            write_open_row(pupil, school, section, day, std::nullopt);
        } else if (turn == 2) {
            write_row(pupil, school, section, {span.begin, day}, true);
            write_open_row(pupil, school, section, day.plus(1), std::nullopt);
        } else {
            write_open_row(pupil, school, section, span.begin, "0000-00-00");
        }
        return true;
    }

    void write_row(const Pupil& pupil, const MadeSchool& school, const MadeSection& section,
                   const Span& span, bool dropped) {
        schedule_.add({calendar_.year, school.id, pupil.id, span.begin, span.end, span.end, "1",
                       section.course, section.id, section.mp,
                       section.marking_period.value_or(school.full_year), dropped ? "Y" : "N"});
    }

    void write_open_row(const Pupil& pupil, const MadeSchool& school, const MadeSection& section,
                        Date start, Cell end) {
        schedule_.add({calendar_.year, school.id, pupil.id, start, std::move(end), start, "1",
                       section.course, section.id, section.mp,
                       section.marking_period.value_or(school.full_year), "N"});
    }

    Dice& dice_;
    const Calendar& calendar_;
    const Campus& campus_;
    Date today_;
    SchoolReport& report_;
    std::int64_t next_;
    BulkTable students_;
    BulkTable enrolments_;
    BulkTable logins_;
    BulkTable schedule_;
};

}  // namespace

void admit_pupils(db::Connection& connection, Dice& dice, const Calendar& calendar,
                  const Campus& campus, const std::vector<int>& pupils, base::Date today,
                  SchoolReport& report) {
    std::vector<Pupil> all;
    for (std::size_t school = 0; school < pupils.size(); ++school)
        for (int i = 0; i < pupils[school]; ++i) {
            Pupil pupil;
            pupil.school = school;
            all.push_back(pupil);
        }
    deal_fates(dice, all);
    Registrar(connection, dice, calendar, campus, today, report).admit(all);
}

}  // namespace causeway::sandbox
