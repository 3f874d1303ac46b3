// SPDX-License-Identifier: GPL-3.0-or-later
// What a worker tells of itself, to this process and to other nodes, and what it hears of theirs.
#include <boost/json.hpp>
#include <cmath>

#include "base/log.h"
#include "service/worker.h"

namespace causeway::service {

namespace {

namespace json = boost::json;

constexpr std::chrono::milliseconds kTellEvery{250};

std::string progress_text(const Progress& progress) {
    json::object out{{"stage", progress.now.stage}, {"done", progress.now.done},
                     {"total", progress.now.total}, {"refused", progress.now.refused},
                     {"rate", progress.rate},       {"seconds_left", nullptr}};
    if (progress.seconds_left) out["seconds_left"] = *progress.seconds_left;
    return json::serialize(out);
}

// Nothing, too, for the words of another version.
std::optional<Progress> progress_from(const std::string& text) {
    boost::system::error_code error;
    const json::value parsed = json::parse(text, error);
    if (error || !parsed.is_object()) return std::nullopt;
    const json::object& from = parsed.as_object();
    const auto integer = [&](std::string_view name) {
        const json::value* value = from.if_contains(name);
        return value != nullptr && value->is_int64() ? value->as_int64() : 0;
    };
    Progress out;
    if (const json::value* stage = from.if_contains("stage"); stage && stage->is_string())
        out.now.stage = stage->as_string();
    out.now.done = integer("done");
    out.now.total = integer("total");
    out.now.refused = integer("refused");
    if (const json::value* rate = from.if_contains("rate"); rate && rate->is_double())
        out.rate = rate->as_double();
    if (integer("seconds_left") > 0) out.seconds_left = integer("seconds_left");
    return out;
}

}  // namespace

std::string_view name(LinkState state) {
    switch (state) {
        case LinkState::fresh:
            return "new";
        case LinkState::ready:
            return "ready";
        case LinkState::idle:
            return "idle";
        case LinkState::running:
            return "running";
        case LinkState::paused:
            return "paused";
        case LinkState::stopped:
            break;
    }
    return "stopped";
}

// What the last process left: when this link last compared with Moodle, and whether it died.
void Worker::look_back() {
    const auto runs = tools_.state.runs(50);
    const std::scoped_lock lock(mutex_);
    for (const store::RunRecord& run : runs)
        if (run.header.what == "verify" && run.exit && !last_verify_)
            last_verify_ = run.header.started;
        else if (run.header.what == kGradesCheck && run.exit && !last_grades_check_)
            last_grades_check_ = run.header.started;
    // Of several nodes the one that tends the link sees to it: look_elsewhere().
    const bool died = !shared_ && !runs.empty() && !runs.front().exit && !runs.front().alive;
    // A pull of grades leaves whole sections behind it: the next one, soon, does the rest.
    resume_ = died && !runs.front().header.what.starts_with("grades");
    if (died)
        base::log::warning("link {}: run {} was cut off; it goes on now", tools_.link,
                           runs.front().id);
}

Worker::Now Worker::now() {
    const std::scoped_lock lock(mutex_);
    Now out;
    out.working = working_;
    out.run = run_;
    out.plan = plan_;
    out.preview = preview_;
    out.why = why_;
    const base::Instant now = tools_.clock.now();
    out.paused = enabled_ && schedule_.blackout_at(now) != nullptr;
    out.grades.on = enabled_ && schedule_.grades;
    out.grades.why = grades_why_;
    if (out.grades.on && tended_)
        out.grades.next = schedule_.after_blackouts(std::max(grades_next_, now));
    if (enabled_ && tended_) out.next = schedule_.after_blackouts(std::max(next_, now));
    if (progress_) {
        out.progress = progress_here();
    } else if (elsewhere_ && !working_) {
        out.run = elsewhere_;
        out.progress = progress_elsewhere_;
        out.working = true;
    }
    return out;
}

void Worker::watch(const sync::Progress& progress) {
    Event event{Event::What::progress, tools_.link, 0};
    {
        const std::scoped_lock lock(mutex_);
        const auto now = tools_.clock.monotonic();
        const bool new_stage = !progress_ || progress_->stage != progress.stage;
        if (new_stage) {
            stage_began_ = now;
            stage_done_before_ = progress.done;
        }
        progress_ = progress;
        if (!new_stage && now - told_at_ < kTellEvery) return;
        told_at_ = now;
        event.number = run_ ? *run_ : plan_.value_or(0);
    }
    tools_.bus.tell(event);
}

// With mutex_ held.
Progress Worker::progress_here() {
    Progress out;
    out.now = *progress_;
    const auto took = tools_.clock.monotonic() - stage_began_;
    const auto done = progress_->done - stage_done_before_;
    if (took.count() > 200 && done > 0) {
        out.rate = static_cast<double>(done) * 1000.0 / static_cast<double>(took.count());
        if (progress_->total > 0)
            out.seconds_left = static_cast<std::int64_t>(
                std::ceil(static_cast<double>(progress_->total - progress_->done) / out.rate));
    }
    return out;
}

void Worker::set_tended(bool tended) {
    {
        const std::scoped_lock lock(mutex_);
        if (tended == tended_) return;
        tended_ = tended;
        if (tended) {
            next_ = 0;
            grades_next_ = 0;
            grades_failures_ = 0;
            failures_ = 0;
        }
    }
    base::log::info("link {}: {}", tools_.link,
                    tended ? "this node tends it now" : "another node may tend it");
    wake_.notify_all();
}

void Worker::look_elsewhere() {
    std::optional<std::int64_t> own;
    std::optional<Progress> progress;
    bool working = false;
    bool tended = false;
    {
        const std::scoped_lock lock(mutex_);
        own = run_;
        working = working_;
        tended = tended_;
        if (progress_ && own) progress = progress_here();
    }
    if (own && progress) tools_.state.show_progress(*own, progress_text(*progress));
    const auto runs = tools_.state.runs(1);
    const bool open = !runs.empty() && !runs.front().ended;
    const std::int64_t id = open ? runs.front().id : 0;
    const bool dead = !runs.empty() && !runs.front().exit && !runs.front().alive;
    std::optional<Progress> theirs;
    // While this node is at work and has not said yet with which run, it may be its own.
    const bool others = open && runs.front().alive && !working && own != id;
    if (others) theirs = progress_from(tools_.state.progress_of(id));
    const auto trouble = tended ? std::nullopt : tools_.state.trouble();
    std::optional<std::int64_t> before;
    bool resumes = false;
    {
        const std::scoped_lock lock(mutex_);
        if (working_ != working) return;  // it has changed meanwhile: the next look tells
        before = elsewhere_;
        elsewhere_ = others ? std::optional(id) : std::nullopt;
        progress_elsewhere_ = theirs;
        if (!tended_) why_ = trouble;
        if (tended_ && dead && !working_ && died_ != runs.front().id) {
            died_ = runs.front().id;
            resume_ = !runs.front().header.what.starts_with("grades");
            if (!resume_) grades_next_ = 0;
            resumes = true;
        }
    }
    if (resumes)
        base::log::warning("link {}: run {} was cut off; it goes on now", tools_.link,
                           runs.front().id);
    const std::int64_t was = before.value_or(0), is = others ? id : 0;  // 0: none
    if (was != 0 && was != is) tools_.bus.tell({Event::What::run_ended, tools_.link, was});
    if (is != 0 && was != is) tools_.bus.tell({Event::What::run_began, tools_.link, is});
    if (was != is) tools_.bus.tell({Event::What::link, tools_.link, 0});
    if (theirs) tools_.bus.tell({Event::What::progress, tools_.link, id});
    if (was != is || resumes) wake_.notify_all();
}

}  // namespace causeway::service
