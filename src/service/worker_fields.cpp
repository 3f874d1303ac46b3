// SPDX-License-Identifier: GPL-3.0-or-later
// Worker: fields that come from Moodle. They are looked at after each sync that went well, when
// Moodle hints at changed people, and when a person asks; a run is begun only where there is
// something to write.
#include <algorithm>

#include "base/log.h"
#include "service/field_parts.h"
#include "service/link_parts.h"
#include "service/worker.h"

namespace causeway::service {

namespace {

constexpr std::chrono::milliseconds kPeopleGather{1'500};  // one form in Moodle, several events

}  // namespace

void Worker::hint_fields() {
    {
        const std::scoped_lock lock(mutex_);
        if (!enabled_) return;
        if (!fields_hinted_at_) fields_hinted_at_ = tools_.clock.monotonic() + kPeopleGather;
    }
    wake_.notify_all();
}

std::optional<Job> Worker::due_fields() {
    if (!fields_hinted_at_ || tools_.clock.monotonic() < *fields_hinted_at_) return std::nullopt;
    fields_hinted_at_.reset();
    Job job;
    job.what = Job::What::fields;
    job.by = "a change in Moodle";
    job.automatic = true;
    return job;
}

Worker::Outcome Worker::do_fields(const Job& job, const Config& config, LinkParts& parts,
                                  StateAdapter& state, std::stop_token stop) {
    store::FieldDesk desk(state.link());
    const bool undoes = job.what == Job::What::undo;
    if (!undoes && desk.mappings().empty()) return {};
    FieldParts fields(opensis_address(config), parts.site(), state, tools_.clock,
                      base::Zone(config.text("opensis.zone")), job.by);
    const auto shown = [this](const std::string& stage, std::int64_t done, std::int64_t total) {
        watch({stage, done, total, 0});
    };
    if (undoes) {
        const auto done = fields.undo(job.number, shown);
        return {done.refused.empty() ? base::ExitCode::in_step : base::ExitCode::some_refused, {}};
    }
    if (!fields::comes_home(fields.judged())) return {};
    std::vector<model::Key> keys;
    for (const model::Key& key : job.order.keys)
        if (model::is_person(key.kind)) keys.push_back(key);
    if (keys.empty() && !job.order.keys.empty()) return {};
    if (job.what == Job::What::sync || job.automatic) {
        const auto look = fields.pull(keys, false, shown, stop);
        const auto told = desk.unfit();
        const auto before =
            std::count_if(told.begin(), told.end(), [](const auto& one) { return !one.to_moodle; });
        const bool same = keys.empty() ? before == static_cast<std::ptrdiff_t>(look.unfit.size())
                                       : look.unfit.empty() && before == 0;
        if (look.rows.empty() && look.equal == 0 && same) return {};
    }
    const auto report = fields.pull(keys, true, shown, std::move(stop));
    return {report.exit, {}};
}

}  // namespace causeway::service
