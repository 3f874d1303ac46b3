// SPDX-License-Identifier: GPL-3.0-or-later
// causeway sandbox: the stand-in Moodle, until Ctrl-C.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "app/commands.h"
#include "app/print.h"
#include "sandbox/moodle/stand_in.h"

namespace causeway::app {

namespace {

sandbox::StandInOptions options_from(const SandboxOptions& options, const Config& config) {
    sandbox::StandInOptions out;
    const std::string& listen = config.text("server.listen");
    const auto colon = listen.rfind(':');
    out.address = listen.substr(0, colon);
    out.port =
        options.port.value_or(static_cast<std::uint16_t>(std::stoi(listen.substr(colon + 1))));
    out.persist = options.file;
    if (!options.token.empty()) out.token = options.token;
    if (options.plugins) out.plugins = sandbox::Plugins::all;
    out.filled = options.filled;
    out.switches.latency = std::chrono::milliseconds(options.latency_ms);
    out.switches.row_latency = std::chrono::microseconds(options.row_latency_us);
    return out;
}

}  // namespace

base::ExitCode run(const SandboxOptions& options, Context& context) {
    sandbox::StandInMoodle moodle(options_from(options, context.config()));
    // The token opens nothing but this sandbox: it is shown on purpose.
    if (context.common.json)
        context.out << pretty(boost::json::object{{"url", moodle.url()}, {"token", moodle.token()}})
                    << std::endl;
    else
        context.out << fmt::format(
                           "Stand-in Moodle: {}\nToken: {}\nWhat it holds: the same address in a "
                           "browser, or {}/sandbox/state.json\nCtrl-C ends it.",
                           moodle.url(), moodle.token(), moodle.url())
                    << std::endl;
    context.interrupt.wait();
    moodle.stop();
    return base::ExitCode::in_step;
}

}  // namespace causeway::app
