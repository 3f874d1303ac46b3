// SPDX-License-Identifier: GPL-3.0-or-later
// The sql_mode in which the sample school is written, for as long as this object lives: strict,
// so that nothing is cut short in silence, but with openSIS's zero dates. Errors while going
// back to the mode before are swallowed: the connection is then of no use anyway.
#pragma once

#include <string>

#include "db/db.h"

namespace causeway::sandbox {

class SessionMode {
  public:
    explicit SessionMode(db::Connection& connection);
    ~SessionMode();
    SessionMode(const SessionMode&) = delete;
    SessionMode& operator=(const SessionMode&) = delete;

  private:
    db::Connection& connection_;
    std::string before_;
};

}  // namespace causeway::sandbox
