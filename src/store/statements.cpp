// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/statements.h"
#include "model/problem_json.h"

#include <boost/json.hpp>
#include <stdexcept>

namespace causeway::store {

Store::Statements::Statements(db::Connection& c)
    : base_of(c.prepare("SELECT kind, id, who, school, remote, fingerprint, state, since, shape "
                        "FROM base WHERE link = ? AND kind = ? AND id = ? AND who = ?")),
      put_base(c.prepare(
          "INSERT INTO base (link, kind, id, who, school, remote, fingerprint, state, "
          "since, shape) VALUES (?,?,?,?,?,?,?,?,?,?) "
          "ON CONFLICT (link, kind, id, who) DO UPDATE SET school = excluded.school, "
          "remote = excluded.remote, fingerprint = excluded.fingerprint, "
          "since = CASE WHEN base.state = excluded.state THEN base.since ELSE excluded.since END, "
          "state = excluded.state, shape = excluded.shape "
          "WHERE base.school <> excluded.school OR base.remote <> excluded.remote "
          "OR base.fingerprint <> excluded.fingerprint "
          "OR base.state <> excluded.state OR base.shape <> excluded.shape")),
      drop_base(c.prepare("DELETE FROM base WHERE link = ? AND kind = ? AND id = ? AND who = ?")),
      bump(c.prepare("UPDATE link SET revision = revision + 1 WHERE id = ?")),
      add_step(
          c.prepare("INSERT INTO step (link, run, verb, kind, key_id, who, school, remote, state, "
                    "shape, before, before_state, reason) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?) "
                    "RETURNING id")),
      settle_step(c.prepare("UPDATE step SET fate = ?, problem = ?, remote_after = ? "
                            "WHERE id = ? AND link = ?")),
      key_of_step(c.prepare("SELECT kind, key_id, who FROM step WHERE id = ? AND link = ?")),
      holds_lease(c.prepare("SELECT 1 FROM lease WHERE link = ? AND run = ?")),
      add_standing(c.prepare("INSERT INTO standing (link, kind, key_id, who, school, what, title, "
                             "problem, run) VALUES (?,?,?,?,?,?,?,?,?) "
                             "ON CONFLICT (link, kind, key_id, who) DO UPDATE SET "
                             "school = excluded.school, what = excluded.what, title = "
                             "excluded.title, problem = excluded.problem, run = excluded.run")) {}

void read_base(const db::Row& row, model::BaseRecord& out) {
    out.key = {static_cast<model::Kind>(row.integer(0)), row.integer(1), row.integer(2)};
    out.school = row.integer(3);
    out.remote = row.integer(4);
    out.fingerprint = static_cast<base::Fingerprint>(row.integer(5));
    out.state = static_cast<model::State>(row.integer(6));
    out.since = row.integer(7);
    out.shape.assign(row.text(8));
}

std::int64_t number_told(db::Rows& rows) {
    const db::Row* row = rows.next();
    if (row == nullptr) throw std::logic_error("no row was inserted");
    const std::int64_t out = row->integer(0);
    while (rows.next() != nullptr) {
    }
    return out;
}

std::string problem_json(const base::Problem& p) {
    return boost::json::serialize(model::problem_json(p));
}

base::Problem problem_from_json(std::string_view text) {
    boost::system::error_code error;
    const auto parsed =
        boost::json::parse(boost::json::string_view(text.data(), text.size()), error);
    if (error || !parsed.is_object()) return {"", "", std::string(text), "", "store.problem"};
    const auto field = [&](std::string_view name) {
        const auto* value = parsed.as_object().if_contains(name);
        return value != nullptr && value->is_string() ? std::string(value->as_string())
                                                      : std::string();
    };
    return {field("what"), field("record"), field("why"), field("cure"), field("code")};
}

}  // namespace causeway::store
