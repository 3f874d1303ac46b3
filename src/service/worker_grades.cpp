// SPDX-License-Identifier: GPL-3.0-or-later
// A worker's pulls of grades: when one is due, how it is done, what comes of how it ended. Their
// trouble is their own: a school whose grades cannot be carried still has its roster in step.
#include <algorithm>

#include "base/log.h"
#include "service/grade_parts.h"
#include "service/worker.h"

namespace causeway::service {

std::optional<Job> Worker::due_grades(base::Instant now) {
    if (!schedule_.grades) return std::nullopt;
    Job job;
    job.what = Job::What::grades;
    job.automatic = true;
    if (tended_ && now >= grades_next_) {
        job.by = "the clock";
        job.grades.full = schedule_.verify_due(now, last_grades_check_);
    } else if (grades_hinted_at_ && tools_.clock.monotonic() >= *grades_hinted_at_ &&
               (grades_failures_ == 0 || !tended_)) {
        job.by = "a change in Moodle";
    } else {
        return std::nullopt;
    }
    grades_hinted_at_.reset();
    return job;
}

Worker::Outcome Worker::do_grades(const Job& job, const Config& config, LinkParts& parts,
                                  std::stop_token stop) {
    GradeParts grades(config, tools_.clock, parts, tools_.store, tools_.link, std::move(stop),
                      [this](std::int64_t run) { began(run); });
    const grades::Engine engine = grades.engine(
        [this](std::int64_t done, std::int64_t total) { watch({"grades", done, total, 0}); });
    const auto first = [](const std::vector<base::Problem>& problems) {
        return problems.empty() ? std::nullopt : std::optional(problems.front());
    };
    if (job.what == Job::What::undo_grades) {
        const auto report = grades::undo(engine, job.number, job.by);
        return {report.exit, first(report.problems)};
    }
    grades::PullRequest request;
    request.by = job.by;
    request.sections = job.grades.sections;
    request.full = job.grades.full;
    request.taken = job.grades.taken;
    if (!request.taken.empty()) request.what = kGradesTake;
    if (job.automatic && job.grades.full) request.what = kGradesCheck;
    if (job.grades.choice) {
        request.what = kGradesOption;
        request.as_if = grades::option_named(job.grades.choice->option);
        request.sections = grades.sections_of(*job.grades.choice);
        request.full = true;
        grades.choose_with_run(*job.grades.choice);
    }
    const auto report = grades::pull(engine, request);
    return {report.exit, first(report.problems)};
}

namespace {

// Whether a job that went well shows that this trouble is over. One section's own ends with a run
// that looked at the section; what stood in the way of all, with any run that got past it.
bool is_over(const base::Problem& why, const Job& job, bool whole) {
    if (whole) return true;
    if (job.what == Job::What::undo_grades) return why.code.starts_with("opensis.");
    if (!why.record.starts_with("section:")) return true;
    return std::any_of(
        job.grades.sections.begin(), job.grades.sections.end(),
        [&](std::int64_t section) { return why.record == "section:" + std::to_string(section); });
}

}  // namespace

void Worker::settle_grades(const Job& job, const Outcome& outcome, base::Instant now) {
    using base::ExitCode;
    const bool good = outcome.exit == ExitCode::in_step || outcome.exit == ExitCode::some_refused;
    grades_failures_ = good ? 0 : grades_failures_ + 1;
    const bool whole =
        job.what == Job::What::grades && job.grades.sections.empty() && !job.grades.choice;
    if (good && whole && job.grades.full) last_grades_check_ = now;
    if (whole || !good) {
        grades_pace_ = {now, outcome.exit};
        grades_next_ = grades_pace_.next(grades_failures_, schedule_.grades_every_seconds);
    }
    if (!tended_ && job.automatic && !good)  // the clock is another node's: this hint is not lost
        grades_hinted_at_ = tools_.clock.monotonic() +
                            std::chrono::seconds(pause_after(outcome.exit, grades_failures_,
                                                             schedule_.grades_every_seconds));
    if (good && grades_why_ && is_over(*grades_why_, job, whole)) grades_why_.reset();
    if (!good && outcome.exit != ExitCode::interrupted && outcome.exit != ExitCode::locked)
        grades_why_ = outcome.problem;
}

}  // namespace causeway::service
