// SPDX-License-Identifier: GPL-3.0-or-later
// What the addresses of both servers share: percent signs, and host with port. No errors but
// nothing or false for text that cannot be read.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace causeway::db {

std::optional<std::string> percent_decoded(std::string_view text);
std::string percent_encoded(std::string_view text);
// "host", "host:port", "[::1]:port"; what is not given stays as it is.
bool parse_host(std::string_view text, std::string& host, unsigned& port);
// As an address has it: an IPv6 address in brackets.
std::string host_text(const std::string& host);

}  // namespace causeway::db
