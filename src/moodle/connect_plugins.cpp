// SPDX-License-Identifier: GPL-3.0-or-later
// The connection check's look at our two plugins, and at what only they can tell of the site.
#include "moodle/calls_local.h"
#include "moodle/connect_check.h"

namespace causeway::moodle {

namespace {

constexpr std::int64_t kWelcomeSince = 2024100700;  // Moodle 4.5 greets by e-mail

base::Problem not_installed() {
    return connect_problem(
        "Moodle's own functions are used, which are slower and tell less",
        "the plugin openSIS Web Services (local_opensis) is not installed in Moodle, or its "
        "functions are not in the service",
        "Run 'causeway plugins --out DIR' and install openSIS-Web-Services.zip in Moodle under "
        "Site administration > Plugins > Install plugins; its set-up page does the rest.",
        "moodle.no_plugin");
}

base::Problem outdated(const std::string& plugin) {
    return connect_problem("A newer version of " + plugin + " is at hand",
                           "this program carries a newer one than Moodle has",
                           "Run 'causeway plugins --out DIR' and install the zip over the old one "
                           "under Site administration > Plugins > Install plugins.",
                           "moodle.plugin_outdated");
}

}  // namespace

void Check::check_plugins() {
    report_.fast_path = site_.writes_in_bulk() && site_.lists_in_bulk();
    const std::string title = "Our web-services plugin is there";
    if (!granted("local_opensis_get_environment")) {
        add(StepState::warning, "plugin", title, "plain path: Moodle's own functions only",
            not_installed());
        return;
    }
    const auto told = get_environment(site_.channel());
    if (!told) {
        add(StepState::warning, "plugin", title, told.fault().problem.why, told.fault().problem);
        return;
    }
    report_.web_services = {true, told->plugin_version, told->plugin_release, false};
    report_.authenticator = {told->authenticator_version != 0, told->authenticator_version,
                             told->authenticator_release, false};
    report_.web_services.newer_at_hand = told->plugin_version < carried_.web_services;
    report_.authenticator.newer_at_hand =
        report_.authenticator.installed && told->authenticator_version < carried_.authenticator;
    for (const auto& role : told->roles)
        note_role(role.id, role.shortname);
    welcomes_ = told->welcome_message;
    tell_version("plugin", title, report_.web_services, carried_.web_services);
    if (report_.authenticator.installed)
        tell_version("authenticator", "Our authenticator plugin is there", report_.authenticator,
                     carried_.authenticator);
    tell_code_cache(told->code_cache);
}

void Check::tell_code_cache(const std::string& state) {
    const std::string title = "Moodle's server keeps its compiled code";
    if (state.empty() || state == "unknown") return;  // an older plugin; a server that hides it
    if (state == "on") {
        add(StepState::ok, "code_cache", title, "PHP's opcache is on");
        return;
    }
    const bool full = state == "full";
    const std::string why = full ? "PHP's opcache is full there, so part of Moodle is compiled "
                                   "anew for every call"
                                 : "PHP's opcache is off there, so Moodle is compiled anew for "
                                   "every call";
    const std::string cure =
        full ? "Raise opcache.memory_consumption (256 or more), opcache.interned_strings_buffer "
               "(16) and opcache.max_accelerated_files (20000) in the php.ini of Moodle's web "
               "server, and restart its PHP."
             : "Set opcache.enable = 1 in the php.ini of Moodle's web server, and restart its PHP.";
    add(StepState::warning, "code_cache", title, full ? "full" : "off",
        connect_problem("Moodle answers slower than it could", why, cure, "moodle.code_cache"));
}

void Check::tell_version(const std::string& step, const std::string& title,
                         const PluginFound& found, std::int64_t carried) {
    std::string detail = "release " + found.release;
    if (step == "plugin") detail += report_.fast_path ? ", fast path" : ", plain path";
    if (found.newer_at_hand)
        add(StepState::warning, step, title, detail + ", at hand is " + std::to_string(carried),
            outdated(step == "plugin" ? "openSIS Web Services" : "the user authenticator"));
    else
        add(StepState::ok, step, title, detail);
}

void Check::check_welcome_messages() {
    const std::string title = "Enrolling sends no e-mails";
    const std::string step = "welcome_messages";
    const std::string cure =
        "In Moodle, open Site administration > Plugins > Enrolments > Manual enrolments and set "
        "'Send course welcome message' to 'No' before the first run; this also makes enrolling "
        "twice as fast.";
    if (version() < kWelcomeSince) {
        add(StepState::ok, step, title, "this release sends none by itself");
    } else if (!welcomes_) {
        add(StepState::warning, step, title, "cannot be found out from outside",
            connect_problem("Moodle may greet everybody who is enrolled by e-mail",
                            "since release 4.5 new courses send a welcome message, and no web "
                            "service of Moodle's own tells whether that is switched off",
                            cure, "moodle.welcome_messages"));
    } else if (*welcomes_) {
        add(StepState::warning, step, title, "Moodle greets everybody who is enrolled",
            connect_problem("Moodle greets everybody who is enrolled by e-mail",
                            "new courses send a welcome message", cure, "moodle.welcome_messages"));
    } else {
        add(StepState::ok, step, title, "switched off for new courses");
    }
}

}  // namespace causeway::moodle
