// SPDX-License-Identifier: GPL-3.0-or-later
#include "moodle/calls_local_grades.h"

#include "moodle/local_wire.h"

namespace causeway::moodle {

namespace {

using model::ItemKind;

// Only what the model has: every field less is a column that Moodle need not read.
constexpr std::string_view kItemFields =
    "id,courseid,courseidnumber,categoryid,itemtype,itemmodule,iteminstance,cmid,itemnumber,"
    "idnumber,name,description,grademin,grademax,gradepass,scaleid,scale,weight,weight2,"
    "weightoverride,extracredit,hidden,hiddenuntil,locked,locktime,visible,assigned,due,cutoff,"
    "decimals,needsupdate,sortorder,url,timemodified";
constexpr std::string_view kCategoryFields =
    "id,courseid,courseidnumber,parent,name,aggregation,keephigh,droplow,aggregateonlygraded,"
    "hidden,itemid,weight,weight2,weightoverride,extracredit,grademax,grademin,letters,"
    "timemodified";
constexpr std::string_view kGradeFields =
    "id,itemid,courseid,courseidnumber,userid,useridnumber,rawgrade,finalgrade,grademin,grademax,"
    "weight,aggregationstatus,excluded,overridden,hidden,locked,late,missing,feedback,"
    "feedbackformat,grader,timegraded,timesubmitted,activeenrolment";
constexpr int kChangesPage = 5000;

ItemKind kind_of(const std::string& type, const std::string& module) {
    if (type == "manual") return ItemKind::manual;
    if (type == "category") return ItemKind::category_total;
    if (type == "course") return ItemKind::course_total;
    if (module == "assign") return ItemKind::assignment;
    if (module == "quiz") return ItemKind::quiz;
    if (module == "lesson") return ItemKind::lesson;
    return ItemKind::other;
}

model::GradeWeight weight_in(const boost::json::object& from) {
    return {.weight = json::real(from, "weight", 0),
            .weight_natural = json::real(from, "weight2", 0),
            .set_by_hand = json::flag(from, "weightoverride", false),
            .extra_credit = json::flag(from, "extracredit", false)};
}

template <class T>
OfCourse<T> of_course(const boost::json::object& from, T value) {
    return {json::number(from, "courseid"), json::text(from, "courseidnumber"), std::move(value)};
}

OfCourse<model::GradedItem> item_in(const boost::json::object& from) {
    model::GradedItem out;
    out.id = json::number(from, "id");
    out.module = json::text(from, "itemmodule");
    out.kind = kind_of(json::text(from, "itemtype"), out.module);
    out.instance = json::number(from, "iteminstance", 0);
    out.cmid = json::number(from, "cmid", 0);
    out.number = static_cast<int>(json::number(from, "itemnumber", 0));
    out.category = json::number(from, "categoryid", 0);
    out.idnumber = json::text(from, "idnumber");
    out.name = json::text(from, "name");
    out.description = json::text(from, "description");
    out.min = json::real(from, "grademin", 0);
    out.max = json::real(from, "grademax", 0);
    out.pass = json::real(from, "gradepass", 0);
    out.scale_id = json::number(from, "scaleid", 0);
    for (const auto& text : json::optional_array(from, "scale"))
        if (const auto* found = text.if_string()) out.scale.emplace_back(*found);
    out.weight = weight_in(from);
    out.hidden = json::flag(from, "hidden", false);
    out.hidden_until = json::number(from, "hiddenuntil", 0);
    out.locked = json::number(from, "locked", 0) != 0;
    out.locks_at = json::number(from, "locktime", 0);
    out.shown = json::flag(from, "visible", true);
    out.assigned = json::number(from, "assigned", 0);
    out.due = json::number(from, "due", 0);
    out.cut_off = json::number(from, "cutoff", 0);
    if (const auto decimals = json::real(from, "decimals"))
        out.decimals = static_cast<int>(*decimals);
    out.needs_update = json::flag(from, "needsupdate", false);
    out.order = json::number(from, "sortorder", 0);
    out.url = json::text(from, "url");
    out.modified = json::number(from, "timemodified", 0);
    return of_course(from, std::move(out));
}

OfCourse<ListedCategory> category_in(const boost::json::object& from) {
    ListedCategory out;
    model::GradeCategory& category = out.category;
    category.id = json::number(from, "id");
    category.parent = json::number(from, "parent", 0);
    category.total = json::number(from, "itemid", 0);
    category.name = json::text(from, "name");
    category.aggregation = static_cast<model::Aggregation>(json::number(from, "aggregation"));
    category.keep_high = static_cast<int>(json::number(from, "keephigh", 0));
    category.drop_low = static_cast<int>(json::number(from, "droplow", 0));
    category.only_graded = json::flag(from, "aggregateonlygraded", true);
    category.weight = weight_in(from);
    category.hidden = json::flag(from, "hidden", false);
    category.min = json::real(from, "grademin", 0);
    category.max = json::real(from, "grademax", 0);
    category.modified = json::number(from, "timemodified", 0);
    for (const auto& item : json::optional_array(from, "letters")) {
        const auto& letter = json::object(item);
        out.letters.push_back({json::real(letter, "from", 0), json::text(letter, "letter")});
    }
    return of_course(from, std::move(out));
}

model::GradeUse use_named(std::string_view word) {
    using model::GradeUse;
    if (word == "used") return GradeUse::used;
    if (word == "dropped") return GradeUse::dropped;
    if (word == "novalue") return GradeUse::no_value;
    if (word == "extra") return GradeUse::extra;
    if (word == "excluded") return GradeUse::excluded;
    return GradeUse::unknown;
}

OfCourse<model::Grade> grade_in(const boost::json::object& from, base::Instant now) {
    model::Grade out;
    out.id = json::number(from, "id");
    out.item = json::number(from, "itemid");
    out.user = json::number(from, "userid");
    out.idnumber = json::text(from, "useridnumber");
    out.raw = json::real(from, "rawgrade");
    out.final = json::real(from, "finalgrade");
    out.min = json::real(from, "grademin", 0);
    out.max = json::real(from, "grademax", 0);
    out.weight = json::real(from, "weight");
    out.use = use_named(json::text(from, "aggregationstatus"));
    out.exempt = json::number(from, "excluded", 0) != 0;
    // Moodle drops what is exempt out of the aggregation before it looks at anything else.
    if (*out.exempt) out.use = model::GradeUse::excluded;
    out.overridden = json::number(from, "overridden", 0) != 0;
    const auto hidden = json::number(from, "hidden", 0);
    out.hidden = hidden == 1 || hidden > now;
    out.locked = json::number(from, "locked", 0) != 0;
    out.late = json::flag(from, "late", false);
    out.missing = json::flag(from, "missing", false);
    out.feedback = json::text(from, "feedback");
    out.feedback_format = static_cast<int>(json::number(from, "feedbackformat", 1));
    out.grader = json::number(from, "grader", 0);
    out.graded_at = json::number(from, "timegraded", 0);
    out.submitted_at = json::number(from, "timesubmitted", 0);
    out.enrolled = json::flag(from, "activeenrolment", false);
    return of_course(from, std::move(out));
}

template <class T, class Make>
Called<Listed<T>> listed(Channel& channel, std::string_view function, local::Wish wish,
                         const Make& make) {
    local::ListedAt at;
    auto rows = local::whole<OfCourse<T>>(channel, function, wish, make, &at);
    if (!rows) return rows.fault();
    return Listed<T>{std::move(*rows), at.server_time, at.history};
}

boost::json::object in_json(const model::GradedItemWrite& row) {
    boost::json::object out;
    if (row.id != 0) out["id"] = row.id;
    out["course"] = row.course;
    if (!row.idnumber.empty()) out["idnumber"] = row.idnumber;
    if (row.remove) {
        out["remove"] = 1;
        return out;
    }
    out["as"] = row.as == model::SentAs::assignment ? "assign" : "manual";
    out["name"] = row.name;
    out["description"] = row.description;
    out["grademax"] = row.max;
    out["assigned"] = row.assigned;
    out["due"] = row.due;
    if (row.category != 0) out["category"] = row.category;
    return out;
}

}  // namespace

Called<Listed<model::GradedItem>> list_local_items(Channel& channel, const GradeWish& wish) {
    return listed<model::GradedItem>(channel, "local_get_assignment_information",
                                     {.fields = std::string(kItemFields),
                                      .courses = wish.courses,
                                      .changed_since = wish.changed_since},
                                     item_in);
}

Called<Listed<ListedCategory>> list_local_categories(Channel& channel, const GradeWish& wish) {
    return listed<ListedCategory>(channel, "local_get_grade_category_information",
                                  {.fields = std::string(kCategoryFields),
                                   .courses = wish.courses,
                                   .changed_since = wish.changed_since},
                                  category_in);
}

Called<Listed<model::Grade>> list_local_grades(Channel& channel, const GradeWish& wish) {
    const base::Instant now = base::SystemClock().now();
    return listed<model::Grade>(
        channel, "local_get_grade_category_by_module",
        {.fields = std::string(kGradeFields), .courses = wish.courses, .history = wish.history},
        [now](const boost::json::object& from) { return grade_in(from, now); });
}

Called<GradeNews> get_grade_deletions(Channel& channel, const std::string& cursor) {
    GradeNews news;
    news.cursor = cursor;
    bool choosy = true;  // plugins before 2026112703 tell all changes or none
    while (true) {
        Arguments arguments("local_opensis_get_changes");
        arguments.text("kind", "grades").text("cursor", news.cursor).number("limit", kChangesPage);
        if (choosy) arguments.text("what", "deleted");
        const auto complete = json::read(channel, arguments, [&](const boost::json::value& value) {
            const auto& from = json::object(value);
            for (const auto& item : json::array(from, "rows")) {
                const auto& row = json::object(item);
                if (json::text(row, "what") == "deleted")
                    news.deletions.push_back({json::number(row, "objectid", 0),
                                              json::number(row, "userid", 0),
                                              json::number(row, "courseid", 0)});
            }
            news.cursor = json::text(from, "nextcursor");
            news.reset = json::flag(from, "reset", false);
            if (news.cursor.empty()) throw json::Misshapen{"nextcursor is empty"};
            return json::flag(from, "complete", false);
        });
        if (!complete) {
            if (!choosy || complete.fault().problem.code != "moodle.invalidparameter")
                return complete.fault();
            choosy = false;
            continue;
        }
        if (*complete || news.reset) return news;
    }
}

Called<UpsertOutcomes> upsert_grade_items(Channel& channel,
                                          std::span<const model::GradedItemWrite> rows) {
    return local::upsert(channel, "local_opensis_upsert_grade_items", rows,
                         [](const model::GradedItemWrite& row) { return in_json(row); });
}

}  // namespace causeway::moodle
