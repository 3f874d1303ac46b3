// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/mariadb_server.h"

#include <unistd.h>

#include <csignal>
#include <filesystem>
#include <stdexcept>
#include <utility>

namespace causeway::support {

namespace {

std::string program(const char* name) {
    for (const char* folder : {"/usr/sbin/", "/usr/bin/", "/usr/local/bin/"})
        if (std::filesystem::exists(std::string(folder) + name)) return std::string(folder) + name;
    throw std::runtime_error(std::string(name) + " is not installed (Debian: mariadb-server-core)");
}

}  // namespace

MariadbServer& MariadbServer::shared() {
    static MariadbServer server;
    return server;
}

MariadbServer::MariadbServer(std::vector<std::string> options)
    : options_(std::move(options)), folder_("mariadb", "", SIGTERM) {
    install();
    resume();
}

void MariadbServer::install() const {
    std::vector<std::string> words = {program("mariadb-install-db"),
                                      "--no-defaults",
                                      "--datadir=" + folder_.at("data"),
                                      "--tmpdir=" + folder_.path().string(),
                                      "--auth-root-authentication-method=normal",
                                      "--skip-test-db"};
    if (::geteuid() == 0) words.emplace_back("--user=root");
    folder_.run(words);
}

void MariadbServer::halt() {
    folder_.halt();
}

void MariadbServer::resume() {
    std::vector<std::string> words = {
        program("mariadbd"), "--no-defaults", "--datadir=" + folder_.at("data"),
        // A starting server clears the folder of everybody's files.
        "--tmpdir=" + folder_.path().string(), "--socket=" + folder_.at("sock"),
        "--pid-file=" + folder_.at("pid"), "--skip-networking", "--sql-mode=NO_ENGINE_SUBSTITUTION",
        "--innodb-flush-log-at-trx-commit=0", "--innodb-buffer-pool-size=256M"};
    words.insert(words.end(), options_.begin(), options_.end());
    if (::geteuid() == 0) words.emplace_back("--user=root");
    folder_.start(words, [this] { db::open_mariadb(root()); });
}

void MariadbServer::restart() {
    halt();
    resume();
}

db::MariadbAddress MariadbServer::root() const {
    db::MariadbAddress address;
    address.socket = folder_.at("sock");
    address.user = "root";
    return address;
}

std::string MariadbServer::url(std::string_view database) {
    db::open_mariadb(root())->execute("CREATE DATABASE IF NOT EXISTS `" + std::string(database) +
                                      "` CHARACTER SET utf8mb3");
    return "mysql://root@localhost/" + std::string(database) + "?socket=" + root().socket;
}

void MariadbServer::kill_connections() {
    const auto connection = db::open_mariadb(root());
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
