// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/moodle/site.h"

#include <openssl/evp.h>

#include <algorithm>
#include <array>

namespace causeway::sandbox {

namespace {

void erase_pair(std::unordered_multimap<std::string, Id>& index, const std::string& key, Id id) {
    const auto [first, last] = index.equal_range(key);
    for (auto at = first; at != last; ++at)
        if (at->second == id) {
            index.erase(at);
            return;
        }
}

std::vector<Id> sorted_ids(const std::unordered_multimap<std::string, Id>& index,
                           std::string_view text) {
    std::vector<Id> ids;
    const auto [first, last] = index.equal_range(collated(text));
    for (auto at = first; at != last; ++at)
        ids.push_back(at->second);
    std::sort(ids.begin(), ids.end());
    return ids;
}

Id found(const std::unordered_map<std::string, Id>& index, const std::string& key) {
    const auto at = index.find(key);
    return at == index.end() ? 0 : at->second;
}

std::string md5_hex(std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_md5(), nullptr);
    static constexpr std::string_view kHex = "0123456789abcdef";
    std::string out;
    for (unsigned i = 0; i < length; ++i) {
        out += kHex[digest[i] >> 4];
        out += kHex[digest[i] & 15];
    }
    return out;
}

bool before(const Member& member, Id user) {
    return member.userid < user;
}

}  // namespace

const std::vector<Role>& stock_roles() {
    static const std::vector<Role> roles = {
        {1, "manager", true, true, true},          {2, "coursecreator", false, true, true},
        {3, "editingteacher", true, false, false}, {4, "teacher", true, false, false},
        {5, "student", true, false, false},
    };
    return roles;
}

const Member* Course::member(Id user) const {
    const auto at = std::lower_bound(members.begin(), members.end(), user, before);
    return at != members.end() && at->userid == user ? &*at : nullptr;
}
Member* Course::member(Id user) {
    return const_cast<Member*>(static_cast<const Course*>(this)->member(user));
}

Site::Site(Id now) {
    const auto account = [&](std::string username, std::string auth, std::string first,
                             std::string last) {
        User user;
        user.username = std::move(username);
        user.auth = std::move(auth);
        user.firstname = std::move(first);
        user.lastname = std::move(last);
        user.email = user.username == "guest" ? "root@localhost" : user.username + "@example.org";
        user.timecreated = user.timemodified = now;
        add_user(std::move(user));
    };
    account("guest", "manual", "Guest user", " ");
    account("admin", "manual", "Admin", "User");
    account("causeway-service", "webservice", "Causeway", "Service");
    Course site;
    site.fullname = "Stand-in Moodle";
    site.shortname = "standin";
    site.format = "site";
    site.newsitems = 3;
    site.summaryformat = 0;
    site.numsections = 1;
    site.enablecompletion = 0;
    site.timecreated = site.timemodified = now;
    add_course(std::move(site));
    Category first;
    first.name = "Category 1";
    first.timemodified = now;
    add_category(std::move(first));
}

User& Site::add_user(User user) {
    user.id = static_cast<Id>(users_.size()) + 1;
    User& kept = users_.emplace_back(std::move(user));
    if (kept.deleted) ++deleted_;
    index(kept);
    changes.note(ChangeKind::people, What::created, kept.id, kept.id, 0);
    return kept;
}

User* Site::user(Id id) {
    return id >= 1 && id <= static_cast<Id>(users_.size())
               ? &users_[static_cast<std::size_t>(id - 1)]
               : nullptr;
}
const User* Site::user(Id id) const {
    return const_cast<Site*>(this)->user(id);
}

void Site::index(const User& user) {
    by_username_.emplace(user.username, user.id);
    if (!user.email.empty()) by_email_.emplace(collated(user.email), user.id);
    if (!user.idnumber.empty()) by_idnumber_.emplace(collated(user.idnumber), user.id);
}

void Site::unindex(const User& user) {
    by_username_.erase(user.username);
    erase_pair(by_email_, collated(user.email), user.id);
    erase_pair(by_idnumber_, collated(user.idnumber), user.id);
}

void Site::change_user(User& user, const std::function<void(User&)>& change) {
    unindex(user);
    change(user);
    index(user);
    changes.note(ChangeKind::people, user.deleted ? What::removed : What::updated, user.id, user.id,
                 0);
}

Id Site::user_named(std::string_view username) const {
    return found(by_username_, std::string(username));
}
std::vector<Id> Site::users_by_email(std::string_view email) const {
    return sorted_ids(by_email_, email);
}
std::vector<Id> Site::users_by_idnumber(std::string_view idnumber) const {
    return sorted_ids(by_idnumber_, idnumber);
}

void Site::delete_user(User& user, Id now) {
    for (auto& [id, course] : courses_)
        if (course.member(user.id)) set_member(course, Member{.userid = user.id});
    for (auto& [context, holders] : roles_elsewhere)
        holders.erase(user.id);
    change_user(user, [&](User& gone) {
        const std::string old = gone.username;
        Id stamp = now;
        const std::string base = gone.email.empty() ? gone.username : gone.email;
        while (by_username_.contains(base + "." + std::to_string(stamp)))
            ++stamp;
        gone.username = base + "." + std::to_string(stamp);
        gone.email = md5_hex(old);
        gone.idnumber.clear();
        gone.deleted = true;
        gone.timemodified = now;
    });
    ++deleted_;
}

std::vector<Id>& Site::children_of(Id parent) {
    return parent == 0 ? top_ : categories_.at(parent).children;
}

Category& Site::add_category(Category category) {
    if (category.id == 0) category.id = next_category_++;
    Category& kept = categories_[category.id] = std::move(category);
    kept.children.clear();
    kept.courses.clear();
    children_of(kept.parent).push_back(kept.id);
    if (!kept.idnumber.empty()) category_by_idnumber_[collated(kept.idnumber)] = kept.id;
    ordered_ = false;
    note_category();
    return kept;
}

void Site::remove_category(Id id) {
    const Category& gone = categories_.at(id);
    std::erase(children_of(gone.parent), id);
    if (!gone.idnumber.empty()) category_by_idnumber_.erase(collated(gone.idnumber));
    roles_elsewhere.erase(context_of(Level::category, id));
    categories_.erase(id);
    ordered_ = false;
    note_category();
}

void Site::move_category(Id id, Id parent) {
    Category& moved = categories_.at(id);
    if (moved.parent == parent) return;
    std::erase(children_of(moved.parent), id);
    moved.parent = parent;
    children_of(parent).push_back(id);
    ordered_ = false;
}

void Site::change_category(Category& category, const std::function<void(Category&)>& change) {
    if (!category.idnumber.empty()) category_by_idnumber_.erase(collated(category.idnumber));
    change(category);
    if (!category.idnumber.empty())
        category_by_idnumber_[collated(category.idnumber)] = category.id;
    note_category();
}

// A category's change is one of any course: its path is in their rows.
void Site::note_category() {
    changes.note(ChangeKind::courses, What::updated, 0, 0, 0);
}

Category* Site::category(Id id) {
    const auto at = categories_.find(id);
    return at == categories_.end() ? nullptr : &at->second;
}

Id Site::category_by_idnumber(std::string_view idnumber) const {
    return found(category_by_idnumber_, collated(idnumber));
}

// Moodle numbers the tree depth first in steps of 10,000; a category's courses come in between.
void Site::order(Id parent, Id& next, int depth, const std::string& path) {
    const std::vector<Id> children = children_of(parent);
    for (const Id id : children) {
        Category& here = categories_.at(id);
        here.sortorder = next += 10'000;
        here.depth = depth;
        here.path = path + "/" + std::to_string(id);
        Id place = here.sortorder;
        for (auto course = here.courses.rbegin(); course != here.courses.rend(); ++course)
            courses_.at(*course).sortorder = ++place;
        order(id, next, depth + 1, here.path);
    }
}

std::map<Id, Category>& Site::categories() {
    if (!ordered_) {
        Id next = 0;
        order(0, next, 1, "");
        ordered_ = true;
    }
    return categories_;
}

bool Site::below(Id category, Id ancestor) const {
    for (auto at = categories_.find(category); at != categories_.end();
         at = categories_.find(at->second.parent))
        if (at->first == ancestor) return true;
    return false;
}

Course& Site::add_course(Course course) {
    if (course.id == 0) course.id = next_course_++;
    Course& kept = courses_[course.id] = std::move(course);
    if (kept.category != 0) categories_.at(kept.category).courses.push_back(kept.id);
    ordered_ = false;
    index(kept);
    changes.note(ChangeKind::courses, What::created, kept.id, 0, kept.id);
    return kept;
}

void Site::remove_course(Id id) {
    Course& gone = courses_.at(id);
    while (!gone.members.empty())
        set_member(gone, Member{.userid = gone.members.back().userid});
    while (!gone.groups.empty())
        remove_group(gone.groups.back());
    gradebook.forget_course(id);
    changes.note(ChangeKind::courses, What::removed, id, 0, id);
    if (gone.category != 0) std::erase(categories_.at(gone.category).courses, id);
    ordered_ = false;
    unindex(gone);
    courses_.erase(id);
}

void Site::change_course(Course& course, const std::function<void(Course&)>& change) {
    unindex(course);
    const Id from = course.category;
    change(course);
    if (course.category != from) {
        std::erase(categories_.at(from).courses, course.id);
        categories_.at(course.category).courses.push_back(course.id);
        ordered_ = false;
    }
    index(course);
    changes.note(ChangeKind::courses, What::updated, course.id, 0, course.id);
}

void Site::index(const Course& course) {
    course_by_shortname_.emplace(collated(course.shortname), course.id);
    if (!course.idnumber.empty()) course_by_idnumber_.emplace(collated(course.idnumber), course.id);
}

void Site::unindex(const Course& course) {
    course_by_shortname_.erase(collated(course.shortname));
    if (!course.idnumber.empty()) course_by_idnumber_.erase(collated(course.idnumber));
}

Course* Site::course(Id id) {
    const auto at = courses_.find(id);
    return at == courses_.end() ? nullptr : &at->second;
}
Id Site::course_by_shortname(std::string_view shortname) const {
    return found(course_by_shortname_, collated(shortname));
}
Id Site::course_by_idnumber(std::string_view idnumber) const {
    return found(course_by_idnumber_, collated(idnumber));
}

Id Site::course_sortorder(const Course& course) {
    if (course.category == 0) return 1;
    (void)categories();  // puts the order right
    return course.sortorder;
}

Id Site::context_of(Level level, Id instance) {
    return level == Level::system ? 1 : 4 + instance * 4 + static_cast<Id>(level);
}

bool Site::find_context(Id context, Level& level, Id& instance) const {
    level = context == 1 ? Level::system : static_cast<Level>(context % 4);
    instance = context == 1 ? 0 : (context - 4) / 4;
    if (context != 1 && level == Level::system) return false;
    return exists(level, instance);
}

bool Site::exists(Level level, Id instance) const {
    switch (level) {
        case Level::system:
            return true;
        case Level::user: {
            const User* found_user = user(instance);
            return found_user && !found_user->deleted;
        }
        case Level::category:
            return categories_.contains(instance);
        case Level::course:
            return courses_.contains(instance);
    }
    return false;
}

}  // namespace causeway::sandbox
