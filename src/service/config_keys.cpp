// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/config_keys.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "base/clock.h"
#include "base/failure.h"
#include "base/log.h"
#include "base/text.h"

namespace causeway::service {

namespace {

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
    return "it must be sqlite:FILE";
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

const std::vector<Key>& table() {
    using enum KeyType;
    static const std::vector<Key> all = {
        {"server.listen",
         text,
         "127.0.0.1:8390",
         "Address and port that `causeway sandbox` listens on. Port 0 lets the system choose.",
         {},
         0,
         0,
         listen_address},

        {"store.url",
         address,
         "sqlite:causeway.db",
         "Where Causeway keeps its state: what both sides agreed on last, the journal, the runs. "
         "One "
         "file per link; keep it, and back it up like a database.",
         {},
         0,
         0,
         store_address},
        {"store.key_file", text, "",
         "File with the key that seals secrets in the store; made at first use, readable by its "
         "owner "
         "only. Empty: the store's name with .key behind it."},

        {"moodle.url",
         address,
         "",
         "Address of the Moodle site as its own configuration has it (wwwroot), without a page "
         "behind it.",
         {},
         0,
         0,
         http_address},
        {"moodle.token", secret, "", "Token of the external service that Causeway calls."},
        {"moodle.sso_token", secret, "",
         "Token for one-time login addresses (auth_userkey), kept apart so that it can do nothing "
         "else. "
         "`connect` checks it when it is given."},
        {"moodle.ca_file", text, "",
         "File with the certificates to trust beside the system's own, for a site with a private "
         "authority."},
        {"moodle.connections",
         integer,
         "4",
         "Most calls to Moodle at the same time. Fewer are used while Moodle is slow.",
         {},
         1,
         32},
        {"moodle.batch",
         integer,
         "50",
         "Most records in one call. Fewer are sent when the site's max_input_vars or its speed ask "
         "for it.",
         {},
         1,
         500},
        {"moodle.timeout_seconds",
         integer,
         "120",
         "Longest wait for the answer to one call.",
         {},
         5,
         3600},
        {"moodle.max_input_vars",
         integer,
         "0",
         "PHP's max_input_vars on the Moodle server. PHP cuts longer requests silently, so "
         "Causeway "
         "stays well below. 0: it is found out by a harmless look-up.",
         {},
         0,
         1000000},
        {"moodle.auth",
         choice,
         "auto",
         "Authentication method of new accounts. auto: userkey where that plugin answers, else "
         "manual with "
         "a long random password that nobody sees.",
         {"auto", "userkey", "manual"}},
        {"moodle.role_student",
         integer,
         "5",
         "Moodle's id of the role that students get.",
         {},
         1,
         1e9},
        {"moodle.role_teacher",
         integer,
         "3",
         "Moodle's id of the role that teachers get.",
         {},
         1,
         1e9},
        {"moodle.role_manager",
         integer,
         "1",
         "Moodle's id of the role that school administrators get in their school's category.",
         {},
         1,
         1e9},
        {"moodle.prefix",
         text,
         "opensis:",
         "What our keys in Moodle's idnumber fields begin with. Never change it on a link that has "
         "run: "
         "every record would look foreign.",
         {},
         0,
         0,
         key_prefix},

        {"opensis.url",
         address,
         "",
         "openSIS's database: mysql://user:password@host:3306/database, or with ?socket=/path. An "
         "account "
         "that may only read is enough: see `causeway opensis grants`.",
         {},
         0,
         0,
         mysql_address},
        {"opensis.schools", integers, "", "Ids of the schools that take part. Empty: all of them."},
        {"opensis.year",
         integer,
         "0",
         "School year that takes part, by the calendar year in which it begins. 0: each school's "
         "current one.",
         {},
         0,
         9999},
        {"opensis.zone",
         text,
         "Etc/UTC",
         "Time zone of the school: turns its days into Moodle's instants, and decides what 'today' "
         "is.",
         {},
         0,
         0,
         time_zone},

        {"policy.drop",
         choice,
         "suspend",
         "What happens to the enrolment of a student who drops a section.",
         {"suspend", "keep", "unenrol"}},
        {"policy.left",
         choice,
         "suspend",
         "What happens to the account of a person who left. delete: suspended first, deleted after "
         "policy.delete_after_days.",
         {"suspend", "keep", "delete"}},
        {"policy.delete_after_days",
         integer,
         "365",
         "Days between suspension and deletion of an account, with policy.left = \"delete\".",
         {},
         1,
         36500},
        {"policy.course_categories", flag, "true",
         "Give each openSIS course a category of its own below its subject. false: sections stand "
         "in the "
         "subject's category."},
        {"policy.show_days_before_start",
         integer,
         "7",
         "A section's Moodle course is hidden until this many days before it starts. -1: visible "
         "at once.",
         {},
         -1,
         366},
        {"policy.adopt_by",
         texts,
         "email",
         "How existing Moodle accounts are matched besides by idnumber, before new ones are made. "
         "Only a "
         "match that is the only one on both sides counts.",
         {"email", "username"}},
        {"policy.placeholder_email_domain",
         text,
         "",
         "Domain of made-up addresses for people without an e-mail. Empty: such people are refused "
         "and named.",
         {},
         0,
         0,
         mail_domain},
        {"policy.managers", flag, "false",
         "Make school administrators managers of their school's category in Moodle."},
        {"policy.sticky",
         texts,
         "",
         "Fields that a verifying run leaves as somebody set them in Moodle.",
         {"first_name", "last_name", "middle_name", "email", "username", "fullname", "shortname",
          "category", "dates"}},

        {"guard.percent",
         number,
         "10",
         "A run stops and asks when more than this share of a school's records of one kind would "
         "go.",
         {},
         0,
         100},
        {"guard.records", integer, "5", "...but never for this many records or fewer.", {}, 0, 1e9},
    };
    return all;
}

// The whole text as a number, or nothing.
template <class Number>
std::optional<Number> parsed(std::string_view text) {
    Number out{};
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return out;
}

}  // namespace

std::string Key::environment() const {
    std::string out = "CAUSEWAY_";
    for (const char c : name)
        out += c == '.' ? '_' : (c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c);
    return out;
}

std::span<const Key> keys() {
    return table();
}

const Key* find_key(std::string_view name) {
    const auto& all = table();
    const auto at =
        std::find_if(all.begin(), all.end(), [&](const Key& key) { return key.name == name; });
    return at == all.end() ? nullptr : &*at;
}

std::string wanted(const Key& key) {
    const auto either = [&] {
        std::string out;
        for (std::size_t i = 0; i < key.choices.size(); ++i) {
            if (i > 0) out += i + 1 == key.choices.size() ? " or " : ", ";
            out += key.choices[i];
        }
        return out;
    };
    switch (key.type) {
        case KeyType::integer:
            return fmt::format("a whole number from {:.0f} to {:.0f}", key.lowest, key.highest);
        case KeyType::number:
            return fmt::format("a number from {} to {}", key.lowest, key.highest);
        case KeyType::flag:
            return "true or false";
        case KeyType::choice:
            return either();
        case KeyType::texts:
            return key.choices.empty() ? "a list of texts" : "a list of " + either();
        case KeyType::integers:
            return "a list of whole numbers";
        default:
            return "a text";
    }
}

std::pair<std::size_t, std::size_t> password_in(std::string_view url) {
    const auto scheme = url.find("://");
    if (scheme == std::string_view::npos) return {0, 0};
    const auto begin = scheme + 3;
    const auto slash = url.find('/', begin);
    const auto at = url.substr(0, slash).rfind('@');
    if (at == std::string_view::npos) return {0, 0};
    const auto colon = url.find(':', begin);
    if (colon == std::string_view::npos || colon > at) return {0, 0};
    return {colon + 1, at - colon - 1};
}

std::vector<std::string> parts_of(const Key& key, std::string_view text) {
    if (key.type != KeyType::texts && key.type != KeyType::integers) return {std::string(text)};
    std::vector<std::string> out;
    for (const std::string& part : base::split(text, ','))
        if (const auto word = base::trimmed(part); !word.empty()) out.emplace_back(word);
    return out;
}

std::string objection(const Key& key, const std::string& part) {
    const auto among = [&] {
        return std::find(key.choices.begin(), key.choices.end(), part) != key.choices.end();
    };
    bool good = true;
    switch (key.type) {
        case KeyType::integer: {
            const auto n = parsed<std::int64_t>(part);
            good = n && static_cast<double>(*n) >= key.lowest &&
                   static_cast<double>(*n) <= key.highest;
            break;
        }
        case KeyType::number: {
            const auto n = parsed<double>(part);
            good = n && *n >= key.lowest && *n <= key.highest;
            break;
        }
        case KeyType::flag:
            good = part == "true" || part == "false";
            break;
        case KeyType::integers:
            good = parsed<std::int64_t>(part).has_value();
            break;
        case KeyType::choice:
            good = among();
            break;
        case KeyType::texts:
            good = key.choices.empty() || among();
            break;
        default:
            break;
    }
    if (!good) {
        const std::vector<std::string> choices(key.choices.begin(), key.choices.end());
        const std::string near = base::nearest(part, choices);
        return fmt::format("'{}' will not do: it wants {}{}", part, wanted(key),
                           near.empty() ? "" : " (did you mean '" + near + "'?)");
    }
    if (key.objection == nullptr) return {};
    const std::string why = key.objection(part);
    // A secret never comes here, but an address may hold a password: it is not repeated.
    return why.empty() || key.type == KeyType::address
               ? why
               : fmt::format("'{}' will not do: {}", part, why);
}

void hide_secrets(const Key& key, std::string_view part) {
    if (key.type == KeyType::secret) base::log::hide(part);
    if (key.type == KeyType::address)
        if (const auto [begin, size] = password_in(part); size > 0)
            base::log::hide(part.substr(begin, size));
}

}  // namespace causeway::service
