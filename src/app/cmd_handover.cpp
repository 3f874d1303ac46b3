// SPDX-License-Identifier: GPL-3.0-or-later
// causeway opensis handover-key: makes the key that openSIS's add-on signs with (docs/handover.md),
// keeps it sealed in the store and shows it this once. A service that runs takes it within seconds.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "app/audit.h"
#include "app/commands.h"
#include "app/print.h"
#include "base/crypt.h"
#include "service/link_parts.h"
#include "service/link_settings.h"

namespace causeway::app {

namespace {

constexpr std::size_t kBytes = 32;
constexpr const char* kName = "opensis.handover_key";

}  // namespace

base::ExitCode run(const HandoverKeyOptions& options, Context& context) {
    const Config& config = context.config();
    store::Store store(config.text("store.url"), service::sealing_key(config));
    const auto names = store.link_names();
    const bool known = options.link == service::kFirstLink ||
                       std::find(names.begin(), names.end(), options.link) != names.end();
    if (!known)
        throw base::Failure(base::ExitCode::usage,
                            {"The key was not made", options.link, "there is no such link",
                             "Name one that exists, or leave --link away.", "handover.unknown"});
    store::LinkBook book(store, options.link);
    store::LinkState state = store.link(options.link);
    if (!options.replace && !service::link_config(config, book, state).text(kName).empty())
        throw base::Failure(
            base::ExitCode::usage,
            {"The key was not made", options.link,
             "there is one already, and it is not shown again",
             "Use the one that the add-on has; or make another with --replace, and enter it there.",
             "handover.there"});
    const std::string key = base::random_base64url(kBytes);
    service::change_settings(book, {{kName, {{key}}}});
    store::Accounts accounts(store);
    note(accounts, context.clock, "link.settings", options.link, "", kName);
    if (context.common.json) {
        print_json(context.out, boost::json::object{{"link", options.link}, {"key", key}});
        return base::ExitCode::in_step;
    }
    context.out << fmt::format("{}\n\nEnter it in openSIS's add-on now: it is not shown again.\n",
                               key);
    return base::ExitCode::in_step;
}

}  // namespace causeway::app
