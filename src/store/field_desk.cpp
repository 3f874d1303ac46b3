// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/field_desk.h"

#include <boost/json.hpp>

#include "store/statements.h"

namespace causeway::store {

namespace {

namespace json = boost::json;

std::string options_json(const std::vector<std::pair<std::string, std::string>>& options) {
    json::array out;
    for (const auto& [sis, lms] : options)
        out.push_back(json::array{sis, lms});
    return json::serialize(out);
}

std::vector<std::pair<std::string, std::string>> options_in(std::string_view text) {
    std::vector<std::pair<std::string, std::string>> out;
    const json::value parsed = json::parse(json::string_view(text.data(), text.size()));
    for (const auto& pair : parsed.as_array())
        out.emplace_back(std::string(pair.at(0).as_string()), std::string(pair.at(1).as_string()));
    return out;
}

std::string rules_json(const model::FieldRules& rules) {
    return json::serialize(json::object{
        {"cut", rules.cut}, {"keep_empty", rules.keep_empty}, {"days", model::name(rules.days)}});
}

model::FieldRules rules_in(std::string_view text) {
    model::FieldRules out;
    const json::value parsed = json::parse(json::string_view(text.data(), text.size()));
    const auto& rules = parsed.as_object();
    if (const auto* cut = rules.if_contains("cut")) out.cut = cut->as_bool();
    if (const auto* keep = rules.if_contains("keep_empty")) out.keep_empty = keep->as_bool();
    if (const auto* days = rules.if_contains("days"))
        out.days = model::day_form_named(std::string_view(days->as_string()))
                       .value_or(model::DayForm::iso);
    return out;
}

db::Value flag(bool value) {
    return number(value ? 1 : 0);
}

std::vector<FieldNote> notes_in(db::Rows& rows) {
    std::vector<FieldNote> out;
    while (const db::Row* row = rows.next()) {
        FieldNote& one = out.emplace_back();
        one.id = row->integer(0);
        one.person = {static_cast<model::Kind>(row->integer(1)), row->integer(2), 0};
        one.title = row->text(3);
        one.sis = row->text(4);
        one.field = row->text(5);
        one.before = row->text(6);
        one.after = row->text(7);
        one.why = row->text(8);
        one.fate = static_cast<NoteFate>(row->integer(9));
        one.taken_back = row->maybe_integer(10);
    }
    return out;
}

}  // namespace

std::vector<model::FieldMapping> FieldDesk::mappings() {
    const std::scoped_lock lock(store_.mutex_);
    std::vector<model::FieldMapping> out;
    const auto rows = store_.writer_->query(
        "SELECT id, whose, sis, lms, to_moodle, options, sis_title, lms_name, lms_type, by, at, "
        "rules "
        "FROM field_mapping WHERE link = ? ORDER BY id",
        {number(link_)});
    while (const db::Row* row = rows->next()) {
        model::FieldMapping& one = out.emplace_back();
        one.id = row->integer(0);
        one.whose = static_cast<model::Kind>(row->integer(1));
        one.sis = row->text(2);
        one.lms = row->text(3);
        one.to_moodle = row->integer(4) != 0;
        one.options = options_in(row->text(5));
        one.sis_title = row->text(6);
        one.lms_name = row->text(7);
        one.lms_type = row->text(8);
        one.by = row->text(9);
        one.at = row->integer(10);
        one.rules = rules_in(row->text(11));
    }
    return out;
}

std::int64_t FieldDesk::add(const model::FieldMapping& m) {
    const std::scoped_lock lock(store_.mutex_);
    const std::string options = options_json(m.options);
    const std::string rules = rules_json(m.rules);
    const auto rows = store_.writer_->query(
        "INSERT INTO field_mapping (link, whose, sis, lms, to_moodle, options, sis_title, "
        "lms_name, lms_type, by, at, rules) VALUES (?,?,?,?,?,?,?,?,?,?,?,?) RETURNING id",
        {number(link_), number_of(m.whose), text(m.sis), text(m.lms), flag(m.to_moodle),
         text(options), text(m.sis_title), text(m.lms_name), text(m.lms_type), text(m.by),
         number(m.at), text(rules)});
    return number_told(*rows);
}

bool FieldDesk::change(const model::FieldMapping& m) {
    const std::scoped_lock lock(store_.mutex_);
    auto& writer = *store_.writer_;
    const std::string options = options_json(m.options);
    const std::string rules = rules_json(m.rules);
    db::Transaction transaction(writer, db::Writing{link_});
    // What was agreed with another field says nothing of this one: an empty value there would look
    // as if it had been emptied.
    writer.run(
        "DELETE FROM field_agreed WHERE link = ?1 AND EXISTS (SELECT 1 FROM field_mapping m WHERE "
        "m.link = ?1 AND m.id = ?2 AND m.whose = field_agreed.kind AND m.sis = field_agreed.sis "
        "AND (m.whose <> ?3 OR m.sis <> ?4 OR m.lms <> ?5 OR m.to_moodle <> ?6))",
        {number(link_), number(m.id), number_of(m.whose), text(m.sis), text(m.lms),
         flag(m.to_moodle)});
    const auto changed = writer.run(
        "UPDATE field_mapping SET whose = ?, sis = ?, lms = ?, to_moodle = ?, options = ?, rules = "
        "?, sis_title = ?, lms_name = ?, lms_type = ?, by = ?, at = ? WHERE link = ? AND id = ?",
        {number_of(m.whose), text(m.sis), text(m.lms), flag(m.to_moodle), text(options),
         text(rules), text(m.sis_title), text(m.lms_name), text(m.lms_type), text(m.by),
         number(m.at), number(link_), number(m.id)});
    transaction.commit();
    return changed > 0;
}

bool FieldDesk::remove(std::int64_t id) {
    const std::scoped_lock lock(store_.mutex_);
    auto& writer = *store_.writer_;
    db::Transaction transaction(writer, db::Writing{link_});
    writer.run(
        "DELETE FROM field_agreed WHERE link = ?1 AND EXISTS (SELECT 1 FROM field_mapping m WHERE "
        "m.link = ?1 AND m.id = ?2 AND m.whose = field_agreed.kind AND m.sis = field_agreed.sis)",
        {number(link_), number(id)});
    const auto gone = writer.run("DELETE FROM field_mapping WHERE link = ? AND id = ?",
                                 {number(link_), number(id)});
    transaction.commit();
    return gone > 0;
}

std::vector<FieldAgreed> FieldDesk::agreed() {
    const std::scoped_lock lock(store_.mutex_);
    std::vector<FieldAgreed> out;
    const auto rows = store_.writer_->query(
        "SELECT kind, key_id, sis, value, kept FROM field_agreed WHERE link = ?", {number(link_)});
    while (const db::Row* row = rows->next())
        out.push_back({{static_cast<model::Kind>(row->integer(0)), row->integer(1), 0},
                       std::string(row->text(2)),
                       static_cast<base::Fingerprint>(row->integer(3)),
                       row->integer(4) != 0});
    return out;
}

void FieldDesk::agree(std::span<const FieldAgreed> values) {
    if (values.empty()) return;
    const std::scoped_lock lock(store_.mutex_);
    auto& writer = *store_.writer_;
    db::Transaction transaction(writer, db::Writing{link_});
    const auto put = writer.prepare(
        "INSERT INTO field_agreed (link, kind, key_id, sis, value, kept) VALUES (?,?,?,?,?,?) ON "
        "CONFLICT (link, kind, key_id, sis) DO UPDATE SET value = excluded.value, kept = "
        "excluded.kept");
    for (const FieldAgreed& one : values) {
        const db::Value row[] = {number(link_),
                                 number_of(one.person.kind),
                                 number(one.person.id),
                                 text(one.sis),
                                 number(static_cast<std::int64_t>(one.value)),
                                 flag(one.kept)};
        put->run(row);
    }
    transaction.commit();
}

std::int64_t FieldDesk::note(std::int64_t run, const FieldNote& note) {
    const std::scoped_lock lock(store_.mutex_);
    const auto rows = store_.writer_->query(
        "INSERT INTO field_note (link, run, kind, key_id, title, sis, field, before, after, why, "
        "fate) VALUES (?,?,?,?,?,?,?,?,?,?,?) RETURNING id",
        {number(link_), number(run), number_of(note.person.kind), number(note.person.id),
         text(note.title), text(note.sis), text(note.field), text(note.before), text(note.after),
         text(note.why), number_of(note.fate)});
    return number_told(*rows);
}

void FieldDesk::settle(std::int64_t note, NoteFate fate) {
    const std::scoped_lock lock(store_.mutex_);
    store_.writer_->run("UPDATE field_note SET fate = ? WHERE link = ? AND id = ?",
                        {number_of(fate), number(link_), number(note)});
}

std::vector<FieldNote> FieldDesk::notes(std::int64_t run) {
    const std::scoped_lock lock(store_.mutex_);
    const auto rows = store_.writer_->query(
        "SELECT id, kind, key_id, title, sis, field, before, after, why, fate, taken_back FROM "
        "field_note WHERE link = ? AND run = ? AND taken_back IS NULL AND fate <> 2 ORDER BY id "
        "DESC",
        {number(link_), number(run)});
    return notes_in(*rows);
}

std::vector<FieldNote> FieldDesk::told(std::int64_t run, std::int64_t after, std::int64_t most) {
    const std::scoped_lock lock(store_.mutex_);
    const auto rows = store_.writer_->query(
        "SELECT id, kind, key_id, title, sis, field, before, after, why, fate, taken_back FROM "
        "field_note WHERE link = ? AND run = ? AND id > ? ORDER BY id LIMIT ?",
        {number(link_), number(run), number(after), number(most)});
    return notes_in(*rows);
}

void FieldDesk::taken_back(std::int64_t note, base::Instant at) {
    const std::scoped_lock lock(store_.mutex_);
    store_.writer_->run("UPDATE field_note SET taken_back = ? WHERE link = ? AND id = ?",
                        {number(at), number(link_), number(note)});
}

void FieldDesk::tell_unfit(std::int64_t run, bool to_moodle, const std::vector<model::Key>* keys,
                           std::span<const model::UnfitValue> now) {
    const std::scoped_lock lock(store_.mutex_);
    auto& writer = *store_.writer_;
    db::Transaction transaction(writer, db::Writing{link_});
    if (keys == nullptr) {
        writer.run("DELETE FROM field_unfit WHERE link = ? AND to_moodle = ?",
                   {number(link_), flag(to_moodle)});
    } else {
        const auto drop = writer.prepare(
            "DELETE FROM field_unfit WHERE link = ? AND to_moodle = ? AND kind = ? AND key_id = ?");
        for (const auto& key : *keys) {
            if (!model::is_person(key.kind)) continue;
            const db::Value row[] = {number(link_), flag(to_moodle), number_of(key.kind),
                                     number(key.id)};
            drop->run(row);
        }
    }
    for (const auto& one : now) {
        const std::string problem = problem_json(one.problem);
        writer.run(
            "INSERT INTO field_unfit (link, run, kind, key_id, school, title, field, lms, "
            "to_moodle, problem) VALUES (?,?,?,?,?,?,?,?,?,?)",
            {number(link_), number(run), number_of(one.person.kind), number(one.person.id),
             number(one.school), text(one.title), text(one.field), text(one.lms), flag(to_moodle),
             text(problem)});
    }
    transaction.commit();
}

std::vector<model::UnfitValue> FieldDesk::unfit() {
    const std::scoped_lock lock(store_.mutex_);
    std::vector<model::UnfitValue> out;
    const auto rows = store_.writer_->query(
        "SELECT kind, key_id, school, title, field, lms, to_moodle, problem FROM field_unfit WHERE "
        "link = ? ORDER BY kind, key_id, id",
        {number(link_)});
    while (const db::Row* row = rows->next())
        out.push_back({{static_cast<model::Kind>(row->integer(0)), row->integer(1), 0},
                       row->integer(2),
                       std::string(row->text(3)),
                       std::string(row->text(4)),
                       std::string(row->text(5)),
                       row->integer(6) != 0,
                       problem_from_json(row->text(7))});
    return out;
}

}  // namespace causeway::store
