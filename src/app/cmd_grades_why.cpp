// SPDX-License-Identifier: GPL-3.0-or-later
// causeway grades why: both totals, the reasons in words, and Moodle's own table beside them.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <iostream>

#include "app/commands.h"
#include "app/print.h"
#include "app/wiring.h"
#include "base/log.h"
#include "grades/explain.h"
#include "web/grades_json.h"

namespace causeway::app {

namespace {

namespace json = boost::json;

struct Told {
    grades::Explanation words;
    std::vector<moodle::GradeTableRow> table;
    std::optional<base::Problem> table_problem;  // the words stand without it
};

Told ask(const GradesWhyOptions& options, Context& context) {
    Wiring wiring(context);
    service::GradeParts parts(wiring.config(), context.clock, wiring.parts(), wiring.store(), kLink,
                              context.interrupt.token());
    const auto book = parts.book(options.section);
    if (!book)
        throw base::Failure(base::ExitCode::usage, {"This section is not in openSIS",
                                                    fmt::format("section:{}", options.section), "",
                                                    "Check the number.", "grades.section"});
    const model::Key student{model::Kind::student, options.student, 0};
    const auto person = wiring.link().base_of(student);
    if (!person || person->remote == 0)
        throw base::Failure(
            base::ExitCode::usage,
            {"This student has no grades to explain", student.text(), "they are not in Moodle",
             "Check the number; `causeway standings` names the reason.", "grades.student"});
    Told out;
    out.words = grades::explain(*book, parts.lms_book(options.section),
                                service::grade_policy(wiring.config(), context.clock.now()),
                                options.student);
    try {
        out.table = parts.table(options.section, person->remote);
    } catch (const base::Failure& failure) {
        out.table_problem = failure.problem();
    }
    return out;
}

json::object told_json(const Told& told) {
    json::array reasons;
    for (const std::string& reason : told.words.reasons)
        reasons.emplace_back(reason);
    const auto percent = [](const std::optional<double>& p) -> json::value {
        return p ? json::value(*p) : json::value(nullptr);
    };
    return {{"opensis", percent(told.words.opensis)},
            {"moodle", percent(told.words.moodle)},
            {"reasons", std::move(reasons)},
            {"table", web::table_json(told.table)},
            {"table_problem",
             told.table_problem ? json::value(problem_json(*told.table_problem)) : nullptr}};
}

}  // namespace

base::ExitCode run(const GradesWhyOptions& options, Context& context) {
    const Told told = ask(options, context);
    if (context.common.json) {
        print_json(context.out, told_json(told));
        return base::ExitCode::in_step;
    }
    const auto percent = [](const std::optional<double>& p) {
        return p ? fmt::format("{:.2f} %", *p) : std::string("none");
    };
    std::string out = fmt::format("openSIS's gradebook: {}\nMoodle's course total: {}\n",
                                  percent(told.words.opensis), percent(told.words.moodle));
    for (const std::string& reason : told.words.reasons)
        out += "  - " + reason + "\n";
    if (told.table_problem) {
        out += "\nMoodle's own table: " + problem_text(*told.table_problem) + "\n";
    } else {
        Table table({"in Moodle", "weight", "grade", "range", "per cent", "contribution"});
        for (const moodle::GradeTableRow& row : told.table)
            table.add({std::string(static_cast<std::size_t>(std::max(0, row.level - 1)) * 2, ' ') +
                           row.item,
                       row.weight, row.grade, row.range, row.percentage, row.contribution});
        out += "\n" + table.text();
    }
    context.out << base::log::redacted(out);
    return base::ExitCode::in_step;
}

}  // namespace causeway::app
