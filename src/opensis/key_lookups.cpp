// SPDX-License-Identifier: GPL-3.0-or-later
#include "opensis/key_lookups.h"

#include <set>
#include <unordered_set>

#include "base/text.h"
#include "opensis/entered_text.h"

namespace causeway::opensis {

namespace {

using model::Key;
using model::Kind;

constexpr std::int64_t kStudentProfile = 3;
constexpr std::int64_t kParentProfile = 4;

class Lookup {
  public:
    Lookup(Session& session, std::span<const Key> keys) : session_(session), filter_(keys) {}

    // The rows of `statement` as keys, if any key of `list` was asked for.
    void places(std::string_view list, std::string_view statement, Kind kind) {
        each(list, statement,
             [&](const db::Row& row) { found_.insert({kind, row.integer(0), 0}); });
    }
    void enrolments(std::string_view list, std::string_view statement, Kind kind) {
        each(list, statement, [&](const db::Row& row) {
            const Key key{kind, row.integer(0), row.integer(1)};
            if (key.id > 0 && key.who > 0) found_.insert(key);  // not "no teacher"
        });
    }
    void teaches_of_staff() {
        for (const Key& key : session_.teaches_of(filter_.ids("staff")))
            found_.insert(key);
    }
    [[nodiscard]] std::vector<Key> found() const { return {found_.begin(), found_.end()}; }

  private:
    template <class Take>
    void each(std::string_view list, std::string_view statement, const Take& take) {
        if (filter_.ids(list).empty()) return;
        Session::Answer answer(session_, statement, {}, &filter_);
        while (const auto* row = answer.next())
            take(*row);
    }

    Session& session_;
    const KeyFilter filter_;
    std::set<Key> found_;
};

// The names that are looked for, and how a stored one is compared with them: as the streams read
// it. The statement lets through whatever may be one of them, spelled in its own way.
class Names {
  public:
    explicit Names(std::span<const std::string> names) : names_(names.begin(), names.end()) {
        for (const std::string& name : names_) {
            marks_ += marks_.empty() ? "?" : ",?";
            values_.emplace_back(std::string_view(name));
        }
    }

    [[nodiscard]] bool among(std::string_view stored) const {
        return names_.contains(base::lower_ascii(entered_text(stored)));
    }
    [[nodiscard]] const std::string& marks() const { return marks_; }
    [[nodiscard]] const std::vector<db::Value>& values() const { return values_; }

  private:
    std::unordered_set<std::string> names_;  // `values_` point into it
    std::string marks_;
    std::vector<db::Value> values_;
};

// Addresses have no index: the whole column is gone through, so entities, blanks and such cost
// nothing more.
void find_by_address(Session& session, const Names& names, const char* table, const char* id,
                     const char* column, Kind kind, std::set<Key>& found) {
    const std::string sql = std::string("SELECT ") + id + ", " + column + " FROM " + table +
                            " WHERE " + column + " IN (" + names.marks() + ") OR " + column +
                            " REGEXP '[^!-~]|[&\\\\\\\\]'";
    Session::Answer answer(session, sql, names.values());
    while (const auto* row = answer.next())
        if (names.among(row->text(1))) found.insert({kind, row->integer(0), 0});
}

// Logins have one; it knows neither case nor trailing blanks.
void find_by_login(Session& session, const Names& names, std::set<Key>& found) {
    const std::string sql =
        "SELECT user_id, profile_id, username FROM login_authentication WHERE username IN (" +
        names.marks() + ")";
    Session::Answer answer(session, sql, names.values());
    while (const auto* row = answer.next()) {
        const std::int64_t profile = row->integer(1);
        if (profile == kParentProfile || !names.among(row->text(2))) continue;
        found.insert(
            {profile == kStudentProfile ? Kind::student : Kind::staff, row->integer(0), 0});
    }
}

}  // namespace

std::vector<Key> keys_hanging_on(Session& session, std::span<const Key> keys) {
    Lookup lookup(session, keys);
    lookup.enrolments("student", sql::kLearnsOfStudents, Kind::learns);
    lookup.teaches_of_staff();
    lookup.enrolments("section", sql::kTeachesInSections, Kind::teaches);
    lookup.enrolments("section", sql::kLearnsInSections, Kind::learns);
    if (session.options().administrators) {
        lookup.enrolments("staff", sql::kManagesOfStaff, Kind::manages);
        lookup.enrolments("school", sql::kManagesInSchools, Kind::manages);
    }
    lookup.places("course", sql::kSectionsOfCourses, Kind::section);
    lookup.places("subject", sql::kCoursesOfSubjects, Kind::course);
    lookup.places("subject", sql::kSectionsOfSubjects, Kind::section);
    lookup.places("school", sql::kSubjectsOfSchools, Kind::subject);
    lookup.places("school", sql::kCoursesOfSchools, Kind::course);
    lookup.places("school", sql::kSectionsOfSchools, Kind::section);
    return lookup.found();
}

std::vector<Key> keys_of_people_named(Session& session, std::span<const std::string> names) {
    if (names.empty()) return {};
    const Names wanted(names);
    std::set<Key> found;
    find_by_address(session, wanted, "students", "student_id", "email", Kind::student, found);
    find_by_address(session, wanted, "staff", "staff_id", "email", Kind::staff, found);
    find_by_address(session, wanted, "staff_contact", "staff_id", "staff_work_email", Kind::staff,
                    found);
    find_by_login(session, wanted, found);
    return {found.begin(), found.end()};
}

}  // namespace causeway::opensis
