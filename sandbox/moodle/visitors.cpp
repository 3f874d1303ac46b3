// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/moodle/visitors.h"

#include "base/crypt.h"
#include "base/text.h"
#include "sandbox/moodle/php_form.h"
#include "sandbox/moodle/responses.h"

namespace causeway::sandbox {

namespace {

constexpr std::string_view kCookie = "MoodleSession=";
constexpr std::size_t kMostSessions = 10'000;

net::Response page(int status, const std::string& title, const std::string& who,
                   const std::string& text) {
    net::Response response =
        html(status, "<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>" +
                         base::escaped_html(title) + "</title></head><body><p id=\"who\">" +
                         base::escaped_html(who) + "</p><h1>" + base::escaped_html(title) +
                         "</h1><p>" + base::escaped_html(text) + "</p></body></html>\n");
    response.headers.emplace_back("Cache-Control", "no-store");
    return response;
}

}  // namespace

std::string Visitors::sign_in(Id user) {
    std::string session = base::random_base64url(24);
    users_[session] = user;
    oldest_first_.push_back(session);
    if (oldest_first_.size() > kMostSessions) {
        users_.erase(oldest_first_.front());
        oldest_first_.pop_front();
    }
    return std::string(kCookie) + session + "; path=/; HttpOnly";
}

Id Visitors::of(const net::Request& request) const {
    for (const std::string& one : base::split(std::string(request.header("Cookie")), ';')) {
        const std::string_view pair = base::trimmed(one);
        if (!pair.starts_with(kCookie)) continue;
        const auto at = users_.find(pair.substr(kCookie.size()));
        if (at != users_.end()) return at->second;
    }
    return 0;
}

bool is_visitor_page(std::string_view path) {
    return path == "/my/" || path == "/course/view.php";
}

net::Response visitor_page(const net::Request& request, Site& site, const Visitors& visitors) {
    const User* user = site.user(visitors.of(request));
    if (user == nullptr || user->deleted || user->suspended)
        return page(403, "Log in to the site", "You are not logged in.",
                    "This stand-in lets people in by a login address alone.");
    const std::string who = "You are logged in as " + user->firstname + " " + user->lastname;
    if (request.path == "/my/")
        return page(200, "Dashboard", who, "Your ID number is " + user->idnumber + ".");
    Php form = Php::array();
    read_form(request.query, 10, form);
    const Course* course = site.course(form.number("id", 0));
    if (course == nullptr) return page(404, "There is no such course", who, "");
    const Member* member = course->member(user->id);
    if (member == nullptr || !member->enrolled || member->suspended)
        return page(403, "You are not in this course", who, course->fullname);
    return page(200, course->fullname, who, "The course's ID number is " + course->idnumber + ".");
}

}  // namespace causeway::sandbox
