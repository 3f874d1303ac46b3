// SPDX-License-Identifier: GPL-3.0-or-later
// causeway opensis install-addon, causeway opensis remove-addon: shows everything that will be
// written to openSIS, asks, and does it.
#include <fmt/format.h>
#include <unistd.h>

#include <boost/json.hpp>
#include <iostream>
#include <map>

#include "app/carried_addon.h"
#include "app/commands.h"
#include "app/print.h"
#include "opensis/addon.h"

namespace causeway::app {

namespace {

namespace json = boost::json;
using opensis::AddonFileStep;
using opensis::AddonPlan;

base::Failure usage(std::string what, std::string why, std::string cure) {
    return {base::ExitCode::usage,
            {std::move(what), "", std::move(why), std::move(cure), "usage.addon"}};
}

// The account that may write is never guessed from what is lying about.
db::MariadbAddress database_of(const OpensisAddonOptions& options, const Context& context) {
    std::string url = options.database;
    if (url.empty()) url = context.config().text("opensis.admin_url");
    if (url.empty() && !options.yes && !context.common.json && ::isatty(STDIN_FILENO) == 1) {
        context.out << "openSIS's database, with an account that may write\n"
                       "(mysql://user:password@host/database): "
                    << std::flush;
        std::getline(std::cin, url);
    }
    if (url.empty()) {
        std::string grants;
        for (const std::string& grant : opensis::addon_grants("account", "host", "opensis"))
            grants += "\n  " + grant + ";";
        throw usage("There is no database to write to",
                    "neither --database nor the setting opensis.admin_url names one",
                    "Give an account that has these rights, or openSIS's own: --database "
                    "mysql://user:password@host/database" +
                        grants + "\n");
    }
    auto address = db::MariadbAddress::parse(url);
    if (!address) throw base::Failure(base::ExitCode::usage, address.problem());
    return *address;
}

std::string_view word(AddonFileStep::Verb verb) {
    switch (verb) {
        case AddonFileStep::Verb::add:
            return "add";
        case AddonFileStep::Verb::replace:
            return "replace";
        case AddonFileStep::Verb::remove:
            return "remove";
    }
    return "";
}

json::object plan_json(const AddonPlan& plan, bool done) {
    json::array files;
    for (const AddonFileStep& step : plan.files)
        files.push_back(json::object{
            {"path", step.path}, {"verb", word(step.verb)}, {"changed_here", step.changed_here}});
    json::array rights;
    for (const auto& step : plan.rights)
        rights.push_back(json::object{{"profile_id", step.right.first},
                                      {"profile", step.profile},
                                      {"page", step.right.second}});
    json::array strangers;
    for (const std::string& path : plan.strangers)
        strangers.emplace_back(path);
    return {{"action", plan.removal ? "remove" : "install"},
            {"folder", plan.folder.string()},
            {"database", plan.database},
            {"opensis", plan.opensis},
            {"release_at", plan.release_at ? json::value(*plan.release_at) : json::value()},
            {"release", plan.release},
            {"files", std::move(files)},
            {"rights", std::move(rights)},
            {"table", plan.table},
            {"manifest", plan.manifest},
            {"seal", plan.seal},
            {"strangers", std::move(strangers)},
            {"nothing_to_do", plan.nothing()},
            {"done", done}};
}

void show(const AddonPlan& plan, const db::MariadbAddress& address, std::ostream& out) {
    out << fmt::format("openSIS {} in {}\ndatabase {}\n", plan.opensis, plan.folder.string(),
                       address.shown());
    const std::string there = plan.release_at.value_or("");
    if (plan.nothing()) {
        out << (plan.removal ? "The add-on is not there: nothing to do.\n"
                             : fmt::format("The add-on {} is there, and as it should be: nothing "
                                           "to do.\n",
                                           plan.release));
        return;
    }
    if (plan.removal)
        out << fmt::format("The add-on {} will be taken out.\n\n", there);
    else if (there.empty())
        out << fmt::format("The add-on {} will be put in. No file of openSIS's is changed.\n\n",
                           plan.release);
    else if (there == plan.release)
        out << fmt::format("The add-on {} will be put right. No file of openSIS's is changed.\n\n",
                           there);
    else
        out << fmt::format("The add-on {} will become {}. No file of openSIS's is changed.\n\n",
                           there, plan.release);
    const char* verb = plan.removal ? "remove" : "add";
    for (const AddonFileStep& step : plan.files)
        out << fmt::format("  {:<8} file   {}{}\n", word(step.verb), step.path,
                           step.changed_here ? "   CHANGED HERE: the change will be lost" : "");
    if (plan.manifest)
        out << fmt::format("  {:<8} file   {}   (what was installed)\n",
                           plan.removal ? "remove" : "write", opensis::kAddonManifest);
    if (plan.seal)
        out << fmt::format("  {:<8} file   {}   (opens the keys in the table)\n", verb,
                           opensis::kAddonSeal);
    if (plan.table)
        out << fmt::format("  {:<8} table  {}{}\n", verb, opensis::kAddonTable,
                           plan.removal ? "   with the settings in it" : "");
    std::map<std::pair<std::int64_t, std::string>, std::vector<std::string>> by_profile;
    for (const auto& step : plan.rights)
        by_profile[{step.right.first, step.profile}].push_back(step.right.second);
    for (const auto& [profile, pages] : by_profile) {
        out << fmt::format("  {:<8} {} {} in profile_exceptions for {} (profile {}):\n", verb,
                           pages.size(), pages.size() == 1 ? "row" : "rows", profile.second,
                           profile.first);
        for (const std::string& page : pages)
            out << "             " << page << "\n";
    }
    for (const std::string& path : plan.strangers)
        out << fmt::format("  leave    file   {}   (not one of the add-on's)\n", path);
    out << "\n";
}

// Silence is no consent.
bool agreed(const AddonPlan& plan, std::ostream& out) {
    out << (plan.removal ? "Take it out? [y/N] " : "Write this? [y/N] ") << std::flush;
    std::string answer;
    if (!std::getline(std::cin, answer))
        throw usage("Nobody answered, and nothing was done", "standard input has ended",
                    "Answer y, or pass --yes.");
    return answer == "y" || answer == "Y" || answer == "yes";
}

}  // namespace

base::ExitCode run(const OpensisAddonOptions& options, Context& context) {
    const db::MariadbAddress address = database_of(options, context);
    const auto connection = db::open_mariadb(address);
    const auto package = opensis::addon_package(carried_addon_about(), carried_addon_files());
    const AddonPlan plan = options.remove
                               ? opensis::plan_removal(options.path, package, *connection)
                               : opensis::plan_install(options.path, package, *connection);
    if (context.common.json) {
        // A program is not asked: without --yes it is told what would be done.
        if (options.yes) opensis::carry_out(plan, package, *connection);
        print_json(context.out, plan_json(plan, options.yes));
        return base::ExitCode::in_step;
    }
    show(plan, address, context.out);
    if (plan.nothing()) return base::ExitCode::in_step;
    if (!options.yes && !agreed(plan, context.out)) {
        context.out << "Nothing was done.\n";
        return base::ExitCode::in_step;
    }
    opensis::carry_out(plan, package, *connection);
    context.out << (plan.removal
                        ? "Done: openSIS is as it was before.\n"
                        : "Done. Sign in to openSIS as a super administrator and enter Causeway's "
                          "address and\nthe hand-over key under LMS > LMS Settings.\n");
    return base::ExitCode::in_step;
}

}  // namespace causeway::app
