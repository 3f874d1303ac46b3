// SPDX-License-Identifier: GPL-3.0-or-later
// core_user_{create,update,delete}_users. Listings: calls_user_lists.cpp.
#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <set>

#include "base/text.h"
#include "sandbox/moodle/calls.h"
#include "sandbox/moodle/profile_fields.h"
#include "sandbox/moodle/ws_error.h"

namespace causeway::sandbox {

namespace json = boost::json;

namespace {

// What a column of Moodle's user table can hold, in characters.
constexpr std::array<std::pair<std::string_view, std::size_t>, 15> kLimits = {{
    {"username", 100},
    {"firstname", 100},
    {"lastname", 100},
    {"email", 100},
    {"idnumber", 255},
    {"city", 120},
    {"department", 255},
    {"institution", 255},
    {"phone1", 20},
    {"phone2", 20},
    {"address", 255},
    {"middlename", 255},
    {"alternatename", 255},
    {"firstnamephonetic", 255},
    {"lastnamephonetic", 255},
}};

bool blank(const std::string& text) {
    return base::trimmed(text).empty();
}

void check_password(const std::string& password) {
    const std::string faults = password_faults(password);
    // The odd error that Moodle gives: HTML as its code.
    if (!faults.empty()) throw moodle_error(faults, "error/" + faults);
}

void check_limits(const Php& row) {
    for (const auto& [key, limit] : kLimits)
        if (const Php* value = row.find(key); value && too_long(value->text(), limit))
            throw write_failed();
}

// Names that the site does not know are passed over, as core does.
void take_profile(const CallContext& context, User& user, const Php& row) {
    for (const auto& [index, given] : row.list("customfields").items())
        if (const auto field = profile_field(context.switches, given.text("type")))
            put_extra(user.more, "profile_field_" + field->shortname,
                      kept_value(*field, context.zone, given.text("value")));
}

void take(User& user, const Php& row) {
    user.username = row.text("username", user.username);
    user.auth = row.text("auth", user.auth);
    user.idnumber = row.text("idnumber", user.idnumber);
    user.firstname = row.text("firstname", user.firstname);
    user.lastname = row.text("lastname", user.lastname);
    user.email = row.text("email", user.email);
    user.city = row.text("city", user.city);
    user.department = row.text("department", user.department);
    user.lang = row.text("lang", user.lang);
    user.timezone = row.text("timezone", user.timezone);
    if (row.has("country")) user.country = country_or_none(row.text("country"));
    for (const char* key : {"institution", "phone1", "phone2", "address", "description",
                            "middlename", "alternatename", "firstnamephonetic", "lastnamephonetic",
                            "theme", "calendartype", "mailformat", "maildisplay"})
        if (row.has(key)) put_extra(user.more, key, row.text(key));
    if (row.has("interests")) {
        std::string list;
        for (const std::string& word : base::split(row.text("interests"), ','))
            list += (list.empty() ? "" : ", ") + std::string(base::trimmed(word));
        put_extra(user.more, "interests", list);
    }
    for (const auto& [index, preference] : row.list("preferences").items())
        put_extra(user.preferences, preference.text("type"), preference.text("value"));
}

User made_from(CallContext& context, const Php& row) {
    for (const char* key : {"username", "firstname", "lastname"})
        if (blank(row.text(key))) throw invalid_parameter();
    if (context.site.user_named(row.text("username")) != 0) throw invalid_parameter();
    const std::string auth = row.text("auth", "manual");
    const bool make_password = row.flag("createpassword");
    if (auth == "userkey" && !context.switches.userkey_enabled) throw invalid_parameter();
    if (internal_auth(auth) && row.text("password").empty() && !make_password)
        throw invalid_parameter();
    if (!base::plausible_email(row.text("email"))) throw invalid_parameter();
    if (email_taken(context, row.text("email"), 0)) throw invalid_parameter();
    if (internal_auth(auth) && !make_password) check_password(row.text("password"));
    check_limits(row);
    User made;
    take(made, row);
    take_profile(context, made, row);
    if (internal_auth(auth) && make_password)
        put_extra(made.preferences, "auth_forcepasswordchange", "1");
    made.timecreated = made.timemodified = context.now;
    return made;
}

json::value create(CallContext& context, const Php& args) {
    // Accounts keep their place by id, so all are proved good before the first is made.
    std::vector<User> made;
    std::set<std::string> usernames, emails;
    for (const auto& [index, row] : args.list("users").items()) {
        made.push_back(made_from(context, row));
        const bool fresh_name = usernames.insert(made.back().username).second;
        const bool fresh_email = emails.insert(base::lower_ascii(made.back().email)).second;
        if (!fresh_name || (!fresh_email && !context.switches.same_email_allowed))
            throw invalid_parameter();
    }
    json::array answer;
    for (User& user : made) {
        const User& kept = context.site.add_user(std::move(user));
        answer.push_back({{"id", kept.id}, {"username", kept.username}});
    }
    return answer;
}

void check_update(const CallContext& context, const User& user, const Php& row) {
    if (user.id == Site::kAdmin)
        throw moodle_error("usernotupdatedadmin", "Cannot update admin accounts");
    if (user.deleted) throw moodle_error("usernotupdateddeleted", "error/usernotupdateddeleted");
    if (user.id == Site::kGuest)
        throw moodle_error("usernotupdatedguest", "error/usernotupdatedguest");
    if (row.has("email") && row.text("email") != user.email) {
        const std::string email = row.text("email");
        if (!base::plausible_email(email))
            throw moodle_error("useremailinvalid", "error/useremailinvalid");
        if (email_taken(context, email, user.id))
            throw moodle_error("useremailduplicate", "Duplicate address");
    }
    if (row.has("password") && !row.text("password").empty() &&
        internal_auth(row.text("auth", user.auth)))
        check_password(row.text("password"));
    check_limits(row);
    const Id holder = context.site.user_named(row.text("username", user.username));
    if (holder != 0 && holder != user.id) throw write_failed();
}

void update_one(CallContext& context, const Php& row) {
    User* user = context.site.user(row.number("id"));
    if (!user) throw moodle_error("invaliduserid", "Invalid user ID");
    check_update(context, *user, row);
    const User before = *user;
    context.site.change_user(*user, [&](User& it) {
        take(it, row);
        take_profile(context, it, row);
        it.suspended = row.flag("suspended", it.suspended);
    });
    const bool same = before.username == user->username && before.auth == user->auth &&
                      before.idnumber == user->idnumber && before.firstname == user->firstname &&
                      before.lastname == user->lastname && before.email == user->email &&
                      before.city == user->city && before.country == user->country &&
                      before.department == user->department && before.lang == user->lang &&
                      before.timezone == user->timezone && before.more == user->more &&
                      before.suspended == user->suspended;
    if (!same) user->timemodified = context.now;
}

json::value update(CallContext& context, const Php& args) {
    json::array warnings;
    bool speakable = true;
    for (const auto& [index, row] : args.list("users").items()) {
        try {
            update_one(context, row);
        } catch (const WsError& error) {
            // A weak password's code is HTML, which fails the check of Moodle's own answer.
            speakable = speakable && cleaned(Type::alphanumext, error.errorcode) == error.errorcode;
            warnings.push_back({{"item", "user"},
                                {"itemid", row.number("id")},
                                {"warningcode", error.errorcode},
                                {"message", error.message}});
        }
    }
    if (!speakable)
        throw WsError{"core\\exception\\invalid_response_exception", "invalidresponse",
                      "Invalid response value detected"};
    return {{"warnings", std::move(warnings)}};
}

json::value remove(CallContext& context, const Php& args) {
    std::set<Id> ids;
    for (const auto& [index, value] : args.list("userids").items()) {
        const Id id = to_number(value.text());
        const User* user = context.site.user(id);
        if (!user || user->deleted || !ids.insert(id).second) throw no_such_user();
        if (id == Site::kAdmin)
            throw moodle_error("useradminodelete", "Administrator accounts cannot be deleted.");
        if (id == Site::kGuest) ids.erase(id);  // Moodle says nothing and leaves it
        if (id == context.caller)
            throw moodle_error("usernotdeletederror", "User not deleted - error");
    }
    for (const Id id : ids)
        context.site.delete_user(*context.site.user(id), context.now);
    return nullptr;
}

Shape user_shape(bool creating) {
    const auto text = Shape::of(Type::text);
    const auto notags = Shape::of(Type::notags);
    const auto raw = Shape::of(Type::raw);
    const auto integer = Shape::of(Type::integer);
    const Need must = creating ? Need::required : Need::optional;
    const Need preset = creating ? Need::defaulted : Need::optional;
    std::vector<Shape::Field> fields = {
        {"username", Shape::of(Type::username), must},
        {"auth", Shape::of(Type::auth), preset, "manual"},
        {"password", raw, Need::optional},
        {"firstname", notags, must},
        {"lastname", notags, must},
        {"email", Shape::of(Type::raw_trimmed), must},
        {"maildisplay", integer, Need::optional},
        {"city", text, Need::optional},
        {"country", Shape::of(Type::alpha), Need::optional},
        {"timezone", Shape::of(Type::timezone), Need::optional},
        {"description", raw, Need::optional},
        {"firstnamephonetic", notags, Need::optional},
        {"lastnamephonetic", notags, Need::optional},
        {"middlename", notags, Need::optional},
        {"alternatename", notags, Need::optional},
        {"interests", text, Need::optional},
        {"idnumber", raw, preset, ""},
        {"institution", text, Need::optional},
        {"department", text, Need::optional},
        {"phone1", notags, Need::optional},
        {"phone2", notags, Need::optional},
        {"address", text, Need::optional},
        {"lang", Shape::of(Type::lang), preset, "en"},
        {"calendartype", Shape::of(Type::plugin), preset, "gregorian"},
        {"theme", Shape::of(Type::theme), Need::optional},
        {"mailformat", integer, Need::optional},
        {"customfields",
         Shape::list(Shape::object({{"type", Shape::of(Type::alphanumext)}, {"value", raw}})),
         Need::optional},
        {"preferences", Shape::list(Shape::object({{"type", raw}, {"value", raw}})),
         Need::optional},
    };
    const auto boolean = Shape::of(Type::boolean);
    if (creating) {
        fields.push_back({"createpassword", boolean, Need::optional});
    } else {
        fields.insert(fields.begin(), Shape::Field{"id", integer});
        fields.push_back({"suspended", boolean, Need::optional});
        fields.push_back({"userpicture", integer, Need::optional});
    }
    return Shape::object({{"users", Shape::list(Shape::object(std::move(fields)))}});
}

}  // namespace

void add_user_functions(std::map<std::string, Function>& functions) {
    functions["core_user_create_users"] = {user_shape(true), "users", create};
    functions["core_user_update_users"] = {user_shape(false), "users", update};
    functions["core_user_delete_users"] = {
        Shape::object({{"userids", Shape::list(Shape::of(Type::integer))}}), "userids", remove};
}

}  // namespace causeway::sandbox
