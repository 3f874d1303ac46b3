// SPDX-License-Identifier: GPL-3.0-or-later
// The plugin's listings of graded items, grade categories and grades, out of the Gradebook.
#include <algorithm>
#include <boost/json.hpp>

#include "sandbox/moodle/calls.h"
#include "sandbox/moodle/local_listing.h"

namespace causeway::sandbox {

namespace json = boost::json;

namespace {

// Where a drop rule is at work, all grades of a person move with one of them.
bool moved_along(const Gradebook& book, const GradeRow& row, Id cursor) {
    return book.drops(row.courseid) &&
           std::ranges::any_of(book.ids_of(GradeTable::grades, row.courseid), [&](Id id) {
               const GradeRow* other = book.row(GradeTable::grades, id);
               return other->userid == row.userid && other->history > cursor;
           });
}

bool wanted(const Gradebook& book, const GradeRow& row, const ListingWish& wish) {
    // The common case first: a history names few of very many.
    if (row.history <= wish.historycursor && wish.historycursor != 0 && !book.drops(row.courseid))
        return false;
    if (!wish.wants_id(row.courseid)) return false;
    if (wish.changedsince != 0 && row.timemodified < wish.changedsince) return false;
    return wish.historycursor == 0 || row.history > wish.historycursor ||
           moved_along(book, row, wish.historycursor);
}

json::object shown(const CallContext& context, GradeTable table, Id id, const ListingWish& wish) {
    const GradeRow& held = context.site.gradebook.rows(table).at(id);
    const json::value whole = json::parse(held.json);
    const Course* course = context.site.course(held.courseid);
    const User* user = context.site.user(held.userid);
    json::object out;
    for (const auto& [key, value] : whole.as_object())
        if (key == "id" || wish.wants(key)) out[key] = value;
    // These belong to other records, which may have changed since.
    if (course && out.contains("courseidnumber")) out["courseidnumber"] = course->idnumber;
    if (user && out.contains("useridnumber")) out["useridnumber"] = user->idnumber;
    if (out.contains("activeenrolment")) {
        const Member* member = course ? course->member(held.userid) : nullptr;
        out["activeenrolment"] = member && member->active(context.now);
    }
    return out;
}

Listing listing_of(GradeTable table) {
    Listing listing;
    listing.fields = Gradebook::fields(table);
    listing.highest = [table](const CallContext& context) {
        const auto& rows = context.site.gradebook.rows(table);
        return rows.empty() ? Id{0} : rows.rbegin()->first;
    };
    listing.next = [table](const CallContext& context, Id after, Id highest,
                           const ListingWish& wish) {
        const Gradebook& book = context.site.gradebook;
        const auto& rows = book.rows(table);
        if (table == GradeTable::grades && wish.historycursor != 0 && !book.any_drops()) {
            if (!wish.few) wish.few = book.written_since(wish.historycursor);
            for (auto at = wish.few->upper_bound(after); at != wish.few->end() && *at <= highest;
                 ++at)
                if (wanted(book, rows.at(*at), wish)) return *at;
            return Id{0};
        }
        for (auto at = rows.upper_bound(after); at != rows.end() && at->first <= highest; ++at)
            if (wanted(book, at->second, wish)) return at->first;
        return Id{0};
    };
    listing.row = [table](CallContext& context, Id id, const ListingWish& wish) {
        return shown(context, table, id, wish);
    };
    listing.has_history = table == GradeTable::grades;
    return listing;
}

}  // namespace

void add_local_grade_listings(std::map<std::string, Function>& functions) {
    const auto add = [&](const char* name, GradeTable table) {
        functions[name] = listing_function(name, listing_of(table));
    };
    add("local_get_assignment_information", GradeTable::items);
    add("local_get_grade_category_information", GradeTable::categories);
    add("local_get_grade_category_by_module", GradeTable::grades);
}

}  // namespace causeway::sandbox
