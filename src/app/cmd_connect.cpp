// SPDX-License-Identifier: GPL-3.0-or-later
// causeway connect: openSIS first, then Moodle, each step with its cause and cure when it fails.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "app/carried_plugins.h"
#include "app/commands.h"
#include "app/print.h"
#include "app/wiring.h"
#include "base/log.h"
#include "opensis/schema_check.h"
#include "service/checks.h"

namespace causeway::app {

namespace {

namespace json = boost::json;
using moodle::ConnectStep;
using moodle::StepState;

constexpr const char* kSiteFact = "site.url";  // the sync engine's own

struct OpensisSide {
    ConnectStep step{"opensis", "openSIS's database", StepState::ok, "", {}};
    opensis::SchemaReport schema;
    std::optional<ConnectStep> grades;  // while they are carried
};

OpensisSide look_at_opensis(const Config& config) {
    OpensisSide side;
    if (config.text("opensis.url").empty()) {
        side.step.state = StepState::skipped;
        side.step.detail = "opensis.url is not set";
        return side;
    }
    try {
        const auto connection = db::open_mariadb(opensis_address(config));
        side.schema = opensis::check_schema(*connection);
        side.schema.require();
        side.step.detail =
            fmt::format("{}: version {}{}", side.schema.database, side.schema.version,
                        side.schema.build.empty() ? "" : ", build " + side.schema.build);
        if (!side.schema.warnings.empty()) {
            side.step.state = StepState::warning;
            side.step.problem = side.schema.warnings.front();
        }
        if (config.flag("grades.enabled")) {
            ConnectStep step{"opensis_grades",
                             "openSIS's gradebook can be written",
                             StepState::ok,
                             "every right is there",
                             {}};
            const auto rights = opensis::check_grade_rights(*connection);
            if (!rights.ok()) {  // the roster goes on without
                step.state = StepState::warning;
                step.detail = fmt::format("{} rights or tables are missing", rights.missing.size());
                step.problem = rights.missing.front();
            }
            side.grades = std::move(step);
        }
    } catch (const base::Failure& failure) {
        side.step.state = StepState::failed;
        side.step.problem = failure.problem();
    }
    return side;
}

const char* mark(StepState state) {
    switch (state) {
        case StepState::ok:
            return "ok  ";
        case StepState::warning:
            return "note";
        case StepState::failed:
            return "FAIL";
        case StepState::skipped:
            break;
    }
    return "--  ";
}

std::string step_text(const ConnectStep& step) {
    std::string out = fmt::format("{}  {}{}\n", mark(step.state), step.title,
                                  step.detail.empty() ? "" : ": " + step.detail);
    if (!step.problem) return out;
    out += fmt::format("        {}\n",
                       step.problem->why.empty() ? step.problem->what : step.problem->why);
    if (!step.problem->cure.empty()) out += fmt::format("        {}\n", step.problem->cure);
    return out;
}

json::object step_json(const ConnectStep& step) {
    json::object out{{"name", step.name},
                     {"title", step.title},
                     {"state", moodle::name(step.state)},
                     {"detail", step.detail}};
    if (step.problem) out["problem"] = problem_json(*step.problem);
    return out;
}

json::object answer_json(const moodle::ConnectReport& report, const OpensisSide& opensis,
                         bool usable) {
    json::object out = json::parse(moodle::to_json(report)).as_object();
    out["usable"] = usable;
    json::object side = step_json(opensis.step);
    side["version"] = opensis.schema.version;
    side["build"] = opensis.schema.build;
    side["grades"] = opensis.grades ? json::value(step_json(*opensis.grades)) : nullptr;
    out["opensis"] = std::move(side);
    return out;
}

}  // namespace

base::ExitCode run(const ConnectOptions& options, Context& context) {
    Wiring wiring(context);
    const OpensisSide opensis = look_at_opensis(wiring.config());
    const moodle::ConnectReport report =
        moodle::connect(wiring.site(), context.clock, carried_versions());
    const bool usable = report.usable && opensis.step.state != StepState::failed;
    // Kept whole or not at all: a link that half works is not connected.
    if (usable) {
        service::keep_connection(wiring.link(), wiring.config(), report, context.clock.now());
        if (opensis.step.state != StepState::skipped)
            service::keep_opensis(wiring.link(), wiring.config(),
                                  service::look_at_opensis(wiring.config(), context.clock.now()));
        if (options.moved) wiring.state().set_fact(kSiteFact, report.site.url);
    }
    const auto exit = usable ? base::ExitCode::in_step : base::ExitCode::error;
    if (context.common.json) {
        print_json(context.out, answer_json(report, opensis, usable));
        return exit;
    }
    std::string out = step_text(opensis.step);
    if (opensis.grades) out += step_text(*opensis.grades);
    for (const ConnectStep& step : report.steps)
        out += step_text(step);
    if (!report.site.release.empty())
        out +=
            fmt::format("\n{} is Moodle {} (release {}, version {}, build {})\n", report.site.name,
                        report.site.url, report.release, report.site.version, report.build);
    out += usable ? fmt::format(
                        "Connected. New accounts will use the method '{}'. Next: causeway plan\n",
                        report.new_user_auth)
                  : std::string("Not connected: see FAIL above. Nothing was saved.\n");
    context.out << base::log::redacted(out);
    return exit;
}

}  // namespace causeway::app
