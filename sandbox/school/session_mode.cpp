// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/school/session_mode.h"

#include "base/failure.h"

namespace causeway::sandbox {

SessionMode::SessionMode(db::Connection& connection)
    : connection_(connection),
      before_(connection.one_text("SELECT @@SESSION.sql_mode").value_or("")) {
    connection_.execute("SET SESSION sql_mode = 'STRICT_ALL_TABLES,NO_ENGINE_SUBSTITUTION'");
}

SessionMode::~SessionMode() {
    try {
        connection_.run("SET SESSION sql_mode = ?", {std::string_view(before_)});
    } catch (const base::Failure&) {  // cut: nothing to set back
    }
}

}  // namespace causeway::sandbox
