// SPDX-License-Identifier: GPL-3.0-or-later
// LinkBook: the link's row, settings, ticks and who was left out. Its lists are in record_lists.cpp
// and run_lists.cpp.
#include "store/link_book.h"

#include <array>
#include <boost/json.hpp>

#include "store/reading.h"
#include "store/statements.h"

namespace causeway::store {

namespace {

namespace json = boost::json;

constexpr std::array<std::string_view, 4> kShown = {"synced", "waiting", "refused", "left_out"};

std::string list_json(const std::vector<std::string>& parts) {
    json::array out;
    for (const std::string& part : parts)
        out.emplace_back(part);
    return json::serialize(out);
}

std::vector<std::string> list_from(std::string_view text) {
    std::vector<std::string> out;
    const json::value parts = json::parse(json::string_view(text.data(), text.size()));
    for (const json::value& part : parts.as_array())
        out.emplace_back(part.as_string());
    return out;
}

}  // namespace

std::string_view name(Shown shown) {
    return kShown[static_cast<std::size_t>(shown)];
}

std::optional<Shown> shown_named(std::string_view name) {
    for (std::size_t i = 0; i < kShown.size(); ++i)
        if (kShown[i] == name) return static_cast<Shown>(i);
    return std::nullopt;
}

LinkBook::LinkBook(Store& store, std::string name) : store_(store), name_(std::move(name)) {
    (void)store_.link(name_);
    const std::scoped_lock lock(store_.mutex_);
    link_ = *store_.writer_->one_integer("SELECT id FROM link WHERE name = ?", {text(name_)});
}

LinkRow LinkBook::row() {
    const std::scoped_lock lock(store_.mutex_);
    const auto rows =
        store_.writer_->query("SELECT title, enabled FROM link WHERE id = ?", {number(link_)});
    const db::Row* row = rows->next();
    if (row == nullptr) return {name_, "", false};
    return {name_, std::string(row->text(0)), row->integer(1) != 0};
}

void LinkBook::set_title(const std::string& title) {
    const std::scoped_lock lock(store_.mutex_);
    store_.writer_->run("UPDATE link SET title = ? WHERE id = ?", {text(title), number(link_)});
}

void LinkBook::set_enabled(bool enabled) {
    const std::scoped_lock lock(store_.mutex_);
    store_.writer_->run("UPDATE link SET enabled = ? WHERE id = ?",
                        {number(enabled ? 1 : 0), number(link_)});
}

std::vector<std::pair<std::string, std::vector<std::string>>> LinkBook::settings() {
    const std::scoped_lock lock(store_.mutex_);
    std::vector<std::pair<std::string, std::vector<std::string>>> out;
    const auto rows = store_.writer_->query(
        "SELECT name, value FROM setting WHERE link = ? ORDER BY name", {number(link_)});
    while (const db::Row* row = rows->next())
        out.emplace_back(std::string(row->text(0)), list_from(row->text(1)));
    return out;
}

void LinkBook::change(const std::vector<SettingChange>& changes) {
    std::vector<std::string> values;
    for (const SettingChange& one : changes) {
        if (one.parts && one.secret)
            values.push_back(store_.key_.seal(one.parts->front(), one.name));
        else
            values.push_back(one.parts ? list_json(*one.parts) : "");
    }
    const std::scoped_lock lock(store_.mutex_);
    db::Transaction transaction(*store_.writer_, db::Writing{link_});
    for (std::size_t i = 0; i < changes.size(); ++i) {
        const std::string table = changes[i].secret ? "secret" : "setting";
        const std::string column = changes[i].secret ? "sealed" : "value";
        if (changes[i].parts)
            store_.writer_->run("INSERT INTO " + table + " (link, name, " + column +
                                    ") VALUES (?,?,?) ON CONFLICT (link, name) DO UPDATE SET " +
                                    column + " = excluded." + column,
                                {number(link_), text(changes[i].name), text(values[i])});
        else
            store_.writer_->run("DELETE FROM " + table + " WHERE link = ? AND name = ?",
                                {number(link_), text(changes[i].name)});
    }
    transaction.commit();
}

std::optional<bool> LinkBook::tick(const model::Key& key) {
    const std::scoped_lock lock(store_.mutex_);
    const auto value = store_.writer_->one_integer(
        "SELECT value FROM tick WHERE link = ? AND kind = ? AND key_id = ?",
        {number(link_), number_of(key.kind), number(key.id)});
    if (!value) return std::nullopt;
    return *value != 0;
}

void LinkBook::set_tick(const model::Key& key, std::optional<bool> value) {
    const std::scoped_lock lock(store_.mutex_);
    if (value)
        store_.writer_->run(
            "INSERT INTO tick (link, kind, key_id, value) VALUES (?,?,?,?) "
            "ON CONFLICT (link, kind, key_id) DO UPDATE SET value = excluded.value",
            {number(link_), number_of(key.kind), number(key.id), number(*value ? 1 : 0)});
    else
        store_.writer_->run("DELETE FROM tick WHERE link = ? AND kind = ? AND key_id = ?",
                            {number(link_), number_of(key.kind), number(key.id)});
}

std::vector<std::pair<model::Key, bool>> LinkBook::ticks() {
    const std::scoped_lock lock(store_.mutex_);
    std::vector<std::pair<model::Key, bool>> out;
    const auto rows = store_.writer_->query(
        "SELECT kind, key_id, value FROM tick WHERE link = ? ORDER BY kind, key_id",
        {number(link_)});
    while (const db::Row* row = rows->next())
        out.emplace_back(model::Key{static_cast<model::Kind>(row->integer(0)), row->integer(1), 0},
                         row->integer(2) != 0);
    return out;
}

void LinkBook::set_left_out(const std::vector<LeftOut>& records,
                            const std::vector<std::int64_t>& schools) {
    const std::scoped_lock lock(store_.mutex_);
    auto& writer = *store_.writer_;
    db::Transaction transaction(writer, db::Writing{link_});
    if (schools.empty()) writer.run("DELETE FROM left_out WHERE link = ?", {number(link_)});
    for (const std::int64_t school : schools)
        writer.run("DELETE FROM left_out WHERE link = ? AND school = ?",
                   {number(link_), number(school)});
    const auto add = writer.prepare(
        "INSERT INTO left_out (link, kind, key_id, school, title, subtitle) VALUES (?,?,?,?,?,?) "
        "ON CONFLICT (link, kind, key_id) DO UPDATE SET school = excluded.school, "
        "title = excluded.title, subtitle = excluded.subtitle");
    for (const LeftOut& one : records) {
        const db::Value values[] = {number(link_),      number_of(one.key.kind),
                                    number(one.key.id), number(one.school),
                                    text(one.title),    text(one.subtitle)};
        add->run(values);
    }
    transaction.commit();
}

std::vector<std::int64_t> LinkBook::left_out_counts() {
    const std::scoped_lock lock(store_.mutex_);
    std::vector<std::int64_t> out(model::kAllKinds.size(), 0);
    const auto rows = store_.writer_->query(
        "SELECT kind, COUNT(*) FROM left_out WHERE link = ? GROUP BY kind", {number(link_)});
    while (const db::Row* row = rows->next())
        out.at(static_cast<std::size_t>(row->integer(0))) = row->integer(1);
    return out;
}

std::vector<LinkRow> link_rows(Store& store) {
    std::vector<LinkRow> out;
    for (const std::string& link : store.link_names())
        out.push_back(LinkBook(store, link).row());
    return out;
}

}  // namespace causeway::store
