// SPDX-License-Identifier: GPL-3.0-or-later
// Taking a pull back, section by section, from the log of what it did.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "opensis/gradebook.h"
#include "opensis/gradebook_bulk.h"
#include "opensis/gradebook_rows.h"
#include "opensis/gradebook_sql.h"

namespace causeway::opensis {

using model::BookKind;
using model::BookRow;

namespace json = boost::json;

namespace {

// Of a journal from before it kept provenance, nothing.
db::Value provenance(const json::object& link, const char* key) {
    const json::value* from = link.if_contains("from");
    if (from == nullptr) return db::Null{};
    const json::value& value = from->as_object().at(key);
    if (value.is_null()) return db::Null{};
    if (value.is_double()) return value.get_double();
    return value.to_number<std::int64_t>();
}

}  // namespace

base::Problem Gradebooks::moved(std::int64_t section) {
    return {"The gradebook of a section was not written", fmt::format("section:{}", section),
            "somebody changed it in openSIS while the pull was going on",
            "Nothing is lost: the next pull reads it anew.", "grades.moved"};
}

std::vector<std::int64_t> Gradebooks::sections_with(std::span<const model::RemoteId> items) {
    std::vector<std::int64_t> out;
    if (items.empty()) return out;
    const auto statement = connection().prepare(
        "SELECT DISTINCT course_period_id FROM causeway_items WHERE kind = 'item' AND remote IN "
        "(" +
        marks(items.size()) + ")");
    const auto rows = statement->query(values_of(items));
    while (const db::Row* row = rows->next())
        out.push_back(row->integer(0));
    return out;
}

std::vector<std::int64_t> Gradebooks::sections_of(std::int64_t run) {
    std::vector<std::int64_t> out;
    const auto rows = connection().query(
        "SELECT DISTINCT course_period_id FROM causeway_steps WHERE run = ? AND undone = 0 ORDER "
        "BY course_period_id",
        {run});
    while (const db::Row* row = rows->next())
        out.push_back(row->integer(0));
    return out;
}

base::Result<Gradebooks::Undone> Gradebooks::undo(std::int64_t section_id, std::int64_t run,
                                                  std::int64_t undo_run) {
    const std::int64_t ids[] = {section_id};
    const auto books = read(ids);
    if (books.empty()) return moved(section_id);
    const model::SchoolSection& section = books.front().section;
    struct Step {
        std::int64_t id, remote, part, student, local;
        BookKind kind;
        std::string verb;
        BookRow before, after;
        std::string link;
    };
    std::vector<Step> steps;
    db::Connection& c = connection();
    db::Transaction transaction(c);
    {
        const auto rows = c.query(
            "SELECT id, kind, verb, remote, part, student_id, local, before_row, after_row, "
            "link_before FROM causeway_steps WHERE run = ? AND course_period_id = ? AND undone = 0 "
            "ORDER BY id DESC",
            {run, section_id});
        while (const db::Row* row = rows->next()) {
            const auto kind = row->text(1);
            steps.push_back({row->integer(0), row->integer(3), row->integer(4), row->integer(5),
                             row->integer(6),
                             kind == "category" ? BookKind::category
                             : kind == "item"   ? BookKind::item
                             : kind == "grade"  ? BookKind::grade
                                                : BookKind::final,
                             std::string(row->text(2)), model::book_row_from_json(row->text(7)),
                             model::book_row_from_json(row->text(8)), std::string(row->text(9))});
        }
    }
    GradebookRows gradebook(*statements_, section);
    Undone out;
    for (const Step& step : steps) {
        bool done = true;
        if (step.verb == "create") {
            done = gradebook.remove(step.kind, step.local, step.student, step.after);
        } else if (step.verb == "update") {
            done = gradebook.update(step.kind, step.local, step.student, step.after, step.before,
                                    step.before.type);
        } else {
            switch (step.kind) {
                case BookKind::category:
                    gradebook.create_category(step.before, step.local);
                    break;
                case BookKind::item:
                    gradebook.create_item(step.before, step.before.type, step.local);
                    break;
                case BookKind::grade:
                    gradebook.create_grade(step.before, step.local, step.student);
                    break;
                default:
                    gradebook.create_final(step.before, step.part, step.student, step.local);
            }
        }
        ++(done ? out.restored : out.kept);
        if (!done) continue;
        c.run("UPDATE causeway_steps SET undone = ? WHERE id = ?", {undo_run, step.id});
        const std::string kind(model::name(step.kind));
        const bool of_person = step.kind == BookKind::grade || step.kind == BookKind::final;
        if (step.verb == "create" || step.link.empty()) {
            if (of_person)
                c.run(
                    "DELETE FROM causeway_grades WHERE course_period_id = ? AND kind = ? AND "
                    "part = ? AND student_id = ?",
                    {section_id, std::string_view(kind), step.part, step.student});
            else
                c.run(
                    "DELETE FROM causeway_items WHERE course_period_id = ? AND kind = ? AND "
                    "remote = ?",
                    {section_id, std::string_view(kind), step.remote});
            continue;
        }
        const json::object link = json::parse(step.link).as_object();
        const auto part = [&](const char* key) {
            const auto& text = link.at(key).as_string();
            return std::string_view(text.data(), text.size());
        };
        if (of_person) {
            const auto from = [&](const char* key) { return provenance(link, key); };
            c.run(
                "REPLACE INTO causeway_grades (course_period_id, kind, part, student_id, local, "
                "agreed, raw, final, maximum, weight, state, grader, graded_at, kept, run) VALUES "
                "(?,?,?,?,?,?,?,?,?,?,?,COALESCE(?, 0),COALESCE(?, 0),?,?)",
                {section_id, std::string_view(kind), step.part, step.student, step.local,
                 part("agreed"), from("raw"), from("final"), from("maximum"), from("weight"),
                 part("third"), from("grader"), from("graded_at"), part("kept"), undo_run});
        } else
            c.run(
                "REPLACE INTO causeway_items (course_period_id, kind, remote, local, agreed, "
                "measure, kept, run) VALUES (?,?,?,?,?,?,?,?)",
                {section_id, std::string_view(kind), step.remote, step.local, part("agreed"),
                 part("third"), part("kept"), undo_run});
    }
    transaction.commit();
    return out;
}

}  // namespace causeway::opensis
