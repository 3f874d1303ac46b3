// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/mariadb_server.h"

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>
#include <initializer_list>
#include <iterator>
#include <stdexcept>
#include <thread>
#include <utility>
#include <vector>

#include "base/failure.h"
#include "db/db.h"

namespace causeway::support {

namespace {

std::string program(const char* name) {
    for (const char* folder : {"/usr/sbin/", "/usr/bin/", "/usr/local/bin/"})
        if (std::filesystem::exists(std::string(folder) + name)) return std::string(folder) + name;
    throw std::runtime_error(std::string(name) + " is not installed (Debian: mariadb-server-core)");
}

pid_t spawn(const std::vector<std::string>& words, const std::string& log) {
    const pid_t child = ::fork();
    if (child < 0) throw std::runtime_error("no further process can be started");
    if (child != 0) return child;
    ::prctl(PR_SET_PDEATHSIG, SIGTERM);  // a test program that is killed takes its server along
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

std::string text_of(const std::filesystem::path& file) {
    std::ifstream in(file);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

MariadbServer& MariadbServer::shared() {
    static MariadbServer server;
    return server;
}

MariadbServer::MariadbServer(std::vector<std::string> options) : options_(std::move(options)) {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "causeway-mariadb-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    folder_ = pattern;
    try {
        install();
        start();
        wait_until_it_answers();
    } catch (...) {  // no destructor will run
        stop();
        throw;
    }
}

MariadbServer::~MariadbServer() {
    stop();
}

void MariadbServer::halt() {
    if (process_ <= 0) return;
    ::kill(process_, SIGTERM);
    int status = 0;
    ::waitpid(process_, &status, 0);
    process_ = -1;
}

void MariadbServer::resume() {
    start();
    wait_until_it_answers();
}

void MariadbServer::restart() {
    halt();
    resume();
}

void MariadbServer::stop() {
    halt();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

void MariadbServer::install() const {
    std::vector<std::string> words = {program("mariadb-install-db"),
                                      "--no-defaults",
                                      "--datadir=" + (folder_ / "data").string(),
                                      "--tmpdir=" + folder_.string(),
                                      "--auth-root-authentication-method=normal",
                                      "--skip-test-db"};
    if (::geteuid() == 0) words.emplace_back("--user=root");
    int status = 0;
    const pid_t child = spawn(words, (folder_ / "install.log").string());
    if (::waitpid(child, &status, 0) != child || status != 0)
        throw std::runtime_error("mariadb-install-db failed: " + text_of(folder_ / "install.log"));
}

void MariadbServer::start() {
    std::vector<std::string> words = {
        program("mariadbd"), "--no-defaults", "--datadir=" + (folder_ / "data").string(),
        // A starting server clears the folder of everybody's files.
        "--tmpdir=" + folder_.string(), "--socket=" + (folder_ / "sock").string(),
        "--pid-file=" + (folder_ / "pid").string(), "--skip-networking",
        "--sql-mode=NO_ENGINE_SUBSTITUTION", "--innodb-flush-log-at-trx-commit=0",
        "--innodb-buffer-pool-size=256M"};
    words.insert(words.end(), options_.begin(), options_.end());
    if (::geteuid() == 0) words.emplace_back("--user=root");
    process_ = spawn(words, (folder_ / "server.log").string());
}

void MariadbServer::wait_until_it_answers() {
    db::MariadbAddress address;
    address.socket = (folder_ / "sock").string();
    address.user = "root";
    for (int tenths = 0; tenths < 600; ++tenths) {
        int status = 0;
        if (::waitpid(process_, &status, WNOHANG) == process_) {
            process_ = -1;
            throw std::runtime_error("mariadbd ended at once: " + text_of(folder_ / "server.log"));
        }
        try {
            db::open_mariadb(address);
            return;
        } catch (const base::Failure&) {  // not up yet
            std::this_thread::sleep_for(std::chrono::milliseconds(100));
        }
    }
    throw std::runtime_error("mariadbd did not answer within a minute");
}

std::string MariadbServer::url(std::string_view database) {
    db::MariadbAddress address;
    address.socket = (folder_ / "sock").string();
    address.user = "root";
    db::open_mariadb(address)->execute("CREATE DATABASE IF NOT EXISTS `" + std::string(database) +
                                       "` CHARACTER SET utf8mb3");
    return "mysql://root@localhost/" + std::string(database) + "?socket=" + address.socket;
}

void MariadbServer::kill_connections() {
    db::MariadbAddress address;
    address.socket = (folder_ / "sock").string();
    address.user = "root";
    const auto connection = db::open_mariadb(address);
    std::vector<std::int64_t> others;
    {
        const auto rows = connection->query(
            "SELECT id FROM information_schema.processlist WHERE id <> CONNECTION_ID() AND user = "
            "'root'");
        while (const db::Row* row = rows->next())
            others.push_back(row->integer(0));
    }
    for (const auto id : others)
        connection->execute("KILL " + std::to_string(id));
}

}  // namespace causeway::support
