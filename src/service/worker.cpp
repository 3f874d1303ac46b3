// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/worker.h"

#include <algorithm>

#include "base/log.h"
#include "service/link_parts.h"
#include "service/state_adapter.h"
#include "sync/guard.h"
#include "sync/run.h"

namespace causeway::service {

namespace {

using std::chrono::milliseconds;

constexpr std::size_t kWaitingMost = 8;
constexpr std::size_t kHintedMost = 5'000;  // beyond, the whole link is looked at
constexpr milliseconds kHintGathers{120};   // one save in openSIS writes several rows
constexpr milliseconds kLook{500};          // how often the clock is looked at
constexpr milliseconds kLookAround{5'000};
constexpr std::int64_t kOthersFirst = 2;  // seconds: another node has just begun a run
constexpr int kFailuresNamed = 3;

// The store's link during a run of the service: tells of the run's begin.
class RunningState final : public StateAdapter {
  public:
    RunningState(store::LinkState link, std::function<void(std::int64_t)> began)
        : StateAdapter(link), began_(std::move(began)) {}
    std::int64_t begin_run(const model::RunHeader& header) override {
        const std::int64_t run = StateAdapter::begin_run(header);
        began_(run);
        return run;
    }

  private:
    std::function<void(std::int64_t)> began_;
};

sync::RunRequest request_of(const Job& job, const Plans& plans) {
    sync::RunRequest out;
    out.by = job.by;
    out.verify = job.order.verify;
    out.schools = job.order.schools;
    out.keys = job.order.keys;
    out.override_name = job.order.override_name;
    out.override_reason = job.order.override_reason;
    if (job.order.plan) {
        const auto kept = plans.find(*job.order.plan);
        if (!kept || kept->state != KeptPlan::State::ready)
            throw base::Failure(base::ExitCode::guarded,
                                {"The plan is out of date, so it was not applied",
                                 "plan:" + std::to_string(*job.order.plan),
                                 "it is not the newest state of things any more",
                                 "Make a new plan and look at it again.", "plan.moved"});
        out.plan = *kept->plan;
        out.verify = kept->verify;
        out.schools = kept->schools;
    }
    return out;
}

base::Problem bug(const std::exception& error) {
    base::log::error("a job ended with: {}", error.what());
    return {"Causeway stumbled over something it did not expect", "", "see the log for its words",
            "Please report it. Nothing is half-written: the next run goes on.", "bug"};
}

}  // namespace

Worker::Worker(WorkerTools tools)
    : tools_(std::move(tools)), shared_(tools_.state.shared()), tended_(!shared_) {}

Worker::~Worker() {
    stop();
}

void Worker::start() {
    look_back();
    thread_ = std::thread([this] { work(); });
}

void Worker::stop() {
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
        stop_job_.request_stop();
    }
    wake_.notify_all();
    began_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void Worker::set_schedule(bool enabled, Schedule schedule) {
    {
        const std::scoped_lock lock(mutex_);
        // Another pace counts from the last run.
        if (next_ != 0 && schedule.every_seconds != schedule_.every_seconds)
            next_ = pace_.next(failures_, schedule.every_seconds);
        if (grades_next_ != 0 && schedule.grades_every_seconds != schedule_.grades_every_seconds)
            grades_next_ = grades_pace_.next(grades_failures_, schedule.grades_every_seconds);
        if (enabled && !enabled_) next_ = 0;  // what happened meanwhile, nobody knows
        if (enabled && schedule.grades && !(enabled_ && schedule_.grades)) grades_next_ = 0;
        if (!schedule.grades) grades_why_.reset();
        enabled_ = enabled;
        schedule_ = std::move(schedule);
        if (!enabled) {
            hinted_.clear();
            hinted_everything_ = false;
            hinted_at_.reset();
            grades_hinted_at_.reset();
            grades_why_.reset();
            why_.reset();
        }
    }
    wake_.notify_all();
}

std::uint64_t Worker::add(Job job) {
    std::uint64_t ticket = 0;
    {
        const std::scoped_lock lock(mutex_);
        if (stopping_ || jobs_.size() >= kWaitingMost)
            throw base::Failure(
                base::ExitCode::locked,
                {"This cannot begin now", "",
                 stopping_ ? "the service is stopping" : "too much work is waiting already",
                 "Wait until the work that is going on has ended.", "work.full"});
        ticket = ++last_ticket_;
        jobs_.push_back({std::move(job), ticket});
    }
    wake_.notify_all();
    return ticket;
}

void Worker::hint(const std::vector<model::Key>& keys, bool everything) {
    {
        const std::scoped_lock lock(mutex_);
        if (!enabled_ || (keys.empty() && !everything)) return;
        hinted_.insert(keys.begin(), keys.end());
        hinted_everything_ = hinted_everything_ || everything || hinted_.size() > kHintedMost;
        if (!hinted_at_) hinted_at_ = tools_.clock.monotonic() + kHintGathers;
    }
    wake_.notify_all();
}

void Worker::hint_grades() {
    {
        const std::scoped_lock lock(mutex_);
        if (!enabled_ || !schedule_.grades) return;
        if (!grades_hinted_at_) grades_hinted_at_ = tools_.clock.monotonic() + kHintGathers;
    }
    wake_.notify_all();
}

std::optional<std::int64_t> Worker::wait_for_run(std::uint64_t ticket, milliseconds longest) {
    std::unique_lock lock(mutex_);
    const auto waiting = [&] {
        return !jobs_.empty() && std::any_of(jobs_.begin(), jobs_.end(), [&](const Ticketed& one) {
            return one.ticket == ticket;
        });
    };
    began_.wait_for(lock, longest, [&] {
        if (waiting()) return stopping_ || working_;  // another piece of work comes first
        return stopping_ || at_work_ != ticket || run_.has_value();
    });
    return at_work_ == ticket ? run_ : std::nullopt;
}

bool Worker::abort(std::int64_t run) {
    const std::scoped_lock lock(mutex_);
    if (!run_ || *run_ != run) return false;
    stop_job_.request_stop();
    return true;
}

void Worker::work() {
    while (const auto next = next_job())
        perform(*next);
}

std::optional<Worker::Ticketed> Worker::next_job() {
    std::unique_lock lock(mutex_);
    auto looked = tools_.clock.monotonic();
    while (!stopping_) {
        if (tools_.look && tools_.clock.monotonic() - looked >= kLookAround) {
            lock.unlock();
            tools_.look();
            lock.lock();
            looked = tools_.clock.monotonic();
            continue;
        }
        // Plans only read; what writes waits for another node's run.
        if (!jobs_.empty() && (!elsewhere_ || only_looks(jobs_.front().job.what))) {
            Ticketed next = std::move(jobs_.front());
            jobs_.pop_front();
            at_work_ = next.ticket;
            return next;
        }
        if (auto due = elsewhere_ ? std::nullopt : due_job(tools_.clock.now()))
            return Ticketed{*std::move(due), 0};
        auto longest = kLook;
        for (const auto& at : {hinted_at_, grades_hinted_at_, fields_hinted_at_})
            if (at && enabled_)
                longest = std::min(
                    longest, std::clamp(*at - tools_.clock.monotonic(), milliseconds(1), kLook));
        wake_.wait_for(lock, longest);
    }
    return std::nullopt;
}

std::optional<Job> Worker::due_job(base::Instant now) {
    Job job;
    job.automatic = true;
    if (std::exchange(resume_, false)) {
        job.by = shared_ ? "the service, after a node died" : "the service, after a restart";
        return job;
    }
    if (!enabled_ || schedule_.blackout_at(now) != nullptr) return std::nullopt;
    if (tended_ && now >= next_) {
        job.by = "the clock";
        job.order.verify = schedule_.verify_due(now, last_verify_);
    } else if (hinted_at_ && tools_.clock.monotonic() >= *hinted_at_ &&
               (failures_ == 0 || !tended_)) {
        job.by = "a change in openSIS";
        if (!hinted_everything_) job.order.keys = {hinted_.begin(), hinted_.end()};
    } else {
        auto fields = due_fields();
        return fields ? fields : due_grades(now);
    }
    hinted_.clear();
    hinted_everything_ = false;
    hinted_at_.reset();
    return job;
}

void Worker::perform(const Ticketed& next) {
    const Job& job = next.job;
    std::stop_token stop;
    {
        const std::scoped_lock lock(mutex_);
        stop_job_ = std::stop_source();
        if (stopping_) stop_job_.request_stop();
        stop = stop_job_.get_token();
        working_ = true;
        if (job.what == Job::What::plan) plan_ = job.number;
        if (job.what == Job::What::intake_preview) preview_ = job.number;
    }
    tools_.bus.tell({Event::What::link, tools_.link, 0});
    const base::log::Scope scope({tools_.link});
    Outcome outcome;
    try {
        outcome = do_work(job, stop);
    } catch (const base::Failure& failure) {
        outcome = {failure.exit(), failure.problem()};
    } catch (const std::exception& error) {
        outcome = {base::ExitCode::error, bug(error)};
    }
    settle(job, outcome);
}

Worker::Outcome Worker::do_work(const Job& job, std::stop_token stop) {
    const Config config = tools_.config();
    LinkParts parts(config, tools_.clock, stop, tools_.user_agent);
    if (of_grades(job.what)) return do_grades(job, config, parts, std::move(stop));
    RunningState state(tools_.state, [this](std::int64_t run) { began(run); });
    if (job.what == Job::What::intake_preview || job.what == Job::What::intake_run ||
        job.what == Job::What::intake_undo)
        return do_intake(job, config, parts, state, std::move(stop));
    const auto undone = job.what == Job::What::undo ? tools_.state.run(job.number) : std::nullopt;
    if (job.what == Job::What::fields || (undone && undone->header.what == "fields pull"))
        return do_fields(job, config, parts, state, std::move(stop));
    const sync::Engine engine =
        parts.engine(state, [this](const sync::Progress& progress) { watch(progress); });
    if (job.what == Job::What::undo) {
        sync::RunRequest request;
        request.by = job.by;
        const auto report = sync::run_undo(engine, job.number, request);
        return {report.exit, report.problem};
    }
    const sync::RunRequest request = request_of(job, tools_.plans);
    if (job.what == Job::What::plan) {
        sync::Plan plan = sync::make_plan(engine, request);
        auto guard = sync::guard(plan, engine.policy);
        tools_.plans.ready(job.number, tools_.clock.now(), std::move(plan), std::move(guard));
        return {};
    }
    const auto report = sync::run_sync(engine, request);
    if (job.order.plan) tools_.plans.applied(*job.order.plan);
    const bool went_well = !report.problem && (report.exit == base::ExitCode::in_step ||
                                               report.exit == base::ExitCode::some_refused);
    if (went_well) {
        const Outcome home = do_fields(job, config, parts, state, std::move(stop));
        if (home.problem) return home;
    }
    return {report.exit, report.problem};
}

void Worker::settle(const Job& job, const Outcome& outcome) {
    using base::ExitCode;
    const bool good = outcome.exit == ExitCode::in_step || outcome.exit == ExitCode::some_refused;
    const base::Instant now = tools_.clock.now();
    const bool syncs = job.what == Job::What::sync || job.what == Job::What::undo;
    if (job.what == Job::What::plan && outcome.problem)
        tools_.plans.failed(job.number, now, *outcome.problem);
    std::optional<std::int64_t> run;
    {
        const std::scoped_lock lock(mutex_);
        run = std::exchange(run_, std::nullopt);
        plan_.reset();
        preview_.reset();
        working_ = false;
        at_work_ = 0;
        progress_.reset();
        if (of_grades(job.what))
            settle_grades(job, outcome, now);
        else if (syncs) {
            // Where the guard stopped one change, the others need not wait for a person.
            if (outcome.exit != ExitCode::guarded) failures_ = good ? 0 : failures_ + 1;
            if (good && job.order.verify) last_verify_ = now;
            const bool whole = job.order.keys.empty() && job.order.schools.empty();
            // A keyed run that went well says nothing about the rest; one that did not is followed
            // by a whole one, for its hints are gone.
            const Pace pace{now, outcome.exit};
            const auto next = pace.next(failures_, schedule_.every_seconds);
            if (whole || (!good && outcome.exit != ExitCode::guarded)) {
                pace_ = pace;
                next_ = next;
            }
            // Where the clock is another node's, hints wait for a better moment.
            const bool locked = outcome.exit == ExitCode::locked;
            if (!tended_ && job.automatic && !good && outcome.exit != ExitCode::guarded) {
                hinted_.insert(job.order.keys.begin(), job.order.keys.end());
                hinted_everything_ = hinted_everything_ || job.order.keys.empty();
                hinted_at_ = tools_.clock.monotonic() +
                             std::chrono::seconds(locked ? kOthersFirst : next - now);
            }
            const bool passing = outcome.exit == ExitCode::incomplete ||
                                 outcome.exit == ExitCode::locked ||
                                 outcome.exit == ExitCode::interrupted;
            if (good && whole) why_.reset();
            if (!good && (!passing || failures_ >= kFailuresNamed) &&
                outcome.exit != ExitCode::interrupted)
                why_ = outcome.problem;
        }
    }
    began_.notify_all();
    if (!syncs && !of_grades(job.what) && job.what != Job::What::plan)
        settle_intake(job, outcome, run);
    if (shared_ && syncs) {
        try {
            tools_.state.set_trouble(Worker::now().why);
        } catch (const base::Failure& failure) {
            base::log::warning("link {}: {}", tools_.link, failure.problem().text());
        }
    }
    if (job.what == Job::What::plan) {
        base::log::info("link {}: plan {} {}", tools_.link, job.number,
                        outcome.problem ? "failed: " + outcome.problem->text() : "is ready");
    } else if (job.what != Job::What::intake_preview) {
        tools_.plans.outdate(tools_.state.base_revision());
        base::log::info("link {}: run {} ended with {}{}", tools_.link, run.value_or(0),
                        static_cast<int>(outcome.exit),
                        outcome.problem ? ": " + outcome.problem->text() : "");
    }
    if (job.what == Job::What::plan) tools_.bus.tell({Event::What::plan, tools_.link, job.number});
    if (run) tools_.bus.tell({Event::What::run_ended, tools_.link, *run});
    tools_.bus.tell({Event::What::link, tools_.link, 0});
}

void Worker::began(std::int64_t run) {
    {
        const std::scoped_lock lock(mutex_);
        run_ = run;
    }
    began_.notify_all();
    base::log::now_about(run);
    base::log::info("link {}: run {} begins", tools_.link, run);
    tools_.bus.tell({Event::What::run_began, tools_.link, run});
}

}  // namespace causeway::service
