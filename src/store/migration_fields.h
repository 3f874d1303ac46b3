// SPDX-License-Identifier: GPL-3.0-or-later
// The tables of Custom Field Mapping: a step of migrations.cpp, which alone includes this.
#pragma once

#include <string_view>

namespace causeway::store {

// Custom Field Mapping: its rows, what was agreed of values that come from Moodle, what runs wrote
// into openSIS, and what could not be taken over.
inline constexpr std::string_view kFieldMapping = R"sql(
CREATE TABLE field_mapping (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    link      INTEGER NOT NULL REFERENCES link(id),
    whose     INTEGER NOT NULL,     -- staff or student
    sis       TEXT NOT NULL,        -- "birthdate", "custom:12"
    lms       TEXT NOT NULL,        -- short name
    to_moodle INTEGER NOT NULL,
    options   TEXT NOT NULL,        -- JSON: [[openSIS's, Moodle's], ...]
    sis_title TEXT NOT NULL,        -- as it was when the row was made
    lms_name  TEXT NOT NULL,
    lms_type  TEXT NOT NULL,
    by        TEXT NOT NULL,
    at        INTEGER NOT NULL
) STRICT;
CREATE INDEX field_mapping_of_link ON field_mapping(link, id);

CREATE TABLE field_agreed (
    link   INTEGER NOT NULL REFERENCES link(id),
    kind   INTEGER NOT NULL,
    key_id INTEGER NOT NULL,
    sis    TEXT NOT NULL,
    value  INTEGER NOT NULL,        -- fingerprint
    kept   INTEGER NOT NULL,        -- openSIS's stays until Moodle's changes
    PRIMARY KEY (link, kind, key_id, sis)
) STRICT, WITHOUT ROWID;

CREATE TABLE field_note (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    link       INTEGER NOT NULL REFERENCES link(id),
    run        INTEGER NOT NULL REFERENCES run(id),
    kind       INTEGER NOT NULL,
    key_id     INTEGER NOT NULL,
    title      TEXT NOT NULL,
    sis        TEXT NOT NULL,
    field      TEXT NOT NULL,
    before     TEXT NOT NULL,
    after      TEXT NOT NULL,
    why        TEXT NOT NULL,
    fate       INTEGER NOT NULL,    -- intended, done, refused
    taken_back INTEGER              -- when
) STRICT;
CREATE INDEX field_note_of_run ON field_note(run, id);

CREATE TABLE field_unfit (
    id        INTEGER PRIMARY KEY AUTOINCREMENT,
    link      INTEGER NOT NULL REFERENCES link(id),
    run       INTEGER NOT NULL,
    kind      INTEGER NOT NULL,
    key_id    INTEGER NOT NULL,
    school    INTEGER NOT NULL,
    title     TEXT NOT NULL,
    field     TEXT NOT NULL,
    lms       TEXT NOT NULL,
    to_moodle INTEGER NOT NULL,
    problem   TEXT NOT NULL
) STRICT;
CREATE INDEX field_unfit_of_person ON field_unfit(link, to_moodle, kind, key_id);
)sql";

// What a school chose for a row: JSON {"cut": false, "keep_empty": false, "days": "YYYY-MM-DD"}.
inline constexpr std::string_view kFieldRules = R"sql(
ALTER TABLE field_mapping ADD COLUMN rules TEXT NOT NULL DEFAULT '{}';
)sql";

}  // namespace causeway::store
