// SPDX-License-Identifier: GPL-3.0-or-later
// A private MariaDB for tests: own data folder, own socket, no network. Started once a program
// (on its main thread), stopped by its process id when the program ends.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <string_view>

namespace causeway::support {

class MariadbServer {
  public:
    // The server of this program; started on first use. Throws std::runtime_error when MariaDB is
    // not installed or does not start.
    static MariadbServer& shared();

    MariadbServer();
    ~MariadbServer();
    MariadbServer(const MariadbServer&) = delete;
    MariadbServer& operator=(const MariadbServer&) = delete;

    // "mysql://root@localhost/NAME?socket=..."; makes the database when it is not there.
    std::string url(std::string_view database);
    // Ends every connection but the caller's own, as a failing server would.
    void kill_connections();

  private:
    void install() const;
    void start();
    void wait_until_it_answers();
    void stop();

    std::filesystem::path folder_;
    pid_t process_ = -1;
};

}  // namespace causeway::support
