// SPDX-License-Identifier: GPL-3.0-or-later
// One section's steps in one transaction: openSIS's rows, our links and the log of the run. Grades
// go to the server many at a time, everything else row by row, in the steps' order.
#include <fmt/format.h>

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

class SectionWriter {
  public:
    SectionWriter(Statements& statements, const model::SchoolSection& section, std::int64_t run)
        : statements_(statements),
          section_(section),
          run_(run),
          rows_(statements, section),
          items_(statements,
                 "REPLACE INTO causeway_items (course_period_id, kind, remote, local, agreed, "
                 "measure, kept, run) VALUES (?,?,?,?,?,?,?,?)"),
          grades_(statements,
                  "REPLACE INTO causeway_grades (course_period_id, kind, part, student_id, local, "
                  "agreed, raw, final, maximum, weight, state, grader, graded_at, kept, run) "
                  "VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"),
          gone_items_(statements,
                      "DELETE FROM causeway_items WHERE course_period_id = ? AND kind = ? AND "
                      "remote = ?"),
          gone_grades_(statements,
                       "DELETE FROM causeway_grades WHERE course_period_id = ? AND kind = ? AND "
                       "part = ? AND student_id = ?"),
          log_(statements,
               "INSERT INTO causeway_steps (run, course_period_id, kind, verb, remote, part, "
               "student_id, local, before_row, after_row, link_before, reason, undone) VALUES "
               "(?,?,?,?,?,?,?,?,?,?,?,?,0)") {}

    // False: openSIS is not what the plan saw.
    bool write(std::span<const BookStep> steps) {
        for (const BookStep& step : steps) {
            if (step.kind != BookKind::grade && !grades()) return false;
            if (!one(step)) return false;
        }
        if (!grades()) return false;
        items_.send();
        grades_.send();
        gone_items_.send();
        gone_grades_.send();
        log_.send();
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
                    changed_.push_back({local, step.student, &step.before, &step.after});
                else if (!rows_.update(step.kind, local, step.student, step.before, step.after,
                                       type_of(step)))
                    return false;
                break;
            case BookVerb::remove:
                if (step.kind == BookKind::grade)
                    gone_.push_back({local, step.student, &step.before, nullptr});
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

    // Of grades one is as good as the other, and none is named twice.
    bool grades() {
        rows_.create_grades(fresh_);
        const bool good = rows_.update_grades(changed_) && rows_.remove_grades(gone_);
        fresh_.clear();
        changed_.clear();
        gone_.clear();
        return good;
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
        fresh_.push_back({item, step.student, nullptr, &step.after});
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
                gone_grades_.row()
                    .number(section_.id)
                    .text(kind)
                    .number(step.part)
                    .number(step.student);
            else
                gone_items_.row().number(section_.id).text(kind).number(step.remote);
            return;
        }
        if (of_person(step.kind)) {
            grades_.row()
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
        items_.row()
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
        if (step.verb != BookVerb::create && step.link_before)
            link =
                json::serialize(json::object{{"agreed", model::to_json(step.link_before->agreed)},
                                             {"kept", step.link_before->kept},
                                             {"third", step.link_before->third}});
        BookRow item;
        if (step.kind == BookKind::item) {
            item = step.after;
            item.type = type_of(step);
        }
        log_.row()
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
    const model::SchoolSection& section_;
    std::int64_t run_;
    GradebookRows rows_;
    Bulk items_, grades_, gone_items_, gone_grades_, log_;
    bool links_read_ = false;
    std::map<model::RemoteId, std::int64_t> categories_, assignments_;
    std::vector<GradebookRows::GradeChange> fresh_, changed_, gone_;
};

}  // namespace

base::Result<void> Gradebooks::write(const model::SchoolSection& section, std::int64_t run,
                                     std::span<const BookStep> steps) {
    if (steps.empty()) return {};
    try {
        db::Transaction transaction(connection());
        if (!SectionWriter(*statements_, section, run).write(steps)) return moved(section.id);
        transaction.commit();
        return {};
    } catch (const base::Failure& failure) {
        if (failure.exit() != base::ExitCode::error) throw;
        base::Problem problem = failure.problem();
        if (problem.record.empty()) problem.record = fmt::format("section:{}", section.id);
        return problem;
    }
}

}  // namespace causeway::opensis
