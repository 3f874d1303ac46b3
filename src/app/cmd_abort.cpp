// SPDX-License-Identifier: GPL-3.0-or-later
// causeway abort: ends the run that is going on, whichever process does its work.
#include <fmt/format.h>

#include "app/commands.h"
#include "app/wiring.h"

namespace causeway::app {

namespace {

constexpr std::chrono::seconds kPatience{90};
constexpr std::chrono::milliseconds kLook{200};

}  // namespace

base::ExitCode run(const AbortOptions&, Context& context) {
    Wiring wiring(context);
    const auto runs = wiring.link().runs(1);
    if (runs.empty() || runs.front().ended || !runs.front().alive)
        throw base::Failure(base::ExitCode::usage,
                            {"There is nothing to end", "", "no run is going on on this link",
                             "See: causeway runs", "usage.abort"});
    const std::int64_t run = runs.front().id;
    service::ask_to_abort(wiring.link(), run, "command line");
    for (auto left = std::chrono::milliseconds(kPatience); left.count() > 0; left -= kLook) {
        const auto now = wiring.link().run(run);
        if (now && now->ended) {
            context.out << fmt::format("Run {} has ended; what it had done is kept.\n", run);
            return base::ExitCode::in_step;
        }
        if (context.interrupt.token().stop_requested()) return base::ExitCode::interrupted;
        context.clock.sleep(kLook);
    }
    context.out << fmt::format(
        "Run {} was asked to end. It does so before it sends anything more to Moodle.\n", run);
    return base::ExitCode::in_step;
}

}  // namespace causeway::app
