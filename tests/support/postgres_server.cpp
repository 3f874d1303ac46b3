// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/postgres_server.h"

#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <stdexcept>
#include <utility>

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

}  // namespace

PostgresServer& PostgresServer::shared() {
    static PostgresServer server;
    return server;
}

// SIGINT is a fast stop: connections are ended.
PostgresServer::PostgresServer(std::vector<std::string> options, unsigned port)
    : options_(std::move(options)), port_(port), folder_("postgres", "nobody", SIGINT) {
    folder_.run({program("initdb"), "--pgdata=" + folder_.at("data"), "--username=causeway",
                 "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync",
                 "--no-instructions"});
    resume();
}

void PostgresServer::halt() {
    folder_.halt();
}

void PostgresServer::resume() {
    std::vector<std::string> words = {program("postgres"), "-D", folder_.at("data"), "-k",
                                      folder_.path().string()};
    // Its data is disposable, so it need not wait for the disk.
    std::vector<std::string> settings = {"listen_addresses=",   "fsync=off",
                                         "shared_buffers=32MB", "max_connections=60",
                                         "autovacuum=off",      "port=" + std::to_string(port_)};
    settings.insert(settings.end(), options_.begin(), options_.end());
    for (const std::string& setting : settings)
        words.insert(words.end(), {"-c", setting});
    folder_.start(words,
                  [this] { db::open_postgres(*db::PostgresAddress::parse(address("postgres"))); });
}

std::string PostgresServer::address(std::string_view database) const {
    return "postgres://causeway@:" + std::to_string(port_) + "/" + std::string(database) +
           "?host=" + folder_.path().string();
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
