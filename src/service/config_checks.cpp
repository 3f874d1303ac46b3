// SPDX-License-Identifier: GPL-3.0-or-later
#include <charconv>

#include "base/clock.h"
#include "base/failure.h"
#include "base/text.h"
#include "db/db.h"
#include "service/config_checks.h"
#include "service/schedule.h"
#include "sso/statement.h"

namespace causeway::service {

std::string http_address(std::string_view text) {
    if (text.empty() || text.starts_with("https://") || text.starts_with("http://")) return {};
    return "it must begin with https:// (or http:// on this machine)";
}

std::string mysql_address(std::string_view text) {
    if (text.empty() || text.starts_with("mysql://") || text.starts_with("mariadb://")) return {};
    return "it must begin with mysql://, as in mysql://user:password@host/database";
}

std::string store_address(std::string_view text) {
    if (text.starts_with("sqlite:") && text.size() > 7) return {};
    if (text.starts_with("postgres://") || text.starts_with("postgresql://")) {
        const auto address = db::PostgresAddress::parse(text);
        return address ? "" : address.problem().why;
    }
    return "it must be sqlite:FILE or postgres://user:password@host/database";
}

std::string listen_address(std::string_view text) {
    const auto colon = text.rfind(':');
    int port = -1;
    if (colon != std::string_view::npos && colon > 0) {
        const auto digits = text.substr(colon + 1);
        const auto [end, fault] =
            std::from_chars(digits.data(), digits.data() + digits.size(), port);
        if (fault != std::errc{} || end != digits.data() + digits.size()) port = -1;
    }
    if (port >= 0 && port <= 65535) return {};
    return "it must be HOST:PORT, as in 127.0.0.1:8390";
}

std::string time_zone(std::string_view text) {
    try {
        const base::Zone known(text);
        return {};
    } catch (const base::Failure& failure) {
        return failure.problem().why.empty() ? "this system knows no such zone"
                                             : failure.problem().why;
    }
}

std::string key_prefix(std::string_view text) {
    if (text.empty()) return "it must not be empty: it tells our records from all others";
    if (text.size() > 40) return "it must not be longer than 40 characters";
    if (text.find_first_of(" \t<>\"'&") != std::string_view::npos)
        return "it must not hold blanks, quotes or markup";
    return {};
}

std::string mail_domain(std::string_view text) {
    if (text.empty() || base::plausible_email("somebody@" + std::string(text))) return {};
    return "it must be a domain, as in students.example.org";
}

std::string day_time(std::string_view text) {
    return seconds_of_day(text) ? "" : "it must be a time of day, as in 22:30";
}

std::string blackout(std::string_view text) {
    return Blackout::parse(text)
               ? ""
               : "it must be two days and a note, as in 2026-12-24..2027-01-06 holidays";
}

std::string handover_key(std::string_view text) {
    if (text.empty() || sso::key_bytes(text)) return {};
    return "it must be base64url of at least 32 random bytes, as 'causeway opensis handover-key' "
           "makes it";
}

// "https://sis.example.org:8443": as a browser says it, so that it can be compared letter by
// letter.
std::string web_origin(std::string_view text) {
    if (text.empty()) return {};
    const auto scheme = text.find("://");
    const std::string_view rest = scheme == std::string_view::npos ? "" : text.substr(scheme + 3);
    const std::string_view name = text.substr(0, scheme);
    const bool good = (name == "http" || name == "https") && !rest.empty() &&
                      rest.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789.-_:[]") ==
                          std::string_view::npos &&
                      !(name == "http" && rest.ends_with(":80")) &&
                      !(name == "https" && rest.ends_with(":443"));
    return good ? ""
                : "it must be an address without a path, in small letters and without its usual "
                  "port, as in https://sis.example.org";
}

std::string take_part(std::string_view text) {
    const auto colon = text.find(':');
    const std::string_view school = text.substr(0, colon);
    std::int64_t id = 0;
    const auto [end, fault] = std::from_chars(school.data(), school.data() + school.size(), id);
    const std::string_view word = colon == std::string_view::npos ? "" : text.substr(colon + 1);
    const bool good = fault == std::errc{} && end == school.data() + school.size() && id > 0 &&
                      (word == "all" || word == "ticked" || word == "none");
    return good ? "" : "it must be a school's id and all, ticked or none, as in 3:ticked";
}

}  // namespace causeway::service
