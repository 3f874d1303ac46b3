// SPDX-License-Identifier: GPL-3.0-or-later
// Who is in sections, without their books. The same spells as BookReader::pupils reads.
#include <algorithm>

#include "opensis/gradebook.h"
#include "opensis/gradebook_sql.h"
#include "opensis/session.h"

namespace causeway::opensis {

namespace {

constexpr std::size_t kRostersAtOnce = 500;

}  // namespace

std::map<std::int64_t, std::vector<model::Pupil>> Gradebooks::rosters(
    std::span<const std::int64_t> sections) {
    return reading([&] {
        std::map<std::int64_t, std::vector<model::Pupil>> out;
        for (std::size_t at = 0; at < sections.size(); at += kRostersAtOnce) {
            const auto chunk = sections.subspan(at, std::min(kRostersAtOnce, sections.size() - at));
            const auto statement = connection().prepare(
                "SELECT cp.course_period_id, cp.begin_date, cp.end_date, sc.student_id, "
                "sc.start_date, sc.end_date FROM course_periods cp LEFT JOIN schedule sc ON "
                "sc.course_period_id = cp.course_period_id WHERE cp.course_period_id IN (" +
                marks(chunk.size()) + ") ORDER BY cp.course_period_id, sc.student_id");
            const auto rows = statement->query(values_of(chunk));
            while (const db::Row* row = rows->next()) {
                auto& pupils = out[row->integer(0)];
                if (row->is_null(3)) continue;  // nobody was ever in it
                const base::Date begin = day(*row, 1).value_or(base::Date{});
                const base::Date end = day(*row, 2).value_or(begin);
                const base::Date from = std::max(day(*row, 4).value_or(begin), begin);
                const base::Date to = std::min(day(*row, 5).value_or(end), end);
                if (pupils.empty() || pupils.back().student != row->integer(3)) {
                    pupils.push_back({row->integer(3), from, to, {}});
                    continue;
                }
                pupils.back().from = std::min(pupils.back().from, from);
                pupils.back().to = std::max(pupils.back().to, to);
            }
        }
        return out;
    });
}

}  // namespace causeway::opensis
