// SPDX-License-Identifier: GPL-3.0-or-later
// A link's settings: the configuration file's, under those that people gave it in the console. The
// file's address, tokens and database belong to the link "default" alone: another link that took
// them over unasked would write into the wrong Moodle.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "service/config.h"
#include "service/schedule.h"
#include "store/link_book.h"
#include "store/store.h"

namespace causeway::service {

inline constexpr std::string_view kFirstLink = "default";

// A setting to be; nothing: back to the file's value or the default.
struct SettingChange {
    std::string name;
    std::optional<std::vector<std::string>> parts;
};

// Kept sealed: tokens, and the database's address for the password in it.
bool sealed(const Key& key);

// Throws Failure(error) when a sealed setting cannot be opened with this key file.
Config link_config(const Config& file, store::LinkBook& book, store::LinkState& state);
// Throws Failure(usage) that names the setting: unknown, not a link's own, or a value that will
// not do. Nothing is written then.
void change_settings(store::LinkBook& book, const std::vector<SettingChange>& changes);

// What a change of this setting makes worthless: what Connect found, or the openSIS check.
bool moves_moodle(std::string_view name);
bool moves_opensis(std::string_view name);

Schedule schedule_from(const Config& config);

}  // namespace causeway::service
