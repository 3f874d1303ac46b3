// SPDX-License-Identifier: GPL-3.0-or-later
// Site: what an intake reads. Where our plugin lists, four listings; else core's functions: a call
// a course for who is in it, a call a hundred people, and for history a call a student, a few of
// them at once. Core tells neither the dates of an enrolment nor, without a further right, a phone
// number.
#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <unordered_map>

#include "moodle/calls_courses.h"
#include "moodle/calls_enrol.h"
#include "moodle/calls_grades.h"
#include "moodle/calls_local.h"
#include "moodle/json_read.h"
#include "moodle/side_by_side.h"
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
        return 0.0;  // the report leaves out who is suspended: then nobody tells
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

base::Problem not_whole(std::string record, std::string_view what, std::size_t shown,
                        std::int64_t counted) {
    return {"Moodle could not be read whole", std::move(record),
            fmt::format("the listing is not whole: it shows {} {}, and Moodle counts {}", shown,
                        what, counted),
            "Try again. If it stays so: the service account needs the rights to view hidden "
            "courses, and participants and all groups in every course.",
            "moodle.incomplete_listing"};
}

// Core lists courses without an end mark; how many each category has, it tells with the category.
std::optional<base::Problem> missing_courses(const std::vector<model::FoundCategory>& categories,
                                             const std::vector<model::FoundCourse>& courses) {
    std::unordered_map<RemoteId, std::int64_t> shown;
    for (const auto& course : courses)
        shown[course.category] += 1;
    for (const auto& category : categories)
        if (const auto count = shown[category.id]; count < category.courses)
            return not_whole("category " + category.name, "courses",
                             static_cast<std::size_t>(count), category.courses);
    return std::nullopt;
}

// Nor has the list of a course's people one. How many they are is told with the courses of any of
// them; one person's answer proves several lists. A course that shows nobody active is not proven.
std::optional<base::Problem> missing_people(
    Channel& channel, std::size_t at_once,
    const std::vector<std::vector<model::FoundEnrolment>>& lists) {
    std::unordered_map<RemoteId, std::int64_t> counted;
    std::size_t next = 0;
    while (next < lists.size()) {
        std::set<RemoteId> witnesses;
        for (; next < lists.size() && witnesses.size() < at_once; ++next) {
            const auto active =
                std::find_if(lists[next].begin(), lists[next].end(),
                             [](const auto& one) { return !one.suspended.value_or(false); });
            if (active != lists[next].end() && !counted.contains(active->course))
                witnesses.insert(active->user);
        }
        const std::vector<RemoteId> asked(witnesses.begin(), witnesses.end());
        std::vector<std::vector<std::pair<RemoteId, std::int64_t>>> told(asked.size());
        auto problem = side_by_side(asked.size(), at_once, [&](std::size_t i) {
            auto found = count_in_users_courses(channel, asked[i]);
            if (!found) return std::optional(unread(found.fault().problem));
            told[i] = std::move(*found);
            return std::optional<base::Problem>();
        });
        if (problem) return problem;
        for (const auto& counts : told)
            counted.insert(counts.begin(), counts.end());
    }
    for (const auto& list : lists) {
        if (list.empty()) continue;
        const auto count = counted.find(list.front().course);
        if (count != counted.end() && static_cast<std::int64_t>(list.size()) < count->second)
            return not_whole("course:" + std::to_string(list.front().course), "people", list.size(),
                             count->second);
    }
    return std::nullopt;
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

// Of how many points each course's total is: what the report of one student says, of an active one
// where there is any.
std::optional<base::Problem> read_most(Channel& channel, std::size_t at_once,
                                       model::MoodleSchool& out) {
    std::map<RemoteId, RemoteId> asked;  // course -> student
    std::set<std::pair<RemoteId, RemoteId>> active;
    for (const auto& member : out.members)
        if (!member.suspended) active.insert({member.course, member.user});
    for (const auto& total : out.totals) {
        auto& student = asked[total.course];
        if (student == 0 || (!active.contains({total.course, student}) &&
                             active.contains({total.course, total.user})))
            student = total.user;
    }
    const std::vector<std::pair<RemoteId, RemoteId>> list(asked.begin(), asked.end());
    std::vector<double> most(list.size());
    auto problem = side_by_side(list.size(), at_once, [&](std::size_t i) {
        const auto found = total_of(channel, list[i].first, list[i].second);
        if (!found) return std::optional(unread(found.fault().problem));
        most[i] = *found;
        return std::optional<base::Problem>();
    });
    if (problem) return problem;
    std::unordered_map<RemoteId, double> of_course;
    for (std::size_t i = 0; i < list.size(); ++i)
        of_course[list[i].first] = most[i];
    for (auto& total : out.totals)
        total.max = of_course[total.course];
    return std::nullopt;
}

// The report names each course that shows its grades, and in which the person may have any, with a
// total or without one. A course that it names for one person and leaves out for another active one
// with the same roles there is missing.
std::optional<base::Problem> missing_totals(const model::MoodleSchool& school,
                                            const std::map<RemoteId, std::set<RemoteId>>& told) {
    const auto named = [&](const model::MoodleMember& member) {
        const auto courses = told.find(member.user);
        return courses != told.end() && courses->second.contains(member.course);
    };
    std::set<std::pair<RemoteId, std::vector<std::string>>> shown;
    for (const auto& member : school.members)
        if (named(member)) shown.insert({member.course, member.roles});
    for (const auto& member : school.members) {
        if (member.suspended || named(member) || !shown.contains({member.course, member.roles}))
            continue;
        return base::Problem{
            "Moodle could not be read whole", "user:" + std::to_string(member.user),
            fmt::format("the listing is not whole: the person's grades leave out course:{}",
                        member.course),
            "Try again. If it stays so: see in Moodle that the person may view grades there.",
            "moodle.incomplete_listing"};
    }
    return std::nullopt;
}

std::optional<base::Problem> read_totals(Channel& channel, std::size_t at_once,
                                         base::Instant before, model::MoodleSchool& out) {
    const auto old = begun_before(out, before);
    const std::set<RemoteId> wanted(old.begin(), old.end());
    std::set<RemoteId> in_them;
    for (const auto& member : out.members)
        if (wanted.contains(member.course)) in_them.insert(member.user);
    const std::vector<RemoteId> users(in_them.begin(), in_them.end());
    std::vector<std::vector<CourseTotal>> found(users.size());
    auto problem = side_by_side(users.size(), at_once, [&](std::size_t i) {
        auto totals = get_course_grades(channel, users[i]);
        if (!totals) return std::optional(unread(totals.fault().problem));
        found[i] = std::move(*totals);
        return std::optional<base::Problem>();
    });
    if (problem) return problem;
    std::map<RemoteId, std::set<RemoteId>> told;
    for (std::size_t i = 0; i < users.size(); ++i) {
        auto& courses = told[users[i]];
        for (const CourseTotal& total : found[i]) {
            if (!wanted.contains(total.course)) continue;
            courses.insert(total.course);
            if (total.raw) out.totals.push_back({users[i], total.course, *total.raw, 0});
        }
    }
    if (problem = missing_totals(out, told); problem) return problem;
    return read_most(channel, at_once, out);
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
    if (auto problem = missing_courses(*categories, *courses)) return *problem;
    std::vector<RemoteId> ids;
    for (auto& course : *courses) {
        ids.push_back(course.id);
        auto path = path_of(course.category, by_id);
        out.courses.push_back({std::move(course), std::move(path)});
    }
    std::vector<std::vector<model::FoundEnrolment>> enrolments(ids.size());
    const auto broken = side_by_side(ids.size(), options_.at_once, [&](std::size_t i) {
        auto found = list_one_course(ids[i], true);
        if (!found) return std::optional(unread(found.problem()));
        enrolments[i] = std::move(*found);
        return std::optional<base::Problem>();
    });
    if (broken) return *broken;
    if (auto problem = missing_people(*channel_, options_.at_once, enrolments)) return *problem;
    std::set<RemoteId> in_courses;
    for (auto& list : enrolments)
        for (auto& found : list) {
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
        if (auto problem = read_totals(*channel_, options_.at_once, before, out)) return *problem;
    return out;
}

}  // namespace causeway::moodle
