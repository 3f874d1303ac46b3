// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/link.h"

#include <algorithm>

#include "base/log.h"
#include "service/intake_parts.h"
#include "service/intake_work.h"
#include "service/link_impl.h"
#include "service/link_parts.h"

namespace causeway::service {

namespace {

constexpr const char* kSiteFact = "site.url";  // the sync engine's own

constexpr std::chrono::milliseconds kBeginsSoon{1'500};

}  // namespace

Link::Link(const LinkTools& tools, const std::string& name)
    : impl_(std::make_unique<Impl>(tools, name)) {}

Link::~Link() = default;

const std::string& Link::name() const {
    return impl_->book_.name();
}
store::LinkBook& Link::book() {
    return impl_->book_;
}
store::LinkState& Link::state() {
    return impl_->state_;
}

// ---- settings ----

std::string Link::title() {
    return impl_->book_.row().title;
}

void Link::set_title(const std::string& title) {
    impl_->book_.set_title(title);
    impl_->tell_moved();
}

Config Link::config() {
    return impl_->config();
}

void Link::change(const std::vector<SettingChange>& changes) {
    change_settings(impl_->book_, changes);
    const auto any = [&](bool (*moves)(std::string_view)) {
        return std::any_of(changes.begin(), changes.end(),
                           [&](const SettingChange& one) { return moves(one.name); });
    };
    if (any(moves_moodle)) forget_connection(impl_->state_);
    if (any(moves_opensis)) forget_opensis(impl_->state_);
    impl_->reschedule();
    impl_->tell_moved();
}

void Link::set_enabled(bool enabled) {
    switch_link(impl_->book_, impl_->state_, impl_->config(), enabled);
    impl_->reschedule();
    impl_->tell_moved();
}

std::string Link::connection() {
    {
        const std::scoped_lock lock(impl_->mutex_);
        if (!impl_->failed_connection_.empty()) return impl_->failed_connection_;
    }
    return kept_connection(impl_->state_);
}

std::string Link::opensis() {
    {
        const std::scoped_lock lock(impl_->mutex_);
        if (!impl_->failed_opensis_.empty()) return impl_->failed_opensis_;
    }
    return kept_opensis(impl_->state_);
}

std::vector<SchoolTitle> Link::schools() {
    return schools_in(kept_opensis(impl_->state_));
}

std::string Link::connect(bool moved) {
    const Config config = impl_->config();
    LinkParts parts(config, impl_->tools_.clock, {}, impl_->tools_.user_agent);
    const auto report = moodle::connect(parts.site(), impl_->tools_.clock, impl_->tools_.carried);
    const base::Instant now = impl_->tools_.clock.now();
    std::string told = connection_json(report, now);
    {
        const std::scoped_lock lock(impl_->mutex_);
        impl_->failed_connection_ = report.usable ? "" : told;
    }
    if (report.usable) {
        keep_connection(impl_->state_, config, report, now);
        if (moved) impl_->state_.set_fact(kSiteFact, report.site.url);
    }
    impl_->tell_moved();
    return told;
}

std::string Link::check_opensis() {
    const Config config = impl_->config();
    auto found = look_at_opensis(config, impl_->tools_.clock.now());
    {
        const std::scoped_lock lock(impl_->mutex_);
        impl_->failed_opensis_ = found.ok ? "" : found.json;
    }
    if (found.ok) keep_opensis(impl_->state_, config, found);
    impl_->tell_moved();
    return std::move(found.json);
}

// ---- work ----

Standing Link::standing() {
    Standing out;
    const Config config = impl_->config();
    const Worker::Now now = impl_->worker_.now();
    out.enabled = impl_->book_.row().enabled;
    out.connected = service::connected(impl_->state_, config);
    out.opensis_ok = opensis_checked(impl_->state_, config);
    if (out.enabled) out.next = now.next;
    if (out.enabled) out.why = now.why;
    out.grades = now.grades;
    const Watcher::Told told = impl_->watcher_.told();
    out.feed = told.kind;
    out.feed_problem = told.problem;
    if (now.working)
        out.state = LinkState::running;
    else if (!out.connected || !out.opensis_ok)
        out.state = out.enabled ? LinkState::stopped : LinkState::fresh;
    else if (!out.enabled)
        out.state = LinkState::ready;
    else if (now.paused)
        out.state = LinkState::paused;
    else
        out.state = now.why ? LinkState::stopped : LinkState::idle;
    if (out.state == LinkState::stopped && !out.why)
        out.why = base::Problem{
            "The settings have changed since they were checked", "",
            out.connected ? "openSIS's address is new" : "Moodle's address or a token is new",
            "Press Connect, and check the openSIS connection.", "link.not_connected"};
    return out;
}

std::int64_t Link::make_plan(const RunOrder& order, const std::string& by) {
    Job job;
    job.what = Job::What::plan;
    job.order = order;
    job.by = by;
    const base::Instant now = impl_->tools_.clock.now();
    job.number = impl_->plans_.begin(by, now, order.verify, order.schools);
    const std::int64_t number = job.number;
    try {
        impl_->worker_.add(std::move(job));
    } catch (const base::Failure& failure) {  // or it would be "being made" for ever
        impl_->plans_.failed(number, now, failure.problem());
        throw;
    }
    return number;
}

std::vector<KeptPlan> Link::plans() {
    return impl_->plans_.all();
}

std::optional<KeptPlan> Link::plan(std::int64_t number) {
    return impl_->plans_.find(number);
}

std::int64_t Link::preview_intake(IntakeOrder order, const std::string& by) {
    Job job;
    job.what = Job::What::intake_preview;
    job.by = by;
    const base::Instant now = impl_->tools_.clock.now();
    job.number = impl_->intakes_.begin(by, now, std::move(order));
    const std::int64_t number = job.number;
    try {
        impl_->worker_.add(std::move(job));
    } catch (const base::Failure& failure) {
        impl_->intakes_.failed(number, now, failure.problem());
        throw;
    }
    return number;
}

std::vector<KeptIntake> Link::intakes() {
    return impl_->intakes_.all();
}

std::optional<KeptIntake> Link::intake(std::int64_t number) {
    return impl_->intakes_.find(number);
}

KeptIntake Link::choose(std::int64_t preview, const std::vector<store::IntakeChoice>& choices,
                        const std::string& by) {
    const auto old = [&](const char* why) {
        return base::Failure(base::ExitCode::locked, {"Nothing can be decided about this preview",
                                                      "preview:" + std::to_string(preview), why,
                                                      "Make a new one.", "intake.outdated"});
    };
    const auto kept = impl_->intakes_.find(preview);
    if (!kept || kept->state != KeptIntake::State::ready) throw old("it is not ready, or is old");
    impl_->state_.choose_intake(std::string(intake::name(kept->order.what)), choices, by,
                                impl_->tools_.clock.now());
    intake::Wishes wishes = kept->order.wishes;
    recall_choices(impl_->state_, kept->order.what, wishes);
    auto anew = impl_->intakes_.replan(preview, wishes);
    if (!anew) throw old("another one was made meanwhile");
    impl_->tools_.bus.tell({Event::What::intake, name(), preview});
    return *std::move(anew);
}

std::optional<std::int64_t> Link::start_intake(std::int64_t preview, std::vector<std::string> only,
                                               const std::string& by) {
    Job job;
    job.what = Job::What::intake_run;
    job.number = preview;
    job.only = std::move(only);
    job.by = by;
    return impl_->worker_.wait_for_run(impl_->worker_.add(std::move(job)), kBeginsSoon);
}

std::optional<std::int64_t> Link::start_run(const RunOrder& order, const std::string& by) {
    Job job;
    job.order = order;
    job.by = by;
    return impl_->worker_.wait_for_run(impl_->worker_.add(std::move(job)), kBeginsSoon);
}

std::optional<std::int64_t> Link::undo(std::int64_t run, const std::string& by) {
    const auto before = impl_->state_.run(run);
    Job job;
    job.what = !before                          ? Job::What::undo
               : is_intake(before->header.what) ? Job::What::intake_undo
               : is_grades(before->header.what) ? Job::What::undo_grades
                                                : Job::What::undo;
    job.number = run;
    job.by = by;
    return impl_->worker_.wait_for_run(impl_->worker_.add(std::move(job)), kBeginsSoon);
}

std::optional<std::int64_t> Link::start_grades(GradeOrder order, const std::string& by) {
    if (!impl_->config().flag("grades.enabled"))
        throw base::Failure(base::ExitCode::locked,
                            {"Grades are not carried", "", "they are switched off for this link",
                             "Switch them on under LMS Settings.", "grades.off"});
    Job job;
    job.what = Job::What::grades;
    job.grades = std::move(order);
    job.by = by;
    return impl_->worker_.wait_for_run(impl_->worker_.add(std::move(job)), kBeginsSoon);
}

bool Link::abort(std::int64_t run, const std::string& by) {
    if (!impl_->worker_.abort(run)) {
        const auto other = impl_->tools_.store.shared() ? impl_->state_.run(run) : std::nullopt;
        if (!other || other->ended || !other->alive) return false;
        ask_to_abort(impl_->state_, run, by);  // another node's, which heeds it
    }
    base::log::info("link {}: run {} is ended by {}", name(), run, by);
    return true;
}

void Link::hint(const std::vector<model::Key>& keys, bool everything, const std::string& from) {
    base::log::debug("link {}: {} hints of {} records{}", name(), from, keys.size(),
                     everything ? ", or of all" : "");
    impl_->worker_.hint(keys, everything);
}

void Link::fields_mapped() {
    impl_->reschedule();
    impl_->worker_.hint({}, true);
}

void Link::hint_fields() {
    impl_->worker_.hint_fields();
}

std::optional<std::int64_t> Link::pull_fields(const std::string& by) {
    Job job;
    job.what = Job::What::fields;
    job.by = by;
    return impl_->worker_.wait_for_run(impl_->worker_.add(std::move(job)), kBeginsSoon);
}

void Link::hint_grades() {
    base::log::debug("link {}: Moodle hints at grades", name());
    impl_->worker_.hint_grades();
}

std::optional<std::int64_t> Link::running() {
    return impl_->worker_.now().run;
}

std::optional<std::int64_t> Link::planning() {
    return impl_->worker_.now().plan;
}

std::optional<std::int64_t> Link::previewing() {
    return impl_->worker_.now().preview;
}

std::optional<Progress> Link::progress() {
    return impl_->worker_.now().progress;
}

void Link::set_tended(bool tended) {
    impl_->tended_ = tended;
    impl_->worker_.set_tended(tended);
}

void Link::look_around() {
    impl_->look_around();
}

void Link::start() {
    {
        const std::scoped_lock lock(impl_->mutex_);
        impl_->started_ = true;
    }
    impl_->worker_.start();
    impl_->reschedule();
}

void Link::stop() {
    impl_->watcher_.follow(std::nullopt);
    impl_->worker_.stop();
}

}  // namespace causeway::service
