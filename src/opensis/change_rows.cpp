// SPDX-License-Identifier: GPL-3.0-or-later
#include "opensis/change_rows.h"

#include <algorithm>
#include <utility>

#include "opensis/roster_tables.h"

namespace causeway::opensis {

namespace {

using model::Kind;

constexpr std::int64_t kStudentProfile = 3;  // fixed numbers of openSIS's user_profiles
constexpr std::int64_t kParentProfile = 4;

// Both images, those that there are.
template <class Tell>
void each_image(const RowPair& row, Tell&& tell) {
    if (!row.before.empty()) tell(row.before);
    if (!row.after.empty()) tell(row.after);
}

template <Kind kKind, std::size_t kColumn>
void by_column(const RowPair& row, HintBuilder& out) {
    each_image(row, [&](RowKeys keys) { out.add(kKind, keys[kColumn]); });
}

void all_hangs_on_it(const RowPair&, HintBuilder& out) {
    out.everything();
}

bool inserted(const RowPair& row) {
    return row.before.empty();
}
// Gone, or under another parent, in another school or year.
bool moved(const RowPair& row) {
    return !row.before.empty() && !std::ranges::equal(row.before, row.after);
}

// A new school brings a year of its own; a deleted one takes everything along.
void school(const RowPair& row, HintBuilder& out) {
    if (inserted(row) || moved(row)) out.everything();
    by_column<Kind::school, 0>(row, out);
}

// What stood below a subject or course that is gone takes no part any more.
template <Kind kKind>
void folder(const RowPair& row, HintBuilder& out) {
    if (moved(row)) out.everything();
    by_column<kKind, 0>(row, out);
}

// Whoever teaches is of the staff that takes part for that reason alone.
void section(const RowPair& row, HintBuilder& out) {
    each_image(row, [&](RowKeys keys) {
        out.add(Kind::section, keys[0]);
        for (const auto& teacher : {keys[1], keys[2]}) {
            out.add(Kind::staff, teacher);
            out.add(Kind::teaches, keys[0], teacher);
        }
    });
}

void schedule(const RowPair& row, HintBuilder& out) {
    each_image(row, [&](RowKeys keys) {
        out.add(Kind::student, keys[2]);
        out.add(Kind::learns, keys[1], keys[2]);
    });
}

void relationship(const RowPair& row, HintBuilder& out) {
    each_image(row, [&](RowKeys keys) {
        out.add(Kind::staff, keys[0]);
        out.add(Kind::manages, keys[1], keys[0]);
    });
}

// Logins of students and parents count in number spaces of their own.
void login(const RowPair& row, HintBuilder& out) {
    each_image(row, [&](RowKeys keys) {
        if (keys[2] == kStudentProfile)
            out.add(Kind::student, keys[1]);
        else if (keys[2] != kParentProfile)
            out.add(Kind::staff, keys[1]);
    });
}

void contact(const RowPair& row, HintBuilder& out) {
    each_image(row, [&](RowKeys keys) { out.add_contact(keys[0]); });
}

const std::vector<WatchedTable>& tables() {
    static const std::vector<WatchedTable> kTables = {
        {"schools", {"id"}, 0, school},
        // Which year is current, the terms' names, and the dates of sections that have none.
        {"school_years", {"marking_period_id", "school_id"}, 1, all_hangs_on_it},
        {"school_semesters", {"marking_period_id", "school_id"}, 1, all_hangs_on_it},
        {"school_quarters", {"marking_period_id", "school_id"}, 1, all_hangs_on_it},
        {"school_progress_periods", {"marking_period_id", "school_id"}, 1, all_hangs_on_it},
        {"course_subjects", {"subject_id", "school_id", "syear"}, 1, folder<Kind::subject>},
        {"courses", {"course_id", "subject_id", "school_id", "syear"}, 2, folder<Kind::course>},
        {"course_periods",
         {"course_period_id", "teacher_id", "secondary_teacher_id", "school_id"},
         3,
         section},
        {"students", {"student_id"}, {}, by_column<Kind::student, 0>},
        // Not by school: a school that is left is as good a reason as one that is entered. Nor by
        // the row's own number, to which the reader has no right.
        {"student_enrollment", {"student_id"}, {}, by_column<Kind::student, 0>},
        {"schedule", {"id", "course_period_id", "student_id", "school_id"}, 3, schedule},
        {"staff", {"staff_id"}, {}, by_column<Kind::staff, 0>},
        {"staff_school_relationship", {"staff_id", "school_id"}, 1, relationship},
        {"staff_contact", {"staff_phone_id", "staff_id"}, {}, by_column<Kind::staff, 1>},
        // What makes a teacher, for all who have the profile.
        {"user_profiles", {"id"}, {}, all_hangs_on_it},
        {"login_authentication", {"id", "user_id", "profile_id"}, {}, login},
    };
    return kTables;
}

// Where mapped fields stand besides. By whose row it is, not by school: the reader of fields does
// not ask for it either.
const std::vector<WatchedTable>& tables_of_fields() {
    static const std::vector<WatchedTable> kTables = {
        {"student_address",
         {"id", "student_id"},
         {},
         by_column<Kind::student, 1>,
         {"id", "student_id", "type"}},
        {"students_join_people",
         {"id", "student_id"},
         {},
         by_column<Kind::student, 1>,
         {"id", "student_id", "person_id", "emergency_type"}},
        {"people", {"staff_id"}, {}, contact, {"staff_id"}},
        {"staff_school_info", {"staff_id"}, {}, by_column<Kind::staff, 0>, {"staff_id"}},
        // The words that stand for a number in many people's rows.
        {"ethnicity", {"ethnicity_id"}, {}, all_hangs_on_it, {"ethnicity_id", "ethnicity_name"}},
        {"language", {"language_id"}, {}, all_hangs_on_it, {"language_id", "language_name"}},
    };
    return kTables;
}

bool reads(const MoreColumns& more, std::string_view table) {
    return std::ranges::any_of(more, [&](const auto& one) {
        if (one.first == table) return true;
        // Who is the contact decides which person's row is read.
        if (table == "students_join_people") return one.first == "people";
        if (table == "ethnicity" || table == "language")
            return one.second.find(table) != std::string::npos;
        return false;
    });
}

}  // namespace

void HintBuilder::add(Kind kind, std::optional<std::int64_t> id) {
    if (!id || *id <= 0 || everything_) return;
    keys_.insert({kind, *id, 0});
    if (keys_.size() <= most_) return;
    everything_ = true;
    because("too many rows to name them");
}

void HintBuilder::add(Kind kind, std::optional<std::int64_t> id, std::optional<std::int64_t> who) {
    if (!id || !who || *id <= 0 || *who <= 0 || everything_) return;
    keys_.insert({kind, *id, *who});
    if (keys_.size() <= most_) return;
    everything_ = true;
    because("too many rows to name them");
}

void HintBuilder::add_contact(std::optional<std::int64_t> person) {
    if (!person || *person <= 0 || everything_) return;
    contacts_.insert(*person);
    if (contacts_.size() <= most_) return;
    everything_ = true;
    because("too many rows to name them");
}

void HintBuilder::name_contacts(db::Connection& connection) {
    if (everything_) contacts_.clear();
    while (!contacts_.empty()) {
        constexpr std::size_t kAsked = 500;
        std::string marks;
        std::vector<db::Value> some;
        auto end = contacts_.begin();
        for (; end != contacts_.end() && some.size() < kAsked; ++end) {
            marks += some.empty() ? "?" : ",?";
            some.emplace_back(*end);
        }
        const auto asked = connection.prepare(
            "SELECT DISTINCT student_id FROM students_join_people WHERE person_id IN (" + marks +
            ")");
        const auto rows = asked->query(some);
        while (const auto* row = rows->next())
            add(Kind::student, row->integer(0));
        contacts_.erase(contacts_.begin(), end);
    }
}

ChangeHint HintBuilder::take() {
    ChangeHint out;
    out.everything = std::exchange(everything_, false) || !contacts_.empty();
    if (!out.everything) out.keys.assign(keys_.begin(), keys_.end());
    for (const std::string& reason : reasons_)
        out.why += (out.why.empty() ? feed_ + ": " : ", ") + reason;
    keys_.clear();
    contacts_.clear();
    reasons_.clear();
    return out;
}

std::vector<const WatchedTable*> watched_tables(const MoreColumns& more) {
    std::vector<const WatchedTable*> out;
    for (const WatchedTable& table : tables())
        out.push_back(&table);
    for (const WatchedTable& table : tables_of_fields())
        if (reads(more, table.name)) out.push_back(&table);
    return out;
}

const WatchedTable* watched_table(std::string_view name, const MoreColumns& more) {
    for (const WatchedTable* table : watched_tables(more))
        if (table->name == name) return table;
    return nullptr;
}

bool may_be_watched(std::string_view name) {
    const auto has = [&](const std::vector<WatchedTable>& all) {
        return std::ranges::find(all, name, &WatchedTable::name) != all.end();
    };
    return has(tables()) || has(tables_of_fields());
}

std::vector<std::string_view> read_columns(const WatchedTable& table) {
    std::vector<std::string_view> out = table.decisive;
    for (const TableUse& use : roster_tables())
        if (use.table == table.name) out.assign(use.columns.begin(), use.columns.end());
    return out;
}

void collect(const WatchedTable& table, RowPair row, std::span<const std::int64_t> schools,
             HintBuilder& out) {
    const auto takes_part = [&](RowKeys keys) {
        return keys.empty() || !table.school || schools.empty() ||
               (keys[*table.school] && std::ranges::count(schools, *keys[*table.school]) > 0);
    };
    // Without the image of a school that takes no part, the row came from nowhere or went away.
    if (!takes_part(row.before)) row.before = {};
    if (!takes_part(row.after)) row.after = {};
    if (row.before.empty() && row.after.empty()) return;
    const bool nothing_yet = out.empty();
    table.collect(row, out);
    if (!nothing_yet || !out.empty()) out.because(table.name);
}

}  // namespace causeway::opensis
