// SPDX-License-Identifier: GPL-3.0-or-later
// Site: what an intake reads. Where our plugin lists, four listings; else core's functions: a call
// a course for who is in it, a call a hundred people, and for history a call a student. Core tells
// neither the dates of an enrolment nor, without a further right, a phone number.
#include <algorithm>
#include <set>
#include <unordered_map>

#include "moodle/calls_courses.h"
#include "moodle/calls_grades.h"
#include "moodle/calls_local.h"
#include "moodle/json_read.h"
#include "moodle/site.h"
#include "moodle/wire.h"

namespace causeway::moodle {

namespace {

using model::RemoteId;

base::Problem unread(base::Problem why) {
    why.what = "Moodle could not be read whole; " + why.what;
    return why;
}

std::optional<double> decimal(const boost::json::object& from, std::string_view key) {
    const auto* value = from.if_contains(key);
    if (value == nullptr || value->is_null()) return std::nullopt;
    if (value->is_number()) return value->to_number<double>();
    if (!value->is_string() || value->get_string().empty()) return std::nullopt;
    const std::string text(value->get_string());
    char* end = nullptr;
    const double number = std::strtod(text.c_str(), &end);
    if (end == nullptr || *end != '\0') return std::nullopt;
    return number;
}

// What one student has in each course.
Called<std::vector<model::MoodleTotal>> totals_of(Channel& channel, RemoteId user) {
    const auto totals = get_course_grades(channel, user);
    if (!totals) return totals.fault();
    std::vector<model::MoodleTotal> out;
    for (const CourseTotal& total : *totals)
        if (total.raw) out.push_back({user, total.course, *total.raw, 0});
    return out;
}

// gradereport_user_get_grade_items of one student: of how many points the course's total is.
Called<double> total_of(Channel& channel, RemoteId course, RemoteId user) {
    Arguments arguments("gradereport_user_get_grade_items");
    arguments.number("courseid", course).number("userid", user);
    return json::read(channel, arguments, [&](const boost::json::value& value) {
        for (const auto& item : json::array(json::object(value), "usergrades"))
            for (const auto& grade : json::array(json::object(item), "gradeitems")) {
                const auto& from = json::object(grade);
                if (json::text(from, "itemtype") != "course") continue;
                if (const auto max = decimal(from, "grademax")) return *max;
            }
        throw json::Misshapen{"it names no course total"};
    });
}

// Whoever stands between a category and the top, top first.
std::vector<std::pair<RemoteId, std::string>> path_of(
    RemoteId id, const std::unordered_map<RemoteId, const model::FoundCategory*>& categories) {
    std::vector<std::pair<RemoteId, std::string>> out;
    while (id != 0 && out.size() <= categories.size()) {
        const auto found = categories.find(id);
        if (found == categories.end()) return {};
        out.emplace_back(id, found->second->name);
        id = found->second->parent;
    }
    std::reverse(out.begin(), out.end());
    return out;
}

std::vector<RemoteId> begun_before(const model::MoodleSchool& school, base::Instant before) {
    std::vector<RemoteId> out;
    for (const auto& course : school.courses)
        if (course.course.start != 0 && course.course.start < before)
            out.push_back(course.course.id);
    return out;
}

base::Result<model::MoodleSchool> in_bulk(Channel& channel, bool totals, base::Instant before) {
    model::MoodleSchool out;
    auto courses = list_local_course_places(channel);
    if (!courses) return unread(courses.fault().problem);
    out.courses = std::move(*courses);
    auto members = list_local_members(channel);
    if (!members) return unread(members.fault().problem);
    out.members = std::move(*members);
    auto people = list_local_people(channel);
    if (!people) return unread(people.fault().problem);
    std::set<RemoteId> in_courses;
    for (const auto& member : out.members)
        in_courses.insert(member.user);
    for (auto& person : *people)
        if (in_courses.contains(person.user.id)) out.people.push_back(std::move(person));
    const auto old = begun_before(out, before);
    if (totals && !old.empty()) {
        auto grades = list_local_totals(channel, old);
        if (!grades) return unread(grades.fault().problem);
        out.totals = std::move(*grades);
    }
    return out;
}

base::Result<void> read_totals(Channel& channel, base::Instant before, model::MoodleSchool& out) {
    const auto old = begun_before(out, before);
    const std::set<RemoteId> wanted(old.begin(), old.end());
    std::set<RemoteId> users;
    for (const auto& member : out.members)
        if (wanted.contains(member.course)) users.insert(member.user);
    std::unordered_map<RemoteId, double> max;
    for (const RemoteId user : users) {
        auto totals = totals_of(channel, user);
        if (!totals) return unread(totals.fault().problem);
        for (auto& total : *totals) {
            if (!wanted.contains(total.course)) continue;
            if (!max.contains(total.course)) {
                const auto most = total_of(channel, total.course, user);
                if (!most) return unread(most.fault().problem);
                max.emplace(total.course, *most);
            }
            total.max = max.at(total.course);
            out.totals.push_back(total);
        }
    }
    return {};
}

}  // namespace

base::Result<model::MoodleSchool> Site::read_school(bool totals, base::Instant before) {
    if (service_user_ == 0)
        if (const auto identity = identify(); !identity) return unread(identity.problem());
    if (bulk_listings_) return in_bulk(*channel_, totals, before);

    model::MoodleSchool out;
    const auto categories = list_categories();
    if (!categories) return unread(categories.problem());
    std::unordered_map<RemoteId, const model::FoundCategory*> by_id;
    for (const auto& category : *categories)
        by_id.emplace(category.id, &category);
    auto courses = list_courses();
    if (!courses) return unread(courses.problem());
    std::vector<RemoteId> ids;
    for (auto& course : *courses) {
        ids.push_back(course.id);
        auto path = path_of(course.category, by_id);
        out.courses.push_back({std::move(course), std::move(path)});
    }
    auto enrolments = list_enrolments(ids, true);
    if (!enrolments) return unread(enrolments.problem());
    std::set<RemoteId> in_courses;
    for (auto& found : *enrolments) {
        in_courses.insert(found.user);
        model::MoodleMember& member = out.members.emplace_back();
        member.user = found.user;
        member.course = found.course;
        member.roles = std::move(found.roles);
        member.suspended = found.suspended.value_or(false);
    }
    std::vector<std::string> wanted;
    for (const RemoteId id : in_courses)
        wanted.push_back(std::to_string(id));
    auto people = find_users(model::UserField::id, wanted);
    if (!people) return unread(people.problem());
    if (people->size() != wanted.size())
        return base::Problem{"Moodle could not be read whole", "",
                             "of " + std::to_string(wanted.size()) +
                                 " people in courses it showed " + std::to_string(people->size()),
                             "See that the service account may view the details of all users, then "
                             "try again.",
                             "moodle.incomplete_listing"};
    for (auto& user : *people)
        out.people.push_back({std::move(user), ""});
    if (totals)
        if (auto done = read_totals(*channel_, before, out); !done) return done.problem();
    return out;
}

}  // namespace causeway::moodle
