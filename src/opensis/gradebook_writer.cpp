// SPDX-License-Identifier: GPL-3.0-or-later
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "base/failure.h"
#include "base/text.h"
#include "opensis/gradebook.h"
#include "opensis/gradebook_rows.h"
#include "opensis/gradebook_sql.h"
#include "opensis/session.h"

namespace causeway::opensis {

using model::BookKind;
using model::BookRow;
using model::BookStep;
using model::BookVerb;

namespace {

namespace json = boost::json;

constexpr std::size_t kRowsAtOnce = 500;

// A statement with many rows, sent in pieces. Texts are kept until then.
class Bulk {
  public:
    Bulk(db::Connection& connection, std::string head, std::size_t columns)
        : connection_(connection), head_(std::move(head)), columns_(columns) {}

    void text(std::string text) {
        kept_.push_back(std::make_unique<std::string>(std::move(text)));
        values_.emplace_back(std::string_view(*kept_.back()));
    }
    void number(std::int64_t number) { values_.emplace_back(number); }
    void real(const std::optional<double>& number) {
        if (number)
            values_.emplace_back(*number);
        else
            values_.emplace_back(db::Null{});
    }
    void row_ended() {
        if (values_.size() >= columns_ * kRowsAtOnce) send();
    }
    void send() {
        if (values_.empty()) return;
        const std::string one = "(" + marks(columns_) + ")";
        std::string sql = head_;
        for (std::size_t i = 0; i < values_.size() / columns_; ++i)
            sql += (i == 0 ? "" : ",") + one;
        connection_.prepare(sql)->run(values_);
        values_.clear();
        kept_.clear();
    }

  private:
    db::Connection& connection_;
    std::string head_;
    std::size_t columns_;
    std::vector<std::unique_ptr<std::string>> kept_;
    std::vector<db::Value> values_;
};

class SectionWriter {
  public:
    SectionWriter(db::Connection& connection, const model::SchoolSection& section, std::int64_t run)
        : connection_(connection),
          section_(section),
          run_(run),
          rows_(connection, section),
          items_(connection,
                 "REPLACE INTO causeway_items (course_period_id, kind, remote, local, agreed, "
                 "measure, kept, run) VALUES ",
                 8),
          grades_(connection,
                  "REPLACE INTO causeway_grades (course_period_id, kind, part, student_id, local, "
                  "agreed, raw, final, maximum, weight, state, grader, graded_at, kept, run) "
                  "VALUES ",
                  15),
          log_(connection,
               "INSERT INTO causeway_steps (run, course_period_id, kind, verb, remote, part, "
               "student_id, local, before_row, after_row, link_before, reason, undone) VALUES ",
               13) {
        const auto statement = connection.prepare(
            "SELECT kind, remote, local FROM causeway_items WHERE course_period_id = ?");
        const db::Value values[] = {section.id};
        const auto rows = statement->query(values);
        while (const db::Row* row = rows->next())
            (row->text(0) == "category" ? categories_ : assignments_)[row->integer(1)] =
                row->integer(2);
    }

    // False: openSIS is not what the plan saw.
    bool write(std::span<const BookStep> steps) {
        for (const BookStep& step : steps) {
            if (step.kind != BookKind::grade || step.verb != BookVerb::create) new_grades();
            if (!one(step)) return false;
        }
        new_grades();
        items_.send();
        grades_.send();
        log_.send();
        return true;
    }

  private:
    bool one(const BookStep& step) {
        const std::string link = step.verb == BookVerb::create ? "" : link_before(step);
        std::int64_t local = step.local;
        switch (step.verb) {
            case BookVerb::create:
                local = create(step);
                break;
            case BookVerb::update:
                if (!rows_.update(step.kind, step.local, step.student, step.before, step.after,
                                  type_of(step)))
                    return false;
                break;
            case BookVerb::remove:
                if (!rows_.remove(step.kind, step.local, step.student, step.before)) return false;
                break;
            default:
                break;
        }
        keep(step, local);
        if (step.verb != BookVerb::note) {
            log_.number(run_);
            log_.number(section_.id);
            log_.text(std::string(model::name(step.kind)));
            log_.text(std::string(model::name(step.verb)));
            log_.number(step.remote);
            log_.number(step.part);
            log_.number(step.student);
            log_.number(local);
            log_.text(model::to_json(step.before));
            BookRow after = step.after;
            if (step.kind == BookKind::item) after.type = type_of(step);
            log_.text(model::to_json(after));
            log_.text(link);
            log_.text(base::cut_utf8(step.reason, 200));
            log_.number(0);
            log_.row_ended();
        }
        return true;
    }

    std::int64_t type_of(const BookStep& step) {
        if (step.kind != BookKind::item) return 0;
        if (step.after.category != 0)
            if (const auto found = categories_.find(step.after.category);
                found != categories_.end() && found->second != 0)
                return found->second;
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
        const std::int64_t item = step.local != 0 ? step.local : assignments_[step.remote];
        fresh_.push_back({item, step.student, &step.after});
        return item;
    }

    void new_grades() {
        rows_.create_grades(fresh_);
        fresh_.clear();
    }

    void keep(const BookStep& step, std::int64_t local) {
        const std::string kind(model::name(step.kind));
        const bool of_person = step.kind == BookKind::grade || step.kind == BookKind::final;
        if (step.forget) {
            items_.send();
            grades_.send();
            if (of_person)
                connection_.run(
                    "DELETE FROM causeway_grades WHERE course_period_id = ? AND kind "
                    "= ? AND part = ? AND student_id = ?",
                    {section_.id, std::string_view(kind), step.part, step.student});
            else
                connection_.run(
                    "DELETE FROM causeway_items WHERE course_period_id = ? AND kind = "
                    "? AND remote = ?",
                    {section_.id, std::string_view(kind), step.remote});
            return;
        }
        Bulk& out = of_person ? grades_ : items_;
        out.number(section_.id);
        out.text(kind);
        out.number(of_person ? step.part : step.remote);
        if (of_person) out.number(step.student);
        out.number(local);
        BookRow agreed = step.agreed;
        if (step.kind == BookKind::item) agreed.type = type_of(step);
        out.text(model::to_json(agreed));
        if (of_person) {
            out.real(step.from.raw);
            out.real(step.from.final);
            out.real(step.from.max);
            out.real(step.from.weight);
            out.text(base::cut_utf8(step.from.state, 120));
            out.number(step.from.grader);
            out.number(step.from.graded_at);
        } else {
            out.text(model::to_json(step.measure));
        }
        out.text(step.kept);
        out.number(run_);
        out.row_ended();
    }

    // The link as it was, for undo.
    std::string link_before(const BookStep& step) {
        if (step.verb == BookVerb::note) return "";
        const std::string kind(model::name(step.kind));
        const bool of_person = step.kind == BookKind::grade || step.kind == BookKind::final;
        const auto rows = of_person
                              ? connection_.query(
                                    "SELECT agreed, kept, state FROM causeway_grades WHERE "
                                    "course_period_id = ? AND kind = ? AND part = ? AND "
                                    "student_id = ?",
                                    {section_.id, std::string_view(kind), step.part, step.student})
                              : connection_.query(
                                    "SELECT agreed, kept, measure FROM causeway_items WHERE "
                                    "course_period_id = ? AND kind = ? AND remote = ?",
                                    {section_.id, std::string_view(kind), step.remote});
        const db::Row* row = rows->next();
        if (row == nullptr) return "";
        json::object out{{"agreed", row->text(0)}, {"kept", row->text(1)}, {"third", row->text(2)}};
        return json::serialize(out);
    }

    db::Connection& connection_;
    const model::SchoolSection& section_;
    std::int64_t run_;
    GradebookRows rows_;
    Bulk items_, grades_, log_;
    std::map<model::RemoteId, std::int64_t> categories_, assignments_;
    std::vector<GradebookRows::NewGrade> fresh_;
};

base::Problem moved(std::int64_t section) {
    return {"The gradebook of a section was not written", fmt::format("section:{}", section),
            "somebody changed it in openSIS while the pull was going on",
            "Nothing is lost: the next pull reads it anew.", "grades.moved"};
}

}  // namespace

base::Result<void> Gradebooks::write(const model::SchoolSection& section, std::int64_t run,
                                     std::span<const BookStep> steps) {
    if (steps.empty()) return {};
    try {
        db::Connection& writer = connection();
        db::Transaction transaction(writer);
        if (!SectionWriter(writer, section, run).write(steps)) return moved(section.id);
        transaction.commit();
        return {};
    } catch (const base::Failure& failure) {
        if (failure.exit() != base::ExitCode::error) throw;
        base::Problem problem = failure.problem();
        if (problem.record.empty()) problem.record = fmt::format("section:{}", section.id);
        return problem;
    }
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
    GradebookRows gradebook(c, section);
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
        if (of_person)
            c.run(
                "REPLACE INTO causeway_grades (course_period_id, kind, part, student_id, local, "
                "agreed, state, grader, graded_at, kept, run) VALUES (?,?,?,?,?,?,?,0,0,?,?)",
                {section_id, std::string_view(kind), step.part, step.student, step.local,
                 part("agreed"), part("third"), part("kept"), undo_run});
        else
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
