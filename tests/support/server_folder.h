// SPDX-License-Identifier: GPL-3.0-or-later
// What private database servers for tests have in common: a folder of their own below the
// temporary one, programs that write their words into it, one server process that is stopped by
// its id and goes when the test program is killed.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace causeway::support {

class ServerFolder {
  public:
    // `name`: of the server, for the folder and for errors. `account`: who runs it when the test
    // runs as root; "": root does. `stop`: the signal that ends it fast.
    // Throws std::runtime_error, as everything here does.
    ServerFolder(std::string name, std::string account, int stop);
    ~ServerFolder();
    ServerFolder(const ServerFolder&) = delete;
    ServerFolder& operator=(const ServerFolder&) = delete;

    [[nodiscard]] const std::filesystem::path& path() const { return folder_; }
    // "FOLDER/name"
    [[nodiscard]] std::string at(const std::string& name) const;
    // To the account that runs the server.
    void give_away(const std::filesystem::path& path) const;

    // Runs it to its end, which must be a good one.
    void run(const std::vector<std::string>& words) const;
    // Starts the server and waits until `answers` no longer throws a base::Failure.
    void start(const std::vector<std::string>& words, const std::function<void()>& answers);
    // Ends it and waits for its end; nothing when it does not run.
    void halt();

  private:
    [[nodiscard]] pid_t spawn(const std::vector<std::string>& words, const std::string& log) const;

    const std::string name_;
    const std::string account_;  // "": as the test itself
    const int stop_;
    std::filesystem::path folder_;
    pid_t process_ = -1;
};

}  // namespace causeway::support
