// SPDX-License-Identifier: GPL-3.0-or-later
#include "grades/joint.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "model/key.h"

namespace causeway::grades {

using model::BookKind;

namespace {

std::optional<std::int64_t> student_of(const model::Grade& grade, const Policy& policy) {
    const auto key = model::Key::from_idnumber(grade.idnumber, policy.prefix);
    if (!key || key->kind != model::Kind::student) return std::nullopt;
    return key->id;
}

// Whom decided differences of this section are about: "grade:331/5021/42", "final:331/24/42".
std::set<std::int64_t> decided_about(std::int64_t section,
                                     const std::map<std::string, Side>& taken) {
    std::set<std::int64_t> out;
    for (const std::string& head :
         {fmt::format("grade:{}/", section), fmt::format("final:{}/", section)})
        for (auto at = taken.lower_bound(head); at != taken.end() && at->first.starts_with(head);
             ++at) {
            const auto slash = at->first.rfind('/');
            std::int64_t student = 0;
            std::from_chars(at->first.data() + slash + 1, at->first.data() + at->first.size(),
                            student);
            out.insert(student);
        }
    return out;
}

}  // namespace

std::vector<CoursePlaces> by_course(std::span<const Place> places) {
    std::vector<CoursePlaces> out;
    std::map<model::RemoteId, std::size_t> at;
    for (const Place& place : places) {
        const auto [found, fresh] = at.try_emplace(place.course, out.size());
        if (fresh) out.push_back({place.course, place.joint, {}});
        out[found->second].places.push_back(place);
    }
    return out;
}

base::Problem of_course(base::Problem problem, const CoursePlaces& course) {
    problem.record = fmt::format("section:{}", course.places.front().section);
    if (course.places.size() < 2) return problem;
    std::string others;
    for (std::size_t i = 1; i < std::min<std::size_t>(course.places.size(), 6); ++i)
        others += fmt::format("{}{}", i == 1 ? "" : ", ", course.places[i].section);
    if (course.places.size() > 6) others += fmt::format(" and {} more", course.places.size() - 6);
    problem.why +=
        fmt::format("{}its Moodle course is that of {} {} too", problem.why.empty() ? "" : "; ",
                    course.places.size() == 2 ? "section" : "sections", others);
    return problem;
}

model::Gradebook own_part(const model::Gradebook& whole, const model::SchoolBook& book,
                          const Policy& policy, const std::map<std::string, Side>& taken) {
    auto mine = decided_about(book.section.id, taken);
    for (const model::Pupil& pupil : book.pupils)
        if (pupil.there(policy.today)) mine.insert(pupil.student);
    model::Gradebook out;
    out.course = whole.course;
    out.idnumber = whole.idnumber;
    out.categories = whole.categories;
    out.items = whole.items;
    out.letters = whole.letters;
    out.items_told = whole.items_told;
    out.has_rules = whole.has_rules;
    out.has_inactive = false;  // what is not here says nothing about those who are not in it
    for (const model::Grade& grade : whole.grades)
        if (const auto student = student_of(grade, policy); student && mine.contains(*student))
            out.grades.push_back(grade);
    return out;
}

void refuse_sends(SectionPlan& plan) {
    if (plan.sends.empty()) return;
    Counts& counts = plan.counts[kSent];
    counts.created = counts.updated = 0;
    counts.refused += static_cast<std::int64_t>(plan.sends.size());
    plan.refused.push_back(
        {fmt::format("{} of openSIS's own assignments {} not sent to Moodle", plan.sends.size(),
                     plan.sends.size() == 1 ? "was" : "were"),
         fmt::format("section:{}", plan.section),
         "policy.sections is \"groups\" for it: what grades.send makes in its Moodle course would "
         "stand in the gradebooks of all sections that share the course",
         "Make such work in Moodle itself, restricted to the section's group; set grades.send to "
         "\"no\" if nothing is to be sent.",
         "grades.send_groups"});
    plan.sends.clear();
}

// ---- rosters ----

Rosters::Rosters(School& school, std::span<const Place> chosen, std::span<const Place> all,
                 base::Date today) {
    std::set<std::int64_t> courses;
    for (const Place& place : chosen)
        if (place.joint != 0) courses.insert(place.joint);
    if (courses.empty()) return;
    std::map<std::int64_t, std::int64_t> course_of;
    std::vector<std::int64_t> sections;
    for (const Place& place : all)
        if (courses.contains(place.joint)) {
            course_of[place.section] = place.joint;
            sections.push_back(place.section);
        }
    const auto rosters = school.rosters(sections);
    for (const auto& [section, course] : course_of) {
        std::vector<std::int64_t> students = {section};
        if (const auto found = rosters.find(section); found != rosters.end())
            for (const model::Pupil& pupil : found->second) {
                ever_.emplace(course, pupil.student);
                if (!pupil.there(today)) continue;
                now_.emplace(section, pupil.student);
                students.push_back(pupil.student);
            }
        std::sort(students.begin() + 1, students.end());
        marks_[section] = base::fingerprint_of(students);
    }
}

bool Rosters::is_in(std::int64_t section, std::int64_t student) const {
    return now_.contains({section, student});
}

bool Rosters::knows(std::int64_t joint, std::int64_t student) const {
    return ever_.contains({joint, student});
}

// ---- strangers ----

Strangers::Strangers(std::int64_t joint, const model::Gradebook& lms, const Rosters& rosters,
                     const Policy& policy)
    : joint_(joint) {
    std::set<model::RemoteId> passed;
    for (const model::GradedItem& item : lms.items)
        if (model::is_total(item.kind) || !policy.kinds.contains(item.kind)) passed.insert(item.id);
    for (const model::Grade& grade : lms.grades) {
        if (!grade.graded() || passed.contains(grade.item)) continue;
        const auto student = student_of(grade, policy);
        if (student && !rosters.knows(joint, *student)) grades_[*student].insert(grade.item);
    }
}

std::vector<model::GradePlace> Strangers::in(std::int64_t section) const {
    std::vector<model::GradePlace> out;
    for (const auto& [student, items] : grades_)
        for (const model::RemoteId item : items)
            out.push_back({section, item, student});
    return out;
}

void Strangers::keep_items_of(const model::SchoolBook& book) {
    std::set<model::RemoteId> linked;
    for (const model::ItemLink& link : book.item_links)
        if (link.kind == BookKind::item) linked.insert(link.remote);
    for (auto& [student, items] : grades_)
        std::erase_if(items, [&](model::RemoteId item) { return !linked.contains(item); });
    std::erase_if(grades_, [](const auto& one) { return one.second.empty(); });
}

void Strangers::leave_out(const model::SchoolBook& book) {
    if (grades_.empty()) return;
    for (const model::GradeLink& link : book.grade_links) {
        if (link.kind != BookKind::grade) continue;
        const auto at = grades_.find(link.student);
        if (at == grades_.end()) continue;
        at->second.erase(link.part);
        if (at->second.empty()) grades_.erase(at);
    }
}

std::int64_t Strangers::tell(std::vector<base::Problem>& into) const {
    std::int64_t out = 0;
    for (const auto& [student, items] : grades_) {
        out += static_cast<std::int64_t>(items.size());
        into.push_back(
            {"Grades of a student were not carried into openSIS",
             fmt::format("attends:{}/{}", joint_, student),
             "openSIS has this student in none of the course's sections that are in Moodle",
             "Schedule the student in one of its sections in openSIS, or take the "
             "student out of the Moodle course.",
             "grades.not_scheduled"});
    }
    return out;
}

}  // namespace causeway::grades
