// SPDX-License-Identifier: GPL-3.0-or-later
#include "fake_moodle.h"

#include <algorithm>

namespace causeway::simulation {

namespace {

using model::CallOutcome;
using model::RemoteId;
using model::RowOutcome;
using Fate = CallOutcome::Fate;

constexpr const char* kPrefix = "opensis:";

base::Problem problem(std::string why, std::string record = "") {
    return {"Moodle refused", std::move(record), std::move(why), "cure it", "fake.refused"};
}

struct Refused {
    base::Problem why;
};

template <class Map>
auto values(const Map& map) {
    std::vector<typename Map::mapped_type> out;
    for (const auto& [key, value] : map)
        out.push_back(value);
    return out;
}

}  // namespace

template <class Work>
CallOutcome FakeMoodle::transaction(const Work& work) {
    doom_.moment();
    const bool trouble = dice_.percent(fault_percent);
    const auto kind = trouble ? dice_.below(4) : -1;
    CallOutcome out;
    if (kind == 0) return {Fate::retry, {}, problem("deadlock"), {}};
    if (kind == 1) return {Fate::unknown, {}, problem("cut before the work"), {}};
    const auto saved = std::tuple(categories, courses, users, enrolments, groups, members);
    try {
        out.rows = work();
        ++writes;
    } catch (const Refused& refused) {
        std::tie(categories, courses, users, enrolments, groups, members) = saved;
        return {Fate::refused, {}, refused.why, {}};
    }
    doom_.moment();  // done in Moodle, the answer never arrives
    if (kind == 2 || kind == 3) return {Fate::unknown, {}, problem("cut after the work"), {}};
    return out;
}

template <class Row, class Work>
CallOutcome FakeMoodle::each(std::span<const Row> rows, const Work& work) {
    return transaction([&] {
        std::vector<RowOutcome> outcomes;
        for (const Row& row : rows)
            outcomes.push_back(work(row));
        return outcomes;
    });
}

base::Result<model::SiteIdentity> FakeMoodle::identify() {
    model::SiteIdentity site;
    site.url = "http://moodle.example.org";
    site.service_user = 3;
    return site;
}

base::Result<std::vector<model::FoundCategory>> FakeMoodle::list_categories() {
    if (dice_.percent(fault_percent)) return problem("not now");
    return values(categories);
}

base::Result<std::vector<model::FoundCourse>> FakeMoodle::list_courses() {
    if (dice_.percent(fault_percent)) return problem("not now");
    return values(courses);
}

base::Result<std::vector<model::FoundCourse>> FakeMoodle::find_courses(
    std::span<const std::string> idnumbers) {
    if (dice_.percent(fault_percent)) return problem("not now");
    std::vector<model::FoundCourse> out;
    for (const auto& [id, course] : courses)
        if (std::find(idnumbers.begin(), idnumbers.end(), course.idnumber) != idnumbers.end())
            out.push_back(course);
    return out;
}

base::Result<std::vector<model::FoundUser>> FakeMoodle::find_users(
    model::UserField field, std::span<const std::string> asked) {
    if (dice_.percent(fault_percent)) return problem("not now");
    std::vector<model::FoundUser> out;
    for (const auto& [id, user] : users) {
        const std::string value = field == model::UserField::id         ? std::to_string(id)
                                  : field == model::UserField::idnumber ? user.idnumber
                                  : field == model::UserField::email    ? user.email
                                                                        : user.username;
        if (std::find(asked.begin(), asked.end(), value) != asked.end()) out.push_back(user);
    }
    return out;
}

base::Result<std::optional<std::vector<model::FoundUser>>> FakeMoodle::list_users() {
    doom_.moment();
    if (!lists_users) return std::optional<std::vector<model::FoundUser>>();
    if (dice_.percent(fault_percent)) return problem("not now");
    std::vector<model::FoundUser> out;
    for (const auto& [id, user] : users)
        out.push_back(user);
    return std::optional(std::move(out));
}

base::Result<std::vector<model::FoundEnrolment>> FakeMoodle::list_enrolments(
    std::span<const RemoteId> asked, bool with_state) {
    doom_.moment();
    if (dice_.percent(fault_percent)) return problem("not now");
    std::vector<model::FoundEnrolment> out;
    for (const auto& [where, enrolment] : enrolments)
        if (std::find(asked.begin(), asked.end(), where.first) != asked.end())
            out.push_back({where.second,
                           where.first,
                           {"student"},
                           with_state ? std::optional(enrolment.suspended) : std::nullopt});
    return out;
}

base::Result<std::vector<model::FoundGroup>> FakeMoodle::list_groups(
    std::span<const RemoteId> asked) {
    doom_.moment();
    if (dice_.percent(fault_percent)) return problem("not now");
    std::vector<model::FoundGroup> out;
    for (const auto& [id, group] : groups)
        if (std::find(asked.begin(), asked.end(), group.course) != asked.end())
            out.push_back(group);
    return out;
}

base::Result<std::vector<model::FoundMember>> FakeMoodle::list_group_members(
    std::span<const RemoteId> asked) {
    doom_.moment();
    if (dice_.percent(fault_percent)) return problem("not now");
    std::vector<model::FoundMember> out;
    for (const RemoteId id : asked)
        if (!groups.contains(id)) return problem("unknown group");
    for (const auto& [group, user] : members)
        if (std::find(asked.begin(), asked.end(), group) != asked.end())
            out.push_back({group, user});
    return out;
}

CallOutcome FakeMoodle::write_groups(std::span<const model::GroupWrite> rows) {
    return each(rows, [&](const model::GroupWrite& row) {
        const std::string number = row.key.idnumber(kPrefix);
        RemoteId id = row.id;
        const RemoteId course = id == 0 ? row.course : groups.at(id).course;
        if (!courses.contains(course)) throw Refused{problem("unknown course")};
        for (const auto& [other, group] : groups)
            if (other != id && group.course == course &&
                (group.name == row.shape.name || (id == 0 && group.idnumber == number)))
                throw Refused{problem("name or idnumber taken")};
        if (id == 0) {
            id = next_id_++;
            groups[id] = {id, course, number, ""};
        }
        if (row.stamp) groups[id].idnumber = number;
        groups[id].name = row.shape.name;
        return RowOutcome{id, {}};
    });
}

CallOutcome FakeMoodle::delete_groups(std::span<const model::GroupWrite> rows) {
    return each(rows, [&](const model::GroupWrite& row) {
        groups.erase(row.id);
        std::erase_if(members, [&](const auto& seat) { return seat.first == row.id; });
        return RowOutcome{row.id, {}};
    });
}

CallOutcome FakeMoodle::add_group_members(std::span<const model::MemberWrite> rows) {
    return each(rows, [&](const model::MemberWrite& row) {
        if (!groups.contains(row.group) ||
            !enrolments.contains({groups.at(row.group).course, row.user}))
            throw Refused{problem("only the enrolled may be members")};
        members.emplace(row.group, row.user);
        return RowOutcome{};
    });
}

CallOutcome FakeMoodle::remove_group_members(std::span<const model::MemberWrite> rows) {
    return each(rows, [&](const model::MemberWrite& row) {
        if (!groups.contains(row.group)) throw Refused{problem("unknown group")};
        members.erase({row.group, row.user});
        return RowOutcome{};
    });
}

CallOutcome FakeMoodle::write_categories(std::span<const model::CategoryWrite> rows) {
    return each(rows, [&](const model::CategoryWrite& row) {
        const std::string number = row.key.idnumber(kPrefix);
        RemoteId id = row.id;
        if (id == 0) {
            for (const auto& [other, category] : categories)
                if (category.idnumber == number) throw Refused{problem("idnumber taken")};
            id = next_id_++;
            categories[id].id = id;
            categories[id].idnumber = number;
        }
        categories[id].name = row.shape.name;
        if (row.parent != 0) categories[id].parent = row.parent;
        return RowOutcome{id, {}};
    });
}

CallOutcome FakeMoodle::write_courses(std::span<const model::CourseWrite> rows) {
    return each(rows, [&](const model::CourseWrite& row) {
        const std::string number = row.key.idnumber(kPrefix);
        RemoteId id = row.id;
        if (id == 0) {
            for (const auto& [other, course] : courses)
                if (course.idnumber == number || course.shortname == row.shape.shortname)
                    throw Refused{problem("name or idnumber taken")};
            id = next_id_++;
            courses[id].id = id;
            courses[id].idnumber = number;
        }
        auto& course = courses[id];
        course.fullname = row.shape.fullname;
        course.shortname = row.shape.shortname;
        if (row.category != 0) course.category = row.category;
        course.start = row.shape.start;
        course.end = row.shape.end;
        if (row.visible) course.visible = *row.visible;
        return RowOutcome{id, {}};
    });
}

std::optional<base::Problem> FakeMoodle::user_clash(const model::UserWrite& row) const {
    for (const auto& [id, user] : users) {
        if (id == row.id) continue;
        if (user.username == row.shape.username) return problem("user name taken", row.key.text());
        if (user.email == row.shape.email) return problem("e-mail taken", row.key.text());
    }
    return std::nullopt;
}

CallOutcome FakeMoodle::write_users(std::span<const model::UserWrite> rows) {
    return each(rows, [&](const model::UserWrite& row) {
        const auto clash = user_clash(row);
        if (row.id == 0 && clash) throw Refused{*clash};        // creations: all or nothing
        if (row.id != 0 && clash) return RowOutcome{0, clash};  // updates: row by row
        const RemoteId id = row.id == 0 ? next_id_++ : row.id;
        auto& user = users[id];
        user.id = id;
        if (row.id == 0 || row.stamp) user.idnumber = row.key.idnumber(kPrefix);
        user.username = row.shape.username;
        user.first_name = row.shape.first_name;
        user.last_name = row.shape.last_name;
        user.middle_name = row.shape.middle_name;
        user.email = row.shape.email;
        if (row.suspended) user.suspended = *row.suspended;
        return RowOutcome{id, {}};
    });
}

CallOutcome FakeMoodle::write_enrolments(std::span<const model::EnrolmentWrite> rows) {
    return each(rows, [&](const model::EnrolmentWrite& row) {
        if (!courses.contains(row.place) || !users.contains(row.user))
            throw Refused{problem("unknown")};
        enrolments[{row.place, row.user}] = {row.suspended, row.shape};
        return RowOutcome{};
    });
}

CallOutcome FakeMoodle::remove_enrolments(std::span<const model::EnrolmentWrite> rows) {
    return each(rows, [&](const model::EnrolmentWrite& row) {
        enrolments.erase({row.place, row.user});
        std::erase_if(members, [&](const auto& seat) {
            return seat.second == row.user && groups.at(seat.first).course == row.place;
        });
        return RowOutcome{};
    });
}

CallOutcome FakeMoodle::delete_users(std::span<const model::UserWrite> rows) {
    return each(rows, [&](const model::UserWrite& row) {
        if (users.erase(row.id) == 0) throw Refused{problem("unknown user")};
        return RowOutcome{row.id, {}};
    });
}

CallOutcome FakeMoodle::delete_courses(std::span<const model::CourseWrite> rows) {
    return each(rows, [&](const model::CourseWrite& row) {
        courses.erase(row.id);
        return RowOutcome{row.id, {}};
    });
}

CallOutcome FakeMoodle::delete_categories(std::span<const model::CategoryWrite> rows) {
    return each(rows, [&](const model::CategoryWrite& row) {
        categories.erase(row.id);
        return RowOutcome{row.id, {}};
    });
}

}  // namespace causeway::simulation
