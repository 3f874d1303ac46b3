// SPDX-License-Identifier: GPL-3.0-or-later
// What the stand-in Moodle remembers: accounts, categories, courses and who is in them, with the
// indexes that keep a look-up cheap at 100,000 accounts and a million enrolments. It knows
// nothing of web services. Not thread-safe: StandInMoodle locks around it.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "sandbox/moodle/change_log.h"
#include "sandbox/moodle/gradebook.h"

namespace causeway::sandbox {

using Extras = std::vector<std::pair<std::string, std::string>>;  // rarely used fields

struct Role {
    Id id;
    std::string_view shortname;
    bool in_course, in_category, in_system;
};
[[nodiscard]] const std::vector<Role>& stock_roles();

struct User {
    Id id = 0;
    std::string username, auth = "manual", idnumber, firstname, lastname, email;
    std::string city, country, department, lang = "en", timezone = "99";
    Extras more;  // institution, phone1, description, ...
    Extras preferences;
    bool suspended = false, deleted = false;
    Id timecreated = 0, timemodified = 0;
    std::vector<Id> courses;  // where the account is a Member

    [[nodiscard]] std::string fullname() const { return firstname + " " + lastname; }
};

// One account in one course: its enrolment (manual) and its roles there.
struct Member {
    Id userid = 0;
    bool enrolled = false, suspended = false;
    std::uint16_t roles = 0;  // bit n: role id n
    Id timestart = 0, timeend = 0, timecreated = 0, timemodified = 0;
    Id enrolment = 0, roletime = 0;  // its id and when a role came: given by Site::set_member

    [[nodiscard]] bool active(Id now) const {
        return enrolled && !suspended && timestart <= now && (timeend == 0 || timeend > now);
    }
};

struct Course {
    Id id = 0, category = 0;
    std::string fullname, shortname, idnumber, summary, format = "topics", lang, theme;
    int summaryformat = 1, showgrades = 1, newsitems = 5, maxbytes = 0, showreports = 0;
    int visible = 1, groupmode = 0, groupmodeforce = 0, enablecompletion = 1;
    int completionnotify = 0, numsections = 0;
    Id defaultgroupingid = 0, startdate = 0, enddate = 0, timecreated = 0, timemodified = 0;
    Extras format_options;
    Id sortorder = 0;             // kept by Site, read through course_sortorder()
    std::vector<Member> members;  // by user id
    std::vector<Id> groups;       // oldest first
    std::size_t enrolled = 0;

    [[nodiscard]] const Member* member(Id user) const;
    Member* member(Id user);
};

struct Category {
    Id id = 0, parent = 0;
    std::string name, idnumber, description, theme;
    bool has_idnumber = false;  // Moodle tells null from ""
    int descriptionformat = 1;
    Id timemodified = 0;
    std::vector<Id> children;  // in their order
    std::vector<Id> courses;   // oldest first; Moodle lists the newest first
    // Kept by Site::order():
    Id sortorder = 0;
    int depth = 1;
    std::string path;
};

// People of one course, put together.
struct Group {
    Id id = 0, courseid = 0;
    std::string idnumber, name, description;
    std::set<Id> members;
    Id timecreated = 0, timemodified = 0;
};

// What undoes the steps of one transaction, newest first, unless it was kept.
class Undo {
  public:
    Undo() = default;
    Undo(const Undo&) = delete;
    Undo& operator=(const Undo&) = delete;
    ~Undo() {
        for (auto step = steps_.rbegin(); step != steps_.rend(); ++step)
            (*step)();
    }
    void add(std::function<void()> step) { steps_.push_back(std::move(step)); }
    void keep() { steps_.clear(); }

  private:
    std::vector<std::function<void()>> steps_;
};

// MariaDB's unicode_ci, nearly: neither case, nor accents of Latin letters, nor trailing blanks.
[[nodiscard]] std::string collated(std::string_view text);

class Site {
  public:
    explicit Site(Id now);  // with the site course, category 1, guest, admin and service account

    static constexpr Id kGuest = 1, kAdmin = 2, kService = 3, kSiteCourse = 1;

    // Accounts. Ids are handed out in order, from 1.
    User& add_user(User user);
    [[nodiscard]] User* user(Id id);
    [[nodiscard]] const User* user(Id id) const;
    // Fields that are indexed change only in here.
    void change_user(User& user, const std::function<void(User&)>& change);
    [[nodiscard]] Id user_named(std::string_view username) const;  // 0: none
    [[nodiscard]] std::vector<Id> users_by_email(std::string_view email) const;
    [[nodiscard]] std::vector<Id> users_by_idnumber(std::string_view idnumber) const;
    [[nodiscard]] const std::deque<User>& users() const { return users_; }
    void delete_user(User& user, Id now);

    // Categories. The tree keeps Moodle's sort order.
    Category& add_category(Category category);
    void remove_category(Id id);
    void move_category(Id id, Id parent);
    void change_category(Category& category, const std::function<void(Category&)>& change);
    [[nodiscard]] Category* category(Id id);
    [[nodiscard]] std::size_t category_count() const { return categories_.size(); }
    [[nodiscard]] Id category_by_idnumber(std::string_view idnumber) const;
    [[nodiscard]] std::map<Id, Category>& categories();  // with sortorder, depth, path right
    [[nodiscard]] bool below(Id category, Id ancestor) const;

    // Courses.
    Course& add_course(Course course);
    void remove_course(Id id);
    void change_course(Course& course, const std::function<void(Course&)>& change);
    [[nodiscard]] Course* course(Id id);
    [[nodiscard]] Id course_by_shortname(std::string_view shortname) const;
    [[nodiscard]] Id course_by_idnumber(std::string_view idnumber) const;
    [[nodiscard]] const std::map<Id, Course>& courses() const { return courses_; }
    [[nodiscard]] Id course_sortorder(const Course& course);

    // Who is in a course. set_member with neither enrolment nor role forgets the account there.
    void set_member(Course& course, Member member);
    struct Place {
        Id course = 0, user = 0;
    };
    // Where the enrolment of that id is; null when it is gone or never was.
    [[nodiscard]] const Place* enrolment_place(Id enrolment) const;
    [[nodiscard]] Id last_enrolment() const { return static_cast<Id>(places_.size()); }

    // Groups. An account that leaves the course leaves its groups.
    Group& add_group(Group group);
    void remove_group(Id id);
    [[nodiscard]] Group* group(Id id);
    [[nodiscard]] const std::map<Id, Group>& groups() const { return groups_; }
    [[nodiscard]] std::vector<Id> groups_of(const Course& course, Id user) const;

    // What the plugin's observers noted; empty as long as it is not switched on.
    ChangeLog changes;
    Gradebook gradebook;

    // Roles outside courses: context id -> user -> roles.
    std::map<Id, std::map<Id, std::uint16_t>> roles_elsewhere;

    // Contexts, made so that nothing needs to be stored: 1 is the system.
    enum class Level { system, user, category, course };
    [[nodiscard]] static Id context_of(Level level, Id instance);
    // False when there is no such thing.
    [[nodiscard]] bool find_context(Id context, Level& level, Id& instance) const;
    [[nodiscard]] bool exists(Level level, Id instance) const;

    [[nodiscard]] std::size_t enrolments() const { return enrolments_; }
    [[nodiscard]] std::size_t deleted_users() const { return deleted_; }

    // For loading: where the next ids go on.
    [[nodiscard]] std::pair<Id, Id> next_ids() const { return {next_category_, next_course_}; }
    void set_next_ids(Id category, Id course) {
        next_category_ = category;
        next_course_ = course;
    }
    struct Empty {};
    explicit Site(Empty) {}

  private:
    using Index = std::unordered_map<std::string, Id>;
    using Many = std::unordered_multimap<std::string, Id>;

    void index(const User& user);
    void unindex(const User& user);
    void index(const Course& course);
    void unindex(const Course& course);
    void order(Id parent, Id& next, int depth, const std::string& path);
    [[nodiscard]] std::vector<Id>& children_of(Id parent);
    void note_category();
    void settle_enrolment(const Course& course, Member& member, Id held);
    void note_member(const Course& course, const Member& before, const Member& after);

    std::deque<User> users_;  // users_[n] has id n + 1
    Index by_username_;
    Many by_email_, by_idnumber_;
    std::map<Id, Category> categories_;
    std::vector<Id> top_;
    Index category_by_idnumber_;
    bool ordered_ = false;  // sort orders of categories and courses are right
    std::map<Id, Course> courses_;
    Index course_by_shortname_, course_by_idnumber_;
    Id next_category_ = 1, next_course_ = 1;
    std::vector<Place> places_;  // places_[n] is of enrolment n + 1
    std::map<Id, Group> groups_;
    Id next_group_ = 1;
    std::size_t enrolments_ = 0, deleted_ = 0;
};

}  // namespace causeway::sandbox
