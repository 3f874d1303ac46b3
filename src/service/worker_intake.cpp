// SPDX-License-Identifier: GPL-3.0-or-later
// What a worker does for an intake: previews of it, runs that bring it in, and their undo.
#include "base/log.h"
#include "service/intake_work.h"
#include "service/worker.h"

namespace causeway::service {

Worker::Outcome Worker::do_intake(const Job& job, const Config& config, LinkParts& parts,
                                  StateAdapter& state, std::stop_token stop) {
    const IntakeTools tools{config,
                            tools_.clock,
                            parts,
                            state,
                            std::move(stop),
                            [this](const std::string& stage, std::int64_t done,
                                   std::int64_t total) { watch({stage, done, total, 0}); },
                            job.by};
    if (job.what == Job::What::intake_undo) {
        const auto undone = undo_intake(tools, job.number);
        if (undone.refused.empty()) return {};
        return {base::ExitCode::some_refused, undone.refused.front()};
    }
    const auto kept = tools_.intakes.find(job.number);
    if (!kept) return {};  // so many were asked for since that it gave way
    if (job.what == Job::What::intake_preview) {
        IntakeOrder order = kept->order;
        auto report = preview_intake(tools, order);
        tools_.intakes.ready(job.number, tools_.clock.now(), std::move(order), std::move(report));
        return {};
    }
    if (kept->state != KeptIntake::State::ready)
        throw base::Failure(base::ExitCode::guarded,
                            {"The preview is out of date, so it was not brought in",
                             "preview:" + std::to_string(job.number),
                             "something was brought in or taken back since it was made",
                             "Make a new one and look at it again.", "intake.outdated"});
    const auto report = run_intake(tools, *kept, job.only);
    tools_.intakes.applied(job.number, report.run);
    return {report.exit, std::nullopt};
}

void Worker::settle_intake(const Job& job, const Outcome& outcome,
                           std::optional<std::int64_t> run) {
    if (job.what == Job::What::intake_preview) {
        if (outcome.problem)
            tools_.intakes.failed(job.number, tools_.clock.now(), *outcome.problem);
        base::log::info("link {}: preview {} {}", tools_.link, job.number,
                        outcome.problem ? "failed: " + outcome.problem->text() : "is ready");
    } else if (run) {
        // Also where it broke off: some of it is in openSIS.
        tools_.intakes.outdate();
    } else if (outcome.problem) {
        base::log::warning("link {}: an intake did not begin: {}", tools_.link,
                           outcome.problem->text());
    }
    tools_.bus.tell({Event::What::intake, tools_.link, job.number});
}

}  // namespace causeway::service
