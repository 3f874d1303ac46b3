// SPDX-License-Identifier: GPL-3.0-or-later
// IntakeWriter: subjects, courses, sections, who teaches and who sits in them.
#include <fmt/format.h>

#include <chrono>

#include "base/failure.h"
#include "base/text.h"
#include "opensis/entered_text.h"
#include "opensis/intake_writer.h"

namespace causeway::opensis {

namespace {

constexpr std::size_t kTitle = 100;
// A class that meets in Moodle still needs a room and a period: openSIS's teacher pages show no
// section without them.
constexpr std::string_view kOnline = "Online";
constexpr std::int64_t kSeats = 999;  // openSIS's pages want a number

[[noreturn]] void gone(const std::string& record) {
    throw base::Failure(base::ExitCode::error,
                        {"The record is gone", record, record + " is no longer in openSIS",
                         "Plan again.", "intake.gone"});
}

}  // namespace

std::int64_t IntakeWriter::subject(RowLog& log, const std::string& title) {
    const auto known = connection_->one_integer(
        "SELECT MIN(subject_id) FROM course_subjects WHERE school_id = ? AND syear = ? AND "
        "title = ?",
        {school_, year_, title});
    if (known.value_or(0) != 0) return *known;
    return log.insert("course_subjects", "subject_id",
                      {{"school_id", school_}, {"syear", year_}, {"title", title}});
}

std::int64_t IntakeWriter::course(RowLog& log, std::int64_t subject,
                                  const model::NewSection& section) {
    const auto known = connection_->one_integer(
        "SELECT MIN(course_id) FROM courses WHERE subject_id = ? AND syear = ? AND title = ?",
        {subject, year_, section.course});
    if (known.value_or(0) != 0) return *known;
    return log.insert("courses", "course_id",
                      {{"subject_id", subject},
                       {"school_id", school_},
                       {"syear", year_},
                       {"title", section.course},
                       {"short_name", text_or_null(section.course_code)}});
}

std::int64_t IntakeWriter::online_period(RowLog& log) {
    const auto known = connection_->one_integer(
        "SELECT MIN(period_id) FROM school_periods WHERE school_id = ? AND syear = ? AND title = ?",
        {school_, year_, kOnline});
    if (known.value_or(0) != 0) return *known;
    const auto last = connection_->one_integer(
        "SELECT MAX(sort_order) FROM school_periods WHERE school_id = ? AND syear = ?",
        {school_, year_});
    return log.insert("school_periods", "period_id",
                      {{"school_id", school_},
                       {"syear", year_},
                       {"sort_order", last.value_or(0) + 1},
                       {"title", kOnline},
                       {"short_name", std::string_view("ONL")},
                       {"length", std::int64_t{60}},
                       {"start_time", std::string_view("00:00:00")},
                       {"end_time", std::string_view("01:00:00")}});
}

std::int64_t IntakeWriter::online_room(RowLog& log) {
    const auto known = connection_->one_integer(
        "SELECT MIN(room_id) FROM rooms WHERE school_id = ? AND title = ?", {school_, kOnline});
    if (known.value_or(0) != 0) return *known;
    return log.insert("rooms", "room_id",
                      {{"school_id", school_}, {"title", kOnline}, {"capacity", kSeats}});
}

// As openSIS makes it: two blanks where there is no middle name.
std::string IntakeWriter::section_title(const std::string& prefix, const std::string& short_name,
                                        std::int64_t teacher) {
    std::string out = prefix.empty() ? "" : prefix + " - ";
    out += short_name;
    if (teacher != 0) {
        const auto rows = connection_->query(
            "SELECT first_name, middle_name, last_name FROM staff WHERE staff_id = ?", {teacher});
        const db::Row* row = rows->next();
        if (row == nullptr) gone("staff:" + std::to_string(teacher));
        out += fmt::format(" - {} {} {}", entered_text(row->text(0)), entered_text(row->text(1)),
                           entered_text(row->text(2)));
        while (rows->next() != nullptr) {
        }
    }
    return base::cut_utf8(out, kTitle);
}

base::Result<model::Written> IntakeWriter::add(const model::NewSection& section) {
    return in_one(section.course + " - " + section.short_name, [&](RowLog& log) {
        const std::int64_t subject = this->subject(log, section.subject);
        const std::int64_t course = this->course(log, subject, section);
        const auto calendar = connection_->one_integer(
            "SELECT calendar_id FROM school_calendars WHERE school_id = ? AND syear = ? ORDER BY "
            "default_calendar = 'Y' DESC, calendar_id LIMIT 1",
            {school_, year_});
        const std::string title =
            section_title(section.term_prefix, section.short_name, section.teacher);
        const std::string begin = section.begin.text();
        const std::string end = section.end.text();
        const std::string credits = fmt::format("{:.3f}", section.credits);
        // No grade scale: openSIS calls that "numeric".
        const std::int64_t id = log.insert("course_periods", "course_period_id",
                                           {{"syear", year_},
                                            {"school_id", school_},
                                            {"course_id", course},
                                            {"title", title},
                                            {"short_name", section.short_name},
                                            {"mp", section.level},
                                            {"marking_period_id", id_or_null(section.term)},
                                            {"begin_date", begin},
                                            {"end_date", end},
                                            {"teacher_id", id_or_null(section.teacher)},
                                            {"total_seats", kSeats},
                                            {"filled_seats", std::int64_t{0}},
                                            {"gender_restriction", std::string_view("N")},
                                            {"calendar_id", id_or_null(calendar.value_or(0))},
                                            {"credits", credits},
                                            {"schedule_type", std::string_view("FIXED")},
                                            {"modified_by", std::int64_t{0}}});
        connection_->run("UPDATE course_periods SET parent_id = ? WHERE course_period_id = ?",
                         {id, id});
        const std::int64_t period = online_period(log);
        const std::int64_t room = online_room(log);
        log.insert("course_period_var", "id",
                   {{"course_period_id", id},
                    {"days", std::string_view("MTWHF")},
                    {"period_id", period},
                    {"start_time", std::string_view("00:00:00")},
                    {"end_time", std::string_view("01:00:00")},
                    {"room_id", room}});
        return std::vector<model::Key>{{model::Kind::section, id, 0},
                                       {model::Kind::course, course, 0},
                                       {model::Kind::subject, subject, 0}};
    });
}

base::Result<model::Written> IntakeWriter::add(const model::NewTeacher& teacher) {
    const model::Key key{model::Kind::teaches, teacher.section, teacher.staff};
    return in_one(key.text(), [&](RowLog& log) {
        std::string short_name;
        std::string prefix;
        {
            const auto rows = connection_->query(
                "SELECT short_name, title FROM course_periods WHERE course_period_id = ?",
                {teacher.section});
            const db::Row* row = rows->next();
            if (row == nullptr) gone("section:" + std::to_string(teacher.section));
            short_name = row->text(0);
            // What stands before the short name is the marking period.
            const std::string title(row->text(1));
            const auto at = title.find(" - " + short_name);
            if (at != std::string::npos) prefix = title.substr(0, at);
            while (rows->next() != nullptr) {
            }
        }
        if (teacher.second) {
            log.update("course_periods", "course_period_id", teacher.section,
                       {{"secondary_teacher_id", teacher.staff}});
        } else {
            const std::string title = section_title(prefix, short_name, teacher.staff);
            log.update("course_periods", "course_period_id", teacher.section,
                       {{"teacher_id", teacher.staff}, {"title", title}});
        }
        return std::vector{key};
    });
}

model::Key IntakeWriter::add_seat(RowLog& log, const model::NewSeat& seat) {
    std::int64_t course = 0;
    std::int64_t term = 0;
    std::string level;
    std::string weight;
    {
        const auto rows = connection_->query(
            "SELECT course_id, marking_period_id, mp, course_weight FROM course_periods WHERE "
            "course_period_id = ?",
            {seat.section});
        const db::Row* row = rows->next();
        if (row == nullptr) gone("section:" + std::to_string(seat.section));
        course = row->integer(0);
        term = row->integer(1);
        level = row->text(2);
        weight = row->text(3);
        while (rows->next() != nullptr) {
        }
    }
    if (term == 0) {  // custom dates: openSIS writes the full year
        term = full_year_;
        level = "FY";
    }
    const std::string from = seat.from.text();
    const std::string to = seat.to.text();
    log.insert("schedule", "id",
               {{"syear", year_},
                {"school_id", school_},
                {"student_id", seat.student},
                {"start_date", from},
                {"end_date", to},
                {"modified_date", today_},
                {"modified_by", kMark},
                {"course_id", course},
                {"course_weight", text_or_null(weight)},
                {"course_period_id", seat.section},
                {"mp", level},
                {"marking_period_id", id_or_null(term)}});
    return {model::Kind::learns, seat.section, seat.student};
}

base::Result<model::Written> IntakeWriter::add(const model::NewSeat& seat) {
    return in_one(model::Key{model::Kind::learns, seat.section, seat.student}.text(),
                  [&](RowLog& log) { return std::vector{add_seat(log, seat)}; });
}

base::Result<double> IntakeWriter::seconds_for(const model::NewSeat& seat) {
    try {
        const db::Transaction never_committed(*connection_);
        RowLog log(*connection_);
        const auto begun = std::chrono::steady_clock::now();
        (void)add_seat(log, seat);
        return std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
    } catch (const base::Failure& failure) {
        require_connection(failure);
        return failure.problem();
    }
}

}  // namespace causeway::opensis
