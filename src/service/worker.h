// SPDX-License-Identifier: GPL-3.0-or-later
// The one thread of a link that works: it takes jobs that people asked for in their order, then
// what hints ask for, then what the clock asks for. So a link never has two runs of this process at
// once; that no other process has one is the lease's business. Where several nodes share the store,
// a run of another is told of as if it were here, and work waits for its end; the clock is followed
// by the one node that tends the link. Any thread may call; nothing here waits for a job but
// stop().
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <set>
#include <stop_token>
#include <string>
#include <thread>

#include "base/failure.h"
#include "service/config.h"
#include "service/events.h"
#include "service/intakes.h"
#include "service/plans.h"
#include "service/schedule.h"
#include "service/state_adapter.h"
#include "service/work.h"
#include "store/store.h"

namespace causeway::service {

class LinkParts;

struct WorkerTools {
    std::string link;
    store::Store& store;
    store::LinkState& state;
    Plans& plans;
    Intakes& intakes;
    base::Clock& clock;
    Bus& bus;
    std::string user_agent;
    std::function<Config()> config;  // as it is when a job begins
    std::function<void()> look;      // every few seconds, for what another process has changed
};

class LinkParts;

class Worker {
  public:
    explicit Worker(WorkerTools tools);
    ~Worker();
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;

    // Whether and when the link runs by itself. A link that was just switched on runs at once.
    void set_schedule(bool enabled, Schedule schedule);
    // The job's ticket. Throws Failure(locked) when too much waits already.
    std::uint64_t add(Job job);
    void hint(const std::vector<model::Key>& keys, bool everything);
    void hint_grades();
    void hint_fields();  // people changed in Moodle
    // The run of this job, if it begins soon; nothing: it waits its turn, or did not come to a run.
    std::optional<std::int64_t> wait_for_run(std::uint64_t ticket,
                                             std::chrono::milliseconds longest);
    bool abort(std::int64_t run);
    // Several nodes: whether this one follows the link's clock; at first it does not. One that
    // takes a link over runs at once, for nobody knows what its last node has missed.
    void set_tended(bool tended);
    // Several nodes: looks for what another has done with the link. From one thread.
    void look_elsewhere();

    struct Now {
        std::optional<std::int64_t> run;      // the run going on, here or on another node
        std::optional<std::int64_t> plan;     // the plan being made here
        std::optional<std::int64_t> preview;  // the preview of an intake being made here
        std::optional<Progress> progress;     // of either
        std::optional<base::Problem> why;     // what a person must see to
        std::optional<base::Instant> next;
        bool working = false;
        bool paused = false;
        GradesNow grades;
    };
    [[nodiscard]] Now now();

    void start();
    void stop();

  private:
    struct Outcome {
        base::ExitCode exit = base::ExitCode::in_step;
        std::optional<base::Problem> problem;
    };

    void work();
    struct Ticketed {
        Job job;
        std::uint64_t ticket = 0;  // 0: automatic
    };
    std::optional<Ticketed> next_job();  // waits; nothing: stopping
    std::optional<Job> due_job(base::Instant now);
    void perform(const Ticketed& next);
    Outcome do_work(const Job& job, std::stop_token stop);
    Outcome do_intake(const Job& job, const Config& config, LinkParts& parts, StateAdapter& state,
                      std::stop_token stop);  // worker_intake.cpp
    void settle_intake(const Job& job, const Outcome& outcome, std::optional<std::int64_t> run);
    // ---- worker_grades.cpp; all but do_grades() with mutex_ held ----
    Outcome do_grades(const Job& job, const Config& config, LinkParts& parts, std::stop_token stop);
    std::optional<Job> due_grades(base::Instant now);
    // worker_fields.cpp; due_fields() with mutex_ held
    Outcome do_fields(const Job& job, const Config& config, LinkParts& parts, StateAdapter& state,
                      std::stop_token stop);
    std::optional<Job> due_fields();
    void settle_grades(const Job& job, const Outcome& outcome, base::Instant now);
    void settle(const Job& job, const Outcome& outcome);
    void began(std::int64_t run);
    void watch(const sync::Progress& progress);
    void look_back();
    Progress progress_here();

    WorkerTools tools_;
    const bool shared_;
    std::mutex mutex_;  // guards what follows
    std::condition_variable wake_;
    std::condition_variable began_;
    std::deque<Ticketed> jobs_;
    std::uint64_t last_ticket_ = 0;
    std::set<model::Key> hinted_;
    bool hinted_everything_ = false;
    std::optional<std::chrono::milliseconds> hinted_at_;
    bool enabled_ = false;
    Schedule schedule_;
    // How the last run of a kind that sets the pace ended, and when.
    struct Pace {
        base::Instant since = 0;
        base::ExitCode exit = base::ExitCode::in_step;
        [[nodiscard]] base::Instant next(int failures, std::int64_t every_seconds) const {
            return since + pause_after(exit, failures, every_seconds);
        }
    };
    base::Instant next_ = 0;  // everyday run; 0: at once
    Pace pace_;
    std::optional<base::Instant> last_verify_;
    bool resume_ = false;  // a run died: go on with it
    std::optional<std::chrono::milliseconds> grades_hinted_at_;
    std::optional<std::chrono::milliseconds> fields_hinted_at_;
    base::Instant grades_next_ = 0;  // by the clock; 0: at once
    Pace grades_pace_;
    std::optional<base::Instant> last_grades_check_;
    int grades_failures_ = 0;
    std::optional<base::Problem> grades_why_;
    int failures_ = 0;
    std::optional<base::Problem> why_;
    bool stopping_ = false;
    bool tended_;
    std::optional<std::int64_t> elsewhere_;  // the run of another node
    std::optional<Progress> progress_elsewhere_;
    std::int64_t died_ = 0;  // the last run that was seen to have died

    bool working_ = false;
    std::optional<std::int64_t> run_;
    std::optional<std::int64_t> plan_;
    std::optional<std::int64_t> preview_;
    std::uint64_t at_work_ = 0;  // the ticket; 0: none, or an automatic job
    std::stop_source stop_job_;
    std::optional<sync::Progress> progress_;
    std::chrono::milliseconds stage_began_{0};
    std::int64_t stage_done_before_ = 0;
    std::chrono::milliseconds told_at_{0};

    std::thread thread_;
};

}  // namespace causeway::service
