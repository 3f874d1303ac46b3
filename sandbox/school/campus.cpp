// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/school/campus.h"

#include <algorithm>
#include <array>

#include "sandbox/school/bulk_table.h"
#include "sandbox/school/staffing.h"

namespace causeway::sandbox {

namespace {

constexpr std::array<std::string_view, 4> kSchoolTitles = {
    "Lindenhof High School", "Riverside Middle School", "Harbour Academy", "Old Mill School"};

struct SubjectPlan {
    std::string_view title;  // as it stands in the database: two are as old rows look
    std::string_view code;
    std::array<std::string_view, 5> courses;
};

constexpr std::array<SubjectPlan, 8> kSubjects = {{
    {"Mathematics", "MATH", {"Algebra I", "Geometry", "Algebra II", "Statistics", "Calculus"}},
    {"English",
     "ENG",
     {"Reading Workshop", "World Literature", "Composition", "Poetry &amp; Drama", "Journalism"}},
    {"Science  ", "SCI", {"Biology ", "Chemistry", "Physics", "Earth Science", "Ecology"}},
    {"Social Studies", "SOC", {"World History", "Geography", "Civics", "Economics", "Philosophy"}},
    {"Languages", "LANG", {"Español I", "Español II", "Français I", "Deutsch I", "中文 I"}},
    {"Arts &amp; Crafts", "ART", {"Drawing", "Ceramics", "Photography", "Orchestra", "Theatre"}},
    {"Physical Education", "PE", {"Team Sports", "Swimming", "Dance", "Health", "Outdoor Skills"}},
    {"Technology",
     "TECH",
     {"Computer Science", "Robotics", "Woodwork", "Design  &  Print", "Electronics"}},
}};

constexpr std::array<std::string_view, 4> kGrades = {"9", "10", "11", "12"};

// A school while it is being built.
class Builder {
  public:
    Builder(db::Connection& connection, Dice& dice, const Calendar& calendar, SchoolReport& report)
        : connection_(connection),
          dice_(dice),
          calendar_(calendar),
          report_(report),
          staffing_(connection, dice, calendar),
          next_section_(next_id(connection, "course_periods", "course_period_id")),
          next_course_(next_id(connection, "courses", "course_id")),
          next_subject_(next_id(connection, "course_subjects", "subject_id")),
          sections_(connection, "course_periods",
                    {"syear", "school_id", "course_period_id", "course_id", "title", "short_name",
                     "mp", "marking_period_id", "begin_date", "end_date", "teacher_id",
                     "secondary_teacher_id", "total_seats", "filled_seats", "parent_id", "credits",
                     "schedule_type", "modified_by"}),
          meetings_(
              connection, "course_period_var",
              {"course_period_id", "days", "period_id", "start_time", "end_time", "room_id"}) {}

    MadeSchool build(std::size_t number, int pupils) {
        MadeSchool school = begin(number);
        add_periods_and_rooms(school);
        add_courses(school);
        const std::size_t count = std::max<std::size_t>(
            2 * kPeriods, (static_cast<std::size_t>(pupils) * kPeriods / 25 + kPeriods - 1) /
                              kPeriods * kPeriods);
        teachers_ = staffing_.staff_school(school.id, count / 5 + 2, report_);
        for (std::size_t i = 0; i < count; ++i)
            add_section(school, i, count);
        add_old_year(school);
        return school;
    }

    // A school without anybody.
    void set_up() {
        const MadeSchool school = begin(0);
        connection_.run(
            "INSERT INTO school_calendars (school_id, syear, title, default_calendar, days) VALUES "
            "(?, ?, 'Main', 'Y', 'MTWHF')",
            {school.id, std::int64_t{calendar_.year}});
    }

    void flush() {
        staffing_.flush();
        sections_.flush();
        meetings_.flush();
    }

  private:
    MadeSchool begin(std::size_t number) {
        MadeSchool school;
        connection_.run("INSERT INTO schools (syear, title) VALUES (?, ?)",
                        {std::int64_t{calendar_.year - 1}, kSchoolTitles[number % 4]});
        school.id = connection_.last_insert_id();
        ++report_.schools;
        add_marking_periods(school);
        add_grades(school);
        return school;
    }

    std::int64_t marking_period_number() {
        connection_.run("INSERT INTO marking_period_id_generator (id) VALUES (NULL)");
        return connection_.last_insert_id();
    }

    // `parent` is the column that names the level above, or "".
    std::int64_t add_marking_period(std::string_view table, std::string_view parent,
                                    std::int64_t above, std::int64_t school, int year,
                                    std::string_view title, std::string_view short_name,
                                    const Span& span) {
        const std::int64_t id = marking_period_number();
        std::string sql = "INSERT INTO " + std::string(table) +
                          " (marking_period_id, syear, school_id, title, short_name, sort_order, "
                          "start_date, end_date, post_start_date, post_end_date, does_grades";
        sql += parent.empty()
                   ? ") VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?, ?, 'Y')"
                   : ", " + std::string(parent) + ") VALUES (?, ?, ?, ?, ?, 1, ?, ?, ?, ?, 'Y', ?)";
        const std::string begin = span.begin.text();
        const std::string end = span.end.text();
        const std::string post = span.end.plus(-14).text();
        std::vector<db::Value> values = {id,
                                         std::int64_t{year},
                                         school,
                                         title,
                                         short_name,
                                         std::string_view(begin),
                                         std::string_view(end),
                                         std::string_view(post),
                                         std::string_view(end)};
        if (!parent.empty()) values.emplace_back(above);
        connection_.prepare(sql)->run(values);
        return id;
    }

    void add_marking_periods(MadeSchool& school) {
        const int year = calendar_.year;
        const base::Date first = base::Date::of(year - 1, 8, 20);
        old_full_year_ = add_marking_period("school_years", "", 0, school.id, year - 1, "Full Year",
                                            "FY", {first, calendar_.whole.begin.plus(-1)});
        school.full_year = add_marking_period("school_years", "", 0, school.id, year, "Full Year",
                                              "FY", calendar_.whole);
        constexpr std::array<std::string_view, 4> kQuarterTitles = {"Quarter 1", "Quarter 2",
                                                                    "Quarter 3", "Quarter 4"};
        constexpr std::array<std::string_view, 4> kQuarterNames = {"Q1", "Q2", "Q3", "Q4"};
        for (std::size_t s = 0; s < 2; ++s) {
            semesters_[s] = add_marking_period(
                "school_semesters", "year_id", school.full_year, school.id, year,
                s == 0 ? "Semester 1" : "Semester 2", s == 0 ? "S1" : "S2", calendar_.semesters[s]);
            for (std::size_t q = 2 * s; q < 2 * s + 2; ++q)
                quarters_[q] = add_marking_period("school_quarters", "semester_id", semesters_[s],
                                                  school.id, year, kQuarterTitles[q],
                                                  kQuarterNames[q], calendar_.quarters[q]);
        }
    }

    void add_grades(MadeSchool& school) {
        for (std::size_t g = 0; g < kGrades.size(); ++g) {
            const std::string title = "Grade " + std::string(kGrades[g]);
            connection_.run(
                "INSERT INTO school_gradelevels (school_id, short_name, title, "
                "sort_order) VALUES (?, ?, ?, ?)",
                {school.id, kGrades[g], std::string_view(title), static_cast<std::int64_t>(g + 1)});
            school.grades.push_back(connection_.last_insert_id());
        }
        for (std::size_t g = 0; g + 1 < school.grades.size(); ++g)
            connection_.run("UPDATE school_gradelevels SET next_grade_id = ? WHERE id = ?",
                            {school.grades[g + 1], school.grades[g]});
    }

    void add_periods_and_rooms(const MadeSchool& school) {
        periods_.clear();
        rooms_.clear();
        for (std::size_t p = 0; p < kPeriods; ++p) {
            const std::string name = std::to_string(p + 1);
            const std::string begin = std::to_string(8 + p) + ":00:00";
            const std::string end = std::to_string(8 + p) + ":50:00";
            connection_.run(
                "INSERT INTO school_periods (syear, school_id, sort_order, title, short_name, "
                "length, start_time, end_time) VALUES (?, ?, ?, ?, ?, 50, ?, ?)",
                {std::int64_t{calendar_.year}, school.id, static_cast<std::int64_t>(p + 1),
                 std::string_view("Period"), std::string_view(name), std::string_view(begin),
                 std::string_view(end)});
            periods_.push_back({connection_.last_insert_id(), begin, end});
        }
        for (int r = 1; r <= 12; ++r) {
            const std::string title =
                "Room " + std::to_string(100 + r) + " ";  // as the UI leaves it
            connection_.run("INSERT INTO rooms (school_id, title, capacity) VALUES (?, ?, 32)",
                            {school.id, std::string_view(title)});
            rooms_.push_back(connection_.last_insert_id());
        }
    }

    void add_courses(const MadeSchool& school) {
        courses_.clear();
        BulkTable subjects(connection_, "course_subjects",
                           {"subject_id", "school_id", "syear", "title"});
        BulkTable courses(connection_, "courses",
                          {"course_id", "subject_id", "school_id", "syear", "title", "short_name"});
        for (const SubjectPlan& plan : kSubjects) {
            const std::int64_t subject = next_subject_++;
            subjects.add({subject, school.id, calendar_.year, plan.title});
            ++report_.subjects;
            for (std::size_t c = 0; c < plan.courses.size(); ++c) {
                const std::string code = std::string(plan.code) + std::to_string(c + 1);
                courses_.push_back({next_course_++, code});
                courses.add({courses_.back().id, subject, school.id, calendar_.year,
                             plan.courses[c], code});
                ++report_.courses;
            }
        }
        subjects.flush();
        courses.flush();
    }

    // Most run all year, some a semester or a quarter, a few between dates of their own.
    MadeSection pick_term(const MadeSchool& school) {
        MadeSection section;
        const auto kind = dice_.below(100);
        if (kind < 60) {
            section = {0, 0, "FY", school.full_year, calendar_.whole};
        } else if (kind < 90) {
            const std::size_t s = kind < 75 ? 0 : 1;
            section = {0, 0, "SEM", semesters_[s], calendar_.semesters[s]};
        } else if (kind < 95) {
            const std::size_t q = dice_.below(4);
            section = {0, 0, "QTR", quarters_[q], calendar_.quarters[q]};
        } else {
            const int after = dice_.between(0, 20);
            const int before = dice_.between(60, 120);
            section = {0, 0, "QTR", std::nullopt,
                       Span{calendar_.whole.begin.plus(after), calendar_.whole.end.plus(-before)}};
        }
        return section;
    }

    void add_section(MadeSchool& school, std::size_t i, std::size_t count) {
        MadeSection section = pick_term(school);
        const std::size_t period = i % kPeriods;
        const auto& course = courses_[(i / kPeriods + 7 * period) % courses_.size()];
        section.id = next_section_++;
        section.course = course.id;
        // Five sections a teacher, in five different periods. The two teachers beyond stand in:
        // one as a second teacher, one, whom no relationship names, as the first of the last.
        const std::size_t lead = i + 1 == count ? teachers_.size() - 1 : i / 5;
        std::optional<std::int64_t> second;
        if (i % 12 == 5)
            second = teachers_[teachers_.size() - 2].id;
        else if (i == 7)
            second = teachers_[lead].id;  // entered twice by mistake: one person all the same
        else if (dice_.chance(60))
            second = teachers_[dice_.below(teachers_.size() - 1)].id;

        const std::string short_name =
            "P" + std::to_string(period + 1) + "-" + std::to_string(i / kPeriods + 1);
        sections_.add({calendar_.year, school.id, section.id, section.course,
                       short_name + " - " + teachers_[lead].title_name, short_name, section.mp,
                       section.marking_period, section.span.begin, section.span.end,
                       teachers_[lead].id, second, 30, 0, section.id, "1.000", "FIXED", 1});
        // Without attendance: in a real openSIS a section that takes it makes every schedule row
        // cost seconds.
        meetings_.add({section.id, "MTWHF", periods_[period].id, periods_[period].begin,
                       periods_[period].end, rooms_[i % rooms_.size()]});
        ++report_.sections;
        report_.teaches += second && *second != teachers_[lead].id ? 2 : 1;
        school.sections.push_back(std::move(section));
    }

    // Old years stay in the same tables; nothing of them may be read.
    void add_old_year(MadeSchool& school) {
        const int year = calendar_.year - 1;
        const base::Date first = base::Date::of(year, 8, 20);
        connection_.run("INSERT INTO course_subjects (school_id, syear, title) VALUES (?, ?, ?)",
                        {school.id, std::int64_t{year}, std::string_view("Mathematics")});
        const std::int64_t subject = connection_.last_insert_id();
        connection_.run(
            "INSERT INTO courses (subject_id, school_id, syear, title, short_name) "
            "VALUES (?, ?, ?, 'Algebra I', 'MATH1')",
            {subject, school.id, std::int64_t{year}});
        school.old_course = connection_.last_insert_id();
        next_subject_ = subject + 1;
        next_course_ = school.old_course + 1;
        for (int i = 0; i < 2; ++i) {
            const std::int64_t id = next_section_++;
            const std::string name = "P" + std::to_string(i + 1) + "-1";
            sections_.add({year, school.id, id, school.old_course,
                           name + " - " + teachers_[0].title_name, name, "FY", old_full_year_,
                           first, calendar_.whole.begin.plus(-1), teachers_[0].id, std::nullopt, 30,
                           0, id, "1.000", "FIXED", 1});
            school.old_sections.push_back(id);
        }
    }

    struct Course {
        std::int64_t id;
        std::string code;
    };
    struct Period {
        std::int64_t id;
        std::string begin;
        std::string end;
    };

    db::Connection& connection_;
    Dice& dice_;
    const Calendar& calendar_;
    SchoolReport& report_;
    Staffing staffing_;
    std::int64_t next_section_;
    std::int64_t next_course_;
    std::int64_t next_subject_;
    std::int64_t old_full_year_ = 0;
    std::array<std::int64_t, 2> semesters_{};
    std::array<std::int64_t, 4> quarters_{};
    std::vector<Period> periods_;
    std::vector<std::int64_t> rooms_;
    std::vector<Course> courses_;
    std::vector<MadeTeacher> teachers_;
    BulkTable sections_;
    BulkTable meetings_;
};

Codes add_codes(db::Connection& connection, int year) {
    const auto add = [&](int of_year, std::string_view title, std::string_view short_name,
                         std::string_view type) {
        connection.run(
            "INSERT INTO student_enrollment_codes (syear, title, short_name, type) "
            "VALUES (?, ?, ?, ?)",
            {std::int64_t{of_year}, title, short_name, type});
        return connection.last_insert_id();
    };
    Codes codes;
    codes.rolled_before = add(year - 1, "Rolled Over", "ROLL", "Roll");
    codes.added = add(year, "New", "NEW", "Add");
    codes.came = add(year, "Transferred In", "TRAN", "TrnE");
    codes.rolled = add(year, "Rolled Over", "ROLL", "Roll");
    codes.dropped = add(year, "Dropped Out", "DROP", "Drop");
    codes.went = add(year, "Transferred Out", "TRAN", "TrnD");
    return codes;
}

}  // namespace

Campus build_campus(db::Connection& connection, Dice& dice, const Calendar& calendar,
                    const std::vector<int>& pupils, SchoolReport& report) {
    Campus campus;
    campus.codes = add_codes(connection, calendar.year);
    Builder builder(connection, dice, calendar, report);
    for (std::size_t i = 0; i < pupils.size(); ++i)
        campus.schools.push_back(builder.build(i, pupils[i]));
    builder.flush();
    return campus;
}

void add_bare_campus(db::Connection& connection, const Calendar& calendar) {
    add_codes(connection, calendar.year);
    SchoolReport report;
    Dice unused(0);
    Builder(connection, unused, calendar, report).set_up();
}

}  // namespace causeway::sandbox
