// SPDX-License-Identifier: GPL-3.0-or-later
// The fast path: three listings of the plugin, each whole or an error, put together by course.
#include <algorithm>
#include <functional>
#include <map>
#include <optional>
#include <set>

#include "moodle/calls_courses.h"
#include "moodle/calls_local_grades.h"
#include "moodle/gradebook.h"
#include "moodle/outcome.h"
#include "moodle/side_by_side.h"
#include "moodle/site.h"

namespace causeway::moodle {

namespace {

// Items and categories go by Moodle's clock: what was written in a transaction that ended after
// the reading carries a moment before it, so the last minutes are told again.
constexpr base::Instant kMargin = 120;

using Books = std::map<model::RemoteId, model::Gradebook>;

model::Gradebook& book_of(Books& books, model::RemoteId course, const std::string& idnumber) {
    auto [at, made] = books.try_emplace(course);
    if (made) {
        at->second.course = course;
        at->second.has_inactive = true;
        at->second.has_rules = true;
    }
    if (at->second.idnumber.empty()) at->second.idnumber = idnumber;
    return at->second;
}

// A category's total as an item, so that its grades have one.
model::GradedItem total_of(const model::GradeCategory& category) {
    model::GradedItem out;
    out.id = category.total;
    out.kind =
        category.parent == 0 ? model::ItemKind::course_total : model::ItemKind::category_total;
    out.category = category.id;
    out.min = category.min.value_or(0);
    out.max = category.max.value_or(0);
    out.weight = category.weight;
    out.hidden = category.hidden;
    out.modified = category.modified;
    return out;
}

void put(Books& books, Listed<ListedCategory> listed) {
    for (auto& row : listed.rows) {
        model::Gradebook& book = book_of(books, row.course, row.idnumber);
        model::GradeCategory& category = row.value.category;
        if (category.total != 0) book.items.push_back(total_of(category));
        if (category.parent == 0) book.letters = std::move(row.value.letters);
        book.categories.push_back(std::move(category));
    }
}

void put(Books& books, Listed<model::GradedItem> listed) {
    for (auto& row : listed.rows)
        book_of(books, row.course, row.idnumber).items.push_back(std::move(row.value));
}

void put(Books& books, Listed<model::Grade> listed) {
    for (auto& row : listed.rows)
        book_of(books, row.course, row.idnumber).grades.push_back(std::move(row.value));
}

void take(Books& books, std::vector<model::Gradebook>& into) {
    for (auto& [course, book] : books) {
        std::ranges::sort(book.items, {}, &model::GradedItem::id);
        std::ranges::sort(book.grades, {}, [](const model::Grade& grade) {
            return std::pair(grade.item, grade.user);
        });
        into.push_back(std::move(book));
    }
}

base::Problem named(const Fault& fault) {
    base::Problem problem = fault.problem;
    if (problem.what.empty()) problem.what = "Could not read grades in Moodle";
    return problem;
}

template <class T>
std::optional<base::Problem> failed(const Called<T>& called) {
    if (called) return std::nullopt;
    return named(called.fault());
}

std::vector<model::RemoteId> ascending(std::span<const model::RemoteId> courses) {
    std::vector<model::RemoteId> out(courses.begin(), courses.end());
    std::ranges::sort(out);
    out.erase(std::ranges::unique(out).begin(), out.end());
    return out;
}

void add_proof(model::Proof& proof, std::size_t rows) {
    // Each listing has counted itself and would be a Fault if it were not whole.
    proof.rows_read += static_cast<std::int64_t>(rows);
    proof.rows_counted = proof.rows_read;
}

}  // namespace

GradebookReader::GradebookReader(Site& site)
    : channel_(site.channel()), options_{.fast = site.lists_in_bulk()} {}

base::Result<model::GradebookListing> GradebookReader::read(
    std::span<const model::RemoteId> courses) {
    const auto sorted = ascending(courses);
    return options_.fast ? read_fast(sorted) : read_plain(sorted);
}

base::Result<std::vector<model::RemoteId>> GradebookReader::gone_of(
    std::span<const model::RemoteId> courses) {
    std::vector<model::RemoteId> gone;
    if (courses.empty()) return gone;
    const auto there = get_courses(channel_, courses);
    if (!there) return named(there.fault());
    for (const auto id : courses)
        if (std::ranges::find(*there, id, &model::FoundCourse::id) == there->end())
            gone.push_back(id);
    return gone;
}

base::Result<model::GradebookListing> GradebookReader::read_fast(
    std::span<const model::RemoteId> courses) {
    model::GradebookListing out;
    // Asked first: what changes while the listings are read is told again next time.
    auto news = get_grade_deletions(channel_, "");
    if (!news) return named(news.fault());
    model::GradeCursor cursor{.changes = news->cursor};
    for (std::size_t from = 0; from < courses.size(); from += options_.courses_a_call) {
        const auto part =
            courses.subspan(from, std::min(options_.courses_a_call, courses.size() - from));
        Books books;
        const GradeWish wish{.courses = part};
        auto grades = list_local_grades(channel_, wish);
        if (!grades) return named(grades.fault());
        auto items = list_local_items(channel_, wish);
        if (!items) return named(items.fault());
        auto categories = list_local_categories(channel_, wish);
        if (!categories) return named(categories.fault());
        // The first part's: the others were read later.
        if (from == 0) {
            cursor.history = grades->history;
            cursor.since = std::max<base::Instant>(1, grades->server_time - kMargin);
        }
        add_proof(out.proof, grades->rows.size() + items->rows.size() + categories->rows.size());
        put(books, std::move(*categories));
        put(books, std::move(*items));
        put(books, std::move(*grades));
        // A course has no gradebook before somebody first looks at it.
        std::vector<model::RemoteId> silent;
        std::ranges::copy_if(part, std::back_inserter(silent),
                             [&](model::RemoteId id) { return !books.contains(id); });
        const auto gone = gone_of(silent);
        if (!gone) return gone.problem();
        for (const auto id : silent)
            if (std::ranges::find(*gone, id) == gone->end()) book_of(books, id, "");
        out.gone.insert(out.gone.end(), gone->begin(), gone->end());
        take(books, out.books);
    }
    out.proof.complete = true;
    if (!cursor.empty()) out.cursor = std::move(cursor);
    return out;
}

base::Result<model::GradebookChanges> GradebookReader::changes(
    std::span<const model::RemoteId> courses, const model::GradeCursor& cursor) {
    if (!options_.fast || cursor.empty())
        return base::Problem{"Could not ask Moodle which grades changed", "",
                             options_.fast ? "no reading came before that this one could follow"
                                           : "the plugin local_opensis is not installed there, and "
                                             "Moodle's own functions cannot tell",
                             "Read the gradebooks whole.", "moodle.no_changes"};
    const auto sorted = ascending(courses);
    const std::set<model::RemoteId> wanted(sorted.begin(), sorted.end());
    // More courses than one listing can be about: ask for all and keep what is wanted.
    const bool all = sorted.size() > kListedCourses;
    const std::span<const model::RemoteId> asked =
        all ? std::span<const model::RemoteId>() : std::span<const model::RemoteId>(sorted);
    const GradeWish since{.courses = asked, .changed_since = cursor.since};
    std::optional<Called<Listed<model::Grade>>> grades;
    std::optional<Called<GradeNews>> news;
    std::optional<Called<Listed<model::GradedItem>>> items;
    std::optional<Called<Listed<ListedCategory>>> categories;
    // The grades take as long as the others together.
    const std::function<std::optional<base::Problem>()> asks[] = {
        [&] {
            return failed(grades.emplace(
                list_local_grades(channel_, {.courses = asked, .history = cursor.history})));
        },
        [&] { return failed(news.emplace(get_grade_deletions(channel_, cursor.changes))); },
        [&] { return failed(items.emplace(list_local_items(channel_, since))); },
        [&] { return failed(categories.emplace(list_local_categories(channel_, since))); }};
    if (auto problem = side_by_side(std::size(asks), 2, [&](std::size_t i) { return asks[i](); }))
        return *std::move(problem);
    model::GradebookChanges out;
    if ((*news)->reset) {
        out.reset = true;
        out.proof.complete = true;
        return out;
    }
    out.cursor = {.history = (*grades)->history,
                  .since = std::max(cursor.since, (*grades)->server_time - kMargin),
                  .changes = (*news)->cursor};
    add_proof(out.proof,
              (*grades)->rows.size() + (*items)->rows.size() + (*categories)->rows.size());

    std::set<model::RemoteId> seen_items;
    for (const auto& row : (*items)->rows)
        seen_items.insert(row.value.id);
    for (const auto& gone : (*news)->deletions) {
        if (!wanted.contains(gone.course)) continue;
        // Of a grade the item is not told; an item that is also listed went while it was listed.
        if (gone.object == 0 || gone.user != 0 || seen_items.contains(gone.object))
            out.read_again.push_back(gone.course);
        else
            out.removed_items.push_back(gone.object);
    }
    out.read_again = ascending(out.read_again);
    Books books;
    put(books, std::move(**categories));
    put(books, std::move(**items));
    put(books, std::move(**grades));
    std::erase_if(books, [&](const auto& book) { return !wanted.contains(book.first); });
    take(books, out.books);
    out.proof.complete = true;
    return out;
}

base::Result<std::vector<GradeTableRow>> GradebookReader::table(model::RemoteId course,
                                                                model::RemoteId user) {
    auto rows = get_grades_table(channel_, course, user);
    if (!rows) return named(rows.fault());
    return std::move(*rows);
}

base::Result<std::vector<CourseTotal>> GradebookReader::totals(model::RemoteId user) {
    auto rows = get_course_grades(channel_, user);
    if (!rows) return named(rows.fault());
    return std::move(*rows);
}

base::Result<std::vector<SentItem>> GradebookReader::send(
    std::span<const model::GradedItemWrite> rows) {
    auto outcomes = upsert_grade_items(channel_, rows);
    if (!outcomes) return named(outcomes.fault());
    std::vector<SentItem> out;
    for (std::size_t i = 0; i < outcomes->size(); ++i) {
        const UpsertOutcome& outcome = (*outcomes)[i];
        SentItem sent;
        sent.id = outcome.id;
        sent.changed = outcome.outcome != "unchanged";
        if (outcome.refused()) {
            sent.changed = false;
            sent.refused = problem_of_warning(outcome.code, outcome.message);
            sent.refused->what = "Moodle refused the graded item \"" + rows[i].name + "\"";
            sent.refused->record = rows[i].idnumber;
        }
        out.push_back(std::move(sent));
    }
    return out;
}

}  // namespace causeway::moodle
