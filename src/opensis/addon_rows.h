// SPDX-License-Identifier: GPL-3.0-or-later
// The add-on's part of openSIS's database: its table, and rows in profile_exceptions. One thread.
#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "opensis/addon.h"

namespace causeway::opensis {

// "9.2 (build 20250827001)". Throws Failure(usage) for a version that Causeway does not know.
std::string known_opensis(db::Connection& connection);

struct AddonProfile {
    std::int64_t id = 0;
    std::string title;
    std::string word;  // "super_administrator", "administrator", ...; "" for a kind not known
};
std::vector<AddonProfile> addon_profiles(db::Connection& connection);

bool addon_table_there(db::Connection& connection);
// The rights to these pages that profiles have a row for, whatever it says.
std::set<AddonRight> addon_rights(db::Connection& connection, const std::set<std::string>& pages);

// What was done to the database by one installation or removal, so that it can be undone.
class AddonRows {
  public:
    explicit AddonRows(db::Connection& connection);
    ~AddonRows();  // undoes unless keep() was called
    AddonRows(const AddonRows&) = delete;
    AddonRows& operator=(const AddonRows&) = delete;

    void make_table();
    void give(const std::vector<AddonRightStep>& rights);
    void take_away(const std::set<std::string>& pages);
    void drop_table();  // the last step: it cannot be undone
    void keep() { kept_ = true; }

  private:
    struct Row {
        std::int64_t profile = 0;
        std::string page;
        // can_use, can_edit, last_updated, updated_by; nothing is NULL
        std::vector<std::optional<std::string>> rest;
    };
    void undo() noexcept;

    db::Connection& connection_;
    bool made_table_ = false;
    std::vector<AddonRight> given_;
    std::vector<Row> taken_;
    bool kept_ = false;
};

}  // namespace causeway::opensis
