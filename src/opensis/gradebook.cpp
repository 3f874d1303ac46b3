// SPDX-License-Identifier: GPL-3.0-or-later
#include "opensis/gradebook.h"

#include <algorithm>
#include <iterator>

#include "opensis/gradebook_bulk.h"
#include "opensis/gradebook_reader.h"
#include "opensis/gradebook_sql.h"
#include "opensis/gradebook_tables.h"
#include "opensis/session.h"

namespace causeway::opensis {

using model::SchoolBook;

namespace {

constexpr std::size_t kSectionsAtOnce = 50;
// Grades read one by one in a statement. The more the better: beyond two hundred MariaDB no longer
// looks into its index for each before it begins.
constexpr std::size_t kGradesAtOnce = 3000;
constexpr std::size_t kSectionsOfGrades = 100;

}  // namespace

Gradebooks::Gradebooks(db::MariadbAddress address, unsigned timeout_seconds)
    : address_(std::move(address)), timeout_(timeout_seconds) {}

Gradebooks::~Gradebooks() = default;

db::Connection& Gradebooks::connection() {
    if (!connection_) {
        connection_ = db::open_mariadb(address_, timeout_);
        require_own_tables(*connection_);
        // openSIS's own triggers take this for who wrote; nothing may be cut short unseen.
        connection_->execute(
            "SET @userId = 'causeway', SESSION sql_mode = "
            "'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION'");
        statements_ = std::make_unique<Statements>(*connection_);
    }
    return *connection_;
}

std::vector<SchoolBook> Gradebooks::read(std::span<const std::int64_t> sections) {
    std::vector<SchoolBook> out;
    reading([&] {
        db::Transaction snapshot(connection(),
                                 "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
        std::vector<std::int64_t> ids(sections.begin(), sections.end());
        std::sort(ids.begin(), ids.end());
        ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
        for (std::size_t at = 0; at < ids.size(); at += kSectionsAtOnce) {
            const auto chunk =
                std::span(ids).subspan(at, std::min(kSectionsAtOnce, ids.size() - at));
            auto books = read_books(connection(), chunk, {});
            std::move(books.begin(), books.end(), std::back_inserter(out));
        }
        snapshot.commit();
        return 0;
    });
    return out;
}

std::vector<SchoolBook> Gradebooks::read_some(std::span<const model::GradePlace> grades) {
    std::vector<SchoolBook> out;
    if (grades.empty()) return out;
    std::vector<model::GradePlace> places(grades.begin(), grades.end());
    std::sort(places.begin(), places.end());
    places.erase(std::unique(places.begin(), places.end()), places.end());
    reading([&] {
        db::Transaction snapshot(connection(),
                                 "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
        for (std::size_t at = 0; at < places.size();) {
            // Whole sections, until there are enough of them or of grades.
            std::vector<std::int64_t> ids;
            std::size_t end = at;
            while (end < places.size()) {
                if (ids.empty() || ids.back() != places[end].section) {
                    if (ids.size() == kSectionsOfGrades || end - at >= kGradesAtOnce) break;
                    ids.push_back(places[end].section);
                }
                ++end;
            }
            auto books = read_books(connection(), ids, std::span(places).subspan(at, end - at));
            std::move(books.begin(), books.end(), std::back_inserter(out));
            at = end;
        }
        snapshot.commit();
        return 0;
    });
    return out;
}

std::vector<std::int64_t> Gradebooks::sections_to_send(std::span<const std::int64_t> sections) {
    return reading([&] {
        std::vector<std::int64_t> out;
        for (std::size_t at = 0; at < sections.size(); at += kSectionsAtOnce) {
            const auto chunk =
                sections.subspan(at, std::min(kSectionsAtOnce, sections.size() - at));
            const auto statement = connection().prepare(
                "SELECT DISTINCT a.course_period_id FROM gradebook_assignments a JOIN "
                "gradebook_assignment_types t ON t.assignment_type_id = a.assignment_type_id LEFT "
                "JOIN causeway_items i ON i.course_period_id = a.course_period_id AND i.kind = "
                "'item' AND i.local = a.assignment_id WHERE a.course_id IS NULL AND "
                "a.course_period_id IN (" +
                marks(chunk.size()) + ") AND i.local IS NULL AND a.points > 0");
            const auto rows = statement->query(values_of(chunk));
            while (const db::Row* row = rows->next())
                out.push_back(row->integer(0));
        }
        return out;
    });
}

}  // namespace causeway::opensis
