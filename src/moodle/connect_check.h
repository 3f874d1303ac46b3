// SPDX-License-Identifier: GPL-3.0-or-later
// The connection check at work: what it knows so far, and its steps, which are told over five
// files: who answers and what the token may do (connect.cpp), people, categories, courses and
// roles (connect_people.cpp, connect_courses.cpp), our plugins (connect_plugins.cpp), gradebooks
// (connect_grades.cpp).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "moodle/calls_enrol.h"
#include "moodle/connect.h"

namespace causeway::moodle {

inline base::Problem connect_problem(std::string what, std::string why, std::string cure,
                                     std::string code) {
    return {std::move(what), "", std::move(why), std::move(cure), std::move(code)};
}

inline std::string numbered(std::size_t n, std::string_view one, std::string_view many) {
    return std::to_string(n) + " " + std::string(n == 1 ? one : many);
}

class Check {
  public:
    Check(Site& site, const base::Clock& clock, PluginVersions carried)
        : site_(site), clock_(clock), carried_(carried) {}

    ConnectReport run();

  private:
    void add(StepState state, std::string name, std::string title, std::string detail,
             std::optional<base::Problem> why = std::nullopt);
    [[nodiscard]] bool granted(std::string_view function) const;
    // Whether the step can be taken at all; if not, it is noted as skipped.
    bool possible(std::string_view function, const std::string& name, const std::string& title);
    [[nodiscard]] std::int64_t version() const;

    // Who answers. Address, web services and token show in one call; its failure tells how far it
    // came.
    bool reach();
    void check_address();
    void check_release();
    void check_clock();

    // What the token may do.
    void check_functions();
    void check_people();
    void check_input_limit();
    void check_sso();

    // Categories and courses, and the role numbers that show in them.
    void check_categories();
    void check_courses_and_roles();
    // A step that proves a right, and what there is to say without it.
    struct RightProved {
        const char* step;
        const char* title;
        const char* without;
        const char* capability;
        StepState lacking;
    };
    void check_right(const model::FoundCourse& course, const RightProved& of,
                     const std::optional<base::Problem>& refused);
    void check_groups(const model::FoundCourse& course);
    void check_sight_of_suspensions(const model::FoundCourse& course);
    std::vector<model::FoundCourse> courses_to_look_into();
    void look_for_roles(const std::vector<model::FoundCourse>& courses);
    void note_role(model::RemoteId id, const std::string& shortname);
    void check_roles();

    // Each function that reads gradebooks, by what it answers.
    void check_grades();

    // Our plugins, and what only they can tell.
    void check_plugins();
    void tell_code_cache(const std::string& state);
    void tell_version(const std::string& step, const std::string& title, const PluginFound& found,
                      std::int64_t carried);
    void check_welcome_messages();

    Site& site_;
    const base::Clock& clock_;
    const PluginVersions carried_;
    ConnectReport report_;
    std::vector<model::FoundCategory> categories_;
    std::optional<model::FoundCourse> course_;  // one that this account may see
    std::optional<model::RemoteId> student_;    // one of its students
    bool student_seen_ = false;
    bool teacher_seen_ = false;
    std::optional<bool> welcomes_;  // whether enrolling sends messages; nothing: not known
    std::optional<base::Problem> enrolments_hidden_;
};

}  // namespace causeway::moodle
