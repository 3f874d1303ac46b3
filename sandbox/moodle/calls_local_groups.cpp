// SPDX-License-Identifier: GPL-3.0-or-later
// local_opensis_upsert_groups: groups of a course and who is in them, one outcome per row.
#include <algorithm>
#include <boost/json.hpp>

#include "base/text.h"
#include "sandbox/moodle/calls.h"
#include "sandbox/moodle/local_rows.h"

namespace causeway::sandbox {

namespace {

const RowSpec& group_spec() {
    static const RowSpec spec = {
        {"id", {RowType::number}},
        {"course", {RowType::number}},
        {"courseidnumber", {RowType::text, 100}},
        {"idnumber", {RowType::text, 100}},
        {"name", {RowType::text, 254}},
        {"description", {RowType::text}},
        {"members", {RowType::ids}},
        {"addmembers", {RowType::ids}},
        {"removemembers", {RowType::ids}},
        {"remove", {RowType::flag}},
    };
    return spec;
}

void check(const Row& row) {
    if (row.number("id") == 0) {
        if (row.number("course") == 0 && row.text("courseidnumber").empty())
            throw row_fault("missingfield", "course");
        row.demand("idnumber");
    }
    row.demand_if_given("name");
    if (cleaned(Type::text, row.text("name")) != row.text("name"))
        throw row_fault("invalidparameter", "name", row.text("name"));
}

// The course's group that holds the text in that field, other than `except`.
Group* holder(CallContext& context, const Course& course, std::string Group::* field,
              const std::string& text, Id except) {
    if (text.empty()) return nullptr;
    for (const Id id : course.groups) {
        Group& group = *context.site.group(id);
        if (id != except && base::lower_ascii(group.*field) == base::lower_ascii(text))
            return &group;
    }
    return nullptr;
}

// Writes the group itself; tells created, updated or unchanged.
std::string_view write_group(CallContext& context, Course& course, Group*& group, const Row& row) {
    const Id self = group ? group->id : 0;
    if (holder(context, course, &Group::idnumber, row.text("idnumber"), self))
        throw row_fault("idnumbertaken", "idnumber", row.text("idnumber"));
    if (holder(context, course, &Group::name, row.text("name"), self))
        throw row_fault("groupnameexists", "name", row.text("name"));
    if (!group) {
        row.demand("name");
        Group made;
        made.courseid = course.id;
        made.idnumber = row.text("idnumber");
        made.name = row.text("name");
        made.description = row.text("description");
        made.timecreated = made.timemodified = context.now;
        group = &context.site.add_group(std::move(made));
        return "created";
    }
    bool changed = false;
    using Field = std::pair<const char*, std::string Group::*>;
    for (const auto& [name, field] :
         {Field{"idnumber", &Group::idnumber}, Field{"name", &Group::name},
          Field{"description", &Group::description}}) {
        if (!row.has(name) || group->*field == row.text(name)) continue;
        group->*field = row.text(name);
        changed = true;
    }
    if (changed) group->timemodified = context.now;
    return changed ? "updated" : "unchanged";
}

struct Movement {
    bool any = false;
    std::string left_out;  // ids of those who are not in the course
};

Movement write_members(const CallContext& context, const Course& course, Group& group,
                       const Row& row) {
    std::vector<Id> add = row.ids("members");
    add.insert(add.end(), row.ids("addmembers").begin(), row.ids("addmembers").end());
    std::set<Id> remove(row.ids("removemembers").begin(), row.ids("removemembers").end());
    if (row.has("members"))
        for (const Id member : group.members)
            if (std::find(add.begin(), add.end(), member) == add.end()) remove.insert(member);
    Movement movement;
    for (const Id id : add) {
        if (group.members.contains(id) || remove.contains(id)) continue;
        const User* user = context.site.user(id);
        const Member* member = course.member(id);
        if (!user || user->deleted || !member || !member->enrolled) {
            const std::string text = std::to_string(id);
            if (("," + movement.left_out + ",").find("," + text + ",") == std::string::npos)
                movement.left_out += (movement.left_out.empty() ? "" : ",") + text;
            continue;
        }
        group.members.insert(id);
        movement.any = true;
    }
    for (const Id id : remove)
        movement.any = group.members.erase(id) != 0 || movement.any;
    return movement;
}

Course& course_of(CallContext& context, const Row& row, const Group* group) {
    const bool named = row.number("course") != 0 || !row.text("courseidnumber").empty();
    Course& course = named ? course_named(context, row) : *context.site.course(group->courseid);
    if (group && group->courseid != course.id)
        throw row_fault("groupnotfound", "id", std::to_string(group->id));
    return course;
}

Outcome write(CallContext& context, const Row& row) {
    check(row);
    const bool remove = row.number("remove") != 0;
    const Id id = row.number("id");
    Group* group = context.site.group(id);
    if (id != 0 && !group) {
        if (remove) return {"unchanged", 0};
        throw row_fault("groupnotfound", "id", std::to_string(id));
    }
    Course& course = course_of(context, row, group);
    if (!group) group = holder(context, course, &Group::idnumber, row.text("idnumber"), 0);
    if (remove) {
        if (!group) return {"unchanged", 0};
        const Id gone = group->id;
        context.site.remove_group(gone);
        return {"removed", gone};
    }
    std::string_view outcome = write_group(context, course, group, row);
    const Movement movement = write_members(context, course, *group, row);
    if (movement.any && outcome == "unchanged") outcome = "updated";
    Outcome done{outcome, group->id};
    if (!movement.left_out.empty())
        done.note = row_fault("membernotenrolled", "members", movement.left_out);
    return done;
}

}  // namespace

void add_local_groups(std::map<std::string, Function>& functions) {
    functions["local_opensis_upsert_groups"] = upsert_function(group_spec(), write);
}

}  // namespace causeway::sandbox
