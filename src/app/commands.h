// SPDX-License-Identifier: GPL-3.0-or-later
// The commands: one run() per struct of options.h, each in its own cmd_*.cpp. A command prints its
// answer and returns the exit code; what stops it is a base::Failure, caught once in main().
#pragma once

#include <ostream>

#include "app/config.h"
#include "app/interrupt.h"
#include "app/options.h"
#include "base/clock.h"
#include "base/failure.h"

namespace causeway::app {

// What every command is given.
struct Context {
    CommonOptions common;
    ConfigReading reading;
    Interrupt& interrupt;
    base::Clock& clock;
    std::ostream& out;

    [[nodiscard]] const Config& config() const { return reading.sound(); }
};

base::ExitCode run(const ConnectOptions& options, Context& context);
base::ExitCode run(const PlanOptions& options, Context& context);
base::ExitCode run(const SyncOptions& options, Context& context);
base::ExitCode run(const StatusOptions& options, Context& context);
base::ExitCode run(const StandingsOptions& options, Context& context);
base::ExitCode run(const RunsOptions& options, Context& context);
base::ExitCode run(const UndoOptions& options, Context& context);
base::ExitCode run(const ConfigCheckOptions& options, Context& context);
base::ExitCode run(const ConfigSampleOptions& options, Context& context);
base::ExitCode run(const OpensisGrantsOptions& options, Context& context);
base::ExitCode run(const OpensisCheckOptions& options, Context& context);
base::ExitCode run(const OpensisWatchOptions& options, Context& context);
base::ExitCode run(const OpensisAddonOptions& options, Context& context);
base::ExitCode run(const HandoverKeyOptions& options, Context& context);
base::ExitCode run(const PluginsOptions& options, Context& context);
base::ExitCode run(const SandboxOptions& options, Context& context);
base::ExitCode run(const SchoolOptions& options, Context& context);
base::ExitCode run(const VersionOptions& options, Context& context);
base::ExitCode run(const AbortOptions& options, Context& context);
base::ExitCode run(const SwitchOptions& options, Context& context);
base::ExitCode run(const ServeOptions& options, Context& context);
base::ExitCode run(const UsersOptions& options, Context& context);
base::ExitCode run(const GradesPullOptions& options, Context& context);
base::ExitCode run(const GradesDifferencesOptions& options, Context& context);
base::ExitCode run(const GradesTakeOptions& options, Context& context);
base::ExitCode run(const GradesOptionOptions& options, Context& context);
base::ExitCode run(const GradesUndoOptions& options, Context& context);
base::ExitCode run(const GradesWhyOptions& options, Context& context);
base::ExitCode run(const IntakeOptions& options, Context& context);
base::ExitCode run(const IntakeUndoOptions& options, Context& context);
base::ExitCode run(const RolloverOptions& options, Context& context);
base::ExitCode run(const FieldsListOptions& options, Context& context);
base::ExitCode run(const FieldsAvailableOptions& options, Context& context);
base::ExitCode run(const FieldsMapOptions& options, Context& context);
base::ExitCode run(const FieldsUnmapOptions& options, Context& context);
base::ExitCode run(const FieldsPullOptions& options, Context& context);
base::ExitCode run(const FieldsUndoOptions& options, Context& context);
base::ExitCode run(const FieldsRefusedOptions& options, Context& context);

}  // namespace causeway::app
