// SPDX-License-Identifier: GPL-3.0-or-later
// local_opensis_upsert_enrolments: manual enrolments by course and user, one outcome per row.
#include <boost/json.hpp>

#include "sandbox/moodle/calls.h"
#include "sandbox/moodle/local_rows.h"

namespace causeway::sandbox {

namespace {

const RowSpec& enrolment_spec() {
    static const RowSpec spec = {
        {"course", {RowType::number}},    {"courseidnumber", {RowType::text, 100}},
        {"user", {RowType::number}},      {"useridnumber", {RowType::text, 255}},
        {"role", {RowType::text, 100}},   {"roleid", {RowType::number}},
        {"timestart", {RowType::number}}, {"timeend", {RowType::number}},
        {"suspended", {RowType::flag}},   {"remove", {RowType::flag}},
    };
    return spec;
}

void check(const Row& row) {
    if (row.number("course") == 0 && row.text("courseidnumber").empty())
        throw row_fault("missingfield", "course");
    if (row.number("user") == 0 && row.text("useridnumber").empty())
        throw row_fault("missingfield", "user");
}

// The role's number; 0 when the row removes.
Id role_of(const Row& row) {
    if (row.number("remove") != 0) return 0;
    if (row.number("roleid") != 0) return row.number("roleid");
    const std::string name = row.text("role");
    if (name.empty()) throw row_fault("norolegiven", "role");
    for (const Role& role : stock_roles())
        if (role.shortname == name) return role.id;
    throw row_fault("rolenotassignable", "role", name);
}

User& user_of(CallContext& context, const Row& row) {
    Id id = row.number("user");
    const bool by_id = id != 0;
    if (!by_id) {
        const auto found = context.site.users_by_idnumber(row.text("useridnumber"));
        if (found.size() > 1)
            throw row_fault("idnumbernotunique", "useridnumber", row.text("useridnumber"));
        id = found.empty() ? 0 : found.front();
    }
    User* user = context.site.user(id);
    if (!user || user->deleted || id == Site::kGuest)
        throw row_fault("usernotfound", by_id ? "user" : "useridnumber",
                        by_id ? std::to_string(id) : row.text("useridnumber"));
    return *user;
}

void check_role(const CallContext& context, const Row& row, Id roleid) {
    const Role* role = role_by_id(roleid);
    if (!role || !role->in_course || !context.switches.assignable_roles.contains(roleid))
        throw row_fault("rolenotassignable", row.has("role") ? "role" : "roleid",
                        row.text("role", std::to_string(roleid)));
}

Member wanted(const CallContext& context, const Row& row, Id roleid, Member member) {
    const Member before = member;
    member.timestart = row.number("timestart");
    member.timeend = row.number("timeend");
    member.suspended = row.number("suspended") != 0;
    member.roles = static_cast<std::uint16_t>(member.roles | (1U << roleid));
    if (!member.enrolled) member.timecreated = member.timemodified = context.now;
    const bool moved = before.timestart != member.timestart || before.timeend != member.timeend ||
                       before.suspended != member.suspended;
    if (member.enrolled && moved) member.timemodified = context.now;
    member.enrolled = true;
    return member;
}

Outcome remove(CallContext& context, Course& course, Id userid) {
    const Member* held = course.member(userid);
    if (!held || !held->enrolled) return {"unchanged", 0};
    const Id enrolment = held->enrolment;
    context.site.set_member(course, Member{.userid = userid});  // all its roles go with it
    return {"removed", enrolment};
}

Outcome write(CallContext& context, const Row& row) {
    check(row);
    const Id roleid = role_of(row);
    Course& course = course_named(context, row);
    const Id userid = user_of(context, row).id;
    if (roleid != 0) check_role(context, row, roleid);
    if (course.id == Site::kSiteCourse) throw row_fault("wsnoinstance", "course", "1");
    if (roleid == 0) return remove(context, course, userid);
    const Member* held = course.member(userid);
    const Member before = held ? *held : Member{.userid = userid};
    const Member after = wanted(context, row, roleid, before);
    const bool same = before.enrolled && before.roles == after.roles &&
                      before.timestart == after.timestart && before.timeend == after.timeend &&
                      before.suspended == after.suspended;
    if (!same) context.site.set_member(course, after);
    return {!before.enrolled ? "created"
            : same           ? "unchanged"
                             : "updated",
            course.member(userid)->enrolment};
}

}  // namespace

void add_local_enrolments(std::map<std::string, Function>& functions) {
    functions["local_opensis_upsert_enrolments"] = upsert_function(enrolment_spec(), write);
}

}  // namespace causeway::sandbox
