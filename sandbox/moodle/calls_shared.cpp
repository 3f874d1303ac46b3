// SPDX-License-Identifier: GPL-3.0-or-later
#include <boost/json.hpp>
#include <set>

#include "base/text.h"
#include "sandbox/moodle/calls.h"

namespace causeway::sandbox {

namespace json = boost::json;

namespace {

std::string with_entities(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        out += text[i];
        if (text[i] != '&') continue;
        // An entity is left alone: up to eight letters, digits or '#', then ';'.
        const auto end = text.find_first_not_of(
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789#", i + 1);
        const bool entity =
            end != std::string_view::npos && text[end] == ';' && end > i + 1 && end - i - 1 <= 8;
        if (!entity) out += "amp;";
    }
    return out;
}

// Functions that every Moodle has, but that the stand-in's service lacks.
const std::set<std::string> kUngranted = {
    "core_course_get_updates_since", "core_group_get_groupings",
    "core_enrol_get_course_enrolment_methods", "tool_mobile_get_public_config",
    "tool_mobile_call_external_functions"};

}  // namespace

bool ungranted(const std::string& function) {
    return kUngranted.contains(function);
}

const std::map<std::string, Function>& all_functions() {
    static const std::map<std::string, Function> functions = [] {
        std::map<std::string, Function> all;
        add_site_functions(all);
        add_category_functions(all);
        add_course_functions(all);
        add_course_listings(all);
        add_user_functions(all);
        add_user_listings(all);
        add_enrolment_functions(all);
        add_enrolment_listings(all);
        add_group_functions(all);
        add_role_functions(all);
        add_grade_functions(all);
        add_local_listings(all);
        add_local_grade_listings(all);
        add_local_people(all);
        add_local_courses(all);
        add_local_enrolments(all);
        add_local_groups(all);
        add_local_items(all);
        add_local_site(all);
        add_userkey(all);
        return all;
    }();
    return functions;
}

std::string picture_url(const CallContext& context, bool small) {
    return context.url + "/theme/image.php/boost/core/1754870400/u/" + (small ? "f2" : "f1");
}

std::string extra(const Extras& extras, std::string_view key) {
    for (const auto& [name, value] : extras)
        if (name == key) return value;
    return {};
}

bool email_shown(const CallContext& context, const User& user) {
    return context.switches.view_identity || user.id == context.caller ||
           extra(user.more, "maildisplay") == "1";
}

std::string formatted(std::string_view text) {
    std::string out;
    for (const char c : with_entities(text)) {
        if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else
            out += c;
    }
    return out;
}

std::string formatted_html(std::string_view text) {
    constexpr std::string_view kOpen = "<script", kClose = "</script>";
    std::string out = with_entities(text);
    for (auto at = out.find(kOpen); at != std::string::npos; at = out.find(kOpen, at)) {
        const auto end = out.find(kClose, at);
        out.erase(at, end == std::string::npos ? end : end + kClose.size() - at);
    }
    return out;
}

json::array roles_json(std::uint16_t roles) {
    json::array list;
    for (const Role& role : stock_roles())
        if (roles & (1U << role.id))
            list.push_back({{"roleid", role.id},
                            {"name", ""},
                            {"shortname", role.shortname},
                            {"sortorder", 0}});
    return list;
}

const Role* role_by_id(Id id) {
    for (const Role& role : stock_roles())
        if (role.id == id) return &role;
    return nullptr;
}

bool too_long(std::string_view text, std::size_t limit) {
    return text.size() > limit && base::length_utf8(text) > limit;
}

}  // namespace causeway::sandbox
