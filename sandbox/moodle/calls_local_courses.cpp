// SPDX-License-Identifier: GPL-3.0-or-later
// local_opensis_upsert_courses: courses by id or ID number, one outcome per row.
#include <boost/json.hpp>
#include <set>

#include "base/text.h"
#include "sandbox/moodle/calls.h"
#include "sandbox/moodle/local_rows.h"

namespace causeway::sandbox {

namespace {

constexpr Id kYear = 365 * 86'400;

const RowSpec& course_spec() {
    static const RowSpec spec = {
        {"id", {RowType::number}},           {"idnumber", {RowType::text, 100}},
        {"shortname", {RowType::text, 255}}, {"fullname", {RowType::text, 254}},
        {"category", {RowType::number}},     {"categoryidnumber", {RowType::text, 100}},
        {"summary", {RowType::text}},        {"format", {RowType::text, 21}},
        {"startdate", {RowType::number}},    {"enddate", {RowType::number}},
        {"visible", {RowType::flag}},        {"newsitems", {RowType::number}},
        {"lang", {RowType::text, 30}},
    };
    return spec;
}

void check(const Row& row) {
    if (row.number("id") == 0) row.demand("idnumber");
    for (const char* field : {"shortname", "fullname"}) {
        row.demand_if_given(field);
        if (cleaned(Type::text, row.text(field)) != row.text(field))
            throw row_fault("invalidparameter", field, row.text(field));
    }
    static const std::set<std::string> formats = {"singleactivity", "social", "topics", "weeks"};
    if (row.has("format") && !formats.contains(row.text("format")))
        throw row_fault("invalidparameter", "format", row.text("format"));
    if (const std::string lang = row.text("lang"); !lang.empty() && lang != "en")
        throw row_fault("invalidparameter", "lang", lang);
}

Course* found(CallContext& context, const Row& row) {
    const Id id = row.number("id");
    if (id == 0) return context.site.course(context.site.course_by_idnumber(row.text("idnumber")));
    Course* course = context.site.course(id);
    if (!course || id == Site::kSiteCourse)
        throw row_fault("coursenotfound", "id", std::to_string(id));
    return course;
}

Id category_of(CallContext& context, const Row& row) {
    const bool by_id = row.number("category") != 0;
    if (!by_id) row.demand_if_given("categoryidnumber");
    const char* field = by_id ? "category" : "categoryidnumber";
    if (!by_id && !row.has(field)) throw row_fault("missingfield", "category");
    const Id id = by_id ? row.number(field) : context.site.category_by_idnumber(row.text(field));
    if (!context.site.category(id)) throw row_fault("unknowncategory", field);
    return id;
}

void check_dates(const Course& course) {
    if (course.enddate == 0) return;
    if (course.startdate == 0) throw row_fault("nostartdatenoenddate", "enddate");
    if (course.enddate < course.startdate) throw row_fault("enddatebeforestartdate", "enddate");
}

void check_names(const CallContext& context, const Course& course) {
    const auto taken = [&](Id holder) { return holder != 0 && holder != course.id; };
    if (!course.idnumber.empty() && taken(context.site.course_by_idnumber(course.idnumber)))
        throw row_fault("courseidnumbertaken", "idnumber", course.idnumber);
    if (taken(context.site.course_by_shortname(course.shortname)))
        throw row_fault("shortnametaken", "shortname", course.shortname);
}

void take(Course& course, const Row& row) {
    course.idnumber = row.text("idnumber", course.idnumber);
    course.shortname = row.text("shortname", course.shortname);
    course.fullname = row.text("fullname", course.fullname);
    course.summary = row.text("summary", course.summary);
    course.format = row.text("format", course.format);
    course.lang = row.text("lang", course.lang);
    course.startdate = row.number("startdate", course.startdate);
    course.enddate = row.number("enddate", course.enddate);
    course.visible = static_cast<int>(row.number("visible", course.visible));
    course.newsitems = static_cast<int>(row.number("newsitems", course.newsitems));
}

bool same(const Course& a, const Course& b) {
    return a.category == b.category && a.idnumber == b.idnumber && a.shortname == b.shortname &&
           a.fullname == b.fullname && a.summary == b.summary && a.format == b.format &&
           a.lang == b.lang && a.startdate == b.startdate && a.enddate == b.enddate &&
           a.visible == b.visible && a.newsitems == b.newsitems;
}

Outcome create(CallContext& context, const Row& row) {
    Course made;
    made.category = category_of(context, row);
    row.demand("shortname");
    row.demand("fullname");
    made.startdate = context.zone.start_of(context.zone.date_of(context.now));
    take(made, row);
    if (!row.has("enddate")) made.enddate = made.startdate + kYear;
    check_dates(made);
    check_names(context, made);
    made.timecreated = made.timemodified = context.now;
    return {"created", context.site.add_course(std::move(made)).id};
}

Outcome write(CallContext& context, const Row& row) {
    check(row);
    Course* course = found(context, row);
    if (!course) return create(context, row);
    Course after = *course;
    if (row.has("category") || row.has("categoryidnumber"))
        after.category = category_of(context, row);
    take(after, row);
    if (same(*course, after)) return {"unchanged", course->id};
    check_dates(after);
    check_names(context, after);
    after.timemodified = context.now;
    context.site.change_course(*course, [&](Course& it) { it = std::move(after); });
    return {"updated", course->id};
}

}  // namespace

void add_local_courses(std::map<std::string, Function>& functions) {
    functions["local_opensis_upsert_courses"] = upsert_function(course_spec(), write);
}

}  // namespace causeway::sandbox
