// SPDX-License-Identifier: GPL-3.0-or-later
// The connection check's look at categories, courses and roles.
#include <algorithm>
#include <utility>

#include "moodle/calls_courses.h"
#include "moodle/calls_groups.h"
#include "moodle/connect_check.h"
#include "moodle/wire.h"

namespace causeway::moodle {

namespace {

constexpr std::size_t kCoursesToLookInto = 8;
constexpr std::size_t kPeoplePerCourse = 50;

template <class T>
std::optional<base::Problem> problem_in(const Called<T>& answer) {
    return answer ? std::nullopt : std::optional(answer.fault().problem);
}

}  // namespace

// Searching by ID number takes the right to manage categories, and changes nothing.
void Check::check_categories() {
    const std::string title = "Categories can be listed and managed";
    const std::string step = "categories";
    if (!possible("core_course_get_categories", step, title)) return;
    const auto managed =
        get_categories(site_.channel(), "idnumber", site_.options().prefix + "school:0");
    if (!managed) {
        add(StepState::failed, step, title, managed.fault().problem.why, managed.fault().problem);
        return;
    }
    auto listed = site_.list_categories();
    if (!listed) {
        add(StepState::failed, step, title, listed.problem().why, listed.problem());
        return;
    }
    categories_ = std::move(*listed);
    if (categories_.empty()) {
        add(StepState::failed, step, title, "no category is visible",
            connect_problem(
                "No category of this Moodle is visible", "every Moodle has at least one category",
                "Assign the service account's role at system level (Site administration > "
                "Users > Permissions > Assign system roles).",
                "moodle.no_category"));
        return;
    }
    add(StepState::ok, step, title, numbered(categories_.size(), "category", "categories"));
}

void Check::check_courses_and_roles() {
    const std::string title = "Courses can be seen and edited";
    const std::string step = "courses";
    if (!possible("core_course_get_courses_by_field", step, title) ||
        !possible("core_course_get_courses", step, title)) {
        check_roles();
        return;
    }
    const std::vector<model::FoundCourse> some = courses_to_look_into();
    if (some.empty()) {
        add(StepState::ok, step, title, "there is no course yet to try it with");
        check_roles();
        return;
    }
    const std::vector<model::RemoteId> first{some.front().id};
    const auto seen = get_courses(site_.channel(), first);
    const bool failed = !seen || seen->empty();
    base::Problem why = seen ? connect_problem("Courses of this Moodle are not visible",
                                               "a course that exists was left out of the answer",
                                               "Allow moodle/course:view and "
                                               "moodle/course:viewhiddencourses in the role of the "
                                               "service account, at system level.",
                                               "moodle.no_course")
                             : seen.fault().problem;
    if (failed)
        add(StepState::failed, step, title, why.why, why);
    else
        add(StepState::ok, step, title, "proven with the course " + some.front().shortname);
    if (!failed) course_ = some.front();
    if (!failed && site_.options().groups && granted("core_group_get_course_groups"))
        check_groups(some.front());
    if (!failed && granted("core_enrol_get_enrolled_users")) {
        look_for_roles(some);
        check_sight_of_suspensions(some.front());
    }
    check_roles();
}

// Whether a listing of the course, which takes that right, was answered.
void Check::check_right(const model::FoundCourse& course, const RightProved& of,
                        const std::optional<base::Problem>& refused) {
    if (!refused) {
        add(StepState::ok, of.step, of.title, "proven with the course " + course.shortname);
        return;
    }
    base::Problem why = *refused;
    why.what = of.without;
    why.cure = std::string("Allow ") + of.capability +
               " in the role of the service account, at system level.";
    add(of.lacking, of.step, of.title, why.why, why);
}

// Reading groups takes the right to manage them.
void Check::check_groups(const model::FoundCourse& course) {
    const auto listed = get_course_groups(site_.channel(), course.id);
    check_right(course,
                {"groups", "Groups can be managed", "Sections cannot become groups",
                 "moodle/course:managegroups", StepState::failed},
                problem_in(listed));
}

void Check::check_sight_of_suspensions(const model::FoundCourse& course) {
    const auto listed =
        get_enrolled_users(site_.channel(), course.id, EnrolmentFilter::suspended, 0, 1);
    check_right(course,
                {"sight_of_suspensions", "Suspended enrolments can be told from active ones",
                 "Whether an enrolment is suspended cannot be checked", "moodle/course:enrolreview",
                 StepState::warning},
                problem_in(listed));
}

// From the categories with the fewest courses: a listing of all may take long.
std::vector<model::FoundCourse> Check::courses_to_look_into() {
    std::erase_if(categories_, [](const auto& c) { return c.courses == 0; });
    std::sort(categories_.begin(), categories_.end(),
              [](const auto& a, const auto& b) { return a.courses < b.courses; });
    std::vector<model::FoundCourse> some;
    for (const auto& category : categories_) {
        if (some.size() >= kCoursesToLookInto) break;
        auto found = get_courses_by_field(site_.channel(), "category", std::to_string(category.id));
        if (found) some.insert(some.end(), found->begin(), found->end());
    }
    if (some.size() > kCoursesToLookInto) some.resize(kCoursesToLookInto);
    return some;
}

void Check::look_for_roles(const std::vector<model::FoundCourse>& courses) {
    for (const auto& course : courses) {
        if (student_seen_ && teacher_seen_) return;
        const auto people = get_enrolled_users(site_.channel(), course.id, EnrolmentFilter::all, 0,
                                               kPeoplePerCourse);
        if (!people) {
            enrolments_hidden_ = people.fault().problem;
            return;
        }
        for (const auto& person : *people)
            for (const auto& role : person.roles) {
                note_role(role.id, role.shortname);
                if (student_ || role.shortname != "student") continue;
                course_ = course;
                student_ = person.id;
            }
    }
}

void Check::note_role(model::RemoteId id, const std::string& shortname) {
    if (shortname == "student") {
        report_.roles.student = id;
        student_seen_ = true;
    } else if (shortname == "editingteacher") {
        report_.roles.teacher = id;
        teacher_seen_ = true;
    } else if (shortname == "manager") {
        report_.roles.manager = id;
    }
}

void Check::check_roles() {
    const RoleIds& roles = report_.roles;
    const std::string title = "The role numbers are known";
    const std::string detail = "student " + std::to_string(roles.student) + ", editing teacher " +
                               std::to_string(roles.teacher) + ", manager " +
                               std::to_string(roles.manager);
    if (enrolments_hidden_) {
        add(StepState::failed, "roles", title, enrolments_hidden_->why, *enrolments_hidden_);
        return;
    }
    report_.roles_proven = student_seen_ && teacher_seen_;
    if (report_.roles_proven) {
        add(StepState::ok, "roles", title, detail);
        return;
    }
    add(StepState::warning, "roles", title, detail + " (taken for granted)",
        connect_problem(
            "The role numbers are not proven",
            "Moodle tells them only through people who hold the roles, and no course "
            "with a student and a teacher was found",
            "Compare them under Site administration > Users > Permissions > Define roles: "
            "the number is at the end of the address when you open a role. Set "
            "moodle.role_student, role_teacher and role_manager in the configuration if "
            "they differ.",
            "moodle.roles_unproven"));
}

}  // namespace causeway::moodle
