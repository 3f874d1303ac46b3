// SPDX-License-Identifier: GPL-3.0-or-later
// The web-service functions of the stand-in: what each takes and what it does to the site. A
// function gets checked arguments, throws WsError to refuse (having undone what it began), and
// returns what Moodle would answer. Called with the site locked.
#pragma once

#include <boost/json/fwd.hpp>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "sandbox/moodle/shape.h"
#include "sandbox/moodle/site.h"
#include "sandbox/moodle/switches.h"

namespace causeway::sandbox {

struct CallContext {
    Site& site;
    const Switches& switches;
    Id caller;
    Id now;
    const base::Zone& zone;
    std::string site_name;
    std::string url;
    const std::map<std::string, struct Function>* functions;
    struct PluginState& plugins;
    std::size_t rows = 0;  // for a function whose rows are one text: how many it found
};

struct Function {
    Shape takes;
    std::string rows;  // the argument that holds the rows of a batch; "": none
    std::function<boost::json::value(CallContext&, const Php&)> run;
    bool plugin = false;  // there only where our plugins are installed
};

// By name; every one the stand-in knows.
[[nodiscard]] const std::map<std::string, Function>& all_functions();

// A function that every Moodle has, but that the stand-in's service lacks.
[[nodiscard]] bool ungranted(const std::string& function);

void add_site_functions(std::map<std::string, Function>& functions);
void add_category_functions(std::map<std::string, Function>& functions);
void add_course_functions(std::map<std::string, Function>& functions);
void add_course_listings(std::map<std::string, Function>& functions);
void add_user_functions(std::map<std::string, Function>& functions);
void add_user_listings(std::map<std::string, Function>& functions);
void add_enrolment_functions(std::map<std::string, Function>& functions);
void add_enrolment_listings(std::map<std::string, Function>& functions);
void add_group_functions(std::map<std::string, Function>& functions);
void add_role_functions(std::map<std::string, Function>& functions);
void add_activity_functions(std::map<std::string, Function>& functions);
void add_grade_functions(std::map<std::string, Function>& functions);
// Of our plugins local/opensis and auth/userkey.
void add_local_listings(std::map<std::string, Function>& functions);
void add_local_grade_listings(std::map<std::string, Function>& functions);
void add_local_people(std::map<std::string, Function>& functions);
void add_local_courses(std::map<std::string, Function>& functions);
void add_local_enrolments(std::map<std::string, Function>& functions);
void add_local_groups(std::map<std::string, Function>& functions);
void add_local_items(std::map<std::string, Function>& functions);
void add_local_site(std::map<std::string, Function>& functions);
void add_userkey(std::map<std::string, Function>& functions);

// Parts that several of them share.
[[nodiscard]] std::string picture_url(const CallContext& context, bool small);
// Plain text as Moodle's format_string gives it: HTML, in which & < > stand as entities.
[[nodiscard]] std::string formatted(std::string_view text);
// HTML as Moodle's format_text gives it, nearly: no scripts, a bare & becomes &amp;.
[[nodiscard]] std::string formatted_html(std::string_view text);
[[nodiscard]] std::string extra(const Extras& extras, std::string_view key);
// Whether the caller gets to see that account's e-mail address.
[[nodiscard]] bool email_shown(const CallContext& context, const User& user);
[[nodiscard]] boost::json::array roles_json(std::uint16_t roles);
[[nodiscard]] const Role* role_by_id(Id id);
[[nodiscard]] std::string country_or_none(const std::string& code);
[[nodiscard]] bool internal_auth(const std::string& auth);
// What is wrong with it by Moodle's default policy, as HTML; "" when nothing is.
[[nodiscard]] std::string password_faults(const std::string& password);
[[nodiscard]] bool email_taken(const CallContext& context, const std::string& email, Id self);
void put_extra(Extras& extras, const std::string& key, const std::string& value);
[[nodiscard]] bool too_long(std::string_view text, std::size_t limit);

}  // namespace causeway::sandbox
