// SPDX-License-Identifier: GPL-3.0-or-later
// Where a test keeps its store: a new one for each place. The tests of the store are built twice,
// with store_place_sqlite.cpp and with store_place_postgres.cpp, and must not see a difference.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "db/db.h"

namespace causeway::support {

// True in the program that has its stores in PostgreSQL.
extern const bool kOnPostgres;

class StorePlace {
  public:
    StorePlace();
    ~StorePlace();
    StorePlace(const StorePlace&) = delete;
    StorePlace& operator=(const StorePlace&) = delete;

    [[nodiscard]] const std::string& url() const { return url_; }
    // Beside the store, as another program would have it.
    [[nodiscard]] std::unique_ptr<db::Connection> connection() const;
    // All bytes that a thief of the store would have.
    [[nodiscard]] std::string bytes() const;
    // SQLite's only.
    [[nodiscard]] std::string file() const { return (folder_ / "state.db").string(); }
    [[nodiscard]] const std::filesystem::path& folder() const { return folder_; }

  private:
    std::filesystem::path folder_;
    std::string url_;
};

}  // namespace causeway::support
