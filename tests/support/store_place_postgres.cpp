// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/postgres_server.h"
#include "support/store_place.h"

namespace causeway::support {

const bool kOnPostgres = true;

StorePlace::StorePlace() : url_(PostgresServer::shared().fresh_url()) {}

StorePlace::~StorePlace() {
    PostgresServer::shared().drop(url_);
}

std::unique_ptr<db::Connection> StorePlace::connection() const {
    return db::open_postgres(*db::PostgresAddress::parse(url_));
}

std::string StorePlace::bytes() const {
    const auto own = connection();
    std::string out;
    std::vector<std::string> tables;
    {
        const auto rows = own->query("SELECT tablename FROM pg_tables WHERE schemaname = 'public'");
        while (const db::Row* row = rows->next())
            tables.emplace_back(row->text(0));
    }
    for (const std::string& table : tables) {
        const auto rows = own->query("SELECT t::text FROM \"" + table + "\" t");
        while (const db::Row* row = rows->next())
            out += std::string(row->text(0)) + "\n";
    }
    return out;
}

}  // namespace causeway::support
