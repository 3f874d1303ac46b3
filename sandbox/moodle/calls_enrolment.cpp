// SPDX-License-Identifier: GPL-3.0-or-later
// enrol_manual_{enrol,unenrol}_users and core_role_{assign,unassign}_roles.
#include <boost/json.hpp>

#include "sandbox/moodle/calls.h"
#include "sandbox/moodle/ws_error.h"

namespace causeway::sandbox {

namespace json = boost::json;

namespace {

// Puts the account's place in the course back as it was, should the call fail later.
void remember(Site& site, const Course& course, Id user, Undo& undo) {
    const Member* held = course.member(user);
    undo.add([&site, id = course.id, before = held ? *held : Member{.userid = user},
              groups = site.groups_of(course, user)] {
        site.set_member(*site.course(id), before);
        for (const Id group : groups)
            site.group(group)->members.insert(before.userid);
    });
}

void check_account(const Site& site, Id userid) {
    const User* user = site.user(userid);
    if (!user) throw no_such_user();
    if (user->deleted) throw moodle_error("userdeleted", "error/userdeleted");
}

void enrol_one(CallContext& context, const Php& row, Undo& undo) {
    Site& site = context.site;
    const Id courseid = row.number("courseid");
    const Id userid = row.number("userid");
    const Id roleid = row.number("roleid");
    Course* course = site.course(courseid);
    if (!course) throw invalid_parameter();
    const Role* role = role_by_id(roleid);
    if (!role || !role->in_course || !context.switches.assignable_roles.contains(roleid))
        throw moodle_error("wsusercannotassign",
                           "You don't have the permission to assign this role (" +
                               std::to_string(roleid) + ") to this user (" +
                               std::to_string(userid) + ") in this course (" +
                               std::to_string(courseid) + ").");
    if (courseid == Site::kSiteCourse)
        throw moodle_error("wsnoinstance",
                           "Manual enrolment plugin instance doesn't exist or is disabled for the "
                           "course (id = 1)");
    check_account(site, userid);
    if (userid == Site::kGuest)
        throw moodle_error("guestsarenotallowed", "The guest user is not allowed to do this");
    remember(site, *course, userid, undo);
    const Member* held = course->member(userid);
    Member after = held ? *held : Member{.userid = userid};
    const Member before = after;
    after.timestart = row.number("timestart");
    after.timeend = row.number("timeend");
    after.suspended = row.number("suspend") != 0;
    if (!after.enrolled) after.timecreated = after.timemodified = context.now;
    const bool moved = before.timestart != after.timestart || before.timeend != after.timeend ||
                       before.suspended != after.suspended;
    if (after.enrolled && moved) after.timemodified = context.now;
    after.enrolled = true;
    after.roles = static_cast<std::uint16_t>(after.roles | (1U << roleid));
    site.set_member(*course, after);
}

json::value enrol(CallContext& context, const Php& args) {
    Undo undo;
    for (const auto& [index, row] : args.list("enrolments").items())
        enrol_one(context, row, undo);
    undo.keep();
    return nullptr;
}

void unenrol_one(CallContext& context, const Php& row, Undo& undo) {
    Site& site = context.site;
    const Id courseid = row.number("courseid");
    const Id userid = row.number("userid");
    Course* course = site.course(courseid);
    if (!course) throw missing_record("course");
    if (courseid == Site::kSiteCourse)
        throw moodle_error("wsnoinstance",
                           "Manual enrolment plugin instance doesn't exist or is disabled for the "
                           "course (id = 1)");
    check_account(site, userid);
    const Member* held = course->member(userid);
    if (!held || !held->enrolled) return;
    remember(site, *course, userid, undo);
    site.set_member(*course, Member{.userid = userid});  // all its roles go with it
}

json::value unenrol(CallContext& context, const Php& args) {
    Undo undo;
    for (const auto& [index, row] : args.list("enrolments").items())
        unenrol_one(context, row, undo);
    undo.keep();
    return nullptr;
}

struct Place {
    Id context = 0;
    Site::Level level = Site::Level::system;
    Id instance = 0;
};

Place place_of(const Site& site, const Php& row) {
    Place place;
    if (row.has("contextid")) {
        place.context = row.number("contextid");
        if (!site.find_context(place.context, place.level, place.instance))
            throw invalid_parameter();
        return place;
    }
    static const std::map<std::string, Site::Level> levels = {{"system", Site::Level::system},
                                                              {"user", Site::Level::user},
                                                              {"coursecat", Site::Level::category},
                                                              {"course", Site::Level::course}};
    const auto level = levels.find(row.text("contextlevel"));
    if (level == levels.end()) throw invalid_parameter();
    place.level = level->second;
    place.instance = row.number("instanceid");
    if (!row.has("instanceid")) throw invalid_parameter();
    if (!site.exists(place.level, place.instance)) throw invalid_parameter();
    place.context = Site::context_of(place.level, place.instance);
    return place;
}

bool assignable(const CallContext& context, const Role* role, Site::Level level) {
    if (!role || !context.switches.assignable_roles.contains(role->id)) return false;
    switch (level) {
        case Site::Level::system:
            return role->in_system;
        case Site::Level::category:
            return role->in_category;
        case Site::Level::course:
            return role->in_course;
        case Site::Level::user:
            return false;
    }
    return false;
}

void set_role(Site& site, const Place& place, Id userid, Id roleid, bool held, Undo& undo) {
    const auto bit = static_cast<std::uint16_t>(1U << roleid);
    const auto changed = [&](std::uint16_t roles) {
        return static_cast<std::uint16_t>(held ? roles | bit : roles & ~bit);
    };
    if (place.level == Site::Level::course) {
        Course& course = *site.course(place.instance);
        remember(site, course, userid, undo);
        const Member* now = course.member(userid);
        Member after = now ? *now : Member{.userid = userid};
        after.roles = changed(after.roles);
        site.set_member(course, after);
        return;
    }
    auto& roles = site.roles_elsewhere[place.context][userid];
    undo.add([&site, place, userid, before = roles] {
        site.roles_elsewhere[place.context][userid] = before;
    });
    roles = changed(roles);
}

json::value assign(CallContext& context, const Php& args) {
    Undo undo;
    for (const auto& [index, row] : args.list("assignments").items()) {
        const Place place = place_of(context.site, row);
        const Id roleid = row.number("roleid");
        if (!assignable(context, role_by_id(roleid), place.level)) throw invalid_parameter();
        const User* user = context.site.user(row.number("userid"));
        if (!user || user->deleted) throw coding_error("User ID does not exist or is deleted!");
        set_role(context.site, place, user->id, roleid, true, undo);
    }
    undo.keep();
    return nullptr;
}

json::value unassign(CallContext& context, const Php& args) {
    Undo undo;
    for (const auto& [index, row] : args.list("unassignments").items()) {
        const Place place = place_of(context.site, row);
        const Id roleid = row.number("roleid");
        if (!assignable(context, role_by_id(roleid), place.level)) throw invalid_parameter();
        if (const User* user = context.site.user(row.number("userid")))
            set_role(context.site, place, user->id, roleid, false, undo);
    }
    undo.keep();
    return nullptr;
}

Shape role_shape(const char* name) {
    const auto integer = Shape::of(Type::integer);
    return Shape::object({{name, Shape::list(Shape::object({
                                     {"roleid", integer},
                                     {"userid", integer},
                                     {"contextid", integer, Need::optional},
                                     {"contextlevel", Shape::of(Type::alpha), Need::optional},
                                     {"instanceid", integer, Need::optional},
                                 }))}});
}

}  // namespace

void add_enrolment_functions(std::map<std::string, Function>& functions) {
    const auto integer = Shape::of(Type::integer);
    functions["enrol_manual_enrol_users"] = {
        Shape::object({{"enrolments", Shape::list(Shape::object({
                                          {"roleid", integer},
                                          {"userid", integer},
                                          {"courseid", integer},
                                          {"timestart", integer, Need::optional},
                                          {"timeend", integer, Need::optional},
                                          {"suspend", integer, Need::optional},
                                      }))}}),
        "enrolments", enrol};
    functions["enrol_manual_unenrol_users"] = {
        Shape::object({{"enrolments", Shape::list(Shape::object({
                                          {"userid", integer},
                                          {"courseid", integer},
                                          {"roleid", integer, Need::optional},
                                      }))}}),
        "enrolments", unenrol};
}

void add_role_functions(std::map<std::string, Function>& functions) {
    functions["core_role_assign_roles"] = {role_shape("assignments"), "assignments", assign};
    functions["core_role_unassign_roles"] = {role_shape("unassignments"), "unassignments",
                                             unassign};
}

}  // namespace causeway::sandbox
