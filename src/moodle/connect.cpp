// SPDX-License-Identifier: GPL-3.0-or-later
#include "moodle/connect.h"

#include <algorithm>
#include <cstdlib>
#include <utility>

#include "base/text.h"
#include "moodle/calls_site.h"
#include "moodle/calls_users.h"
#include "moodle/connect_check.h"
#include "moodle/connect_people.h"
#include "moodle/functions.h"
#include "moodle/wire.h"

namespace causeway::moodle {

namespace {

constexpr std::int64_t kOldestVersion = 2022112800;  // Moodle 4.1
constexpr base::Instant kSkewNoticed = 120;          // seconds
constexpr std::size_t kComfortableLimit = 5000;      // what Moodle itself asks of PHP
constexpr std::string_view kUserkeyFunction = "auth_userkey_request_login_url";

}  // namespace

ConnectReport Check::run() {
    report_.roles = site_.options().roles;
    if (reach()) {
        check_address();
        check_release();
        check_clock();
        check_sso();
        check_functions();
        check_plugins();
        check_people();
        check_categories();
        check_courses_and_roles();
        check_grades();
        check_input_limit();
        check_welcome_messages();
    } else {
        check_sso();
    }
    report_.usable = std::none_of(report_.steps.begin(), report_.steps.end(),
                                  [](const auto& s) { return s.state == StepState::failed; });
    return std::move(report_);
}

void Check::add(StepState state, std::string name, std::string title, std::string detail,
                std::optional<base::Problem> why) {
    report_.steps.push_back(
        {std::move(name), std::move(title), state, std::move(detail), std::move(why)});
}

bool Check::granted(std::string_view function) const {
    return std::binary_search(report_.site.functions.begin(), report_.site.functions.end(),
                              function);
}

bool Check::possible(std::string_view function, const std::string& name, const std::string& title) {
    if (granted(function)) return true;
    add(StepState::skipped, name, title, "needs " + std::string(function));
    return false;
}

std::int64_t Check::version() const {
    return std::strtoll(report_.site.version.c_str(), nullptr, 10);
}

bool Check::reach() {
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

void Check::check_address() {
    const net::SiteAddress& asked = site_.channel().address();
    const auto own = net::parse_site_address(report_.site.url);
    const bool moved = site_.channel().moved_to_https();
    if (own && own->text() != asked.text() && !moved) {
        add(StepState::warning, "wwwroot", "Moodle calls itself by this address", report_.site.url,
            connect_problem(
                "Moodle's own address differs from the configured one",
                "Moodle calls itself " + report_.site.url + ", the configuration says " +
                    asked.text(),
                "Enter Moodle's own address, unless this machine has to take another way.",
                "moodle.wwwroot"));
    } else {
        add(StepState::ok, "wwwroot", "Moodle calls itself by this address", report_.site.url);
    }
    if (moved)
        add(StepState::warning, "encryption", "The connection is encrypted",
            "only after a redirect from http:// to https://",
            connect_problem(
                "The token travels unprotected at first",
                "the address begins with http://, from where the server sends "
                "callers on to https://",
                "Enter " + (own ? own->text() : report_.site.url) + " as Moodle's address.",
                "moodle.http_first"));
    else if (!asked.https && !asked.on_this_machine())
        add(StepState::warning, "encryption", "The connection is encrypted", "plain http",
            connect_problem("The token travels unprotected", "the address begins with http://",
                            "Give Moodle a certificate and use its https:// address.",
                            "moodle.plain_http"));
    else
        add(StepState::ok, "encryption", "The connection is encrypted",
            asked.https ? "https" : "not needed on this machine");
}

void Check::check_release() {
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
        connect_problem("This Moodle is too old", "it is release " + text + ", Causeway needs 4.1",
                        "Update Moodle to 4.1 or later.", "moodle.release"));
}

void Check::check_clock() {
    const base::Instant server = site_.channel().server_date();
    if (server == 0) {
        add(StepState::skipped, "clock", "The clocks agree", "the server tells no time");
        return;
    }
    const base::Instant skew = server - clock_.now();
    report_.clock_skew_seconds = skew;
    const std::string detail = std::to_string(std::abs(skew)) + " s apart";
    if (std::abs(skew) <= kSkewNoticed) {
        add(StepState::ok, "clock", "The clocks agree", detail);
        return;
    }
    add(StepState::warning, "clock", "The clocks agree", detail,
        connect_problem("The clocks do not agree",
                        "Moodle's clock is " + std::to_string(std::abs(skew)) + " s " +
                            (skew > 0 ? "ahead of" : "behind") + " this machine's",
                        "Switch on time synchronisation (NTP) on both machines.", "moodle.clock"));
}

void Check::check_functions() {
    std::string missing;
    std::string missing_optional;
    for (const auto& known : known_functions()) {
        // Asked for only where the policy needs them, and then for certain.
        const bool of_groups = known.name.starts_with("core_group_");
        if (of_groups && !site_.options().groups) continue;
        const bool required = known.required || of_groups;
        const bool by_sso = known.name == kUserkeyFunction && report_.new_user_auth == "userkey";
        const bool has = granted(known.name) || by_sso;
        report_.article_granted += has && known.article != 0 ? 1U : 0U;
        report_.functions.push_back(
            {std::string(known.name), std::string(known.needed_for), required, has});
        const bool plugins = known.name == kUserkeyFunction || known.name.starts_with("local_");
        if (has || plugins) continue;  // plugins have steps of their own
        std::string& list = required ? missing : missing_optional;
        list += (list.empty() ? "" : ", ") + std::string(known.name) + " (" +
                std::string(known.needed_for) + ")";
    }
    const std::string cure =
        "In Moodle, open Site administration > Server > Web services > External services > "
        "Functions of the service, and add them.";
    const std::string title = "The service has every function";
    const std::string count =
        std::to_string(report_.article_granted) + " of " + std::to_string(article_functions()) +
        " functions of the settings article, " +
        numbered(report_.site.functions.size(), "function", "functions") + " in all";
    if (!missing.empty())
        add(StepState::failed, "functions", title, "missing: " + missing,
            connect_problem("The service lacks functions", missing, cure, "moodle.functions"));
    else if (!missing_optional.empty())
        add(StepState::warning, "functions", title, "missing: " + missing_optional,
            connect_problem("The service lacks functions that some features need", missing_optional,
                            cure, "moodle.functions_optional"));
    else
        add(StepState::ok, "functions", title, count);
}

void Check::check_people() {
    for (auto& step : people_steps(site_, report_.site))
        report_.steps.push_back(std::move(step));
}

void Check::check_input_limit() {
    const std::string title = "Long calls arrive whole";
    if (!possible("core_user_get_users_by_field", "max_input_vars", title)) return;
    report_.max_input_vars = site_.input_limit();
    const std::string detail =
        "at least " + std::to_string(report_.max_input_vars) + " values in one call";
    if (report_.max_input_vars >= kComfortableLimit)
        add(StepState::ok, "max_input_vars", title, detail);
    else
        add(StepState::warning, "max_input_vars", title, detail,
            connect_problem(
                "Moodle's server takes in few values a call",
                "PHP's max_input_vars is below 5000 there; Causeway keeps its calls short",
                "Set max_input_vars = 5000 in the php.ini of Moodle's web server.",
                "moodle.max_input_vars"));
}

void Check::check_sso() {
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
        add(StepState::warning, "sso", title, allowed.fault().problem.why, allowed.fault().problem);
        return;
    }
    report_.new_user_auth = "userkey";
    const auto found = Entrance(site_).set_up();
    if (found) report_.userkey = *found;
    const std::string named =
        report_.userkey.field
            ? "; people are named by their " + std::string(moodle::name(*report_.userkey.field))
            : "";
    add(StepState::ok, "sso", title, "new users get the 'userkey' method" + named);
}

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

ConnectReport connect(Site& site, const base::Clock& clock, PluginVersions carried) {
    return Check(site, clock, carried).run();
}

}  // namespace causeway::moodle
