// SPDX-License-Identifier: GPL-3.0-or-later
// The plain path: Moodle's own functions, course by course. Dates come from the activities,
// grades from the user report of all active students at once. Proof: every active student of the
// course is in the report, and all have the same items.
#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "moodle/calls_enrol.h"
#include "moodle/calls_grades.h"
#include "moodle/gradebook.h"
#include "moodle/wire.h"

namespace causeway::moodle {

namespace {

using model::GradeUse;
using model::ItemKind;

using Activities = std::map<std::pair<std::string, model::RemoteId>, FoundActivity>;

base::Problem named(const Fault& fault) {
    base::Problem problem = fault.problem;
    if (problem.what.empty()) problem.what = "Could not read grades in Moodle";
    return problem;
}

ItemKind kind_of(const ReportedGrade& line) {
    if (line.type == "manual") return ItemKind::manual;
    if (line.type == "category") return ItemKind::category_total;
    if (line.type == "course") return ItemKind::course_total;
    if (line.module == "assign") return ItemKind::assignment;
    if (line.module == "quiz") return ItemKind::quiz;
    if (line.module == "lesson") return ItemKind::lesson;
    return ItemKind::other;
}

model::GradedItem item_of(const ReportedGrade& line, std::int64_t order) {
    model::GradedItem out;
    out.id = line.item;
    out.kind = kind_of(line);
    const bool total = is_total(out.kind);
    out.module = line.module;
    out.instance = total ? 0 : line.instance;
    out.cmid = line.cmid;
    out.number = line.number;
    out.category = total ? line.instance : line.category;
    out.idnumber = line.idnumber;
    out.name = line.name;
    out.min = line.min;
    out.max = line.max;
    out.needs_update = line.needs_update;
    out.order = order;
    return out;
}

void add_dates(model::GradedItem& item, const Activities& activities) {
    const auto at = activities.find({item.module, item.instance});
    if (at == activities.end()) return;
    const FoundActivity& from = at->second;
    item.description = from.description;
    item.assigned = from.assigned;
    item.due = from.due;
    item.cut_off = from.cut_off;
    item.scale_id = from.scale_id;
    item.modified = from.modified;
}

// Whether it is late. An extension, which no core function tells, can make it not so.
std::optional<bool> late(const ReportedGrade& line, const model::GradedItem& item) {
    if (item.kind != ItemKind::assignment || item.due == 0) return false;
    if (line.submitted_at == 0) return std::nullopt;
    if (line.submitted_at <= item.due) return false;
    return std::nullopt;
}

std::optional<bool> missing(const ReportedGrade& line, const model::GradedItem& item,
                            base::Instant now) {
    if (line.grade || line.submitted_at != 0 || item.due == 0) return false;
    if (now != 0 && now <= item.due) return false;
    return std::nullopt;  // handed in without a grade looks the same
}

model::Grade grade_of(const ReportedStudent& student, const ReportedGrade& line,
                      const model::GradedItem& item, base::Instant now) {
    model::Grade out;
    out.item = line.item;
    out.user = student.user;
    out.idnumber = student.idnumber;
    out.final = line.grade;
    out.min = line.min;
    out.max = line.max;
    out.weight = line.weight;
    const bool used = line.status.empty() || line.status == "used";
    if (line.status == "extra")
        out.use = GradeUse::extra;
    else if (line.status == "novalue")
        out.use = GradeUse::no_value;
    else if (used && line.grade)
        out.use = GradeUse::used;
    // Moodle calls both "dropped": what the drop rule took and what is excluded.
    if (out.use != GradeUse::unknown) out.exempt = false;
    out.overridden = line.overridden;
    out.hidden = line.hidden;
    out.locked = line.locked;
    out.late = late(line, item);
    out.missing = missing(line, item, now);
    out.feedback = line.feedback;
    out.feedback_format = line.feedback_format;
    out.graded_at = line.graded_at;
    out.submitted_at = line.submitted_at;
    out.enrolled = true;
    return out;
}

struct Read {
    model::Gradebook book;
    std::int64_t students = 0;  // that the report must hold
    std::string doubt;
};

Called<Read> read_course(Channel& channel, model::RemoteId course, const Activities& activities) {
    Read out;
    out.book.course = course;
    const auto members = get_enrolled_users(channel, course, EnrolmentFilter::active, 0, 0);
    if (!members) return members.fault();
    const auto report = get_grade_items(channel, course);
    if (!report) return report.fault();
    const auto contents = get_contents(channel, course);
    if (!contents) return contents.fault();

    std::set<model::RemoteId> reported;
    for (const auto& student : *report)
        reported.insert(student.user);
    for (const auto& member : *members) {
        const bool student = std::ranges::any_of(
            member.roles, [](const SeenRole& role) { return role.shortname == "student"; });
        if (!student) continue;
        ++out.students;
        if (!reported.contains(member.id))
            out.doubt = "the report of course " + std::to_string(course) + " leaves out user " +
                        std::to_string(member.id) + ", who is an active student there";
    }
    out.book.items_told = !report->empty();
    if (report->empty()) return out;

    std::map<model::RemoteId, const CourseModule*> places;
    for (const auto& place : *contents)
        places[place.cmid] = &place;
    std::map<model::RemoteId, model::GradedItem> items;
    const auto& first = report->front();
    out.book.idnumber = first.course_idnumber;
    for (const auto& line : first.grades) {
        model::GradedItem item = item_of(line, static_cast<std::int64_t>(items.size()) + 1);
        add_dates(item, activities);
        if (const auto place = places.find(item.cmid); item.cmid != 0 && place != places.end()) {
            item.shown = place->second->visible;
            item.url = place->second->url;
        }
        if (is_total(item.kind)) {
            model::GradeCategory category;
            category.id = item.category;
            category.total = item.id;
            out.book.categories.push_back(std::move(category));
        }
        items.emplace(item.id, std::move(item));
    }
    const base::Instant now = channel.server_date();
    for (const auto& student : *report) {
        if (student.grades.size() != items.size())
            out.doubt = "the report of course " + std::to_string(course) + " has " +
                        std::to_string(student.grades.size()) + " items for user " +
                        std::to_string(student.user) + " and " + std::to_string(items.size()) +
                        " for another";
        for (const auto& line : student.grades) {
            const auto item = items.find(line.item);
            if (item != items.end())
                out.book.grades.push_back(grade_of(student, line, item->second, now));
        }
    }
    for (auto& [id, item] : items)
        out.book.items.push_back(std::move(item));
    std::ranges::sort(out.book.categories, {}, &model::GradeCategory::id);
    std::ranges::sort(out.book.grades, {},
                      [](const model::Grade& grade) { return std::pair(grade.item, grade.user); });
    return out;
}

}  // namespace

base::Result<model::GradebookListing> GradebookReader::read_plain(
    std::span<const model::RemoteId> courses) {
    model::GradebookListing out;
    const auto gone = gone_of(courses);
    if (!gone) return gone.problem();
    out.gone = *gone;
    std::vector<model::RemoteId> there;
    std::ranges::set_difference(courses, out.gone, std::back_inserter(there));

    Activities activities;
    using List = Called<std::vector<FoundActivity>> (*)(Channel&, std::span<const model::RemoteId>);
    for (const auto& [module, list] : {std::pair<const char*, List>{"assign", get_assignments},
                                       {"quiz", get_quizzes},
                                       {"lesson", get_lessons}}) {
        auto found = list(channel_, there);
        if (!found) return named(found.fault());
        for (auto& activity : *found)
            activities.emplace(std::pair(module, activity.id), std::move(activity));
    }

    std::vector<std::optional<Called<Read>>> read(there.size());
    std::atomic<std::size_t> next{0};
    std::atomic<bool> failed{false};
    const auto work = [&] {
        for (std::size_t i = next++; i < there.size() && !failed; i = next++) {
            read[i] = read_course(channel_, there[i], activities);
            if (!*read[i]) failed = true;
        }
    };
    {
        std::vector<std::jthread> workers;
        for (unsigned i = 1; i < options_.parallel && i < there.size(); ++i)
            workers.emplace_back(work);
        work();
    }
    for (std::size_t i = 0; i < read.size(); ++i) {
        if (!read[i]) continue;  // not begun, because another failed
        if (!*read[i]) {
            base::Problem problem = named(read[i]->fault());
            problem.record = "course " + std::to_string(there[i]);
            return problem;
        }
    }
    out.proof.complete = true;
    out.proof.rows_counted = 0;
    for (auto& one : read) {
        Read& course = **one;
        out.proof.rows_read += static_cast<std::int64_t>(course.book.grades.size());
        out.proof.rows_counted +=
            course.students * static_cast<std::int64_t>(course.book.items.size());
        if (!course.doubt.empty()) {
            out.proof.complete = false;
            out.proof.doubt = course.doubt;
        }
        out.books.push_back(std::move(course.book));
    }
    return out;
}

}  // namespace causeway::moodle
