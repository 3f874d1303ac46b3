// SPDX-License-Identifier: GPL-3.0-or-later
// What stands in the gradebook: links, categories, assignments, grades, section grades.
#include <array>

#include "opensis/gradebook_query.h"

namespace causeway::opensis {

using model::BookKind;
using model::SchoolBook;

namespace {

model::ItemLink item_link(const db::Row& row) {
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
    return link;
}

void read_item_links(BookQuery& query) {
    const std::string what =
        "SELECT i.course_period_id, i.kind, i.remote, i.local, i.agreed, i.measure, i.kept, i.run "
        "FROM ";
    const auto take = [](SchoolBook& book, const db::Row& row) {
        book.item_links.push_back(item_link(row));
    };
    if (query.some().empty()) {
        query.of_sections(what +
                              "causeway_items i WHERE i.course_period_id IN (@) ORDER BY "
                              "i.course_period_id, i.kind, i.remote",
                          take);
        return;
    }
    std::vector<std::array<std::int64_t, 2>> items;
    for (const model::GradePlace& place : query.some())
        if (items.empty() || items.back() != std::array{place.section, place.item})
            items.push_back({place.section, place.item});
    for (const std::string kind : {"item", "total"})
        query.of_wanted(what +
                            "@ STRAIGHT_JOIN causeway_items i ON i.course_period_id = w.a AND "
                            "i.kind = '" +
                            kind + "' AND i.remote = w.b",
                        items, take);
}

model::GradeLink grade_link(const db::Row& row) {
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
    return link;
}

void read_grade_links(BookQuery& query) {
    const std::string what =
        "SELECT g.course_period_id, g.kind, g.part, g.student_id, g.local, g.agreed, g.raw, "
        "g.final, g.maximum, g.weight, g.state, g.grader, g.graded_at, g.kept, g.run FROM ";
    const auto take = [](SchoolBook& book, const db::Row& row) {
        book.grade_links.push_back(grade_link(row));
    };
    if (query.some().empty()) {
        query.of_sections(what + "causeway_grades g WHERE g.course_period_id IN (@)", take);
        return;
    }
    std::vector<std::array<std::int64_t, 3>> grades;
    for (const model::GradePlace& place : query.some())
        grades.push_back({place.section, place.item, place.student});
    query.of_wanted(what +
                        "@ STRAIGHT_JOIN causeway_grades g ON g.course_period_id = w.a AND "
                        "g.kind = 'grade' AND g.part = w.b AND g.student_id = w.c",
                    grades, take);
    // A student's section grades have one of any marking period: few, so a section's together.
    query.of_sections(
        what + "causeway_grades g WHERE g.course_period_id IN (@) AND g.kind = 'final'",
        [&](SchoolBook& book, const db::Row& row) {
            if (query.concerns(row.integer(0), row.integer(3)))
                book.grade_links.push_back(grade_link(row));
        });
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
    std::vector<std::int64_t> out;
    const std::string what =
        "SELECT a.course_period_id, a.assignment_id, a.assignment_type_id, a.title, "
        "a.assigned_date, a.due_date, a.points, a.marking_period_id, a.description FROM ";
    const auto take = [&](SchoolBook& book, const db::Row& row) {
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
    };
    if (query.some().empty()) {
        // course_id stands first in the index
        query.of_sections(what +
                              "gradebook_assignments a WHERE a.course_id IS NULL AND "
                              "a.course_period_id IN (@) ORDER BY a.assignment_id",
                          take);
        return out;
    }
    std::vector<BookQuery::Seat> linked;
    for (const auto& [id, book] : query.books())
        for (const auto& link : book.item_links)
            if (link.kind == BookKind::item) linked.push_back({id, link.local});
    query.of_wanted(what +
                        "@ STRAIGHT_JOIN gradebook_assignments a ON a.assignment_id = w.b AND "
                        "a.course_period_id = w.a AND a.course_id IS NULL",
                    linked, take);
    return out;
}

void read_grades(BookQuery& query, const std::vector<std::int64_t>& items) {
    const std::string what =
        "SELECT g.course_period_id, g.assignment_id, g.student_id, g.points, g.comment FROM ";
    const auto take = [](SchoolBook& book, const db::Row& row) {
        model::StoredRow out;
        out.id = row.integer(1);
        out.student = row.integer(2);
        out.row.points = scaled(row, 3, 2);
        out.row.comment = text(row, 4);
        book.grades.push_back(std::move(out));
    };
    if (query.some().empty()) {
        query.each(what + "gradebook_grades g WHERE g.assignment_id IN (" + marks(items.size()) +
                       ") ORDER BY g.assignment_id, g.student_id",
                   values_of(items), [&](const db::Row& row) {
                       const auto found = query.books().find(row.integer(0));
                       if (found != query.books().end()) take(found->second, row);
                   });
        return;
    }
    // By section, too: sections that share a Moodle course have an assignment each for its item.
    std::map<std::pair<std::int64_t, model::RemoteId>, std::int64_t> local;
    for (const auto& [id, book] : query.books())
        for (const auto& link : book.item_links)
            if (link.kind == BookKind::item) local[{id, link.remote}] = link.local;
    std::vector<std::array<std::int64_t, 3>> grades;
    for (const model::GradePlace& place : query.some())
        if (const auto found = local.find({place.section, place.item}); found != local.end())
            grades.push_back({place.student, found->second, place.section});
    query.of_wanted(what +
                        "@ STRAIGHT_JOIN gradebook_grades g ON g.student_id = w.a AND "
                        "g.assignment_id = w.b AND g.course_period_id = w.c",
                    grades, take);
}

void read_finals(BookQuery& query) {
    const std::string what =
        "SELECT f.course_period_id, f.id, f.student_id, f.marking_period_id, "
        "f.report_card_grade_id, f.grade_percent, f.grade_letter, f.weighted_gp, f.unweighted_gp, "
        "f.gp_scale, f.credit_attempted, f.credit_earned, f.course_title FROM ";
    const auto take = [](SchoolBook& book, const db::Row& row) {
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
    };
    // Marking periods "E..." are exams of a semester or year.
    const std::string exams = "f.marking_period_id NOT LIKE 'E%' ORDER BY f.id";
    if (query.some().empty())
        query.of_sections(
            what + "student_report_card_grades f WHERE f.course_period_id IN (@) AND " + exams,
            take);
    else
        query.of_wanted(what +
                            "@ STRAIGHT_JOIN student_report_card_grades f ON "
                            "f.course_period_id = w.a AND f.student_id = w.b WHERE " +
                            exams,
                        query.seats(), take);
}

}  // namespace

bool understands_values(std::string_view version) {
    // "10.11.6-MariaDB", "5.5.5-10.3.39-MariaDB" behind some proxies; MySQL never says the word.
    if (version.find("MariaDB") == std::string_view::npos) return false;
    if (version.starts_with("5.5.5-")) version.remove_prefix(6);
    int parts[2] = {0, 0};
    std::size_t part = 0;
    for (const char c : version) {
        if (c == '.' && ++part == 2) break;
        if (c >= '0' && c <= '9')
            parts[part] = parts[part] * 10 + (c - '0');
        else if (c != '.')
            break;
    }
    return parts[0] > 10 || (parts[0] == 10 && parts[1] >= 3);
}

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
