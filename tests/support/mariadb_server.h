// SPDX-License-Identifier: GPL-3.0-or-later
// A private MariaDB for tests: own data folder, own socket, no network. Started once a program
// (on its main thread), stopped by its process id when the program ends.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "db/db.h"
#include "support/server_folder.h"

namespace causeway::support {

class MariadbServer {
  public:
    // The server of this program; started on first use. Throws std::runtime_error when MariaDB is
    // not installed or does not start.
    static MariadbServer& shared();

    // `options`: further ones of mariadbd ("--log-bin").
    explicit MariadbServer(std::vector<std::string> options = {});

    // "mysql://root@localhost/NAME?socket=..."; makes the database when it is not there.
    std::string url(std::string_view database);
    // Ends every connection but the caller's own, as a failing server would.
    void kill_connections();
    // Stops the server and starts it again on the same data.
    void restart();
    // The two halves of it.
    void halt();
    void resume();

  private:
    [[nodiscard]] db::MariadbAddress root() const;
    void install() const;

    std::vector<std::string> options_;
    ServerFolder folder_;
};

}  // namespace causeway::support
