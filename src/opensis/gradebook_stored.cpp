// SPDX-License-Identifier: GPL-3.0-or-later
// What stands in the gradebook: links, categories, assignments, grades, section grades.
#include <set>

#include "opensis/gradebook_query.h"

namespace causeway::opensis {

using model::BookKind;
using model::SchoolBook;

namespace {

void read_item_links(BookQuery& query) {
    std::string sql =
        "SELECT course_period_id, kind, remote, local, agreed, measure, kept, run FROM "
        "causeway_items WHERE course_period_id IN (@)";
    std::vector<db::Value> more;
    if (!query.some().empty()) {
        std::set<std::pair<std::int64_t, model::RemoteId>> items;
        for (const model::GradePlace& place : query.some())
            items.emplace(place.section, place.item);
        sql += query.pairs("course_period_id = ? AND kind IN ('item', 'total') AND remote = ?",
                           items.size());
        for (const auto& [section, item] : items) {
            more.emplace_back(section);
            more.emplace_back(item);
        }
    }
    query.of_sections(
        sql + " ORDER BY course_period_id, kind, remote",
        [](SchoolBook& book, const db::Row& row) {
            model::ItemLink link;
            link.kind = row.text(1) == "category" ? BookKind::category
                        : row.text(1) == "total"  ? BookKind::total
                                                  : BookKind::item;
            link.remote = row.integer(2);
            link.local = row.integer(3);
            link.agreed = model::book_row_from_json(row.text(4));
            link.measure = model::measure_from_json(row.text(5));
            link.kept = text(row, 6);
            link.run = row.integer(7);
            book.item_links.push_back(std::move(link));
        },
        more);
}

void read_grade_links(BookQuery& query) {
    std::string sql =
        "SELECT course_period_id, kind, part, student_id, local, agreed, raw, final, maximum, "
        "weight, state, grader, graded_at, kept, run FROM causeway_grades WHERE "
        "course_period_id IN (@)";
    std::vector<db::Value> more;
    if (!query.some().empty()) {
        sql +=
            query.pairs("course_period_id = ? AND kind = 'grade' AND part = ? AND student_id = ?",
                        query.some().size());
        for (const model::GradePlace& place : query.some())
            for (const std::int64_t value : {place.section, place.item, place.student})
                more.emplace_back(value);
        sql.pop_back();  // one list of all
        for (const auto& [section, student] : query.seats()) {
            sql += " OR (course_period_id = ? AND kind = 'final' AND student_id = ?)";
            more.emplace_back(section);
            more.emplace_back(student);
        }
        sql += ")";
    }
    query.of_sections(
        sql,
        [](SchoolBook& book, const db::Row& row) {
            model::GradeLink link;
            link.kind = row.text(1) == "final" ? BookKind::final : BookKind::grade;
            link.part = row.integer(2);
            link.student = row.integer(3);
            link.local = row.integer(4);
            link.agreed = model::book_row_from_json(row.text(5));
            const auto real = [&](int column) -> std::optional<double> {
                if (row.is_null(column)) return std::nullopt;
                return std::stod(std::string(row.text(column)));
            };
            link.from = {real(6),       real(7),         real(8).value_or(0), real(9),
                         text(row, 10), row.integer(11), row.integer(12)};
            link.kept = text(row, 13);
            link.run = row.integer(14);
            book.grade_links.push_back(std::move(link));
        },
        more);
}

void read_categories(BookQuery& query) {
    query.of_sections(
        "SELECT course_period_id, assignment_type_id, title, final_grade_percent FROM "
        "gradebook_assignment_types WHERE course_period_id IN (@) ORDER BY assignment_type_id",
        [](SchoolBook& book, const db::Row& row) {
            model::StoredRow out;
            out.id = row.integer(1);
            out.row.title = text(row, 2);
            out.row.weight = scaled(row, 3, 5);
            book.categories.push_back(std::move(out));
        });
}

// Returns their numbers.
std::vector<std::int64_t> read_items(BookQuery& query) {
    std::vector<std::int64_t> linked;
    std::string sql =
        "SELECT course_period_id, assignment_id, assignment_type_id, title, assigned_date, "
        "due_date, points, marking_period_id, description FROM gradebook_assignments WHERE "
        "course_id IS NULL AND course_period_id IN (@)";  // course_id stands first in the index
    if (!query.some().empty()) {
        for (const auto& [id, book] : query.books())
            for (const auto& link : book.item_links)
                if (link.kind == BookKind::item) linked.push_back(link.local);
        if (linked.empty()) return {};
        sql += " AND assignment_id IN (" + marks(linked.size()) + ")";
    }
    std::vector<std::int64_t> out;
    query.of_sections(
        sql + " ORDER BY assignment_id",
        [&](SchoolBook& book, const db::Row& row) {
            model::StoredRow item;
            item.id = row.integer(1);
            item.row.type = row.integer(2);
            item.row.title = text(row, 3);
            item.row.assigned = day(row, 4);
            item.row.due = day(row, 5);
            item.row.whole_points = row.integer(6);
            item.row.marking_period = row.integer(7);
            item.row.description = decoded(row.text(8));
            out.push_back(item.id);
            book.items.push_back(std::move(item));
        },
        values_of(linked));
    return out;
}

void read_grades(BookQuery& query, const std::vector<std::int64_t>& items) {
    // Of some, each is found by the whole key; without a word MariaDB weighs its indexes for each.
    std::string sql =
        std::string(
            "SELECT course_period_id, assignment_id, student_id, points, comment FROM "
            "gradebook_grades") +
        (query.some().empty() ? " WHERE " : " USE INDEX (PRIMARY) WHERE ");
    std::vector<db::Value> values;
    if (query.some().empty()) {
        sql += "assignment_id IN (" + marks(items.size()) + ")";
        values = values_of(items);
    } else {
        std::map<model::RemoteId, std::int64_t> local;
        for (const auto& [id, book] : query.books())
            for (const auto& link : book.item_links)
                if (link.kind == BookKind::item) local[link.remote] = link.local;
        for (const model::GradePlace& place : query.some()) {
            const auto found = local.find(place.item);
            if (found == local.end()) continue;
            values.emplace_back(place.student);
            values.emplace_back(found->second);
            values.emplace_back(place.section);
        }
        if (values.empty()) return;
        sql += query
                   .pairs("student_id = ? AND assignment_id = ? AND course_period_id = ?",
                          values.size() / 3)
                   .substr(5);
    }
    query.each(sql + " ORDER BY assignment_id, student_id", values, [&](const db::Row& row) {
        const auto found = query.books().find(row.integer(0));
        if (found == query.books().end()) return;
        model::StoredRow out;
        out.id = row.integer(1);
        out.student = row.integer(2);
        out.row.points = scaled(row, 3, 2);
        out.row.comment = text(row, 4);
        found->second.grades.push_back(std::move(out));
    });
}

void read_finals(BookQuery& query) {
    std::string sql =
        "SELECT course_period_id, id, student_id, marking_period_id, report_card_grade_id, "
        "grade_percent, grade_letter, weighted_gp, unweighted_gp, gp_scale, credit_attempted, "
        "credit_earned, course_title FROM student_report_card_grades WHERE course_period_id IN "
        "(@) AND marking_period_id NOT LIKE 'E%'";
    const bool some = !query.some().empty();
    if (some) sql += query.pairs("course_period_id = ? AND student_id = ?", query.seats().size());
    query.of_sections(
        sql + " ORDER BY id",
        [](SchoolBook& book, const db::Row& row) {
            model::StoredRow out;
            out.id = row.integer(1);
            out.student = row.integer(2);
            out.part = row.integer(3);
            out.row.letter = row.integer(4);
            out.row.points = scaled(row, 5, 2);
            out.row.letter_title = text(row, 6);
            out.row.weighted_gp = scaled(row, 7, 3);
            out.row.unweighted_gp = scaled(row, 8, 3);
            out.row.gp_scale = scaled(row, 9, 3);
            out.row.credit_attempted = scaled(row, 10, 3);
            out.row.credit_earned = scaled(row, 11, 3);
            out.row.title = text(row, 12);
            book.finals.push_back(std::move(out));
        },
        some ? query.seat_values() : std::vector<db::Value>());
}

}  // namespace

void read_links(BookQuery& query) {
    read_item_links(query);
    read_grade_links(query);
}

void read_rows(BookQuery& query) {
    if (query.some().empty()) read_categories(query);  // news are never of them
    const auto items = read_items(query);
    if (!items.empty()) read_grades(query, items);
    read_finals(query);
}

}  // namespace causeway::opensis
