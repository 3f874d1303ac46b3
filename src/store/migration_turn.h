// SPDX-License-Identifier: GPL-3.0-or-later
// The step of the store's schema that the year's turn needs, in the common dialect.
#pragma once

#include <string_view>

namespace causeway::store {

// The year's turn: between which days nothing is taken away, and which schools went from which
// year into which, by whose word, with everything that was shown before.
inline constexpr std::string_view kTurn = R"sql(
CREATE TABLE turn_hold (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    link        INTEGER NOT NULL REFERENCES link(id),
    first_day   INTEGER NOT NULL,  -- days since 1970
    last_day    INTEGER NOT NULL,  -- this one too
    by          TEXT NOT NULL,
    at          INTEGER NOT NULL,
    released_by TEXT NOT NULL DEFAULT '',
    released    INTEGER            -- when; nothing: it stands
) STRICT;

CREATE TABLE turn (
    id            INTEGER PRIMARY KEY AUTOINCREMENT,
    link          INTEGER NOT NULL REFERENCES link(id),
    state         INTEGER NOT NULL,  -- 0 planned, 1 confirmed, 2 taken back
    made          INTEGER NOT NULL,
    made_by       TEXT NOT NULL,
    fingerprint   TEXT NOT NULL,
    begins        INTEGER NOT NULL,  -- days since 1970
    summary       TEXT NOT NULL,     -- JSON
    confirmed     INTEGER,
    confirmed_by  TEXT NOT NULL DEFAULT '',
    because       TEXT NOT NULL DEFAULT '',
    taken_back    INTEGER,
    taken_back_by TEXT NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX turn_of_link ON turn(link, id);

CREATE TABLE turn_school (
    turn      INTEGER NOT NULL REFERENCES turn(id),
    school    INTEGER NOT NULL,
    from_year INTEGER NOT NULL,
    to_year   INTEGER NOT NULL,
    agreed    TEXT NOT NULL,               -- "student 12;staff 3": how many may leave
    run       INTEGER NOT NULL DEFAULT 0,  -- the first in the new year
    finished  INTEGER NOT NULL DEFAULT 0,  -- the run after which nothing was left to do
    PRIMARY KEY (turn, school)
) STRICT, WITHOUT ROWID;

CREATE TABLE turn_row (
    turn     INTEGER NOT NULL REFERENCES turn(id),
    n        INTEGER NOT NULL,  -- 1, 2, 3 ...
    fate     TEXT NOT NULL,
    kind     INTEGER NOT NULL,
    key_id   INTEGER NOT NULL,
    school   INTEGER NOT NULL,
    title    TEXT NOT NULL,
    reason   TEXT NOT NULL,
    doubtful INTEGER NOT NULL,
    PRIMARY KEY (turn, n)
) STRICT, WITHOUT ROWID;
)sql";

}  // namespace causeway::store
