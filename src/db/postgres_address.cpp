// SPDX-License-Identifier: GPL-3.0-or-later
// The address of a PostgreSQL database, for the state store.
#include <algorithm>
#include <array>

#include "base/log.h"
#include "base/text.h"
#include "db/db.h"
#include "db/url_text.h"

namespace causeway::db {

namespace {

constexpr std::array<std::string_view, 6> kSslModes = {"disable", "allow",     "prefer",
                                                       "require", "verify-ca", "verify-full"};

base::Problem bad_address(std::string why) {
    return {"The database address cannot be used", "store.url", std::move(why),
            "Write it as postgres://user:password@host:5432/database?sslmode=verify-full (special "
            "characters as %40 and so on), or postgres://user@/database?host=/run/postgresql for a "
            "unix socket.",
            "config.store_url"};
}

std::string parse_parameter(const std::string& name, std::string value, PostgresAddress& out) {
    if (name == "host") {
        out.host = std::move(value);
    } else if (name == "sslmode") {
        if (std::find(kSslModes.begin(), kSslModes.end(), value) == kSslModes.end())
            return "sslmode is none of disable, allow, prefer, require, verify-ca, verify-full";
        out.sslmode = std::move(value);
    } else if (name == "sslrootcert") {
        out.sslrootcert = std::move(value);
    } else if (name == "sslcert") {
        out.sslcert = std::move(value);
    } else if (name == "sslkey") {
        out.sslkey = std::move(value);
    } else {
        return "a parameter after the ? is not host, sslmode, sslrootcert, sslcert or sslkey";
    }
    return "";
}

std::string parse_parameters(std::string_view text, PostgresAddress& out) {
    for (const std::string& pair : base::split(text, '&')) {
        const auto equals = pair.find('=');
        if (equals == std::string::npos) return "a parameter after the ? has no value";
        auto value = percent_decoded(std::string_view(pair).substr(equals + 1));
        if (!value) return "a % is not followed by two hexadecimal digits";
        auto why = parse_parameter(pair.substr(0, equals), *std::move(value), out);
        if (!why.empty()) return why;
    }
    return "";
}

std::string parse_who(std::string_view who, PostgresAddress& out) {
    const auto colon = who.find(':');
    const auto user = percent_decoded(who.substr(0, colon));
    const auto password = percent_decoded(colon == std::string_view::npos ? std::string_view()
                                                                          : who.substr(colon + 1));
    if (colon != std::string_view::npos) base::log::hide(who.substr(colon + 1));  // as written
    if (!user || !password) return "a % is not followed by two hexadecimal digits";
    out.user = *user;
    out.password = *password;
    base::log::hide(out.password);
    return "";
}

}  // namespace

base::Result<PostgresAddress> PostgresAddress::parse(std::string_view url) {
    PostgresAddress out;
    const auto scheme = url.find("://");
    const std::string_view name = scheme == std::string_view::npos ? "" : url.substr(0, scheme);
    if (name != "postgres" && name != "postgresql")
        return bad_address("it does not begin with postgres://");
    std::string_view rest = url.substr(scheme + 3);
    std::string_view parameters;
    if (const auto question = rest.find('?'); question != std::string_view::npos) {
        parameters = rest.substr(question + 1);
        rest = rest.substr(0, question);
    }
    const auto slash = rest.find('/');
    std::string_view authority = rest.substr(0, slash);
    if (const auto at = authority.rfind('@'); at != std::string_view::npos) {
        if (auto why = parse_who(authority.substr(0, at), out); !why.empty())
            return bad_address(std::move(why));
        authority = authority.substr(at + 1);
    }
    if (slash == std::string_view::npos || slash + 1 == rest.size())
        return bad_address("the name of the database is missing");
    const auto database = percent_decoded(rest.substr(slash + 1));
    if (!database) return bad_address("a % is not followed by two hexadecimal digits");
    out.database = *database;
    if (!parse_host(authority, out.host, out.port))
        return bad_address("the port is not a number from 1 to 65535");
    if (!parameters.empty())
        if (auto why = parse_parameters(parameters, out); !why.empty())
            return bad_address(std::move(why));
    const auto with_nul = [](const std::string& text) {
        return text.find('\0') != std::string::npos;
    };
    if (with_nul(out.user) || with_nul(out.password) || with_nul(out.database) ||
        with_nul(out.host))
        return bad_address("it holds %00");
    return out;
}

std::string PostgresAddress::shown() const {
    const std::string who = user.empty() ? "" : user + "@";
    if (host.starts_with('/')) return "postgres://" + who + "/" + database + "?host=" + host;
    const std::string where = (host.find(':') == std::string::npos ? host : "[" + host + "]") +
                              ":" + std::to_string(port);
    return "postgres://" + who + where + "/" + database;
}

}  // namespace causeway::db
