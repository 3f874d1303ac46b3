// SPDX-License-Identifier: GPL-3.0-or-later
// A private PostgreSQL for tests: own data folder, own socket, no network. Started once a program
// (on its main thread), stopped by its process id when the program ends. PostgreSQL will not run
// as root: then it is given to the account "nobody".
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace causeway::support {

class PostgresServer {
  public:
    // The server of this program; started on first use. Throws std::runtime_error when PostgreSQL
    // is not installed or does not start.
    static PostgresServer& shared();

    PostgresServer();
    ~PostgresServer();
    PostgresServer(const PostgresServer&) = delete;
    PostgresServer& operator=(const PostgresServer&) = delete;

    // "postgres://causeway@/NAME?host=..."; makes the database when it is not there.
    std::string url(std::string_view database);
    // The same of a database that nobody had before.
    std::string fresh_url();
    void drop(std::string_view url);
    // As a person who administers the server.
    void execute(std::string_view sql);
    // Ends every connection but the caller's own, as a failing server would.
    void kill_connections();
    void halt();
    void resume();

  private:
    [[nodiscard]] std::string address(std::string_view database) const;
    [[nodiscard]] pid_t spawn(const std::vector<std::string>& words, const std::string& log) const;
    void install() const;
    void wait_until_it_answers();
    void stop();

    std::filesystem::path folder_;
    pid_t process_ = -1;
    int made_ = 0;
};

}  // namespace causeway::support
