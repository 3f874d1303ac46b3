// SPDX-License-Identifier: GPL-3.0-or-later
// core_user_get_users and core_user_get_users_by_field.
#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "sandbox/moodle/calls.h"
#include "sandbox/moodle/profile_fields.h"
#include "sandbox/moodle/ws_error.h"

namespace causeway::sandbox {

namespace json = boost::json;

namespace {

void put_filled(json::object& into, std::string_view key, const std::string& value) {
    if (!value.empty()) into[key] = value;
}

// Moodle leaves most empty fields out, but not all of them. Without viewalldetails an account
// sees the full picture of itself only.
json::object shown(const CallContext& context, const User& user) {
    const bool own = user.id == context.caller;
    const bool all = context.switches.view_all_details || user.id == context.caller;
    json::object out;
    out.reserve(24);
    out["id"] = user.id;
    if (all) out["username"] = user.username;
    out["firstname"] = user.firstname;
    out["lastname"] = user.lastname;
    out["fullname"] = user.fullname();
    if (email_shown(context, user)) out["email"] = user.email;
    if (all) put_filled(out, "address", extra(user.more, "address"));
    if (own) {
        put_filled(out, "phone1", extra(user.more, "phone1"));
        put_filled(out, "phone2", extra(user.more, "phone2"));
    }
    out["department"] = user.department;
    put_filled(out, "institution", extra(user.more, "institution"));
    if (all) put_filled(out, "idnumber", user.idnumber);
    if (all) put_filled(out, "interests", extra(user.more, "interests"));
    out["firstaccess"] = 0;
    out["lastaccess"] = 0;
    if (all) {
        out["auth"] = user.auth;
        out["suspended"] = user.suspended;
        out["confirmed"] = true;
        out["lang"] = user.lang;
        out["theme"] = extra(user.more, "theme");
        out["timezone"] = user.timezone;
        out["mailformat"] = extra(user.more, "mailformat") == "0" ? 0 : 1;
        out["trackforums"] = 0;
    }
    if (const std::string text = extra(user.more, "description"); own && !text.empty()) {
        out["description"] = text;
        out["descriptionformat"] = 1;
    }
    put_filled(out, "city", user.city);
    put_filled(out, "country", user.country);
    out["profileimageurlsmall"] = picture_url(context, true);
    out["profileimageurl"] = picture_url(context, false);
    json::array fields;
    for (const ProfileField& field : profile_fields(context.switches))
        if (const std::string value = extra(user.more, "profile_field_" + field.shortname);
            all && !value.empty())
            fields.push_back({{"type", field.datatype},
                              {"value", value},
                              {"displayvalue", value},
                              {"name", field.shortname},
                              {"shortname", field.shortname}});
    if (!fields.empty()) out["customfields"] = std::move(fields);
    if (!user.preferences.empty() && own) {
        json::array list;
        for (const auto& [name, value] : user.preferences)
            list.push_back({{"name", name}, {"value", value}});
        out["preferences"] = std::move(list);
    }
    return out;
}

std::vector<Id> ids_by_field(CallContext& context, const std::string& field, const Php& values) {
    Site& site = context.site;
    std::vector<Id> ids;
    const auto all_with = [&](auto&& test) {
        for (const User& user : site.users())
            if (test(user)) ids.push_back(user.id);
    };
    for (const auto& [index, item] : values.items()) {
        const std::string& value = item.text();
        if (field == "id") {
            ids.push_back(to_number(value));
        } else if (field == "username") {
            ids.push_back(site.user_named(value));
        } else if (value.empty()) {
            if (field == "idnumber")
                all_with([](const User& user) { return user.idnumber.empty(); });
            else
                all_with([](const User& user) { return user.email.empty(); });
        } else {
            const auto hits =
                field == "idnumber" ? site.users_by_idnumber(value) : site.users_by_email(value);
            ids.insert(ids.end(), hits.begin(), hits.end());
        }
    }
    std::sort(ids.begin(), ids.end());
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
}

json::value get_by_field(CallContext& context, const Php& args) {
    static const std::map<std::string, Type> fields = {{"id", Type::integer},
                                                       {"idnumber", Type::raw},
                                                       {"username", Type::username},
                                                       {"email", Type::raw}};
    const std::string field = args.text("field");
    const auto type = fields.find(field);
    if (type == fields.end()) throw coding_error("invalid field parameter");
    for (const auto& [index, value] : args.list("values").items())
        if (cleaned(type->second, value.text()) != value.text()) throw invalid_parameter();
    // Only a field that the caller may see finds anybody.
    const auto seen = [&](const User& user) {
        if (field == "email") return email_shown(context, user);
        return context.switches.view_all_details || field == "id" || user.id == context.caller;
    };
    json::array answer;
    for (const Id id : ids_by_field(context, field, args.list("values")))
        if (const User* user = context.site.user(id))
            if (seen(*user)) answer.push_back(shown(context, *user));
    return answer;
}

// SQL's LIKE on collated texts: % is any run, _ any one character.
bool like(std::string_view text, std::string_view pattern) {
    std::size_t t = 0, p = 0, star = std::string_view::npos, mark = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '%') {
            star = p++;
            mark = t;
        } else if (p < pattern.size() && (pattern[p] == '_' || pattern[p] == text[t])) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++mark;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '%')
        ++p;
    return p == pattern.size();
}

using Criteria = std::vector<std::pair<std::string, std::string>>;

bool meets(const User& user, const std::string& key, const std::string& value) {
    if (key == "id") return user.id == to_number(value);
    if (key == "idnumber") return collated(user.idnumber) == collated(value);
    if (key == "username") return user.username == collated(value);
    if (key == "auth") return user.auth == value;
    if (key == "firstname") return like(collated(user.firstname), collated(value));
    if (key == "lastname") return like(collated(user.lastname), collated(value));
    return like(collated(user.email), collated(value));
}

json::value get_users(CallContext& context, const Php& args) {
    static const std::map<std::string, Type> known = {
        {"id", Type::integer},   {"lastname", Type::text}, {"firstname", Type::text},
        {"idnumber", Type::raw}, {"username", Type::raw},  {"email", Type::raw},
        {"auth", Type::auth}};
    Criteria criteria;
    std::set<std::string> used;
    json::array warnings;
    for (const auto& [index, row] : args.list("criteria").items()) {
        const std::string key = row.text("key");
        if (!used.insert(key).second) throw moodle_error("keyalreadyset", "error/keyalreadyset");
        const auto type = known.find(key);
        if (type == known.end()) {
            warnings.push_back({{"item", key},
                                {"warningcode", "invalidfieldparameter"},
                                {"message", "The search key '" + key +
                                                "' is not supported, look at the web service "
                                                "documentation"}});
            continue;
        }
        criteria.emplace_back(key, cleaned(type->second, row.text("value")));
    }
    json::array users;
    for (const User& user : context.site.users()) {
        if (user.deleted || !std::all_of(criteria.begin(), criteria.end(), [&](const auto& one) {
                return meets(user, one.first, one.second);
            }))
            continue;
        // Whoever may not see what was searched for does not find it either.
        json::object found = shown(context, user);
        if (std::all_of(criteria.begin(), criteria.end(),
                        [&](const auto& one) { return found.contains(one.first); }))
            users.push_back(std::move(found));
    }
    return {{"users", std::move(users)}, {"warnings", std::move(warnings)}};
}

}  // namespace

void add_user_listings(std::map<std::string, Function>& functions) {
    functions["core_user_get_users_by_field"] = {
        Shape::object(
            {{"field", Shape::of(Type::alpha)}, {"values", Shape::list(Shape::of(Type::raw))}}),
        "values", get_by_field};
    functions["core_user_get_users"] = {
        Shape::object(
            {{"criteria", Shape::list(Shape::object({{"key", Shape::of(Type::alpha)},
                                                     {"value", Shape::of(Type::raw)}}))}}),
        "", get_users};
}

}  // namespace causeway::sandbox
