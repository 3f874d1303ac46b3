// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/server_folder.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>
#include <utility>

#include "base/failure.h"

namespace causeway::support {

namespace {

const passwd& account_named(const std::string& name) {
    const passwd* account = ::getpwnam(name.c_str());
    if (account == nullptr) throw std::runtime_error("there is no account \"" + name + "\"");
    return *account;
}

std::string text_of(const std::filesystem::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

ServerFolder::ServerFolder(std::string name, std::string account, int stop)
    : name_(std::move(name)),
      account_(::geteuid() == 0 ? std::move(account) : std::string()),
      stop_(stop) {
    std::string pattern =
        (std::filesystem::temp_directory_path() / ("causeway-" + name_ + "-XXXXXX")).string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder_ = pattern;
    give_away(folder_);
}

ServerFolder::~ServerFolder() {
    halt();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

std::string ServerFolder::at(const std::string& name) const {
    return (folder_ / name).string();
}

void ServerFolder::give_away(const std::filesystem::path& path) const {
    if (account_.empty()) return;
    const passwd& account = account_named(account_);
    if (::chown(path.c_str(), account.pw_uid, account.pw_gid) != 0)
        throw std::runtime_error(path.string() + " cannot be given to " + account_);
}

pid_t ServerFolder::spawn(const std::vector<std::string>& words, const std::string& log) const {
    const passwd account = account_.empty() ? passwd{} : account_named(account_);
    const pid_t child = ::fork();
    if (child < 0) throw std::runtime_error("no further process can be started");
    if (child != 0) return child;
    if (!account_.empty() && (::setgroups(0, nullptr) != 0 || ::setgid(account.pw_gid) != 0 ||
                              ::setuid(account.pw_uid) != 0))
        ::_exit(126);
    // A test program that is killed takes its server along. After the change of account, which
    // would undo it.
    ::prctl(PR_SET_PDEATHSIG, stop_);
    if (::chdir(folder_.c_str()) != 0) ::_exit(126);
    const int out = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    ::dup2(out, STDOUT_FILENO);
    ::dup2(out, STDERR_FILENO);
    std::vector<char*> arguments;
    for (const auto& word : words)
        arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    ::execv(arguments[0], arguments.data());
    ::_exit(127);
}

void ServerFolder::run(const std::vector<std::string>& words) const {
    int status = 0;
    const pid_t child = spawn(words, at("install.log"));
    if (::waitpid(child, &status, 0) != child || status != 0)
        throw std::runtime_error(words.front() + " failed: " + text_of(at("install.log")));
}

void ServerFolder::start(const std::vector<std::string>& words,
                         const std::function<void()>& answers) {
    process_ = spawn(words, at("server.log"));
    for (int tries = 0; tries < 1200; ++tries) {
        int status = 0;
        if (::waitpid(process_, &status, WNOHANG) == process_) {
            process_ = -1;
            throw std::runtime_error(name_ + " ended at once: " + text_of(at("server.log")));
        }
        try {
            return answers();
        } catch (const base::Failure&) {  // not up yet
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
    }
    throw std::runtime_error(name_ + " did not answer within a minute");
}

void ServerFolder::halt() {
    if (process_ <= 0) return;
    ::kill(process_, stop_);
    int status = 0;
    ::waitpid(process_, &status, 0);
    process_ = -1;
}

}  // namespace causeway::support
