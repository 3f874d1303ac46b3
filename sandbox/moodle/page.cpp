// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/moodle/page.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/clock.h"
#include "base/text.h"
#include "sandbox/moodle/state.h"

namespace causeway::sandbox {

namespace {

constexpr std::size_t kUsersPerPage = 50;
constexpr std::size_t kCoursesShown = 500;

constexpr std::string_view kStyle = R"(
:root{color-scheme:light dark;--line:#8884;--soft:#8882;--accent:#b3541e}
*{box-sizing:border-box}
body{font:15px/1.5 system-ui,sans-serif;max-width:72rem;margin:0 auto;padding:1.5rem}
h1{font-size:1.5rem;margin:0}h2{font-size:1.1rem;margin:2rem 0 .5rem}
p.note{margin:.2rem 0 1rem;opacity:.75}a{color:var(--accent)}
ul.counts{display:flex;flex-wrap:wrap;gap:.75rem;padding:0;list-style:none}
ul.counts li{border:1px solid var(--line);border-radius:.5rem;padding:.5rem 1rem;min-width:8rem}
ul.counts b{display:block;font-size:1.4rem}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;padding:.3rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}
th{font-weight:600;background:var(--soft)}td.n{text-align:right}
ul.tree,ul.tree ul{list-style:none;padding-left:1.2rem;margin:0}
.off{opacity:.55}code{font-size:.9em}div.wide{overflow-x:auto}
form{margin:.5rem 0}input{font:inherit;padding:.2rem .4rem}
)";

std::string text(std::string_view raw) {
    return base::escaped_html(raw);
}

std::string day(Id when) {
    return when == 0 ? "–" : base::utc_text(when).substr(0, 10);
}

std::string row(std::initializer_list<std::string> cells, bool head = false, bool off = false) {
    std::string out = off ? "<tr class=\"off\">" : "<tr>";
    for (const std::string& cell : cells)
        out += head ? "<th>" + cell + "</th>" : "<td>" + cell + "</td>";
    return out + "</tr>\n";
}

std::string course_link(const Course& course) {
    return fmt::format("<a href=\"/?course={}\">{}</a>", course.id, text(course.fullname));
}

std::string counts(const Site& site) {
    const Holdings held = holdings_of(site);
    const auto item = [](std::size_t number, std::string_view word) {
        return fmt::format("<li><b>{}</b>{}</li>", number, word);
    };
    return "<ul class=\"counts\">" + item(held.categories, "categories") +
           item(held.courses, "courses") + item(held.users, "accounts") +
           item(held.enrolments, "enrolments") +
           item(held.suspended_enrolments, "of them suspended") +
           item(held.deleted_users, "deleted accounts") + "</ul>\n";
}

void tree(Site& site, Id parent, std::string& out) {
    std::map<Id, const Category*> children;
    for (const auto& [id, category] : site.categories())
        if (category.parent == parent) children[category.sortorder] = &category;
    if (children.empty()) return;
    out += "<ul class=\"tree\">\n";
    for (const auto& [order, category] : children) {
        out += fmt::format("<li><a href=\"/?category={}\">{}</a> <code>{}</code> · {} courses\n",
                           category->id, text(category->name), text(category->idnumber),
                           category->courses.size());
        tree(site, category->id, out);
        out += "</li>\n";
    }
    out += "</ul>\n";
}

std::string courses(Site& site, Id category) {
    std::string out =
        "<h2>Courses</h2>\n<div class=\"wide\"><table>\n" +
        row({"id", "name", "short name", "ID number", "category", "starts", "ends", "enrolled"},
            true);
    std::size_t shown = 0;
    for (const auto& [id, course] : site.courses()) {
        if (category != 0 && course.category != category) continue;
        if (++shown > kCoursesShown) continue;
        const Category* home = site.category(course.category);
        out += row({std::to_string(id), course_link(course), text(course.shortname),
                    "<code>" + text(course.idnumber) + "</code>", home ? text(home->name) : "–",
                    day(course.startdate), day(course.enddate), std::to_string(course.enrolled)},
                   false, course.visible == 0);
    }
    out += "</table></div>\n";
    if (shown > kCoursesShown)
        out += fmt::format("<p class=\"note\">{} more; choose a category.</p>\n",
                           shown - kCoursesShown);
    return out;
}

std::string roles_text(std::uint16_t roles) {
    std::string out;
    for (const Role& role : stock_roles())
        if (roles & (1U << role.id)) out += (out.empty() ? "" : ", ") + std::string(role.shortname);
    return out;
}

std::string one_course(Site& site, Id id, Id now) {
    const Course* course = site.course(id);
    if (!course) return "<p>There is no such course.</p>\n";
    std::string out = fmt::format(
        "<h2>{}</h2>\n<p class=\"note\"><code>{}</code> · {} · {} to {}{}</p>\n",
        text(course->fullname), text(course->idnumber), text(course->shortname),
        day(course->startdate), day(course->enddate), course->visible == 0 ? " · hidden" : "");
    out += "<div class=\"wide\"><table>\n" +
           row({"id", "account", "ID number", "role", "from", "until", "status"}, true);
    for (const Member& member : course->members) {
        const User& user = *site.user(member.userid);
        const std::string status = !member.enrolled     ? "not enrolled"
                                   : member.suspended   ? "suspended"
                                   : member.active(now) ? "active"
                                                        : "outside its dates";
        out += row({std::to_string(user.id), text(user.fullname()),
                    "<code>" + text(user.idnumber) + "</code>", roles_text(member.roles),
                    day(member.timestart), day(member.timeend), status},
                   false, status != "active");
    }
    return out + "</table></div>\n";
}

std::string users(const Site& site, const Php& wish) {
    const auto page = static_cast<std::size_t>(std::max<Id>(0, wish.number("page")));
    const std::string sought = wish.text("q");
    const std::string key = collated(sought);
    std::string out =
        "<h2 id=\"users\">Accounts</h2>\n<form action=\"/#users\"><input name=\"q\" "
        "aria-label=\"Search accounts\" placeholder=\"name or ID number\" value=\"" +
        text(sought) + "\"> <button>Search</button></form>\n";
    out += "<div class=\"wide\"><table>\n" +
           row({"id", "username", "name", "e-mail", "ID number", "method", "courses"}, true);
    std::size_t met = 0;
    for (const User& user : site.users()) {
        if (user.deleted) continue;
        if (!key.empty() && collated(user.fullname()).find(key) == std::string::npos &&
            collated(user.idnumber).find(key) == std::string::npos &&
            user.username.find(key) == std::string::npos)
            continue;
        const std::size_t place = met++;
        if (place < page * kUsersPerPage || place >= (page + 1) * kUsersPerPage) continue;
        out += row({std::to_string(user.id), text(user.username), text(user.fullname()),
                    text(user.email), "<code>" + text(user.idnumber) + "</code>", text(user.auth),
                    std::to_string(user.courses.size())},
                   false, user.suspended);
    }
    out += "</table></div>\n<p>";
    std::string encoded;
    for (const char c : sought)
        encoded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    const auto link = [&](std::size_t to, const char* word) {
        return fmt::format("<a href=\"/?page={}&amp;q={}#users\">{}</a> ", to, encoded, word);
    };
    if (page > 0) out += link(page - 1, "previous");
    if ((page + 1) * kUsersPerPage < met) out += link(page + 1, "next");
    return out + fmt::format("{} accounts</p>\n", met);
}

std::string recent(const std::deque<RecentCall>& calls) {
    std::string out = "<h2>Latest calls</h2>\n<div class=\"wide\"><table>\n" +
                      row({"when", "function", "rows", "ms", "outcome"}, true);
    for (auto call = calls.rbegin(); call != calls.rend(); ++call)
        out += row({base::utc_text(call->when), "<code>" + text(call->function) + "</code>",
                    std::to_string(call->rows), fmt::format("{:.2f}", call->milliseconds),
                    text(call->outcome)});
    return out + "</table></div>\n";
}

}  // namespace

std::string front_page(Site& site, const PageFrame& frame, const Php& wish) {
    std::string out =
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" "
        "content=\"width=device-width,initial-scale=1\"><title>" +
        text(frame.site_name) + "</title><style>" + std::string(kStyle) +
        "</style></head><body>\n<h1><a href=\"/\">" + text(frame.site_name) +
        "</a></h1>\n<p class=\"note\">Not a Moodle: a stand-in that answers web-service calls like "
        "one (" +
        text(frame.url) +
        "). The same as JSON: <a href=\"/sandbox/state.json\">state.json</a></p>\n";
    out += counts(site);
    if (wish.has("course")) {
        out += one_course(site, wish.number("course"), frame.now);
    } else {
        out += "<h2>Categories</h2>\n";
        tree(site, 0, out);
        out += courses(site, wish.number("category"));
        out += users(site, wish);
    }
    out += recent(*frame.recent);
    return out + "</body></html>\n";
}

}  // namespace causeway::sandbox
