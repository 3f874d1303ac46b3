// SPDX-License-Identifier: GPL-3.0-or-later
// local_opensis_get_changes and local_opensis_get_environment.
#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <tuple>

#include "base/text.h"
#include "sandbox/moodle/calls.h"
#include "sandbox/moodle/plugin_state.h"
#include "sandbox/moodle/profile_fields.h"
#include "sandbox/moodle/signed_text.h"
#include "sandbox/moodle/ws_error.h"

namespace causeway::sandbox {

namespace json = boost::json;

namespace {

constexpr Id kMostRows = 5000;

// ---- changes ----

struct Reached {
    Id last = 0;
    bool reset = false;
};

std::string cursor_of(const CallContext& context, ChangeKind kind, Id last) {
    return signed_text(
        context.site.changes.epoch + "." + std::string(name_of(kind)) + "." + std::to_string(last),
        context.plugins.secret);
}

Reached reached(const CallContext& context, ChangeKind kind, const std::string& cursor) {
    const ChangeLog& log = context.site.changes;
    if (cursor.empty()) return {.last = log.last()};
    const auto payload = payload_of(cursor, context.plugins.secret);
    const auto parts = base::split(payload.value_or(""), '.');
    if (parts.size() != 3 || parts[1] != name_of(kind))
        throw moodle_error("invalidcursor",
                           "The cursor was not made by this site for this question");
    const Id last = to_number(parts[2]);
    if (parts[0] != log.epoch || last < log.trimmed_to())
        return {.last = log.last(), .reset = true};
    return {.last = last};
}

// Several changes of one record in a page become one, where the last of them stood.
std::vector<Change> merged(const std::vector<Change>& page) {
    std::map<std::tuple<Id, Id, Id>, Change> last;
    for (const Change& change : page) {
        const auto [at, fresh] =
            last.try_emplace({change.objectid, change.userid, change.courseid}, change);
        if (fresh) continue;
        const bool made = at->second.what == What::created && change.what != What::removed;
        at->second = change;
        if (made) at->second.what = What::created;
    }
    std::vector<Change> out;
    for (const auto& [of, change] : last)
        out.push_back(change);
    std::ranges::sort(out, {}, &Change::id);
    return out;
}

json::object shown(const Change& change) {
    return {{"id", change.id},
            {"kind", name_of(change.kind)},
            {"what", name_of(change.what)},
            {"objectid", change.objectid},
            {"userid", change.userid},
            {"courseid", change.courseid},
            {"time", change.time}};
}

json::value get_changes(CallContext& context, const Php& args) {
    if (!context.switches.plugin_read) throw not_permitted("Read for Causeway");
    ChangeKind kind{};
    const Id limit = args.number("limit");
    const std::string what = args.text("what");
    const auto is = [&](What one) { return what == name_of(one); };
    if (!kind_named(args.text("kind"), kind) || limit < 1 || limit > kMostRows ||
        !(what.empty() || is(What::created) || is(What::updated) || is(What::removed)))
        throw invalid_parameter();
    Reached at = reached(context, kind, args.text("cursor"));
    const ChangeLog& log = context.site.changes;
    std::vector<Change> page;
    bool complete = true;
    for (Id id = at.last + 1; id <= log.last(); ++id) {
        const Change& change = log.rows()[static_cast<std::size_t>(id - log.trimmed_to() - 1)];
        if (change.kind == kind && (what.empty() || is(change.what))) {
            if (static_cast<Id>(page.size()) == limit) {
                complete = false;
                break;
            }
            page.push_back(change);
        }
        at.last = id;
    }
    json::array rows;
    for (const Change& change : merged(page))
        rows.push_back(shown(change));
    return {{"rows", std::move(rows)},
            {"nextcursor", cursor_of(context, kind, at.last)},
            {"complete", complete},
            {"reset", at.reset}};
}

// ---- environment ----

json::array roles() {
    json::array list;
    for (const Role& role : stock_roles())
        list.push_back({{"id", role.id},
                        {"shortname", role.shortname},
                        {"archetype", role.shortname},
                        {"assignable", role.in_course}});
    return list;
}

json::array told_profile_fields(const CallContext& context) {
    json::array out;
    for (const ProfileField& field : profile_fields(context.switches)) {
        const bool day = field.datatype == "datetime";
        out.push_back({{"shortname", field.shortname},
                       {"name", field.shortname},
                       {"datatype", field.datatype},
                       {"required", false},
                       {"locked", false},
                       {"unique", field.unique},
                       {"hidden", false},
                       {"default", ""},
                       {"options", json::array(field.options.begin(), field.options.end())},
                       {"maxlength", field.datatype == "text" ? 2048 : 0},
                       {"firstyear", day ? 1980 : 0},
                       {"lastyear", day ? 2030 : 0},
                       {"withtime", false}});
    }
    return out;
}

json::value get_environment(CallContext& context, const Php&) {
    const Switches& switches = context.switches;
    if (!switches.plugin_read) throw not_permitted("Read for Causeway");
    json::array auths = {"manual", "email", "oauth2", "webservice"};
    if (switches.userkey_enabled) auths.push_back("userkey");
    return {{"plugin", {{"version", 2026112703}, {"release", "1.0.0"}}},
            {"authenticator",
             {{"version", 2026112300},
              {"release", "1.0.0"},
              {"enabled", switches.userkey_enabled},
              {"mappingfield", switches.userkey_mapping},
              {"keylifetime", switches.userkey_lifetime.count()},
              {"iprestriction", switches.userkey_restrict_ip},
              {"allowadmins", switches.userkey_allow_admins}}},
            {"moodle",
             {{"release", "4.5.6 (Build: 20250811)"},
              {"version", "2024100706"},
              {"build", "20250811"}}},
            {"siteid", sha256_hex("site of " + context.plugins.secret)},
            {"wwwroot", context.url},
            {"servertime", context.now},
            {"timezone", context.zone.name()},
            {"php", "8.2.29"},
            {"database", {{"type", "mariadb"}, {"version", "10.11.11"}}},
            {"limits",
             {{"max_input_vars", switches.max_input_vars},
              {"post_max_size", switches.post_max_size},
              {"memory_limit", 134217728},
              {"max_execution_time", 30}}},
            {"codecache", switches.code_cache},
            {"roles", roles()},
            {"profilefields", told_profile_fields(context)},
            {"authmethods", std::move(auths)},
            {"enrolmethods", {"manual", "guest", "self", "cohort"}},
            {"welcomemessage", false},
            {"allowaccountssameemail", switches.same_email_allowed},
            {"recyclebin", true},
            {"gradehistory", true},
            {"cron", {{"lastrun", context.now}}},
            {"counts",
             {{"users", context.site.users().size() - context.site.deleted_users() - 1},
              {"courses", context.site.courses().size() - 1},
              {"enrolments", context.site.enrolments()}}},
            {"hint", {{"enabled", false}, {"address", ""}, {"links", 0}}}};
}

}  // namespace

void add_local_site(std::map<std::string, Function>& functions) {
    const auto raw = Shape::of(Type::raw);
    Function changes;
    changes.takes = Shape::object({{"kind", raw},
                                   {"cursor", raw, Need::defaulted, ""},
                                   {"limit", Shape::of(Type::integer), Need::defaulted, "1000"},
                                   {"what", raw, Need::defaulted, ""}});
    changes.run = get_changes;
    changes.plugin = true;
    functions["local_opensis_get_changes"] = std::move(changes);
    Function environment;
    environment.takes = Shape::object({});
    environment.run = get_environment;
    environment.plugin = true;
    functions["local_opensis_get_environment"] = std::move(environment);
}

}  // namespace causeway::sandbox
