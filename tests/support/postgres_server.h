// SPDX-License-Identifier: GPL-3.0-or-later
// A private PostgreSQL for tests: own data folder, own socket, no network. Started once a program
// (on its main thread), stopped by its process id when the program ends. PostgreSQL will not run
// as root: then it is given to the account "nobody".
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/server_folder.h"

namespace causeway::support {

class PostgresServer {
  public:
    // The server of this program; started on first use. Throws std::runtime_error when PostgreSQL
    // is not installed or does not start.
    static PostgresServer& shared();

    // `options`: further settings ("max_connections=5"); `port`: part of its socket's name.
    explicit PostgresServer(std::vector<std::string> options = {}, unsigned port = 5432);

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

    // What it is started with from now on.
    void set_options(std::vector<std::string> options) { options_ = std::move(options); }
    // For what a test puts beside the server's data.
    [[nodiscard]] const ServerFolder& folder() const { return folder_; }

  private:
    [[nodiscard]] std::string address(std::string_view database) const;

    std::vector<std::string> options_;
    const unsigned port_;
    ServerFolder folder_;
    int made_ = 0;
};

}  // namespace causeway::support
