// SPDX-License-Identifier: GPL-3.0-or-later
// LinkState: what a keyed run asks of the store: what hangs on a few records, who holds a name,
// and their standings told without touching those of others.
#include <set>

#include "store/statements.h"
#include "store/store.h"

namespace causeway::store {

namespace {

using model::Key;
using model::Kind;

// Enrolments of one person, in base and in standings. base_of_person is the index of the first.
constexpr std::string_view kOfPerson =
    "SELECT kind, id, who FROM base WHERE link = ?1 AND who = ?3 AND kind >= 6 AND kind = ?2 "
    "UNION SELECT kind, key_id, who FROM standing WHERE link = ?1 AND kind = ?2 AND who = ?3";
constexpr std::string_view kInPlace =
    "SELECT kind, id, who FROM base WHERE link = ?1 AND kind = ?2 AND id = ?3 "
    "UNION SELECT kind, key_id, who FROM standing WHERE link = ?1 AND kind = ?2 AND key_id = ?3";
// The engine's words: "the e-mail address belongs to student:3 as well".
constexpr std::string_view kRefusedOver =
    "SELECT kind, key_id, who FROM standing WHERE link = ?1 AND kind IN (4, 5) "
    "AND json_extract(problem, '$.code') = 'person.shared_email' "
    "AND instr(json_extract(problem, '$.why'), ?2) > 0";
constexpr std::string_view kOfSchool =
    "SELECT kind, id, who FROM base WHERE link = ?1 AND kind BETWEEN 1 AND 3 AND school = ?2 "
    "UNION SELECT kind, id, who FROM base WHERE link = ?1 AND kind = 6 AND id = ?2";
// Sections stand in their course (as Moodle courses or as groups), or straight in its subject where
// courses are no categories.
constexpr std::string_view kBelowCourse =
    "SELECT kind, id, who FROM base WHERE link = ?1 AND kind = 3 "
    "AND coalesce(json_extract(shape, '$.category'), json_extract(shape, '$.course')) = ?2";
constexpr std::string_view kBelowSubject =
    "WITH c AS (SELECT id FROM base WHERE link = ?1 AND kind = 2 "
    "AND coalesce(json_extract(shape, '$.parent'), json_extract(shape, '$.category')) = ?2) "
    "SELECT 2, id, 0 FROM c UNION SELECT kind, id, who FROM base WHERE link = ?1 AND kind = 3 "
    "AND (json_extract(shape, '$.category') = ?2 "
    "OR coalesce(json_extract(shape, '$.category'), json_extract(shape, '$.course')) IN "
    "(SELECT 'course:' || id FROM c))";
// Served by the indexes base_by_email and base_by_username.
constexpr std::string_view kByEmail =
    "SELECT kind, id, who FROM base WHERE link = ?1 AND kind IN (4, 5) "
    "AND lower(json_extract(shape, '$.email')) = ?2";
constexpr std::string_view kByUsername =
    "SELECT kind, id, who FROM base WHERE link = ?1 AND kind IN (4, 5) "
    "AND lower(json_extract(shape, '$.username')) = ?2";

// Asks one statement many times and keeps each key once.
class KeyAsker {
  public:
    explicit KeyAsker(db::Connection& connection, std::int64_t link)
        : connection_(connection), link_(link) {}

    void ask(std::string_view sql, std::initializer_list<db::Value> others) {
        if (sql.data() != at_.data()) {
            at_ = sql;
            statement_ = connection_.prepare(std::string(sql));
        }
        std::vector<db::Value> values{number(link_)};
        values.insert(values.end(), others);
        const auto rows = statement_->query(values);
        while (const db::Row* row = rows->next())
            found_.insert({static_cast<Kind>(row->integer(0)), row->integer(1), row->integer(2)});
    }
    [[nodiscard]] std::vector<Key> found() const { return {found_.begin(), found_.end()}; }

  private:
    db::Connection& connection_;
    const std::int64_t link_;
    std::string_view at_;
    std::unique_ptr<db::Statement> statement_;
    std::set<Key> found_;
};

void ask_for_what_hangs_on(KeyAsker& asker, const Key& key) {
    const std::string own = key.text();
    switch (key.kind) {
        case Kind::school:
            asker.ask(kOfSchool, {number(key.id)});
            break;
        case Kind::subject:
            asker.ask(kBelowSubject, {text(own)});
            break;
        case Kind::course:
            asker.ask(kBelowCourse, {text(own)});
            for (const Kind kind : {Kind::leads, Kind::attends})
                asker.ask(kInPlace, {number_of(kind), number(key.id)});
            break;
        case Kind::section:
            for (const Kind kind : {Kind::teaches, Kind::learns})
                asker.ask(kInPlace, {number_of(kind), number(key.id)});
            break;
        case Kind::staff:
            for (const Kind kind : {Kind::manages, Kind::teaches, Kind::leads})
                asker.ask(kOfPerson, {number_of(kind), number(key.id)});
            break;
        case Kind::student:
            for (const Kind kind : {Kind::learns, Kind::attends})
                asker.ask(kOfPerson, {number_of(kind), number(key.id)});
            break;
        default:
            break;
    }
}

}  // namespace

std::vector<Key> LinkState::hanging_on(std::span<const Key> keys) {
    const std::scoped_lock lock(store_.mutex_);
    KeyAsker asker(*store_.writer_, link_);
    for (const Key& key : keys)
        ask_for_what_hangs_on(asker, key);
    for (const Key& key : keys) {
        const std::string own = " " + key.text() + " ";
        if (model::is_person(key.kind)) asker.ask(kRefusedOver, {text(own)});
    }
    return asker.found();
}

std::vector<Key> LinkState::people_named(std::span<const std::string> names) {
    const std::scoped_lock lock(store_.mutex_);
    KeyAsker asker(*store_.writer_, link_);
    for (const std::string& name : names)
        asker.ask(kByEmail, {text(name)});
    for (const std::string& name : names)
        asker.ask(kByUsername, {text(name)});
    return asker.found();
}

bool LinkState::troubled(const Key& key) {
    const std::scoped_lock lock(store_.mutex_);
    return store_.writer_
        ->one_integer(
            "SELECT 1 FROM standing WHERE link = ? AND kind = ? AND key_id = ? AND who = ?",
            {number(link_), number_of(key.kind), number(key.id), number(key.who)})
        .has_value();
}

std::int64_t LinkState::held(std::int64_t school, Kind kind) {
    const std::scoped_lock lock(store_.mutex_);
    return store_.writer_
        ->one_integer(
            "SELECT COUNT(*) FROM base WHERE link = ? AND kind = ? AND school = ? AND state <> ?",
            {number(link_), number_of(kind), number(school), number_of(model::State::suspended)})
        .value_or(0);
}

}  // namespace causeway::store
