// SPDX-License-Identifier: GPL-3.0-or-later
// Graded items, grade categories and grades, as the plugin's three listings show them. The
// stand-in has no activities: what is graded is put in by POST /sandbox/gradebook, as JSON
// {"items":[..],"categories":[..],"grades":[..]} of rows with the listings' own fields; what a row
// leaves out has a default, and a row with a known id replaces that one. Where a course's top
// category names the item of its total (itemid), totals and shares are computed as Moodle does
// (grade_totals.h), and natural categories get their maximum. Not thread-safe.
#pragma once

#include <array>
#include <boost/json/fwd.hpp>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace causeway::sandbox {

using Id = std::int64_t;

enum class GradeTable : std::uint8_t { items, categories, grades };

struct GradeRow {
    Id courseid = 0, userid = 0, timemodified = 0;
    Id history = 0;    // of a grade: its place in the order of writing
    std::string json;  // the whole row
};

class Gradebook {
  public:
    [[nodiscard]] const std::map<Id, GradeRow>& rows(GradeTable table) const {
        return tables_[static_cast<std::size_t>(table)];
    }
    [[nodiscard]] Id last_history() const { return history_; }

    // Takes rows over; what is wrong with the text, or "" when all went in (else none did).
    [[nodiscard]] std::string take(std::string_view json);
    [[nodiscard]] std::string shown() const;  // as take() reads it
    void forget_course(Id course);
    // The course's top category; made, with the course's total, when there is none.
    Id begin(Id course);
    [[nodiscard]] Id next_item() const;  // items and totals share their ids
    // One row, whole: changes what is given and has the totals of its course computed anew.
    [[nodiscard]] const GradeRow* row(GradeTable table, Id id) const;
    void remove(GradeTable table, Id id);
    // Whether a category of it leaves grades out of its total.
    [[nodiscard]] bool drops(Id course) const { return dropping_.contains(course); }
    // Grades written after this place in the order of writing, by id.
    [[nodiscard]] std::set<Id> written_since(Id cursor) const;
    // Whether any course's does.
    [[nodiscard]] bool any_drops() const { return !dropping_.empty(); }
    // The rows of one course, in the order of their ids.
    [[nodiscard]] const std::set<Id>& ids_of(GradeTable table, Id course) const;
    // The same, parsed; `user` 0: of all users.
    [[nodiscard]] boost::json::array of_course(GradeTable table, Id course, Id user = 0) const;

    // Every field of a row, the key first.
    [[nodiscard]] static std::vector<std::string_view> fields(GradeTable table);

  private:
    void put(GradeTable table, Id id, const boost::json::object& row, bool written);
    void note_drops(Id course, Id category, bool drops);
    void settle(Id course);

    std::array<std::map<Id, GradeRow>, 3> tables_;
    std::array<std::map<Id, std::set<Id>>, 3> by_course_;
    std::map<Id, std::set<Id>> dropping_;  // categories, by course
    std::map<Id, Id> by_history_;          // grades
    Id history_ = 0;
};

}  // namespace causeway::sandbox
