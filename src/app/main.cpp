// SPDX-License-Identifier: GPL-3.0-or-later
#include <exception>
#include <iostream>
#include <variant>

#include "app/commands.h"
#include "app/edge.h"
#include "base/log.h"

using namespace causeway;

int main(int argc, char** argv) {
    app::Interrupt interrupt;
    base::SystemClock clock;

    const auto parsed = app::parse(argc, argv);
    if (const auto* help = std::get_if<app::HelpText>(&parsed)) {
        std::cout << help->text;
        return 0;
    }
    if (const auto* misuse = std::get_if<app::Misuse>(&parsed))
        return app::report(misuse->problem, base::ExitCode::usage, misuse->json);

    const auto& line = std::get<app::CommandLine>(parsed);
    base::log::set_level(line.common.verbose ? base::log::Level::debug : base::log::Level::warning);
    try {
        app::Context context{line.common,
                             app::read_config({line.common.config}, app::this_environment()),
                             interrupt, clock, std::cout};
        // Whoever names a file means it: a mistyped name must not pass because the command happens
        // to need nothing of the file. `config check` tells of all mistakes itself.
        if (line.common.config && !std::holds_alternative<app::ConfigCheckOptions>(line.command))
            static_cast<void>(context.config());
        return static_cast<int>(std::visit(
            [&](const auto& options) { return app::run(options, context); }, line.command));
    } catch (const base::Failure& failure) {
        const bool stopped = interrupt.token().stop_requested();
        return app::report(failure.problem(),
                           stopped ? base::ExitCode::interrupted : failure.exit(),
                           line.common.json);
    } catch (const std::exception& bug) {
        return app::report(app::unexpected(bug), base::ExitCode::error, line.common.json);
    }
}
