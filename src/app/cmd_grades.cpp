// SPDX-License-Identifier: GPL-3.0-or-later
// causeway grades: pull, plan, differences, take, option, undo
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <iostream>

#include "app/commands.h"
#include "app/print.h"
#include "app/wiring.h"
#include "base/log.h"

namespace causeway::app {

namespace {

namespace json = boost::json;

constexpr std::size_t kShown = 40;
constexpr model::BookKind kKinds[] = {model::BookKind::category, model::BookKind::item,
                                      model::BookKind::grade, model::BookKind::final};

std::string caller() {
    const char* name = ::getlogin();
    return name != nullptr ? name : "command line";
}

std::string counts_text(const grades::CountsByKind& counts) {
    Table table({"", "created", "updated", "removed", "kept", "refused", "unchanged"});
    const auto cell = [](std::int64_t n) { return n == 0 ? std::string("-") : grouped(n); };
    for (const model::BookKind kind : kKinds) {
        const grades::Counts& c = counts[static_cast<std::size_t>(kind)];
        table.add({std::string(model::name(kind)), cell(c.created), cell(c.updated),
                   cell(c.removed), cell(c.kept), cell(c.refused), cell(c.unchanged)});
    }
    if (const grades::Counts& c = counts[grades::kSent]; c != grades::Counts{})
        table.add({"to Moodle", cell(c.created), cell(c.updated), "-", "-", cell(c.refused),
                   cell(c.unchanged)});
    return table.text();
}

json::object difference_json(const grades::Difference& d) {
    return {{"key", d.key},         {"section", d.section}, {"kind", model::name(d.kind)},
            {"student", d.student}, {"title", d.title},     {"opensis", d.here},
            {"moodle", d.there},    {"why", d.why}};
}

std::string difference_text(const grades::Difference& d) {
    return fmt::format("  {}  {}: openSIS has {}, Moodle {}; {}.\n", d.key, d.title, d.here,
                       d.there, d.why);
}

std::string told(const grades::PullReport& report) {
    std::string out = counts_text(report.counts);
    if (!report.differences.empty())
        out += fmt::format(
            "\nKept as they are in openSIS ({}); `causeway grades take KEY "
            "--moodle` or `--opensis` decides:\n",
            report.differences.size());
    for (std::size_t i = 0; i < std::min(kShown, report.differences.size()); ++i)
        out += difference_text(report.differences[i]);
    if (report.differences.size() > kShown)
        out += fmt::format("  ... and {} more: causeway grades differences\n",
                           report.differences.size() - kShown);
    for (const base::Problem& problem : report.refused)
        out += "\n" + problem_text(problem) + "\n";
    for (const base::Problem& problem : report.problems)
        out += "\n" + problem_text(problem) + "\n";
    return out;
}

json::array problems_of(const std::vector<base::Problem>& problems) {
    json::array out;
    for (const base::Problem& problem : problems)
        out.push_back(problem_json(problem));
    return out;
}

std::string step_text(std::int64_t section, const model::BookStep& step) {
    std::string what;
    switch (step.kind) {
        case model::BookKind::category:
        case model::BookKind::item:
            what = step.after.title.empty() ? step.before.title : step.after.title;
            break;
        case model::BookKind::grade:
            what = fmt::format("item {} student {}: {} -> {}", step.part, step.student,
                               grades::points_text(step.before.points),
                               step.verb == model::BookVerb::remove
                                   ? "none"
                                   : grades::points_text(step.after.points));
            break;
        default:
            what = fmt::format(
                "marking period {} student {}: {} -> {}", step.part, step.student,
                grades::points_text(step.before.points),
                step.verb == model::BookVerb::remove
                    ? "none"
                    : grades::points_text(step.after.points) + " " + step.after.letter_title);
    }
    return fmt::format("  section {}  {} {}  {}  ({})\n", section, model::name(step.verb),
                       model::name(step.kind), what, step.reason);
}

base::ExitCode show_plan(const grades::PullReport& report, std::int64_t show, Context& context) {
    if (context.common.json) {
        json::array steps;
        json::array differences;
        for (const grades::SectionPlan& plan : report.plans)
            for (const model::BookStep& step : plan.steps)
                if (step.verb != model::BookVerb::note)
                    steps.push_back(
                        json::object{{"section", plan.section},
                                     {"verb", model::name(step.verb)},
                                     {"kind", model::name(step.kind)},
                                     {"item", step.remote},
                                     {"part", step.part},
                                     {"student", step.student},
                                     {"before", json::parse(model::to_json(step.before))},
                                     {"after", json::parse(model::to_json(step.after))},
                                     {"reason", step.reason}});
        for (const grades::SectionPlan& plan : report.plans)
            for (const grades::Send& send : plan.sends)
                steps.push_back(json::object{{"section", plan.section},
                                             {"verb", "send"},
                                             {"kind", "item"},
                                             {"item", send.write.id},
                                             {"idnumber", send.write.idnumber},
                                             {"title", send.write.name},
                                             {"reason", send.link.reason}});
        for (const auto& d : report.differences)
            differences.push_back(difference_json(d));
        print_json(context.out,
                   json::object{{"counts", json::parse(grades::counts_json(report.counts))},
                                {"steps", std::move(steps)},
                                {"differences", std::move(differences)},
                                {"refused", problems_of(report.refused)},
                                {"problems", problems_of(report.problems)}});
        return report.exit;
    }
    std::string out;
    std::int64_t count = 0;
    for (const grades::SectionPlan& plan : report.plans)
        for (const model::BookStep& step : plan.steps)
            if (step.verb != model::BookVerb::note && (++count <= show || show == 0))
                out += step_text(plan.section, step);
    for (const grades::SectionPlan& plan : report.plans)
        for (const grades::Send& send : plan.sends)
            if (++count <= show || show == 0)
                out += fmt::format("  section {}  {} in Moodle  {}  ({})\n", plan.section,
                                   send.write.id == 0 ? "make" : "update", send.write.name,
                                   send.link.reason);
    if (show != 0 && count > show)
        out += fmt::format("  ... and {} more: --show 0\n", count - show);
    context.out << base::log::redacted(out + told(report));
    return report.exit;
}

std::string keeper_text(const grades::KeeperBack& keeper) {
    return fmt::format(
        "Who keeps the gradebook of {} {}: {}.", keeper.of,
        keeper.newer ? "was chosen anew since that run, and stays" : "is as it was before",
        keeper.now ? grades::name(*keeper.now) : "no choice of its own");
}

struct Joined {
    explicit Joined(Context& context)
        : wiring(context),
          parts(wiring.config(), context.clock, wiring.parts(), wiring.store(), kLink,
                context.interrupt.token()) {}
    Wiring wiring;
    service::GradeParts parts;
};

base::ExitCode pulled(const grades::PullReport& report, Context& context) {
    if (context.common.json) {
        print_json(context.out, json::parse(grades::counts_json(report.counts)));
        for (const base::Problem& problem : report.problems)
            std::cerr << "causeway: " << problem_text(problem) << std::endl;
        return report.exit;
    }
    context.out << base::log::redacted(told(report) +
                                       fmt::format("\nRun {}: {} {} {} in {}.\n", report.run,
                                                   grouped(report.sections),
                                                   report.sections == 1 ? "section" : "sections",
                                                   report.whole ? "read whole" : "with news",
                                                   lasted(report.ended - report.started)));
    return report.exit;
}

}  // namespace

base::ExitCode run(const GradesPullOptions& options, Context& context) {
    Joined joined(context);
    grades::PullRequest request;
    request.sections = options.sections;
    request.full = options.full;
    request.dry = options.plan;
    request.by = caller();
    const auto report = grades::pull(joined.parts.engine({}), request);
    return options.plan ? show_plan(report, options.show, context) : pulled(report, context);
}

base::ExitCode run(const GradesDifferencesOptions& options, Context& context) {
    Joined joined(context);
    const auto all = joined.parts.desk().differences(options.section);
    if (context.common.json) {
        json::array out;
        for (const auto& d : all)
            out.push_back(json::object{{"key", d.key},
                                       {"section", d.section},
                                       {"kind", d.kind},
                                       {"student", d.student},
                                       {"title", d.title},
                                       {"opensis", d.here},
                                       {"moodle", d.there},
                                       {"why", d.why},
                                       {"since", base::utc_text(d.since)}});
        print_json(context.out, json::object{{"differences", std::move(out)}});
        return base::ExitCode::in_step;
    }
    Table table({"key", "what", "openSIS", "Moodle", "why"});
    for (const auto& d : all)
        table.add({d.key, d.title, d.here, d.there, d.why});
    context.out << (table.empty() ? std::string("openSIS and Moodle agree.\n") : table.text());
    return base::ExitCode::in_step;
}

base::ExitCode run(const GradesTakeOptions& options, Context& context) {
    Joined joined(context);
    if (options.moodle == options.opensis)
        throw base::Failure(base::ExitCode::usage,
                            {"It is not clear which value is to be taken", "", "",
                             "Add --moodle or --opensis.", "usage.grades_take"});
    grades::PullRequest request;
    request.by = caller();
    request.what = "grades take";
    const auto all = joined.parts.desk().differences(std::nullopt);
    for (const std::string& key : options.keys) {
        const auto found =
            std::find_if(all.begin(), all.end(), [&](const auto& d) { return d.key == key; });
        if (found == all.end())
            throw base::Failure(
                base::ExitCode::usage,
                {"There is nothing to decide", key, "openSIS and Moodle do not differ there",
                 "See: causeway grades differences", "grades.no_difference"});
        request.taken[key] = options.moodle ? grades::Side::moodle : grades::Side::opensis;
        if (std::find(request.sections.begin(), request.sections.end(), found->section) ==
            request.sections.end())
            request.sections.push_back(found->section);
    }
    return pulled(grades::pull(joined.parts.engine({}), request), context);
}

base::ExitCode run(const GradesOptionOptions& options, Context& context) {
    Joined joined(context);
    const auto option = grades::option_named(options.option);
    if (!option) {  // only asked
        json::array all;
        std::string out =
            fmt::format("By the settings: {}\n", joined.wiring.config().text("grades.option"));
        for (const auto& choice : joined.parts.desk().choices()) {
            out += fmt::format("{}:{}  {} (by {}, {})\n", model::name(choice.kind), choice.id,
                               choice.option, choice.by, base::utc_text(choice.at));
            all.push_back(
                json::object{{"record", fmt::format("{}:{}", model::name(choice.kind), choice.id)},
                             {"option", choice.option},
                             {"by", choice.by},
                             {"at", base::utc_text(choice.at)}});
        }
        if (context.common.json)
            print_json(context.out,
                       json::object{{"default", joined.wiring.config().text("grades.option")},
                                    {"choices", std::move(all)}});
        else
            context.out << out;
        return base::ExitCode::in_step;
    }
    if (!options.section && !options.school)
        throw base::Failure(base::ExitCode::usage,
                            {"It is not clear whose gradebook is meant", "",
                             "no section or school "
                             "was named",
                             "Add --section N or --school N; for all others set "
                             "grades.option.",
                             "usage.grades_option"});
    grades::PullRequest request;
    request.by = caller();
    request.what = "grades option";
    request.full = true;
    const store::GradeChoice choice{options.section ? model::Kind::section : model::Kind::school,
                                    options.section ? *options.section : *options.school,
                                    options.option, caller(), context.clock.now()};
    request.sections = joined.parts.sections_of(choice);
    request.as_if = *option;
    request.dry = !options.yes;
    if (options.yes) joined.parts.choose_with_run(choice);
    const auto report = grades::pull(joined.parts.engine({}), request);
    if (!options.yes) {
        const auto exit = show_plan(report, 40, context);
        if (!context.common.json)
            context.out << "\nNothing was changed yet: add --yes to make it so.\n";
        return exit;
    }
    return pulled(report, context);
}

base::ExitCode run(const GradesUndoOptions& options, Context& context) {
    Joined joined(context);
    const auto header = joined.wiring.link().run(options.run);
    if (!header || !header->header.what.starts_with("grades"))
        throw base::Failure(
            base::ExitCode::usage,
            {"There is nothing to undo", "run " + std::to_string(options.run),
             "no run of grades has this number", "See: causeway runs", "usage.run"});
    const auto report = grades::undo(joined.parts.engine({}), options.run, caller());
    if (context.common.json)
        print_json(
            context.out,
            json::object{{"run", report.run},
                         {"restored", report.restored},
                         {"kept", report.kept},
                         {"keeper", report.keeper ? json::parse(grades::keeper_json(*report.keeper))
                                                  : nullptr},
                         {"problems", problems_of(report.problems)}});
    else
        context.out << fmt::format(
            "Run {}: {} rows put back; {} were changed in openSIS since and stay.\n", report.run,
            grouped(report.restored), grouped(report.kept));
    if (!context.common.json && report.keeper) context.out << keeper_text(*report.keeper) + "\n";
    return report.exit;
}

}  // namespace causeway::app
