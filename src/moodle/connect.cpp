// SPDX-License-Identifier: GPL-3.0-or-later
#include "moodle/connect.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "base/text.h"
#include "moodle/calls_courses.h"
#include "moodle/calls_enrol.h"
#include "moodle/calls_site.h"
#include "moodle/connect_people.h"
#include "moodle/functions.h"
#include "moodle/wire.h"

namespace causeway::moodle {

namespace {

constexpr std::int64_t kOldestVersion = 2022112800;  // Moodle 4.1
constexpr std::int64_t kWelcomeSince = 2024100700;   // Moodle 4.5 greets by e-mail
constexpr base::Instant kSkewNoticed = 120;          // seconds
constexpr std::size_t kComfortableLimit = 5000;      // what Moodle itself asks of PHP
constexpr std::size_t kCoursesToLookInto = 8;
constexpr std::size_t kPeoplePerCourse = 50;
constexpr std::string_view kUserkeyFunction = "auth_userkey_request_login_url";

base::Problem problem(std::string what, std::string why, std::string cure, std::string code) {
    return {std::move(what), "", std::move(why), std::move(cure), std::move(code)};
}

std::string numbered(std::size_t n, std::string_view one, std::string_view many) {
    return std::to_string(n) + " " + std::string(n == 1 ? one : many);
}

class Check {
  public:
    Check(Site& site, const base::Clock& clock) : site_(site), clock_(clock) {}

    ConnectReport run() {
        report_.roles = site_.options().roles;
        if (reach()) {
            check_address();
            check_release();
            check_clock();
            check_functions();
            check_people();
            check_categories();
            check_courses_and_roles();
            check_input_limit();
            warn_of_welcome_messages();
        }
        check_sso();
        report_.usable = std::none_of(report_.steps.begin(), report_.steps.end(),
                                      [](const auto& s) { return s.state == StepState::failed; });
        return std::move(report_);
    }

  private:
    void add(StepState state, std::string name, std::string title, std::string detail,
             std::optional<base::Problem> why = std::nullopt) {
        report_.steps.push_back(
            {std::move(name), std::move(title), state, std::move(detail), std::move(why)});
    }

    [[nodiscard]] bool granted(std::string_view function) const {
        return std::binary_search(report_.site.functions.begin(), report_.site.functions.end(),
                                  function);
    }

    // Whether the step can be taken at all; if not, it is noted as skipped.
    bool possible(std::string_view function, const std::string& name, const std::string& title) {
        if (granted(function)) return true;
        add(StepState::skipped, name, title, "needs " + std::string(function));
        return false;
    }

    // ---- who answers ----

    // Address, web services and token show in one call; its failure tells how far it came.
    bool reach() {
        auto info = site_.identify();
        if (info) {
            report_.site = *info;
            add(StepState::ok, "address", "The address answers", site_.url());
            add(StepState::ok, "web_services", "Web services are on", "REST protocol");
            add(StepState::ok, "token", "The token is valid",
                "account " + report_.site.service_username);
            return true;
        }
        const base::Problem& why = info.problem();
        const bool answered = why.code.starts_with("moodle.");
        const bool at_token = answered && why.code != "moodle.html" && why.code != "moodle.empty" &&
                              why.code != "moodle.truncated" && why.code != "moodle.misshapen";
        const bool reached = at_token || why.code == "http.403";
        add(reached ? StepState::ok : StepState::failed, "address", "The address answers",
            reached ? site_.url() : why.why, reached ? std::nullopt : std::optional(why));
        if (reached)
            add(at_token ? StepState::ok : StepState::failed, "web_services", "Web services are on",
                at_token ? "REST protocol" : why.why, at_token ? std::nullopt : std::optional(why));
        else
            add(StepState::skipped, "web_services", "Web services are on", "not reached");
        if (at_token)
            add(StepState::failed, "token", "The token is valid", why.why, why);
        else
            add(StepState::skipped, "token", "The token is valid", "not reached");
        return false;
    }

    void check_address() {
        const net::SiteAddress& asked = site_.channel().address();
        const auto own = net::parse_site_address(report_.site.url);
        if (own && own->text() != asked.text()) {
            add(StepState::warning, "wwwroot", "Moodle calls itself by this address",
                report_.site.url,
                problem("Moodle's own address differs from the configured one",
                        "Moodle calls itself " + report_.site.url + ", the configuration says " +
                            asked.text(),
                        "Enter Moodle's own address, unless this machine has to take another way.",
                        "moodle.wwwroot"));
        } else {
            add(StepState::ok, "wwwroot", "Moodle calls itself by this address", report_.site.url);
        }
        if (!asked.https && !asked.on_this_machine())
            add(StepState::warning, "encryption", "The connection is encrypted", "plain http",
                problem("The token travels unprotected", "the address begins with http://",
                        "Give Moodle a certificate and use its https:// address.",
                        "moodle.plain_http"));
        else
            add(StepState::ok, "encryption", "The connection is encrypted",
                asked.https ? "https" : "not needed on this machine");
    }

    void check_release() {
        const std::string& text = report_.site.release;
        report_.release = std::string(base::trimmed(text.substr(0, text.find('('))));
        if (const auto at = text.find("Build:"); at != std::string::npos)
            report_.build = base::trimmed(text.substr(at + 6, text.find(')', at) - at - 6));
        const std::string detail = text + ", version " + report_.site.version;
        if (version() >= kOldestVersion) {
            add(StepState::ok, "release", "The release is known", detail);
            return;
        }
        add(StepState::failed, "release", "The release is known", detail,
            problem("This Moodle is too old", "it is release " + text + ", Causeway needs 4.1",
                    "Update Moodle to 4.1 or later.", "moodle.release"));
    }

    [[nodiscard]] std::int64_t version() const {
        return std::strtoll(report_.site.version.c_str(), nullptr, 10);
    }

    void check_clock() {
        const base::Instant server = site_.channel().server_date();
        if (server == 0) {
            add(StepState::skipped, "clock", "The clocks agree", "the server tells no time");
            return;
        }
        const base::Instant skew = server - clock_.now();
        const std::string detail = std::to_string(std::abs(skew)) + " s apart";
        if (std::abs(skew) <= kSkewNoticed) {
            add(StepState::ok, "clock", "The clocks agree", detail);
            return;
        }
        add(StepState::warning, "clock", "The clocks agree", detail,
            problem("The clocks do not agree",
                    "Moodle's clock is " + std::to_string(std::abs(skew)) + " s " +
                        (skew > 0 ? "ahead of" : "behind") + " this machine's",
                    "Switch on time synchronisation (NTP) on both machines.", "moodle.clock"));
    }

    // ---- what the token may do ----

    void check_functions() {
        std::string missing;
        std::string missing_optional;
        for (const auto& known : known_functions()) {
            const bool has = granted(known.name);
            report_.functions.push_back(
                {std::string(known.name), std::string(known.needed_for), known.required, has});
            if (has || known.name == kUserkeyFunction) continue;
            std::string& list = known.required ? missing : missing_optional;
            list += (list.empty() ? "" : ", ") + std::string(known.name) + " (" +
                    std::string(known.needed_for) + ")";
        }
        const std::string cure =
            "In Moodle, open Site administration > Server > Web services > External services > "
            "Functions of the service, and add them.";
        const std::string title = "The service has every function";
        const std::string count =
            numbered(report_.site.functions.size(), "function", "functions") + " granted";
        if (!missing.empty())
            add(StepState::failed, "functions", title, "missing: " + missing,
                problem("The service lacks functions", missing, cure, "moodle.functions"));
        else if (!missing_optional.empty())
            add(StepState::warning, "functions", title, "missing: " + missing_optional,
                problem("The service lacks functions that some features need", missing_optional,
                        cure, "moodle.functions_optional"));
        else
            add(StepState::ok, "functions", title, count);
    }

    void check_people() {
        for (auto& step : people_steps(site_, report_.site))
            report_.steps.push_back(std::move(step));
    }

    // Searching by ID number takes the right to manage categories, and changes nothing.
    void check_categories() {
        const std::string title = "Categories can be listed and managed";
        const std::string step = "categories";
        if (!possible("core_course_get_categories", step, title)) return;
        const auto managed =
            get_categories(site_.channel(), "idnumber", site_.options().prefix + "school:0");
        if (!managed) {
            add(StepState::failed, step, title, managed.fault().problem.why,
                managed.fault().problem);
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
                problem("No category of this Moodle is visible",
                        "every Moodle has at least one category",
                        "Assign the service account's role at system level (Site administration > "
                        "Users > Permissions > Assign system roles).",
                        "moodle.no_category"));
            return;
        }
        add(StepState::ok, step, title, numbered(categories_.size(), "category", "categories"));
    }

    // ---- courses, and the role numbers that show in them ----

    void check_courses_and_roles() {
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
        base::Problem why = seen ? problem("Courses of this Moodle are not visible",
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
        if (!failed && granted("core_enrol_get_enrolled_users")) {
            look_for_roles(some);
            check_sight_of_suspensions(some.front());
        }
        check_roles();
    }

    void check_sight_of_suspensions(const model::FoundCourse& course) {
        const std::string title = "Suspended enrolments can be told from active ones";
        const auto listed =
            get_enrolled_users(site_.channel(), course.id, EnrolmentFilter::suspended, 0, 1);
        if (listed) {
            add(StepState::ok, "sight_of_suspensions", title,
                "proven with the course " + course.shortname);
            return;
        }
        base::Problem why = listed.fault().problem;
        why.what = "Whether an enrolment is suspended cannot be checked";
        why.cure =
            "Allow moodle/course:enrolreview in the role of the service account, at system level.";
        add(StepState::warning, "sight_of_suspensions", title, why.why, why);
    }

    // From the categories with the fewest courses: a listing of all may take long.
    std::vector<model::FoundCourse> courses_to_look_into() {
        std::erase_if(categories_, [](const auto& c) { return c.courses == 0; });
        std::sort(categories_.begin(), categories_.end(),
                  [](const auto& a, const auto& b) { return a.courses < b.courses; });
        std::vector<model::FoundCourse> some;
        for (const auto& category : categories_) {
            if (some.size() >= kCoursesToLookInto) break;
            auto found =
                get_courses_by_field(site_.channel(), "category", std::to_string(category.id));
            if (found) some.insert(some.end(), found->begin(), found->end());
        }
        if (some.size() > kCoursesToLookInto) some.resize(kCoursesToLookInto);
        return some;
    }

    void look_for_roles(const std::vector<model::FoundCourse>& courses) {
        for (const auto& course : courses) {
            if (student_seen_ && teacher_seen_) return;
            const auto people = get_enrolled_users(site_.channel(), course.id, EnrolmentFilter::all,
                                                   0, kPeoplePerCourse);
            if (!people) {
                enrolments_hidden_ = people.fault().problem;
                return;
            }
            for (const auto& person : *people)
                for (const auto& role : person.roles)
                    note_role(role);
        }
    }

    void note_role(const SeenRole& role) {
        if (role.shortname == "student") {
            report_.roles.student = role.id;
            student_seen_ = true;
        } else if (role.shortname == "editingteacher") {
            report_.roles.teacher = role.id;
            teacher_seen_ = true;
        } else if (role.shortname == "manager") {
            report_.roles.manager = role.id;
        }
    }

    void check_roles() {
        const RoleIds& roles = report_.roles;
        const std::string title = "The role numbers are known";
        const std::string detail = "student " + std::to_string(roles.student) +
                                   ", editing teacher " + std::to_string(roles.teacher) +
                                   ", manager " + std::to_string(roles.manager);
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
            problem("The role numbers are not proven",
                    "Moodle tells them only through people who hold the roles, and no course "
                    "with a student and a teacher was found",
                    "Compare them under Site administration > Users > Permissions > Define roles: "
                    "the number is at the end of the address when you open a role. Set "
                    "moodle.role_student, role_teacher and role_manager in the configuration if "
                    "they differ.",
                    "moodle.roles_unproven"));
    }

    // ---- limits and surroundings ----

    void check_input_limit() {
        const std::string title = "Long calls arrive whole";
        if (!possible("core_user_get_users_by_field", "max_input_vars", title)) return;
        report_.max_input_vars = site_.input_limit();
        const std::string detail =
            "at least " + std::to_string(report_.max_input_vars) + " values in one call";
        if (report_.max_input_vars >= kComfortableLimit)
            add(StepState::ok, "max_input_vars", title, detail);
        else
            add(StepState::warning, "max_input_vars", title, detail,
                problem("Moodle's server takes in few values a call",
                        "PHP's max_input_vars is below 5000 there; Causeway keeps its calls short",
                        "Set max_input_vars = 5000 in the php.ini of Moodle's web server.",
                        "moodle.max_input_vars"));
    }

    void warn_of_welcome_messages() {
        const std::string title = "Enrolling sends no e-mails";
        if (version() < kWelcomeSince) {
            add(StepState::ok, "welcome_messages", title, "this release sends none by itself");
            return;
        }
        add(StepState::warning, "welcome_messages", title, "cannot be found out from outside",
            problem(
                "Moodle may greet everybody who is enrolled by e-mail",
                "since release 4.5 new courses send a welcome message, and no web service "
                "tells whether that is switched off",
                "In Moodle, open Site administration > Plugins > Enrolments > Manual enrolments "
                "and set 'Send course welcome message' to 'No' before the first run; this "
                "also makes enrolling twice as fast.",
                "moodle.welcome_messages"));
    }

    // ---- signing in from openSIS ----

    void check_sso() {
        const std::string title = "Signing in from openSIS without a password";
        const bool own_token = !site_.options().sso_token.empty();
        if (!own_token && !granted(kUserkeyFunction)) {
            add(StepState::skipped, "sso", title,
                "no SSO token is given: new users get the 'manual' method with a password that "
                "nobody knows");
            return;
        }
        const auto channel = own_token ? site_.sso_channel() : nullptr;
        const auto allowed = may_request_login(own_token ? *channel : site_.channel());
        if (!allowed) {
            add(StepState::warning, "sso", title, allowed.fault().problem.why,
                allowed.fault().problem);
            return;
        }
        report_.new_user_auth = "userkey";
        for (auto& function : report_.functions)
            if (function.name == kUserkeyFunction) function.granted = true;
        add(StepState::ok, "sso", title, "new users get the 'userkey' method");
    }

    Site& site_;
    const base::Clock& clock_;
    ConnectReport report_;
    std::vector<model::FoundCategory> categories_;
    bool student_seen_ = false;
    bool teacher_seen_ = false;
    std::optional<base::Problem> enrolments_hidden_;
};

}  // namespace

std::string_view name(StepState state) {
    switch (state) {
        case StepState::ok:
            return "ok";
        case StepState::warning:
            return "warning";
        case StepState::failed:
            return "failed";
        case StepState::skipped:
            return "skipped";
    }
    return "ok";
}

ConnectReport connect(Site& site, const base::Clock& clock) {
    return Check(site, clock).run();
}

}  // namespace causeway::moodle
