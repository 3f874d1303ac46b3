// SPDX-License-Identifier: GPL-3.0-or-later
#include "sso/statement.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/crypt.h"
#include "base/text.h"

namespace causeway::sso {

namespace {

namespace json = boost::json;
using base::Problem;

constexpr std::array<std::string_view, 5> kProfiles = {"super_administrator", "administrator",
                                                       "teacher", "student", "parent"};
constexpr std::array<std::string_view, 8> kPages = {"settings", "intake",   "fields", "rollover",
                                                    "people",   "sections", "grades", "go"};
constexpr std::size_t kShortestKey = 32;
constexpr std::size_t kShortestNonce = 22;  // 128 bits in base64url
constexpr std::size_t kLongestNonce = 128;
constexpr std::size_t kLongestText = 300;
constexpr std::size_t kDeepest = 8;

Problem refused(std::string why, std::string cure, std::string code, std::string record = "") {
    return {"openSIS's statement is not believed", std::move(record), std::move(why),
            std::move(cure), std::move(code)};
}

constexpr const char* kFromMenu = "Open the page again from openSIS's menu.";
constexpr const char* kSameAddOn = "Install the add-on that goes with this Causeway.";

// A claim that is missing or of the wrong kind; thrown inside, told as a Problem.
struct BadClaim {
    std::string name;
    std::string why;
};

std::optional<json::object> decoded_object(std::string_view part) {
    const auto text = base::from_base64url(part);
    if (!text || !base::valid_utf8(*text)) return std::nullopt;
    json::parse_options options;
    options.max_depth = kDeepest;
    boost::system::error_code error;
    json::value value = json::parse({text->data(), text->size()}, error, {}, options);
    if (error || !value.is_object()) return std::nullopt;
    return std::move(value.as_object());
}

std::string text_of(const json::object& claims, std::string_view name, std::size_t least,
                    std::size_t most = kLongestText) {
    const auto* found = claims.if_contains(name);
    if (found == nullptr || !found->is_string())
        throw BadClaim{std::string(name), "it is not there, or is no text"};
    std::string out(found->as_string());
    const std::size_t length = base::length_utf8(out);
    if (length < least || length > most)
        throw BadClaim{std::string(name), "it is too short or too long"};
    return base::clean_utf8(out);
}

std::int64_t number_of(const json::object& claims, std::string_view name, std::int64_t lowest) {
    const auto* found = claims.if_contains(name);
    if (found == nullptr || !found->is_int64() || found->as_int64() < lowest)
        throw BadClaim{std::string(name), "it is not there, or is no whole number from " +
                                              std::to_string(lowest) + " on"};
    return found->as_int64();
}

std::optional<std::int64_t> maybe_number(const json::object& claims, std::string_view name) {
    if (!claims.contains(name)) return std::nullopt;
    return number_of(claims, name, 1);
}

template <class Word, std::size_t Count>
Word word_of(const json::object& claims, std::string_view name,
             const std::array<std::string_view, Count>& words) {
    const std::string text = text_of(claims, name, 1);
    const auto at = std::find(words.begin(), words.end(), text);
    if (at == words.end()) throw BadClaim{std::string(name), "it is none of the known words"};
    return static_cast<Word>(at - words.begin());
}

// "parent:1": like a key, of a kind that is no record of ours.
bool parent_subject(std::string_view text) {
    constexpr std::string_view kHead = "parent:";
    if (!text.starts_with(kHead)) return false;
    const auto as_staff = model::Key::parse("staff:" + std::string(text.substr(kHead.size())));
    return as_staff.has_value();
}

// The profile and the kind of record behind it must fit: openSIS numbers staff, students and
// parents apart, so that the number alone names nobody.
void read_subject(const json::object& claims, Statement& out) {
    out.subject = text_of(claims, "sub", 1);
    out.profile = word_of<Profile>(claims, "profile", kProfiles);
    const auto key = model::Key::parse(out.subject);
    const bool fits = out.profile == Profile::parent    ? parent_subject(out.subject)
                      : out.profile == Profile::student ? key && key->kind == model::Kind::student
                                                        : key && key->kind == model::Kind::staff;
    if (!fits) throw BadClaim{"sub", "it does not go with the profile"};
    if (out.profile != Profile::parent) out.person = key;
}

bool nonce_form(std::string_view text) {
    return text.size() >= kShortestNonce && text.size() <= kLongestNonce &&
           std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      c == '-' || c == '_';
           });
}

Statement claims_of(const json::object& claims) {
    Statement out;
    if (text_of(claims, "iss", 1) != "opensis") throw BadClaim{"iss", "it is not openSIS"};
    read_subject(claims, out);
    out.profile_id = number_of(claims, "profile_id", 0);
    out.name = base::tidy(text_of(claims, "name", 0));
    out.user = base::tidy(text_of(claims, "user", 0));
    out.school = number_of(claims, "school", 1);
    out.year = number_of(claims, "year", 1);
    out.page = word_of<Page>(claims, "page", kPages);
    out.section = maybe_number(claims, "section");
    out.item = maybe_number(claims, "item");
    out.origin = text_of(claims, "origin", 1);
    out.nonce = text_of(claims, "jti", 1, kLongestNonce);
    if (!nonce_form(out.nonce)) throw BadClaim{"jti", "it is no random number of 128 bits or more"};
    out.issued = number_of(claims, "iat", 1);
    out.expires = number_of(claims, "exp", 1);
    return out;
}

std::optional<Problem> against_times(const Statement& statement, base::Instant now) {
    const char* cure =
        "Open the page again from openSIS's menu; if that does not help, set the "
        "clocks of both machines right.";
    // Each compared without a sum that could overflow.
    if (statement.expires <= statement.issued ||
        statement.expires - statement.issued > kLongestLife)
        return refused("it would live longer than a minute", kSameAddOn, "handover.time");
    if (statement.issued > now + kMostSkew)
        return refused("it comes from the future: the clocks of openSIS and Causeway do not agree",
                       cure, "handover.time");
    if (statement.expires <= now - kMostSkew)
        return refused("it is too old", cure, "handover.time");
    return std::nullopt;
}

}  // namespace

std::string_view name(Profile profile) {
    return kProfiles[static_cast<std::size_t>(profile)];
}

std::string_view name(Page page) {
    return kPages[static_cast<std::size_t>(page)];
}

std::optional<std::string> key_bytes(std::string_view setting) {
    auto bytes = base::from_base64url(setting);
    if (!bytes || bytes->size() < kShortestKey) return std::nullopt;
    return bytes;
}

base::Result<Statement> read_statement(std::string_view text, std::string_view key,
                                       std::string_view link, base::Instant now) {
    const auto form = [](const char* why) { return refused(why, kFromMenu, "handover.form"); };
    if (text.empty()) return form("there is none");
    if (text.size() > kLongestStatement) return form("it is too long");
    const auto first = text.find('.');
    const auto second = first == std::string_view::npos ? first : text.find('.', first + 1);
    if (second == std::string_view::npos || text.find('.', second + 1) != std::string_view::npos)
        return form("it does not have three parts");

    const auto header = decoded_object(text.substr(0, first));
    if (!header) return form("its first part is not understood");
    const auto* algorithm = header->if_contains("alg");
    const auto* type = header->if_contains("typ");
    const bool known = algorithm != nullptr && algorithm->is_string() &&
                       algorithm->as_string() == "HS256" && !header->contains("crit") &&
                       (type == nullptr || (type->is_string() && type->as_string() == "JWT"));
    if (!known)
        return refused("it is signed in a way that Causeway does not take", kSameAddOn,
                       "handover.algorithm");

    const auto signature = base::from_base64url(text.substr(second + 1));
    if (key.size() < kShortestKey || !signature ||
        !base::same_secret(base::hmac_sha256(key, text.substr(0, second)), *signature))
        return refused("its signature is not one of this link's key",
                       "Enter the same hand-over key in openSIS's add-on and in Causeway: "
                       "causeway opensis handover-key",
                       "handover.signature");

    // From here on it is the add-on that speaks.
    const auto claims = decoded_object(text.substr(first + 1, second - first - 1));
    if (!claims) return form("its second part is not understood");
    try {
        if (text_of(*claims, "aud", 1) != "causeway:" + std::string(link))
            return refused("it is meant for another link", kSameAddOn, "handover.audience");
        Statement out = claims_of(*claims);
        if (auto problem = against_times(out, now)) return *std::move(problem);
        return out;
    } catch (const BadClaim& bad) {
        return refused("its claim \"" + bad.name + "\" will not do: " + bad.why, kSameAddOn,
                       "handover.claim", bad.name);
    }
}

}  // namespace causeway::sso
