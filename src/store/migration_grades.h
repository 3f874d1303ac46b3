// SPDX-License-Identifier: GPL-3.0-or-later
// The step of the store's schema by which an undo knows what a run chose, in the common dialect.
#pragma once

#include <string_view>

namespace causeway::store {

// Which run chose anew who keeps a gradebook, and what held before it. An option of "" is none of
// its own: the school's, or the settings'.
inline constexpr std::string_view kGradeSwitch = R"sql(
CREATE TABLE grade_switch (
    link          INTEGER NOT NULL REFERENCES link(id),
    run           INTEGER NOT NULL,
    kind          INTEGER NOT NULL,  -- school or section
    key_id        INTEGER NOT NULL,
    option        TEXT NOT NULL,
    by            TEXT NOT NULL,
    at            INTEGER NOT NULL,
    option_before TEXT NOT NULL,
    by_before     TEXT NOT NULL,
    at_before     INTEGER NOT NULL,
    PRIMARY KEY (link, run)
) STRICT, WITHOUT ROWID;
)sql";

}  // namespace causeway::store
