// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/postgres_server.h"

#include <fcntl.h>
#include <grp.h>
#include <pwd.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <csignal>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

#include "base/failure.h"
#include "db/db.h"

namespace causeway::support {

namespace {

// Debian keeps each version's programs in a folder of its own: the newest counts.
std::string program(const char* name) {
    std::string found;
    int newest = 0;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator("/usr/lib/postgresql", ignored)) {
        const auto file = entry.path() / "bin" / name;
        const int version = std::atoi(entry.path().filename().c_str());
        if (version > newest && std::filesystem::exists(file)) {
            newest = version;
            found = file;
        }
    }
    if (found.empty())
        throw std::runtime_error(std::string(name) + " is not installed (Debian: postgresql)");
    return found;
}

const passwd& nobody() {
    const passwd* account = ::getpwnam("nobody");
    if (account == nullptr) throw std::runtime_error("there is no account \"nobody\"");
    return *account;
}

std::string text_of(const std::filesystem::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

PostgresServer& PostgresServer::shared() {
    static PostgresServer server;
    return server;
}

PostgresServer::PostgresServer() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "causeway-postgres-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder_ = pattern;
    try {
        if (::geteuid() == 0 && ::chown(folder_.c_str(), nobody().pw_uid, nobody().pw_gid) != 0)
            throw std::runtime_error("the folder cannot be given to nobody");
        install();
        resume();
    } catch (...) {  // no destructor will run
        stop();
        throw;
    }
}

PostgresServer::~PostgresServer() {
    stop();
}

pid_t PostgresServer::spawn(const std::vector<std::string>& words, const std::string& log) const {
    const bool as_nobody = ::geteuid() == 0;
    const passwd account = as_nobody ? nobody() : passwd{};
    const pid_t child = ::fork();
    if (child < 0) throw std::runtime_error("no further process can be started");
    if (child != 0) return child;
    if (as_nobody && (::setgroups(0, nullptr) != 0 || ::setgid(account.pw_gid) != 0 ||
                      ::setuid(account.pw_uid) != 0))
        ::_exit(126);
    // A test program that is killed takes its server along. After the change of account, which
    // would undo it.
    ::prctl(PR_SET_PDEATHSIG, SIGINT);
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

void PostgresServer::install() const {
    int status = 0;
    const pid_t child = spawn(
        {program("initdb"), "--pgdata=" + (folder_ / "data").string(), "--username=causeway",
         "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"},
        (folder_ / "install.log").string());
    if (::waitpid(child, &status, 0) != child || status != 0)
        throw std::runtime_error("initdb failed: " + text_of(folder_ / "install.log"));
}

void PostgresServer::halt() {
    if (process_ <= 0) return;
    ::kill(process_, SIGINT);  // a fast stop: connections are ended
    int status = 0;
    ::waitpid(process_, &status, 0);
    process_ = -1;
}

void PostgresServer::resume() {
    // Its data is disposable, so it need not wait for the disk.
    process_ = spawn({program("postgres"), "-D", (folder_ / "data").string(), "-k",
                      folder_.string(), "-c", "listen_addresses=", "-c", "fsync=off", "-c",
                      "shared_buffers=32MB", "-c", "max_connections=60", "-c", "autovacuum=off"},
                     (folder_ / "server.log").string());
    wait_until_it_answers();
}

void PostgresServer::stop() {
    halt();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

std::string PostgresServer::address(std::string_view database) const {
    return "postgres://causeway@/" + std::string(database) + "?host=" + folder_.string();
}

void PostgresServer::wait_until_it_answers() {
    const auto own = *db::PostgresAddress::parse(address("postgres"));
    for (int tenths = 0; tenths < 600; ++tenths) {
        int status = 0;
        if (::waitpid(process_, &status, WNOHANG) == process_) {
            process_ = -1;
            throw std::runtime_error("postgres ended at once: " + text_of(folder_ / "server.log"));
        }
        try {
            db::open_postgres(own);
            return;
        } catch (const base::Failure&) {  // not up yet
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
    }
    throw std::runtime_error("postgres did not answer within half a minute");
}

void PostgresServer::execute(std::string_view sql) {
    db::open_postgres(*db::PostgresAddress::parse(address("postgres")))->execute(sql);
}

std::string PostgresServer::url(std::string_view database) {
    const auto own = db::open_postgres(*db::PostgresAddress::parse(address("postgres")));
    if (!own->one_integer("SELECT 1 FROM pg_database WHERE datname = ?", {db::Value{database}}))
        own->execute("CREATE DATABASE \"" + std::string(database) + "\"");
    return address(database);
}

std::string PostgresServer::fresh_url() {
    return url("fresh_" + std::to_string(::getpid()) + "_" + std::to_string(++made_));
}

void PostgresServer::drop(std::string_view url) {
    const auto of = *db::PostgresAddress::parse(url);
    execute("DROP DATABASE IF EXISTS \"" + of.database + "\" WITH (FORCE)");
}

void PostgresServer::kill_connections() {
    execute(
        "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE pid <> "
        "pg_backend_pid() AND "
        "backend_type = 'client backend'");
}

}  // namespace causeway::support
