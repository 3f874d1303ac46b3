// SPDX-License-Identifier: GPL-3.0-or-later
#include "intake/run.h"
#include "model/problem_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <iterator>

namespace causeway::intake {

namespace {

void tell(const Parts& parts, const std::string& stage, std::int64_t done = 0,
          std::int64_t total = 0) {
    if (parts.watch) parts.watch(stage, done, total);
}

std::string failed_summary(const base::Problem& problem) {
    return boost::json::serialize(boost::json::object{{"problem", model::problem_json(problem)}});
}

// Ends itself in the book however it is left.
template <class Body>
void within_run(const Parts& parts, const std::string& what, std::int64_t& run, const Body& body) {
    run = parts.book.begin(what);
    base::ExitCode exit = base::ExitCode::error;
    std::string summary;
    try {
        body(exit, summary);
    } catch (const base::Failure& failure) {
        parts.book.end(run, failure.exit(), failed_summary(failure.problem()));
        throw;
    }
    parts.book.end(run, exit, summary);
}

struct Writer {
    Target& target;
    base::Result<model::Written> operator()(std::monostate) const { return model::Written{}; }
    base::Result<model::Written> operator()(const ChangedPerson& change) const {
        return target.change(change.key, change.fields);
    }
    template <class New>
    base::Result<model::Written> operator()(const New& record) const {
        return target.add(record);
    }
};

base::Result<model::Written> write(Target& target, const Row& row) {
    return std::visit(Writer{target}, row.payload);
}

bool applies(const Row& row) {
    return row.fate == Fate::create || row.fate == Fate::update || row.fate == Fate::link;
}

std::string summary_of(const Report& report) {
    boost::json::object kinds;
    for (const auto& [kind, fates] : counts_of(report.rows)) {
        boost::json::object of;
        for (const auto& [fate, count] : fates)
            of[name(fate)] = count;
        kinds[kind] = std::move(of);
    }
    return boost::json::serialize(boost::json::object{{"intake", std::move(kinds)}});
}

void note_left(const Parts& parts, const Report& report) {
    parts.book.note_left(report.run, left_rows(report.rows));
}

void apply(const Parts& parts, Report& report, const Prepare& prepare) {
    const auto total = std::count_if(report.rows.begin(), report.rows.end(), applies);
    std::int64_t done = 0;
    std::vector<Applied> applied;
    for (Row& row : report.rows) {
        if (!applies(row)) continue;
        if (parts.stop.stop_requested()) {
            parts.book.link(report.run, applied);
            note_left(parts, report);
            throw base::Failure(base::ExitCode::interrupted,
                                {"The intake was stopped", fmt::format("run:{}", report.run),
                                 fmt::format("{} of {} records were brought in", done, total),
                                 "Start it again: it goes on where it was.", "intake.stopped"});
        }
        tell(parts, "writing into openSIS", done++, total);
        if (auto* person = std::get_if<model::NewPerson>(&row.payload);
            person != nullptr && prepare)
            prepare(report.run, row, *person);
        auto written = write(parts.target, row);
        if (!written) {
            const base::Problem& why = written.problem();
            refuse(row, why.why, why.cure, why.code);
            continue;
        }
        if (row.key.id == 0 && !written->keys.empty()) row.key = written->keys.front();
        for (const auto& one : written->unfit) {
            row.reason += fmt::format("; without {}: {}", one.field, one.problem.why);
            row.unfit.push_back(one);
        }
        for (auto& one : row.unfit) {
            one.person = row.key;
            one.school = report.sides->sis.id;
            one.problem.record = row.key.text();
        }
        applied.push_back({row, std::move(*written)});
        parts.book.note(report.run, applied.back());
    }
    note_left(parts, report);
    // Rows that stay as they are may miss their link: a run before was cut off ahead of it.
    tell(parts, "linking", total, total);
    parts.book.link(report.run, applied);
}

// One row tells for all; a row that openSIS refuses is told of when it is written.
void measure(const Parts& parts, Report& report) {
    for (const Row& row : report.rows) {
        if (!row.slow || row.fate != Fate::create) continue;
        tell(parts, "measuring what openSIS takes over attendance");
        if (const auto took = parts.target.seconds_for(std::get<model::NewSeat>(row.payload)))
            report.seconds_a_slow_row = *took;
        break;
    }
}

Report planned(const Parts& parts, What what, Wishes wishes) {
    Report out;
    out.what = what;
    tell(parts, "reading openSIS");
    auto sides = std::make_shared<Sides>();
    sides->sis = parts.target.read();
    tell(parts, "reading Moodle");
    sides->moodle =
        parts.source.read(what == What::history, wishes.zone.start_of(sides->sis.begin));
    if (parts.fields != nullptr && (what == What::staff || what == What::students)) {
        tell(parts, "reading mapped fields");
        parts.fields->fill(what == What::staff ? model::Kind::staff : model::Kind::student,
                           sides->moodle.people);
    }
    sides->links = parts.book.links();
    parts.book.recall(what, wishes);
    out.rows = plan(what, sides->moodle, sides->sis, sides->links, wishes);
    out.sides = std::move(sides);
    return out;
}

}  // namespace

std::int64_t slow_rows(const std::vector<Row>& rows) {
    return std::count_if(rows.begin(), rows.end(),
                         [](const Row& row) { return row.slow && row.fate == Fate::create; });
}

bool not_taken(const Row& row) {
    return row.fate == Fate::refused || row.fate == Fate::doubtful || row.fate == Fate::left_out;
}

std::vector<Row> left_rows(const std::vector<Row>& rows) {
    std::vector<Row> out;
    for (const Row& row : rows) {
        if (not_taken(row)) out.push_back(row);
        auto unfit = rows_of_unfit(row);
        out.insert(out.end(), std::make_move_iterator(unfit.begin()),
                   std::make_move_iterator(unfit.end()));
    }
    return out;
}

Report preview(const Parts& parts, What what, Wishes wishes) {
    Report out = planned(parts, what, std::move(wishes));
    measure(parts, out);
    return out;
}

Report run(const Parts& parts, What what, Wishes wishes, const Prepare& prepare) {
    Report out;
    std::int64_t run = 0;
    within_run(parts, "intake " + std::string(name(what)), run,
               [&](base::ExitCode& exit, std::string& summary) {
                   out = planned(parts, what, std::move(wishes));
                   out.run = run;
                   measure(parts, out);
                   if (const auto slow = slow_rows(out.rows); slow > 0 && parts.warn)
                       parts.warn(slow, out.seconds_a_slow_row);
                   apply(parts, out, prepare);
                   const bool refused =
                       std::any_of(out.rows.begin(), out.rows.end(), [](const Row& row) {
                           return row.fate == Fate::refused || row.fate == Fate::doubtful ||
                                  !row.unfit.empty();
                       });
                   exit = refused ? base::ExitCode::some_refused : base::ExitCode::in_step;
                   out.exit = exit;
                   summary = summary_of(out);
               });
    return out;
}

Undone undo(const Parts& parts, std::int64_t run) {
    Undone out;
    within_run(parts, fmt::format("intake undo {}", run), out.run,
               [&](base::ExitCode& exit, std::string& summary) {
                   const auto rows = parts.book.noted(run);
                   for (const Book::Noted& row : rows) {
                       tell(parts, "taking back",
                            out.taken_back + static_cast<std::int64_t>(out.refused.size()),
                            static_cast<std::int64_t>(rows.size()));
                       if (auto done = parts.target.take_back(row.rows); !done) {
                           base::Problem problem = done.problem();
                           problem.record = row.title;
                           out.refused.push_back(std::move(problem));
                           continue;
                       }
                       parts.book.taken_back(run, row);
                       out.taken_back += 1;
                   }
                   parts.book.let_go(out.run);
                   exit =
                       out.refused.empty() ? base::ExitCode::in_step : base::ExitCode::some_refused;
                   summary = fmt::format(
                       "{{\"intake\":{{\"records\":{{\"taken_back\":{},\"refused\":{}}}}}}}",
                       out.taken_back, out.refused.size());
               });
    return out;
}

}  // namespace causeway::intake
