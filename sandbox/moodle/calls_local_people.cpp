// SPDX-License-Identifier: GPL-3.0-or-later
// local_opensis_upsert_users: accounts by id or ID number, one outcome per row.
#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "base/text.h"
#include "sandbox/moodle/calls.h"
#include "sandbox/moodle/local_rows.h"
#include "sandbox/moodle/profile_fields.h"
#include "sandbox/moodle/signed_text.h"

namespace causeway::sandbox {

namespace {

const RowSpec& user_spec() {
    static const RowSpec spec = {
        {"id", {RowType::number}},
        {"idnumber", {RowType::text, 255}},
        {"username", {RowType::text, 100}},
        {"firstname", {RowType::text, 100}},
        {"lastname", {RowType::text, 100}},
        {"middlename", {RowType::text, 255}},
        {"email", {RowType::text, 100}},
        {"auth", {RowType::text, 20}},
        {"password", {RowType::raw, 128}},
        {"suspended", {RowType::flag}},
        {"phone1", {RowType::text, 20}},
        {"phone2", {RowType::text, 20}},
        {"department", {RowType::text, 255}},
        {"institution", {RowType::text, 255}},
        {"city", {RowType::text, 120}},
        {"country", {RowType::text, 2}},
        {"lang", {RowType::text, 30}},
        {"timezone", {RowType::text, 100}},
        {"customfields", {RowType::texts}},
    };
    return spec;
}

void check(const CallContext& context, const Row& row) {
    if (row.number("id") == 0) row.demand("idnumber");
    for (const char* field : {"idnumber", "username", "firstname", "lastname", "email"})
        row.demand_if_given(field);
    for (const char* field : {"firstname", "lastname", "middlename", "phone1", "phone2",
                              "department", "institution", "city"})
        if (cleaned(Type::notags, row.text(field)) != row.text(field))
            throw row_fault("invalidparameter", field, row.text(field));
    const std::string username = row.text("username");
    if (cleaned(Type::username, username) != username)
        throw row_fault("usernameinvalid", "username", username);
    if (row.has("email") && !base::plausible_email(row.text("email")))
        throw row_fault("emailinvalid", "email", row.text("email"));
    const std::string auth = row.text("auth", "manual");
    if (auth.empty() || cleaned(Type::auth, auth) != auth || auth == "mnet" || auth == "webservice")
        throw row_fault("unknownauth", "auth", auth);
    if (const std::string lang = row.text("lang", "en"); !lang.empty() && lang != "en")
        throw row_fault("invalidparameter", "lang", lang);
    for (const auto& [name, value] : row.texts("customfields"))
        if (!profile_field(context.switches, name))
            throw row_fault("unknowncustomfield", "customfields", name);
}

// The account that the row is about; null when it is a new one.
User* found(CallContext& context, const Row& row) {
    User* user = nullptr;
    if (const Id id = row.number("id"); id != 0) {
        user = context.site.user(id);
        if (!user || user->deleted) throw row_fault("usernotfound", "id", std::to_string(id));
    } else {
        const auto holders = context.site.users_by_idnumber(row.text("idnumber"));
        if (holders.size() > 1)
            throw row_fault("idnumbernotunique", "idnumber", row.text("idnumber"));
        if (holders.empty()) return nullptr;
        user = context.site.user(holders.front());
    }
    if (user->id == Site::kAdmin) throw row_fault("usernotupdatedadmin");
    if (user->id == Site::kGuest) throw row_fault("usernotupdatedguest");
    return user;
}

// What is kept of the password to set; "" when it is not to be set.
std::string password_mark(const Row& row, const User* user) {
    const std::string password = row.text("password");
    if (password.empty() || !internal_auth(row.text("auth", user ? user->auth : "manual")))
        return {};
    const std::string mark = sha256_hex(password);
    if (user && extra(user->more, "password_sha256") == mark) return {};
    if (const std::string faults = password_faults(password); !faults.empty())
        throw row_fault("passwordpolicy", "password");
    return mark;
}

void check_names(const CallContext& context, const Row& row, const User* user) {
    const Id self = user ? user->id : 0;
    if (row.has("email") && (!user || user->email != row.text("email")) &&
        email_taken(context, row.text("email"), self))
        throw row_fault("emailexists", "email", row.text("email"));
    const Id holder = context.site.user_named(row.text("username"));
    if (holder != 0 && holder != self)
        throw row_fault("usernameexists", "username", row.text("username"));
}

void take(const CallContext& context, User& user, const Row& row) {
    using Field = std::pair<const char*, std::string User::*>;
    for (const auto& [name, field] : std::array<Field, 8>{{{"username", &User::username},
                                                           {"auth", &User::auth},
                                                           {"idnumber", &User::idnumber},
                                                           {"firstname", &User::firstname},
                                                           {"lastname", &User::lastname},
                                                           {"email", &User::email},
                                                           {"city", &User::city},
                                                           {"department", &User::department}}})
        user.*field = row.text(name, user.*field);
    if (row.has("country")) user.country = country_or_none(row.text("country"));
    if (row.has("timezone")) {
        const std::string zone = cleaned(Type::timezone, row.text("timezone"));
        user.timezone = zone.empty() ? "99" : zone;
    }
    if (!row.text("lang").empty()) user.lang = row.text("lang");
    for (const char* key : {"middlename", "institution", "phone1", "phone2"})
        if (row.has(key)) put_extra(user.more, key, row.text(key));
    for (const auto& [name, value] : row.texts("customfields"))
        if (const auto field = profile_field(context.switches, name))
            put_extra(user.more, "profile_field_" + name, kept_value(*field, context.zone, value));
    user.suspended = row.number("suspended", user.suspended ? 1 : 0) != 0;
}

bool same(const User& a, const User& b) {
    const auto in_order = [](Extras extras) {
        std::sort(extras.begin(), extras.end());
        return extras;
    };
    return a.username == b.username && a.auth == b.auth && a.idnumber == b.idnumber &&
           a.firstname == b.firstname && a.lastname == b.lastname && a.email == b.email &&
           a.city == b.city && a.country == b.country && a.department == b.department &&
           a.lang == b.lang && a.timezone == b.timezone && a.suspended == b.suspended &&
           in_order(a.more) == in_order(b.more);
}

Outcome create(CallContext& context, const Row& row) {
    const std::string mark = password_mark(row, nullptr);
    for (const char* field : {"username", "firstname", "lastname", "email"})
        row.demand(field);
    if (internal_auth(row.text("auth", "manual"))) row.demand("password");
    check_names(context, row, nullptr);
    User made;
    take(context, made, row);
    put_extra(made.more, "password_sha256", mark);
    made.timecreated = made.timemodified = context.now;
    return {"created", context.site.add_user(std::move(made)).id};
}

Outcome write(CallContext& context, const Row& row) {
    check(context, row);
    User* user = found(context, row);
    if (!user) return create(context, row);
    const std::string mark = password_mark(row, user);
    check_names(context, row, user);
    User after = *user;
    take(context, after, row);
    if (!mark.empty()) put_extra(after.more, "password_sha256", mark);
    if (same(*user, after)) return {"unchanged", user->id};
    after.timemodified = context.now;
    context.site.change_user(*user, [&](User& it) { it = std::move(after); });
    return {"updated", user->id};
}

}  // namespace

void add_local_people(std::map<std::string, Function>& functions) {
    functions["local_opensis_upsert_users"] = upsert_function(user_spec(), write);
}

}  // namespace causeway::sandbox
