// SPDX-License-Identifier: GPL-3.0-or-later
// Moodle's rules for accounts, as core's functions and the plugin's share them.
#include <algorithm>
#include <cctype>
#include <set>

#include "base/text.h"
#include "sandbox/moodle/calls.h"

namespace causeway::sandbox {

namespace {

constexpr std::string_view kCountries =
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR "
    "BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ "
    "EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW "
    "GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY "
    "KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV "
    "MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY "
    "QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG "
    "TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM "
    "ZW";

}  // namespace

std::string country_or_none(const std::string& code) {
    return code.size() == 2 && kCountries.find(code) != std::string_view::npos ? code : "";
}

bool internal_auth(const std::string& auth) {
    static const std::set<std::string> external = {"userkey", "oauth2", "ldap", "db",
                                                   "cas",     "lti",    "mnet", "shibboleth"};
    return !external.contains(auth);
}

std::string password_faults(const std::string& password) {
    std::string faults;
    const auto ask = [&](bool good, const char* text) {
        if (!good) faults += std::string("<div>") + text + "</div>";
    };
    const auto any = [&](auto&& test) {
        return std::any_of(password.begin(), password.end(),
                           [&](char c) { return test(static_cast<unsigned char>(c)); });
    };
    ask(base::length_utf8(password) >= 8, "Passwords must be at least 8 characters long.");
    ask(any([](unsigned char c) { return c >= '0' && c <= '9'; }),
        "Passwords must have at least 1 digit(s).");
    ask(any([](unsigned char c) { return c >= 'a' && c <= 'z'; }),
        "Passwords must have at least 1 lower case letter(s).");
    ask(any([](unsigned char c) { return c >= 'A' && c <= 'Z'; }),
        "Passwords must have at least 1 upper case letter(s).");
    ask(any([](unsigned char c) { return c < 0x80 && !std::isalnum(c); }),
        "The password must have at least 1 special character(s) such as *, -, or #.");
    return faults;
}

bool email_taken(const CallContext& context, const std::string& email, Id self) {
    if (context.switches.same_email_allowed) return false;
    const std::string lowered = base::lower_ascii(email);
    for (const Id id : context.site.users_by_email(email))
        if (id != self && base::lower_ascii(context.site.user(id)->email) == lowered) return true;
    return false;
}

void put_extra(Extras& extras, const std::string& key, const std::string& value) {
    std::erase_if(extras, [&](const auto& held) { return held.first == key; });
    if (!value.empty()) extras.emplace_back(key, value);
}

}  // namespace causeway::sandbox
