// SPDX-License-Identifier: GPL-3.0-or-later
// A section's steps in one transaction: openSIS's rows, our links and the log of the run. Grades,
// links and the log go to the server many at a time, everything else row by row, in the steps'
// order. Sections where only grades change share a transaction, as long as all of them can be
// written.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "base/failure.h"
#include "base/text.h"
#include "opensis/gradebook.h"
#include "opensis/gradebook_bulk.h"
#include "opensis/gradebook_rows.h"

namespace causeway::opensis {

using model::BookKind;
using model::BookRow;
using model::BookStep;
using model::BookVerb;

namespace {

namespace json = boost::json;

bool of_person(BookKind kind) {
    return kind == BookKind::grade || kind == BookKind::final;
}

// What the sections of a transaction send many rows at a time.
struct Sheets {
    explicit Sheets(Statements& statements)
        : school(statements),
          items(statements,
                "REPLACE INTO causeway_items (course_period_id, kind, remote, local, agreed, "
                "measure, kept, run) VALUES (?,?,?,?,?,?,?,?)"),
          grades(statements,
                 "REPLACE INTO causeway_grades (course_period_id, kind, part, student_id, local, "
                 "agreed, raw, final, maximum, weight, state, grader, graded_at, kept, run) "
                 "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"),
          gone_items(statements,
                     "DELETE FROM causeway_items WHERE course_period_id = ? AND kind = ? AND "
                     "remote = ?"),
          gone_grades(statements,
                      "DELETE FROM causeway_grades WHERE course_period_id = ? AND kind = ? AND "
                      "part = ? AND student_id = ?"),
          log(statements,
              "INSERT INTO causeway_steps (run, course_period_id, kind, verb, remote, part, "
              "student_id, local, before_row, after_row, link_before, reason, undone) VALUES "
              "(?,?,?,?,?,?,?,?,?,?,?,?,0)") {}

    // False: openSIS is not what the plans saw.
    bool send() {
        if (!school.send()) return false;
        for (Bulk* one : {&items, &grades, &gone_items, &gone_grades, &log})
            one->send();
        return true;
    }

    GradeSheet school;
    Bulk items, grades, gone_items, gone_grades, log;
};

class SectionWriter {
  public:
    SectionWriter(Statements& statements, Sheets& sheets, const model::SchoolSection& section,
                  std::int64_t run)
        : statements_(statements),
          sheets_(sheets),
          section_(section),
          run_(run),
          rows_(statements, section) {}

    // What is not on the sheets is written. False: openSIS is not what the plan saw.
    bool write(std::span<const BookStep> steps) {
        for (const BookStep& step : steps) {
            // Categories and items carry grades: these must stand as the step before left them.
            if (!of_person(step.kind) && !sheets_.school.send()) return false;
            if (!one(step)) return false;
        }
        return true;
    }

  private:
    bool one(const BookStep& step) {
        std::int64_t local = step.local;
        switch (step.verb) {
            case BookVerb::create:
                local = create(step);
                break;
            case BookVerb::update:
                if (step.kind == BookKind::grade)
                    sheets_.school.update(section_, local, step.student, step.before, step.after);
                else if (!rows_.update(step.kind, local, step.student, step.before, step.after,
                                       type_of(step)))
                    return false;
                break;
            case BookVerb::remove:
                if (step.kind == BookKind::grade)
                    sheets_.school.remove(section_, local, step.student, step.before);
                else if (!rows_.remove(step.kind, local, step.student, step.before))
                    return false;
                break;
            default:
                break;
        }
        keep(step, local);
        if (step.verb != BookVerb::note) log(step, local);
        return true;
    }

    std::int64_t type_of(const BookStep& step) {
        if (step.kind != BookKind::item) return 0;
        if (step.after.category != 0)
            if (const std::int64_t found = known(categories_, step.after.category); found != 0)
                return found;
        return step.after.type;
    }

    std::int64_t create(const BookStep& step) {
        switch (step.kind) {
            case BookKind::category:
                return categories_[step.remote] = rows_.create_category(step.after);
            case BookKind::item:
                return assignments_[step.remote] = rows_.create_item(step.after, type_of(step));
            case BookKind::final:
                return rows_.create_final(step.after, step.part, step.student);
            default:
                break;
        }
        const std::int64_t item = step.local != 0 ? step.local : known(assignments_, step.remote);
        sheets_.school.create(section_, item, step.student, step.after);
        return item;
    }

    // openSIS's number of what Moodle has by this one; 0: none. Looked up once something needs it.
    std::int64_t known(const std::map<model::RemoteId, std::int64_t>& where,
                       model::RemoteId remote) {
        if (const auto found = where.find(remote); found != where.end()) return found->second;
        if (!links_read_) {
            links_read_ = true;
            const db::Value values[] = {section_.id};
            const auto rows =
                statements_
                    .prepared(
                        "SELECT kind, remote, local FROM causeway_items WHERE course_period_id = ?")
                    .query(values);
            while (const db::Row* row = rows->next())
                (row->text(0) == "category" ? categories_ : assignments_)
                    .try_emplace(row->integer(1), row->integer(2));
        }
        const auto found = where.find(remote);
        return found == where.end() ? 0 : found->second;
    }

    void keep(const BookStep& step, std::int64_t local) {
        const std::string kind(model::name(step.kind));
        if (step.forget) {
            if (of_person(step.kind))
                sheets_.gone_grades.row()
                    .number(section_.id)
                    .text(kind)
                    .number(step.part)
                    .number(step.student);
            else
                sheets_.gone_items.row().number(section_.id).text(kind).number(step.remote);
            return;
        }
        if (of_person(step.kind)) {
            sheets_.grades.row()
                .number(section_.id)
                .text(kind)
                .number(step.part)
                .number(step.student)
                .number(local)
                .text(model::to_json(step.agreed))
                .real(step.from.raw)
                .real(step.from.final)
                .real(step.from.max)
                .real(step.from.weight)
                .text(base::cut_utf8(step.from.state, 120))
                .number(step.from.grader)
                .number(step.from.graded_at)
                .text(step.kept)
                .number(run_);
            return;
        }
        BookRow agreed = step.agreed;
        agreed.type = type_of(step);
        sheets_.items.row()
            .number(section_.id)
            .text(kind)
            .number(step.remote)
            .number(local)
            .text(model::to_json(agreed))
            .text(model::to_json(step.measure))
            .text(step.kept)
            .number(run_);
    }

    void log(const BookStep& step, std::int64_t local) {
        // Of what undo puts back: the row and the link as they were.
        std::string link;
        if (step.verb != BookVerb::create && step.link_before) {
            const model::LinkBefore& was = *step.link_before;
            json::object told = {
                {"agreed", model::to_json(was.agreed)}, {"kept", was.kept}, {"third", was.third}};
            if (step.kind == BookKind::grade || step.kind == BookKind::final) {
                const auto number = [](std::optional<double> value) {
                    return value ? json::value(*value) : json::value();
                };
                told["from"] = {{"raw", number(was.from.raw)}, {"final", number(was.from.final)},
                                {"maximum", was.from.max},     {"weight", number(was.from.weight)},
                                {"grader", was.from.grader},   {"graded_at", was.from.graded_at}};
            }
            link = json::serialize(told);
        }
        BookRow item;
        if (step.kind == BookKind::item) {
            item = step.after;
            item.type = type_of(step);
        }
        sheets_.log.row()
            .number(run_)
            .number(section_.id)
            .text(std::string(model::name(step.kind)))
            .text(std::string(model::name(step.verb)))
            .number(step.remote)
            .number(step.part)
            .number(step.student)
            .number(local)
            .text(model::to_json(step.before))
            .text(model::to_json(step.kind == BookKind::item ? item : step.after))
            .text(std::move(link))
            .text(base::cut_utf8(step.reason, 200));
    }

    Statements& statements_;
    Sheets& sheets_;
    const model::SchoolSection& section_;
    std::int64_t run_;
    GradebookRows rows_;
    bool links_read_ = false;
    std::map<model::RemoteId, std::int64_t> categories_, assignments_;
};

// Few enough that a teacher who saves meanwhile does not wait.
constexpr std::size_t kStepsTogether = 1000;

bool only_grades(const model::SectionSteps& one) {
    return std::all_of(one.steps.begin(), one.steps.end(),
                       [](const BookStep& step) { return of_person(step.kind); });
}

}  // namespace

base::Result<void> Gradebooks::write_together(std::int64_t run,
                                              std::span<const model::SectionSteps> sections) {
    const std::int64_t first = sections.front().section.id;
    try {
        db::Transaction transaction(connection());
        Sheets sheets(*statements_);
        for (const auto& [section, steps] : sections)
            if (!SectionWriter(*statements_, sheets, section, run).write(steps))
                return moved(section.id);
        if (!sheets.send()) return moved(first);
        transaction.commit();
        return {};
    } catch (const base::Failure& failure) {
        if (failure.exit() != base::ExitCode::error) throw;
        base::Problem problem = failure.problem();
        if (problem.record.empty()) problem.record = fmt::format("section:{}", first);
        return problem;
    }
}

std::vector<base::Result<void>> Gradebooks::write(std::int64_t run,
                                                  std::span<const model::SectionSteps> sections) {
    std::vector<base::Result<void>> out;
    while (out.size() < sections.size()) {
        const auto rest = sections.subspan(out.size());
        std::size_t count = 0, steps = 0;
        while (count < rest.size() && only_grades(rest[count]) && steps < kStepsTogether)
            steps += rest[count++].steps.size();
        // Whom openSIS refuses, or who has moved, must not hold up the others: then one by one.
        if (count > 1 && write_together(run, rest.first(count))) {
            out.resize(out.size() + count);
            continue;
        }
        for (const auto& one : rest.first(std::max<std::size_t>(count, 1)))
            out.push_back(one.steps.empty() ? base::Result<void>{}
                                            : write_together(run, std::span(&one, 1)));
    }
    return out;
}

}  // namespace causeway::opensis
