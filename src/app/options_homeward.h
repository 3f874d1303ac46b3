// SPDX-License-Identifier: GPL-3.0-or-later
// The commands that carry something from Moodle home into openSIS: grades, and what a Moodle that
// was first holds; the year's turn, and the school to try it on. A part of the parser in
// options.cpp, which alone includes this.
#pragma once

#include <CLI/CLI.hpp>

#include <functional>
#include <string>
#include <utility>

#include "app/options.h"

namespace causeway::app {

// CLI11's own check of this name tells a range of floating-point numbers.
inline CLI::Validator positive() {
    return {[](const std::string& text) {
                const bool whole = !text.empty() && text.size() < 19 &&
                                   text.find_first_not_of("0123456789") == std::string::npos &&
                                   text.find_first_not_of('0') != std::string::npos;
                return whole ? std::string() : "\"" + text + "\" is not a whole number above 0";
            },
            "POSITIVE"};
}

class HomewardCommands {
  protected:
    HomewardCommands() = default;
    ~HomewardCommands() = default;
    HomewardCommands(const HomewardCommands&) = delete;
    HomewardCommands& operator=(const HomewardCommands&) = delete;

    virtual CLI::App& command(CLI::App& parent, const char* name, const char* what,
                              const char* example, std::function<Command()> made) = 0;
    virtual CLI::App& group(const char* name, const char* what, const char* example) = 0;

    void grades_commands() {
        auto& grades = group("grades", "Grades from Moodle into openSIS", "  causeway grades pull");
        auto& pull = command(grades, "pull", "Carry grades from Moodle into openSIS's gradebook",
                             "  causeway grades pull\n"
                             "  causeway grades pull --section 331 --json",
                             [this] { return Command{pull_}; });
        pull.add_option("--section", pull_.sections, "Only this section (may be repeated)");
        pull.add_flag("--full", pull_.full, "Read everything, not only what changed");
        auto& plan = command(grades, "plan", "Show what a pull would do, and do nothing",
                             "  causeway grades plan --section 331", [this] {
                                 pull_.plan = true;
                                 return Command{pull_};
                             });
        plan.add_option("--section", pull_.sections, "Only this section (may be repeated)");
        plan.add_flag("--full", pull_.full, "Read everything, not only what changed");
        plan.add_option("--show", pull_.show, "How many steps to list (0: all)")
            ->check(CLI::NonNegativeNumber)
            ->capture_default_str();
        auto& differences =
            command(grades, "differences", "Where openSIS keeps another value than Moodle, and why",
                    "  causeway grades differences --section 331",
                    [this] { return Command{differences_}; });
        differences.add_option("--section", differences_.section, "Only this section");
        auto& take = command(grades, "take", "Decide a difference",
                             "  causeway grades take grade:331/5021/42 --moodle",
                             [this] { return Command{take_}; });
        take.add_option("key", take_.keys, "As `causeway grades differences` shows it")->required();
        auto* moodle = take.add_flag("--moodle", take_.moodle, "Moodle's value is taken over");
        auto* own = take.add_flag("--opensis", take_.opensis,
                                  "openSIS's value stays, and is shown no more");
        moodle->excludes(own);
        auto& option =
            command(grades, "option",
                    "Who keeps the gradebook: opensis (points come over, openSIS weighs) "
                    "or moodle (the course total comes over as the section's grade)",
                    "  causeway grades option moodle --section 331\n"
                    "  causeway grades option moodle --section 331 --yes",
                    [this] { return Command{option_}; });
        option.add_option("option", option_.option, "opensis or moodle; none: show the choices")
            ->check(CLI::IsMember({"opensis", "moodle"}).description(""));
        option.add_option("--section", option_.section, "For this section");
        option.add_option("--school", option_.school, "For all sections of this school");
        option.add_flag("--yes", option_.yes, "Do it; otherwise only show what it would change");
        auto& undo = command(grades, "undo", "Put back what one pull wrote into openSIS",
                             "  causeway runs\n  causeway grades undo 17",
                             [this] { return Command{grades_undo_}; });
        undo.add_option("run", grades_undo_.run, "Number of the run, as `causeway runs` shows it")
            ->required()
            ->check(positive());
        auto& why = command(grades, "why", "Why a student's totals in openSIS and Moodle differ",
                            "  causeway grades why --section 331 --student 42",
                            [this] { return Command{why_}; });
        why.add_option("--section", why_.section, "Section")->required();
        why.add_option("--student", why_.student, "Student")->required();
    }

    void intake_commands() {
        auto& intake = group(
            "intake", "Bring people, courses and history of a Moodle that was first into openSIS",
            "  causeway intake staff\n"
            "  causeway intake students --yes --grade 9");
        const std::pair<const char*, const char*> kinds[] = {
            {"staff", "People with a teaching role"},
            {"students", "People with the student role"},
            {"courses", "Courses of the current school year"},
            {"staff-schedule", "Who teaches which section"},
            {"student-schedule", "Who learns in which section"},
            {"history", "Grades of courses that began before this school year"}};
        for (const auto& [kind, what] : kinds) {
            const std::string word = kind;
            auto& one = command(intake, kind, what,
                                ("  causeway intake " + word + "\n  causeway intake " + word +
                                 " --yes --csv not-taken.csv")
                                    .c_str(),
                                [this, word] {
                                    intake_.what = word;
                                    return Command{intake_};
                                });
            intake_options(one, word);
        }
        auto& undo = command(intake, "undo", "Take back what one of these runs wrote",
                             "  causeway runs\n  causeway intake undo 17",
                             [this] { return Command{intake_undo_}; });
        undo.add_option("run", intake_undo_.run, "Number of the run, as `causeway runs` shows it")
            ->required()
            ->check(positive());
        fields_commands();
    }

    void school_command(CLI::App& app) {
        auto& school =
            command(app, "school", "Fill a database with a made-up school, for trying and testing",
                    "  causeway school --students 2000 --seed 7 mysql://root@localhost/opensis\n"
                    "  causeway school --live-a-day mysql://root@localhost/opensis",
                    [this] { return Command{school_}; });
        // Never from opensis.url: children may be in it.
        school.add_option("url", school_.url, "The database: mysql://user:password@host/database")
            ->required();
        school.add_option("--students", school_.students, "How many students")
            ->check(CLI::Range(40, 2000000))
            ->capture_default_str();
        school.add_option("--seed", school_.seed, "The same seed makes the same school")
            ->capture_default_str();
        school.add_flag("--empty", school_.empty,
                        "A school with its year and nobody in it, as one that used Moodle first");
        school.add_flag("--roll-over", school_.roll_over,
                        "Roll its school year over, as openSIS does it");
        school.add_flag("--live-a-day", school_.live_a_day,
                        "Let the school that is there live through one day");
    }

    void rollover_commands() {
        auto& rollover = group("rollover", "The year's turn: what openSIS rolled over, and when",
                               "  causeway rollover plan\n"
                               "  causeway rollover confirm --by \"R. Head\" --yes");
        const auto add = [&](const char* what, const char* about,
                             const char* example) -> CLI::App& {
            return command(rollover, what, about, example, [this, word = std::string(what)] {
                rollover_.what = word;
                return Command{rollover_};
            });
        };
        add("show", "Which years count, what openSIS has rolled over, holds and turns",
            "  causeway rollover show --json");
        auto& plan = add("plan", "Show what the turn of the year would do, and do nothing",
                         "  causeway rollover plan --begins 2027-08-10 --csv turn.csv");
        plan.add_option("--school", rollover_.schools, "Only this school (may be repeated)");
        plan.add_option("--begins", rollover_.begins,
                        "Day of the new year's first sync (default: today)");
        plan.add_option("--csv", rollover_.csv, "Write every row to this file");
        plan.add_option("--show", rollover_.show, "How many rows to list (0: all)")
            ->check(CLI::NonNegativeNumber)
            ->capture_default_str();
        auto& hold = add("hold", "Between two days, take nothing away in Moodle",
                         "  causeway rollover hold 2027-06-15 2027-09-05 --by \"R. Head\"");
        hold.add_option("from", rollover_.from, "First day")->required();
        hold.add_option("to", rollover_.to, "Last day, this one too")->required();
        auto& release =
            add("release", "End the hold now", "  causeway rollover release --by \"R. Head\"");
        auto& confirm = add("confirm", "Turn the year as planned",
                            "  causeway rollover confirm --by \"R. Head\" --yes");
        confirm.add_option("--because", rollover_.because,
                           "Why, where the plan wants a person's reason");
        auto& back = add("take-back", "Take a confirmed turn back, before its first sync",
                         "  causeway rollover take-back --by \"R. Head\" --yes");
        for (CLI::App* one : {&confirm, &back}) {
            one->add_option("--turn", rollover_.turn, "Which turn (default: the newest)")
                ->check(positive());
            one->add_flag("--yes", rollover_.yes, "It is meant");
        }
        for (CLI::App* one : {&plan, &hold, &release, &confirm, &back})
            one->add_option("--by", rollover_.by, "Who decides it; is kept");
    }

    void intake_options(CLI::App& one, const std::string& kind) {
        one.add_flag("--yes", intake_.yes, "Write it; without, only show what would be done");
        one.add_option("--school", intake_.schools, "The school that takes it up, by its number")
            ->expected(1);
        one.add_option("--leave-out", intake_.leave_out, "Leave this row out (user:12, course:7)");
        one.add_option("--only", intake_.only, "Only this row; may be given often");
        one.add_option("--csv", intake_.csv, "Write what was not taken, and why, to this file");
        one.add_option("--show", intake_.show, "How many rows to list (0: all)")
            ->check(CLI::NonNegativeNumber)
            ->capture_default_str();
        one.add_option("--teacher-role", intake_.teacher_roles, "Moodle roles that teach")
            ->capture_default_str();
        one.add_option("--student-role", intake_.student_roles, "Moodle roles that learn")
            ->capture_default_str();
        if (kind == "staff" || kind == "students") {
            one.add_option("--same", intake_.same,
                           "Decide a doubtful one: user:12=student:7, or user:12=new");
            one.add_option("--passwords", intake_.passwords,
                           "Give new people random passwords and write them to this new file");
        }
        if (kind == "students" || kind == "history")
            one.add_option("--grade", intake_.grade,
                           "Grade level, by title or short name (default: the school's first)");
        if (kind == "students")
            one.add_option(
                "--grade-of", intake_.grades,
                "Grade level of who learns below a category of Moodle's: 12=\"Grade 9\"");
        if (kind == "courses") {
            one.add_option("--place", intake_.places,
                           "What a category of Moodle's becomes: 12=SUBJECT/COURSE");
            one.add_option("--courses-from", intake_.courses_from,
                           "What becomes a course in openSIS: category (Moodle's courses are its "
                           "sections) or course (one section each)")
                ->check(CLI::IsMember({"category", "course"}).description(""))
                ->capture_default_str();
            one.add_option("--dates", intake_.dates,
                           "terms (the marking period that holds the course) or own (its own days)")
                ->check(CLI::IsMember({"terms", "own"}).description(""))
                ->capture_default_str();
        }
        if (kind == "courses" || kind == "history")
            one.add_option("--credits", intake_.credits, "Credits of each")
                ->check(CLI::Range(0.0, 999.0))
                ->capture_default_str();
    }

    void fields_commands() {
        auto& fields =
            group("fields", "Custom Field Mapping: fields of openSIS and profile fields of Moodle",
                  "  causeway fields available\n  causeway fields list");
        command(fields, "list", "The rows of the mapping, and what holds any of them back",
                "  causeway fields list", [] { return Command{FieldsListOptions{}}; });
        auto& available = command(fields, "available", "The fields that can be mapped",
                                  "  causeway fields available --of staff",
                                  [this] { return Command{fields_available_}; });
        available.add_option("--of", fields_available_.whose, "Only those of students or staff")
            ->check(CLI::IsMember({"students", "staff"}).description(""));
        auto& map = command(fields, "map", "Add a row, or change one",
                            "  causeway fields map birthdate born --to moodle\n"
                            "  causeway fields map custom:12 house --of staff --to opensis "
                            "--option Red=red",
                            [this] { return Command{fields_map_}; });
        map_options(map);
        auto& preview = command(fields, "preview", "What a row would do, on ten real records",
                                "  causeway fields preview birthdate born --to moodle", [this] {
                                    fields_map_.preview = true;
                                    return Command{fields_map_};
                                });
        map_options(preview);
        auto& unmap =
            command(fields, "unmap", "Remove a row; values stay as they are",
                    "  causeway fields unmap 3", [this] { return Command{fields_unmap_}; });
        unmap.add_option("row", fields_unmap_.id, "Its number, as `causeway fields list` shows it")
            ->required()
            ->check(positive());
        auto& pull = command(fields, "pull", "Carry the mapped values from Moodle into openSIS",
                             "  causeway fields pull --plan\n  causeway fields pull",
                             [this] { return Command{fields_pull_}; });
        pull.add_flag("--plan", fields_pull_.plan, "Only show what it would write");
        pull.add_option_function<std::vector<std::string>>(
            "--key",
            [this](const std::vector<std::string>& texts) {
                for (const std::string& text : texts) {
                    const auto key = model::Key::parse(text);
                    if (!key || !model::is_person(key->kind))
                        throw CLI::ValidationError("--key", text + " is no key of a person");
                    fields_pull_.keys.push_back(*key);
                }
            },
            "Only this person (student:42, staff:7); may be given often");
        auto& undo = command(fields, "undo", "Put back what one pull wrote into openSIS",
                             "  causeway runs\n  causeway fields undo 17",
                             [this] { return Command{fields_undo_}; });
        undo.add_option("run", fields_undo_.run, "Number of the run, as `causeway runs` shows it")
            ->required()
            ->check(positive());
        command(fields, "refused", "Values that could not be taken over, and why",
                "  causeway fields refused", [] { return Command{FieldsRefusedOptions{}}; });
    }

    void map_options(CLI::App& one) {
        one.add_option("opensis", fields_map_.sis, "openSIS's field (birthdate, custom:12)")
            ->required();
        one.add_option("moodle", fields_map_.lms, "Short name of Moodle's profile field")
            ->required();
        one.add_option("--of", fields_map_.whose, "Of students or staff")
            ->check(CLI::IsMember({"students", "staff"}).description(""))
            ->capture_default_str();
        one.add_option("--to", fields_map_.to, "Which way: to moodle or to opensis")
            ->check(CLI::IsMember({"moodle", "opensis"}).description(""))
            ->capture_default_str();
        one.add_option("--option", fields_map_.options,
                       "An option that is not equal on both sides: OPENSIS=MOODLE");
        one.add_option("--too-long", fields_map_.too_long,
                       "A text that is too long for the other side: refuse or cut")
            ->check(CLI::IsMember({"refuse", "cut"}).description(""))
            ->capture_default_str();
        one.add_option("--emptied", fields_map_.emptied,
                       "A value that was emptied: empty the other side's too, or keep it")
            ->check(CLI::IsMember({"empty", "keep"}).description(""))
            ->capture_default_str();
        one.add_option("--days", fields_map_.days,
                       "How days stand in a line of text: YYYY-MM-DD, MM/DD/YYYY, DD/MM/YYYY or "
                       "DD.MM.YYYY")
            ->check(CLI::IsMember({"YYYY-MM-DD", "MM/DD/YYYY", "DD/MM/YYYY", "DD.MM.YYYY"})
                        .description(""))
            ->capture_default_str();
        one.add_option("--row", fields_map_.id, "In the place of this row, instead of a new one")
            ->check(positive());
    }

  private:
    FieldsAvailableOptions fields_available_;
    FieldsMapOptions fields_map_;
    FieldsUnmapOptions fields_unmap_;
    FieldsPullOptions fields_pull_;
    FieldsUndoOptions fields_undo_;
    GradesPullOptions pull_;
    GradesDifferencesOptions differences_;
    GradesTakeOptions take_;
    GradesOptionOptions option_;
    GradesUndoOptions grades_undo_;
    GradesWhyOptions why_;
    IntakeOptions intake_;
    IntakeUndoOptions intake_undo_;
    RolloverOptions rollover_;
    SchoolOptions school_;
};

}  // namespace causeway::app
