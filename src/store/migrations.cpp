// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/migrations.h"

#include <array>

#include "base/failure.h"
#include "store/dialect.h"
#include "store/migration_fields.h"
#include "store/migration_grades.h"
#include "store/migration_turn.h"

namespace causeway::store {

namespace {

// Times are seconds since 1970 UTC; kinds, states, verbs and fates are the numbers of the enums
// in model/.
constexpr std::string_view kFirst = R"sql(
CREATE TABLE link (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    revision INTEGER NOT NULL DEFAULT 0   -- rises with every change of base
) STRICT;

CREATE TABLE fact (
    link  INTEGER NOT NULL REFERENCES link(id),
    name  TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (link, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE secret (
    link   INTEGER NOT NULL REFERENCES link(id),
    name   TEXT NOT NULL,
    sealed TEXT NOT NULL,
    PRIMARY KEY (link, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE base (
    link        INTEGER NOT NULL REFERENCES link(id),
    kind        INTEGER NOT NULL,
    id          INTEGER NOT NULL,
    who         INTEGER NOT NULL,
    school      INTEGER NOT NULL,
    remote      INTEGER NOT NULL,
    fingerprint INTEGER NOT NULL,
    state       INTEGER NOT NULL,
    since       INTEGER NOT NULL,
    shape       TEXT NOT NULL,
    PRIMARY KEY (link, kind, id, who)
) STRICT, WITHOUT ROWID;

CREATE TABLE run (
    id              INTEGER PRIMARY KEY AUTOINCREMENT,
    link            INTEGER NOT NULL REFERENCES link(id),
    what            TEXT NOT NULL,
    by              TEXT NOT NULL,
    override_name   TEXT NOT NULL,
    override_reason TEXT NOT NULL,
    started         INTEGER NOT NULL,
    ended           INTEGER,
    exit            INTEGER,
    summary         TEXT
) STRICT;
CREATE INDEX run_of_link ON run(link, id);

CREATE TABLE lease (
    link   INTEGER PRIMARY KEY REFERENCES link(id),
    run    INTEGER NOT NULL,
    holder TEXT NOT NULL,   -- host, process and a random part
    beat   INTEGER NOT NULL
) STRICT;

CREATE TABLE step (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    link         INTEGER NOT NULL REFERENCES link(id),
    run          INTEGER NOT NULL REFERENCES run(id),
    verb         INTEGER NOT NULL,
    kind         INTEGER NOT NULL,
    key_id       INTEGER NOT NULL,
    who          INTEGER NOT NULL,
    school       INTEGER NOT NULL,
    remote       INTEGER NOT NULL,
    state        INTEGER NOT NULL,
    shape        TEXT NOT NULL,
    before       TEXT NOT NULL,
    before_state INTEGER NOT NULL,
    reason       TEXT NOT NULL,
    fate         INTEGER NOT NULL DEFAULT 0,
    problem      TEXT
) STRICT;
CREATE INDEX step_of_run ON step(run, id);
CREATE INDEX step_unsettled ON step(link, id) WHERE fate = 0;

CREATE TABLE standing (
    link    INTEGER NOT NULL REFERENCES link(id),
    kind    INTEGER NOT NULL,
    key_id  INTEGER NOT NULL,
    who     INTEGER NOT NULL,
    school  INTEGER NOT NULL,
    what    INTEGER NOT NULL,
    title   TEXT NOT NULL,
    problem TEXT NOT NULL,
    run     INTEGER NOT NULL,
    PRIMARY KEY (link, kind, key_id, who)
) STRICT, WITHOUT ROWID;
)sql";

// What a step left in Moodle, for histories that outlive base.
constexpr std::string_view kRemoteAfter =
    "ALTER TABLE step ADD COLUMN remote_after INTEGER NOT NULL DEFAULT 0";

// What `causeway serve` keeps: a link's own settings and switches, who may sign in, who did what.
constexpr std::string_view kService = R"sql(
UPDATE link SET name = 'default'
    WHERE name = 'main' AND NOT EXISTS (SELECT 1 FROM link WHERE name = 'default');
ALTER TABLE link ADD COLUMN title TEXT NOT NULL DEFAULT '';
ALTER TABLE link ADD COLUMN enabled INTEGER NOT NULL DEFAULT 0;

CREATE TABLE setting (      -- over what the configuration file says; secrets are in `secret`
    link  INTEGER NOT NULL REFERENCES link(id),
    name  TEXT NOT NULL,
    value TEXT NOT NULL,    -- a list of texts, as JSON
    PRIMARY KEY (link, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE tick (         -- the switch "synchronise with Moodle" of one record
    link   INTEGER NOT NULL REFERENCES link(id),
    kind   INTEGER NOT NULL,
    key_id INTEGER NOT NULL,
    value  INTEGER NOT NULL, -- 1: yes, 0: no
    PRIMARY KEY (link, kind, key_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE left_out (     -- in openSIS, and not taking part by a switch or by the school's default
    link     INTEGER NOT NULL REFERENCES link(id),
    kind     INTEGER NOT NULL,
    key_id   INTEGER NOT NULL,
    school   INTEGER NOT NULL,
    title    TEXT NOT NULL,
    subtitle TEXT NOT NULL,
    PRIMARY KEY (link, kind, key_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE account (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    name         TEXT NOT NULL,
    folded       TEXT NOT NULL UNIQUE,
    role         TEXT NOT NULL,
    schools      TEXT NOT NULL,
    password     TEXT NOT NULL,
    enabled      INTEGER NOT NULL DEFAULT 1,
    created      INTEGER NOT NULL,
    last_sign_in INTEGER
) STRICT;

CREATE TABLE session (
    digest  TEXT PRIMARY KEY,    -- of the cookie; the cookie itself is nowhere
    account INTEGER NOT NULL REFERENCES account(id) ON DELETE CASCADE,
    csrf    TEXT NOT NULL,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_of_account ON session(account);

CREATE TABLE audit (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    at      INTEGER NOT NULL,
    who     TEXT NOT NULL,
    address TEXT NOT NULL,
    action  TEXT NOT NULL,
    link    TEXT NOT NULL,
    record  TEXT NOT NULL,
    detail  TEXT NOT NULL
) STRICT;

-- A record's history, for the pages of people and sections; enrolments have theirs in the runs.
CREATE INDEX step_of_record ON step(link, kind, key_id, id) WHERE kind < 6;
-- A person's enrolments, for the same page.
CREATE INDEX base_of_person ON base(link, kind, who, id) WHERE kind >= 6;
)sql";

// Who holds an e-mail address or a user name, for a run over single people.
constexpr std::string_view kNames = R"sql(
CREATE INDEX base_by_email ON base(link, lower(json_extract(shape, '$.email')))
    WHERE kind IN (4, 5);
CREATE INDEX base_by_username ON base(link, lower(json_extract(shape, '$.username')))
    WHERE kind IN (4, 5);
)sql";

// By person first: SQLite stops at the first column of an index that is asked for by a range, and
// `kind >= 6`, without which it may not use this one, is such a range.
constexpr std::string_view kOfPerson = R"sql(
DROP INDEX base_of_person;
CREATE INDEX base_of_person ON base(link, who, kind, id) WHERE kind >= 6;
)sql";

// Who comes over from openSIS: statements that were used, sessions in openSIS's frame, and which
// person of openSIS a console account is.
constexpr std::string_view kHandedOver = R"sql(
CREATE TABLE statement_used (
    link  TEXT NOT NULL,
    nonce TEXT NOT NULL,
    until INTEGER NOT NULL,  -- from then on its time alone refuses it
    PRIMARY KEY (link, nonce)
) STRICT, WITHOUT ROWID;
CREATE INDEX statement_used_until ON statement_used(until);

CREATE TABLE handed_session (
    digest  TEXT PRIMARY KEY,  -- of the cookie; the cookie itself is nowhere
    link    TEXT NOT NULL,
    person  TEXT NOT NULL,
    name    TEXT NOT NULL,
    role    TEXT NOT NULL,
    school  INTEGER NOT NULL,
    page    TEXT NOT NULL,
    csrf    TEXT NOT NULL,
    created INTEGER NOT NULL,
    expires INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

ALTER TABLE account ADD COLUMN person_link TEXT NOT NULL DEFAULT '';
ALTER TABLE account ADD COLUMN person TEXT NOT NULL DEFAULT '';
)sql";

// What several nodes share the links by, and how far the run of another node is.
constexpr std::string_view kNodesAndProgress = R"sql(
CREATE TABLE node (
    name TEXT PRIMARY KEY,  -- host, process and a random part
    beat INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tending (      -- the node that begins a link's runs by itself
    link INTEGER PRIMARY KEY REFERENCES link(id),
    node TEXT NOT NULL      -- '', or one that is no more: free
) STRICT;

ALTER TABLE lease ADD COLUMN progress TEXT NOT NULL DEFAULT '';
)sql";

// Who keeps the gradebook, and where openSIS and Moodle differ about grades.
constexpr std::string_view kGrades = R"sql(
CREATE TABLE grade_choice (
    link   INTEGER NOT NULL REFERENCES link(id),
    kind   INTEGER NOT NULL,     -- school or section
    key_id INTEGER NOT NULL,
    option TEXT NOT NULL,
    by     TEXT NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (link, kind, key_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE grade_difference (
    link    INTEGER NOT NULL REFERENCES link(id),
    key     TEXT NOT NULL,
    section INTEGER NOT NULL,
    kind    TEXT NOT NULL,
    student INTEGER NOT NULL,
    title   TEXT NOT NULL,
    here    TEXT NOT NULL,
    there   TEXT NOT NULL,
    why     TEXT NOT NULL,
    since   INTEGER NOT NULL,
    stale   INTEGER NOT NULL,
    PRIMARY KEY (link, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX grade_difference_of_section ON grade_difference(link, section);
)sql";

// What "Get LMS Data" wrote into openSIS, and how to take it back.
constexpr std::string_view kIntake = R"sql(
CREATE TABLE intake_row (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    link       INTEGER NOT NULL REFERENCES link(id),
    run        INTEGER NOT NULL REFERENCES run(id),
    row        TEXT NOT NULL,      -- "user:12"
    kind       TEXT NOT NULL,
    title      TEXT NOT NULL,
    fate       TEXT NOT NULL,
    keys       TEXT NOT NULL,      -- of the records in openSIS, joined by blanks
    written    TEXT NOT NULL,      -- JSON: table, id, what it held before
    taken_back INTEGER             -- when
) STRICT;
CREATE INDEX intake_row_of_run ON intake_row(run, id);
)sql";

// What an intake did not take and why, what people decided about single rows, and the first
// passwords of people who were brought in, until they are handed out.
constexpr std::string_view kIntakeDesk = R"sql(
ALTER TABLE intake_row ADD COLUMN reason TEXT NOT NULL DEFAULT '';
ALTER TABLE intake_row ADD COLUMN cure TEXT NOT NULL DEFAULT '';
ALTER TABLE intake_row ADD COLUMN code TEXT NOT NULL DEFAULT '';

CREATE TABLE intake_choice (
    link   INTEGER NOT NULL REFERENCES link(id),
    what   TEXT NOT NULL,        -- "students"
    row    TEXT NOT NULL,        -- "user:12"
    choice TEXT NOT NULL,        -- "leave_out", "new", or whom it is: "student:7"
    by     TEXT NOT NULL,
    at     INTEGER NOT NULL,
    PRIMARY KEY (link, what, row)
) STRICT, WITHOUT ROWID;

CREATE TABLE intake_password (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    link   INTEGER NOT NULL REFERENCES link(id),
    run    INTEGER NOT NULL REFERENCES run(id),
    title  TEXT NOT NULL,
    login  TEXT NOT NULL,
    sealed TEXT NOT NULL
) STRICT;
CREATE INDEX intake_password_of_run ON intake_password(run, id);
)sql";

constexpr std::array kMigrations = {Migration{1, kFirst},
                                    Migration{2, kRemoteAfter},
                                    Migration{3, kService},
                                    Migration{4, kNames},
                                    Migration{5, kOfPerson},
                                    Migration{6, kHandedOver},
                                    Migration{7, kNodesAndProgress},
                                    Migration{8, kGrades},
                                    Migration{9, kIntake},
                                    Migration{10, kFieldMapping},
                                    Migration{11, kTurn},
                                    Migration{13, kIntakeDesk},
                                    Migration{15, kFieldRules},
                                    Migration{16, kGradeSwitch}};

bool has(db::Connection& connection, int version) {
    return connection
        .one_integer("SELECT 1 FROM schema_version WHERE version = ?",
                     {db::Value{std::int64_t{version}}})
        .has_value();
}

}  // namespace

std::span<const Migration> migrations() {
    return kMigrations;
}

void migrate(db::Connection& connection) {
    prepare_schema(connection);
    const auto version =
        connection.one_integer("SELECT MAX(version) FROM schema_version").value_or(0);
    if (version > migrations().back().version)
        throw base::Failure(
            base::ExitCode::usage,
            {"The store cannot be opened", "",
             "it was written by a newer Causeway (schema " + std::to_string(version) + ")",
             "Install that version, or put back a backup from before the upgrade.", "store.newer"});
    for (const Migration& migration : migrations()) {
        if (has(connection, migration.version)) continue;
        db::Transaction transaction(connection, db::Writing{kSchema});
        if (has(connection, migration.version)) continue;  // another program was faster
        connection.execute(schema_sql(connection.product(), migration.sql));
        connection.run("INSERT INTO schema_version VALUES (?)",
                       {db::Value{std::int64_t{migration.version}}});
        transaction.commit();
    }
}

}  // namespace causeway::store
