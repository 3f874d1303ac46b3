// SPDX-License-Identifier: GPL-3.0-or-later
// What may stand against the text of a setting: each says in words what it must be, or nothing when
// it will do. Called by the table of all settings. Any thread.
#pragma once

#include <string>
#include <string_view>

namespace causeway::service {

std::string http_address(std::string_view text);
std::string mysql_address(std::string_view text);
std::string store_address(std::string_view text);
std::string listen_address(std::string_view text);
std::string time_zone(std::string_view text);
std::string key_prefix(std::string_view text);
std::string mail_domain(std::string_view text);
std::string day_time(std::string_view text);
std::string blackout(std::string_view text);
std::string handover_key(std::string_view text);
std::string web_origin(std::string_view text);
std::string take_part(std::string_view text);

}  // namespace causeway::service
