// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/channels.h"

#include <algorithm>
#include <unordered_map>

namespace causeway::sync {

namespace {

using model::Key;
using model::RemoteId;
using Ids = base::Result<std::vector<RemoteId>>;

template <class Row, class Make>
std::vector<Row> rows_of(std::span<const Pending> batch, Make make) {
    std::vector<Row> rows;
    rows.reserve(batch.size());
    for (const Pending& one : batch)
        rows.push_back(make(one));
    return rows;
}

bool adopts(const Operation& op) {
    return op.verb == Verb::adopt;
}

model::CategoryWrite category_row(const Pending& one) {
    const Operation& op = *one.operation;
    return {op.key, op.remote, one.place, std::get<model::CategoryShape>(op.shape), adopts(op)};
}

model::CourseWrite course_row(const Pending& one) {
    const Operation& op = *one.operation;
    model::CourseWrite row;
    row.key = op.key;
    row.id = op.remote;
    row.category = one.place;
    row.shape = std::get<model::CourseShape>(op.shape);
    row.stamp = adopts(op);
    // Visibility is Moodle's own after creation; only a departure or a return touches it.
    if (op.verb == Verb::create || op.verb == Verb::restore)
        row.visible = op.state == model::State::active;
    if (op.verb == Verb::suspend) row.visible = false;
    return row;
}

model::UserWrite user_row(const Pending& one) {
    const Operation& op = *one.operation;
    model::UserWrite row;
    row.key = op.key;
    row.id = op.remote;
    row.shape = std::get<model::UserShape>(op.shape);
    row.stamp = adopts(op);
    if (op.verb == Verb::suspend) row.suspended = true;
    if (op.verb == Verb::restore || adopts(op)) row.suspended = op.state == model::State::suspended;
    return row;
}

model::EnrolmentWrite enrolment_row(const Pending& one) {
    const Operation& op = *one.operation;
    return {op.key, one.user, one.place, std::get<model::EnrolmentShape>(op.shape),
            op.state == model::State::suspended};
}

model::GroupWrite group_row(const Pending& one) {
    const Operation& op = *one.operation;
    return {op.key, op.remote, one.place, std::get<model::GroupShape>(op.shape), adopts(op)};
}

model::MemberWrite member_row(const Pending& one) {
    return {one.operation->key, one.user, one.place};
}

std::vector<Key> keys_of(std::span<const Pending> batch) {
    std::vector<Key> keys;
    for (const Pending& one : batch)
        keys.push_back(one.operation->key);
    return keys;
}

// Lines up what was found with what was asked for. MariaDB compares without regard to case, so an
// answer may hold records nobody asked for.
template <class Found>
std::vector<RemoteId> line_up(std::span<const Key> keys, const std::vector<Found>& found,
                              const std::string& prefix) {
    std::unordered_map<std::string, RemoteId> ids;
    for (const Found& one : found)
        if (!one.idnumber.empty()) ids.try_emplace(one.idnumber, one.id);
    std::vector<RemoteId> out;
    out.reserve(keys.size());
    for (const Key& key : keys) {
        const auto id = ids.find(key.idnumber(prefix));
        out.push_back(id == ids.end() ? 0 : id->second);
    }
    return out;
}

std::vector<std::string> idnumbers_of(std::span<const Key> keys, const std::string& prefix) {
    std::vector<std::string> out;
    out.reserve(keys.size());
    for (const Key& key : keys)
        out.push_back(key.idnumber(prefix));
    return out;
}

// Only creations need looking up: an update names its record and all of its values.
template <class Find>
auto look_up_creations(Find find) {
    return [find](std::span<const Pending> batch) -> Ids {
        if (batch[0].operation->remote != 0) return std::vector<RemoteId>(batch.size(), 0);
        return find(keys_of(batch));
    };
}

}  // namespace

Ids find_categories(Lms& lms, std::span<const Key> keys, const std::string& prefix) {
    const auto found = lms.list_categories();
    if (!found) return found.problem();
    return line_up(keys, *found, prefix);
}

Ids find_courses(Lms& lms, std::span<const Key> keys, const std::string& prefix) {
    const auto found = lms.find_courses(idnumbers_of(keys, prefix));
    if (!found) return found.problem();
    return line_up(keys, *found, prefix);
}

Ids find_users(Lms& lms, std::span<const Key> keys, const std::string& prefix) {
    const auto found = lms.find_users(model::UserField::idnumber, idnumbers_of(keys, prefix));
    if (!found) return found.problem();
    return line_up(keys, *found, prefix);
}

Ids find_groups(Lms& lms, std::span<const Pending> batch, const std::string& prefix) {
    std::vector<RemoteId> courses;
    for (const Pending& one : batch)
        if (one.place != 0) courses.push_back(one.place);
    std::sort(courses.begin(), courses.end());
    courses.erase(std::unique(courses.begin(), courses.end()), courses.end());
    const auto found = lms.list_groups(courses);
    if (!found) return found.problem();
    return line_up(keys_of(batch), *found, prefix);
}

Channel category_channel(Lms& lms, const Policy& policy) {
    Channel channel;
    channel.send = [&lms](std::span<const Pending> batch) {
        return lms.write_categories(rows_of<model::CategoryWrite>(batch, category_row));
    };
    channel.look_up =
        look_up_creations([&lms, prefix = policy.prefix](const std::vector<Key>& keys) {
            return find_categories(lms, keys, prefix);
        });
    return channel;
}

Channel course_channel(Lms& lms, const Policy& policy) {
    Channel channel;
    channel.send = [&lms](std::span<const Pending> batch) {
        return lms.write_courses(rows_of<model::CourseWrite>(batch, course_row));
    };
    channel.look_up =
        look_up_creations([&lms, prefix = policy.prefix](const std::vector<Key>& keys) {
            return find_courses(lms, keys, prefix);
        });
    return channel;
}

Channel user_channel(Lms& lms, const Policy& policy) {
    Channel channel;
    channel.send = [&lms](std::span<const Pending> batch) {
        return lms.write_users(rows_of<model::UserWrite>(batch, user_row));
    };
    channel.look_up =
        look_up_creations([&lms, prefix = policy.prefix](const std::vector<Key>& keys) {
            return find_users(lms, keys, prefix);
        });
    return channel;
}

Channel enrolment_channel(Lms& lms) {
    Channel channel;
    channel.send = [&lms](std::span<const Pending> batch) {
        return lms.write_enrolments(rows_of<model::EnrolmentWrite>(batch, enrolment_row));
    };
    return channel;
}

Channel unenrolment_channel(Lms& lms) {
    Channel channel;
    channel.send = [&lms](std::span<const Pending> batch) {
        return lms.remove_enrolments(rows_of<model::EnrolmentWrite>(batch, enrolment_row));
    };
    return channel;
}

Channel group_channel(Lms& lms, const Policy& policy) {
    Channel channel;
    channel.send = [&lms](std::span<const Pending> batch) {
        return lms.write_groups(rows_of<model::GroupWrite>(batch, group_row));
    };
    channel.look_up = [&lms, prefix = policy.prefix](std::span<const Pending> batch) -> Ids {
        if (batch[0].operation->remote != 0) return std::vector<RemoteId>(batch.size(), 0);
        return find_groups(lms, batch, prefix);
    };
    return channel;
}

Channel group_deletion_channel(Lms& lms) {
    Channel channel;
    channel.send = [&lms](std::span<const Pending> batch) {
        return lms.delete_groups(rows_of<model::GroupWrite>(batch, group_row));
    };
    return channel;
}

Channel membership_channel(Lms& lms, bool leaving) {
    Channel channel;
    channel.send = [&lms, leaving](std::span<const Pending> batch) {
        const auto rows = rows_of<model::MemberWrite>(batch, member_row);
        return leaving ? lms.remove_group_members(rows) : lms.add_group_members(rows);
    };
    return channel;
}

Channel user_deletion_channel(Lms& lms) {
    Channel channel;
    channel.send = [&lms](std::span<const Pending> batch) {
        return lms.delete_users(rows_of<model::UserWrite>(batch, user_row));
    };
    // Deleted already when its id number is no longer found.
    channel.look_up = [&lms](std::span<const Pending> batch) -> Ids {
        std::vector<std::string> ids;
        for (const Pending& one : batch)
            ids.push_back(std::to_string(one.operation->remote));
        const auto found = lms.find_users(model::UserField::id, ids);
        if (!found) return found.problem();
        std::vector<RemoteId> gone;
        for (const Pending& one : batch) {
            RemoteId id = one.operation->remote;
            for (const model::FoundUser& user : *found)
                if (user.id == id && !user.idnumber.empty()) id = 0;  // still there
            gone.push_back(id);
        }
        return gone;
    };
    return channel;
}

}  // namespace causeway::sync
