// SPDX-License-Identifier: GPL-3.0-or-later
#include "opensis/gradebook_lists.h"

#include <algorithm>
#include <map>

#include "opensis/gradebook_sql.h"
#include "opensis/gradebook_tables.h"
#include "opensis/session.h"

namespace causeway::opensis {

GradebookLists::GradebookLists(db::MariadbAddress address, unsigned timeout_seconds)
    : address_(std::move(address)), timeout_(timeout_seconds) {}

GradebookLists::~GradebookLists() = default;

db::Connection& GradebookLists::connection() {
    if (!connection_) {
        connection_ = db::open_mariadb(address_, timeout_);
        require_own_tables(*connection_);
    }
    return *connection_;
}

std::vector<SectionTally> GradebookLists::tallies(std::span<const std::int64_t> sections) {
    std::vector<SectionTally> out;
    if (sections.empty()) return out;
    return reading([&] {
        std::map<std::int64_t, SectionTally> found;
        const std::string in = " WHERE course_period_id IN (" + marks(sections.size()) + ")";
        {
            const auto statement = connection().prepare(
                "SELECT course_period_id, SUM(kind = 'item' AND local <> 0), MAX(run) FROM "
                "causeway_items" +
                in + " GROUP BY course_period_id");
            const auto rows = statement->query(values_of(sections));
            while (const db::Row* row = rows->next()) {
                SectionTally& one = found[row->integer(0)];
                one.items = row->integer(1);
                one.run = row->integer(2);
            }
        }
        const auto statement = connection().prepare(
            "SELECT course_period_id, SUM(kind = 'grade'), SUM(kind = 'final'), MAX(graded_at), "
            "MAX(run) FROM causeway_grades" +
            in + " GROUP BY course_period_id");
        const auto rows = statement->query(values_of(sections));
        while (const db::Row* row = rows->next()) {
            SectionTally& one = found[row->integer(0)];
            one.grades = row->integer(1);
            one.finals = row->integer(2);
            one.newest = row->integer(3);
            one.run = std::max(one.run, row->integer(4));
        }
        for (auto& [section, tally] : found) {
            tally.section = section;
            out.push_back(tally);
        }
        return out;
    });
}

std::vector<PastBookStep> GradebookLists::steps(std::int64_t run,
                                                std::span<const std::int64_t> sections,
                                                std::int64_t after, std::int64_t limit) {
    return reading([&] {
        std::string sql =
            "SELECT s.id, s.course_period_id, s.kind, s.verb, s.part, s.student_id, s.before_row, "
            "s.after_row, s.reason, s.undone, i.agreed FROM causeway_steps s LEFT JOIN "
            "causeway_items i ON s.kind = 'grade' AND i.course_period_id = s.course_period_id AND "
            "i.kind = 'item' AND i.remote = s.part WHERE s.run = ? AND s.id > ?";
        std::vector<db::Value> values = {run, after};
        if (!sections.empty()) {
            sql += " AND s.course_period_id IN (" + marks(sections.size()) + ")";
            for (const db::Value& one : values_of(sections))
                values.push_back(one);
        }
        values.emplace_back(limit);
        const auto statement = connection().prepare(sql + " ORDER BY s.id LIMIT ?");
        const auto rows = statement->query(values);
        std::vector<PastBookStep> out;
        while (const db::Row* row = rows->next()) {
            PastBookStep step;
            step.id = row->integer(0);
            step.section = row->integer(1);
            step.kind = row->text(2);
            step.verb = row->text(3);
            step.part = row->integer(4);
            step.student = row->integer(5);
            step.before = model::book_row_from_json(row->text(6));
            step.after = model::book_row_from_json(row->text(7));
            step.reason = row->text(8);
            step.undone = row->integer(9);
            if (!row->is_null(10)) step.item = model::book_row_from_json(row->text(10)).title;
            out.push_back(std::move(step));
        }
        return out;
    });
}

}  // namespace causeway::opensis
