// SPDX-License-Identifier: GPL-3.0-or-later
#include "opensis/field_values.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/failure.h"
#include "base/text.h"
#include "opensis/row_log.h"

namespace causeway::opensis {

namespace {

using model::Key;
using model::Kind;

std::string_view alias(FieldRow row) {
    switch (row) {
        case FieldRow::home:
            return "home";
        case FieldRow::guardian:
            return "guardian";
        case FieldRow::relation:
            return "relation";
        case FieldRow::contact:
            return "contact";
        case FieldRow::school:
            return "school";
        case FieldRow::person:
            break;
    }
    return "person";
}

// Of several rows a person may have: the latest home address, the first primary contact.
constexpr std::string_view kHome =
    " LEFT JOIN (SELECT student_id, MAX(id) AS id FROM student_address WHERE type = 'Home "
    "Address'{in} GROUP BY student_id) h ON h.student_id = person.student_id LEFT JOIN "
    "student_address home ON home.id = h.id";
constexpr std::string_view kRelation =
    " LEFT JOIN (SELECT student_id, MIN(id) AS id FROM students_join_people WHERE emergency_type = "
    "'Primary'{in} GROUP BY student_id) r ON r.student_id = person.student_id LEFT JOIN "
    "students_join_people relation ON relation.id = r.id";
constexpr std::string_view kGuardian =
    " LEFT JOIN people guardian ON guardian.staff_id = relation.person_id";
constexpr std::string_view kContact =
    " LEFT JOIN (SELECT staff_id, MIN(staff_phone_id) AS id FROM staff_contact WHERE 1 = 1{in} "
    "GROUP BY staff_id) c ON c.staff_id = person.staff_id LEFT JOIN staff_contact contact ON "
    "contact.staff_phone_id = c.id";
constexpr std::string_view kSchool =
    " LEFT JOIN staff_school_info school ON school.staff_id = person.staff_id";

struct Question {
    std::string text;
    std::vector<db::Value> values;
};

class Asked {
  public:
    Asked(Kind kind, std::span<const PlacedField* const> fields,
          const std::optional<std::vector<std::int64_t>>& ids)
        : id_(kind == Kind::staff ? "staff_id" : "student_id"), ids_(ids) {
        std::set<FieldRow> rows;
        out_.text = fmt::format("SELECT person.{}", id_);
        for (const PlacedField* field : fields) {
            rows.insert(field->row);
            out_.text += fmt::format(", {}.{}", alias(field->row), quoted_name(field->column));
        }
        out_.text += kind == Kind::staff ? " FROM staff person" : " FROM students person";
        if (rows.contains(FieldRow::home)) join(kHome);
        if (rows.contains(FieldRow::relation) || rows.contains(FieldRow::guardian)) join(kRelation);
        if (rows.contains(FieldRow::guardian)) join(kGuardian);
        if (rows.contains(FieldRow::contact)) join(kContact);
        if (rows.contains(FieldRow::school)) join(kSchool);
        if (ids_) {
            out_.text += fmt::format(" WHERE person.{}", id_);
            in();
        }
        out_.text += fmt::format(" ORDER BY person.{}", id_);
    }
    [[nodiscard]] Question take() { return std::move(out_); }

  private:
    void in() {
        out_.text += " IN (";
        for (std::size_t i = 0; i < ids_->size(); ++i) {
            out_.text += i == 0 ? "?" : ",?";
            out_.values.emplace_back((*ids_)[i]);
        }
        out_.text += ")";
    }
    void join(std::string_view sql) {
        const auto mark = sql.find("{in}");
        out_.text += sql.substr(0, mark);
        if (mark == std::string_view::npos) return;
        if (ids_) {
            out_.text += fmt::format(" AND {}", id_);
            in();
        }
        out_.text += sql.substr(mark + 4);
    }

    std::string_view id_;
    const std::optional<std::vector<std::int64_t>>& ids_;
    Question out_;
};

class Values final : public model::Stream<model::PersonValues> {
  public:
    Values(db::Connection& connection, std::span<const PlacedField* const> fields,
           std::optional<std::vector<Key>> only)
        : connection_(connection), only_(std::move(only)) {
        for (const PlacedField* field : fields)
            (field->field.whose == Kind::staff ? staff_ : students_).push_back(field);
        proof_.rows_counted = -1;
    }

    bool next(model::PersonValues& out) override {
        for (; stage_ < 2; ++stage_) {
            if (!rows_ && !ask()) continue;
            if (const db::Row* row = rows_->next()) {
                read(*row, out);
                ++proof_.rows_read;
                return true;
            }
            rows_.reset();
            statement_.reset();
        }
        proof_.complete = true;
        return false;
    }
    [[nodiscard]] model::Proof proof() const override { return proof_; }

  private:
    [[nodiscard]] Kind kind() const { return stage_ == 0 ? Kind::staff : Kind::student; }
    [[nodiscard]] const std::vector<const PlacedField*>& fields() const {
        return stage_ == 0 ? staff_ : students_;
    }

    bool ask() {
        if (fields().empty()) return false;
        ids_.reset();
        if (only_) {
            ids_.emplace();
            for (const Key& key : *only_)
                if (key.kind == kind()) ids_->push_back(key.id);
            if (ids_->empty()) return false;
        }
        Question question = Asked(kind(), fields(), ids_).take();
        statement_ = connection_.prepare(question.text);
        rows_ = statement_->query(question.values);
        return true;
    }

    void read(const db::Row& row, model::PersonValues& out) {
        out.person = {kind(), row.integer(0), 0};
        out.values.clear();
        int column = 0;
        for (const PlacedField* field : fields()) {
            std::string value = in_form(*field, row, ++column);
            if (!value.empty()) model::set_value(out.values, field->field.id, std::move(value));
        }
    }

    db::Connection& connection_;
    const std::optional<std::vector<Key>> only_;
    std::vector<const PlacedField*> staff_;
    std::vector<const PlacedField*> students_;
    int stage_ = 0;
    std::optional<std::vector<std::int64_t>> ids_;
    std::unique_ptr<db::Statement> statement_;
    std::unique_ptr<db::Rows> rows_;
    model::Proof proof_;
};

base::Problem refused(const Key& person, const PlacedField& field, std::string why) {
    return {"A value was not taken over", person.text(),
            fmt::format("openSIS did not take \"{}\": {}", field.field.title, why),
            "Correct what stands in the way; the next run tries again.", "field.opensis_refused"};
}

base::Problem no_row(const Key& person, const PlacedField& field) {
    const std::string_view what = field.row == FieldRow::home       ? "home address"
                                  : field.row == FieldRow::guardian ? "primary contact"
                                  : field.row == FieldRow::relation ? "primary contact"
                                  : field.row == FieldRow::contact  ? "contact information"
                                                                    : "record of that kind";
    return {"A value was not taken over", person.text(),
            fmt::format("the person has no {} in openSIS yet, in which \"{}\" could stand", what,
                        field.field.title),
            fmt::format("Enter the {} in openSIS once; the next run fills in the value.", what),
            "field.no_row"};
}

base::Problem taken(const Key& person, const PlacedField& field, const Key& by) {
    return {"A value was not taken over", person.text(),
            fmt::format("{} has the same \"{}\" in openSIS, which wants each once", by.text(),
                        field.field.title),
            "Correct the value of one of the two in Moodle, or the other person's in openSIS.",
            "field.not_unique"};
}

base::Problem moved(const Key& person, const PlacedField& field) {
    return {
        "A value was not taken over", person.text(),
        fmt::format("somebody changed \"{}\" in openSIS at this very moment", field.field.title),
        "Nothing is to be done: the next run looks again.", "field.moved"};
}

}  // namespace

std::unique_ptr<model::Stream<model::PersonValues>> field_values(
    db::Connection& connection, std::span<const PlacedField* const> fields,
    std::optional<std::vector<Key>> only) {
    return std::make_unique<Values>(connection, fields, std::move(only));
}

FieldWriter::FieldWriter(std::unique_ptr<db::Connection> connection)
    : own_(std::move(connection)), connection_(own_.get()) {
    connection_->run("SET @userId = ?", {kMark});
    // openSIS cuts what is too long without a word; here it is an error.
    connection_->execute("SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'");
}

void FieldWriter::require_connection(const base::Failure& failure) {
    if (failure.exit() == base::ExitCode::incomplete) throw failure;
    try {
        (void)connection_->one_integer("SELECT 1");
    } catch (const base::Failure&) {
        throw base::Failure(base::ExitCode::incomplete, failure.problem());
    }
}

std::optional<std::int64_t> FieldWriter::row_of(const Key& person, FieldRow row) {
    switch (row) {
        case FieldRow::home:
            return connection_->one_integer(
                "SELECT MAX(id) FROM student_address WHERE student_id = ? AND type = 'Home "
                "Address'",
                {person.id});
        case FieldRow::relation:
            return connection_->one_integer(
                "SELECT MIN(id) FROM students_join_people WHERE student_id = ? AND emergency_type "
                "= 'Primary'",
                {person.id});
        case FieldRow::guardian:
            return connection_->one_integer(
                "SELECT p.staff_id FROM students_join_people j JOIN people p ON p.staff_id = "
                "j.person_id WHERE j.student_id = ? AND j.emergency_type = 'Primary' ORDER BY j.id "
                "LIMIT 1",
                {person.id});
        case FieldRow::contact:
            return connection_->one_integer(
                "SELECT MIN(staff_phone_id) FROM staff_contact WHERE staff_id = ?", {person.id});
        case FieldRow::school:
        case FieldRow::person:
            break;
    }
    return person.id;
}

std::optional<base::Problem> FieldWriter::write_one(const Key& person, const FieldChange& change) {
    const PlacedField& field = *change.field;
    auto stored = as_stored(field, change.after);
    if (!stored) {
        base::Problem problem = stored.problem();
        problem.record = person.text();
        return problem;
    }
    try {
        const auto row = row_of(person, field.row);
        if (!row) return no_row(person, field);
        const std::string_view id = field.row == FieldRow::home       ? "id"
                                    : field.row == FieldRow::relation ? "id"
                                    : field.row == FieldRow::guardian ? "staff_id"
                                    : field.row == FieldRow::contact  ? "staff_phone_id"
                                    : person.kind == Kind::staff      ? "staff_id"
                                                                      : "student_id";
        const std::string table(table_of(person.kind, field.row));
        const std::string column = quoted_name(field.column);
        std::optional<std::string> now;
        bool there = false;
        {
            const auto rows = connection_->query(
                fmt::format("SELECT {} FROM {} WHERE {} = ?", column, table, id), {*row});
            while (const db::Row* one = rows->next()) {
                there = true;
                if (!one->is_null(0)) now = std::string(one->text(0));
            }
        }
        if (!there) return no_row(person, field);
        if (change.before && in_form(field, now.value_or("")) != *change.before)
            return moved(person, field);
        if (field.field.unique && stored->has_value())
            if (const auto other = connection_->one_integer(
                    fmt::format("SELECT {} FROM {} WHERE {} = ? AND {} <> ? ORDER BY {} LIMIT 1",
                                id, table, column, id, id),
                    {std::string_view(**stored), *row}))
                return taken(person, field, {person.kind, *other, 0});
        const auto value = [](const std::optional<std::string>& text) {
            return text ? db::Value{std::string_view(*text)} : db::Value{db::Null{}};
        };
        const auto changed =
            connection_->run(fmt::format("UPDATE {} SET {} = ? WHERE {} = ? AND {} <=> ?", table,
                                         column, id, column),
                             {value(*stored), *row, value(now)});
        if (changed == 0 && now != *stored) return moved(person, field);
        return std::nullopt;
    } catch (const base::Failure& failure) {
        require_connection(failure);
        return refused(person, field, failure.problem().why);
    }
}

std::vector<std::optional<base::Problem>> FieldWriter::write(const Key& person,
                                                             std::span<const FieldChange> changes) {
    // Each value stands for itself; one transaction spares a write to the disk for each.
    db::Transaction transaction(*connection_);
    auto out = write_within(person, changes);
    transaction.commit();
    return out;
}

std::vector<std::optional<base::Problem>> FieldWriter::write_within(
    const Key& person, std::span<const FieldChange> changes) {
    std::vector<std::optional<base::Problem>> out;
    out.reserve(changes.size());
    for (const FieldChange& change : changes)
        out.push_back(write_one(person, change));
    return out;
}

}  // namespace causeway::opensis
