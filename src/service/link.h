// SPDX-License-Identifier: GPL-3.0-or-later
// One link as the service keeps it running: its settings, what Connect and the openSIS check found,
// its plans, and the worker that does one piece of work after the other: runs asked for by people,
// by the clock and by hints of changes. Any thread; no call waits for a run except stop().
// Errors: base::Failure. usage: what was asked for will not do; locked: not in this state now.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/failure.h"
#include "model/key.h"
#include "service/checks.h"
#include "service/config.h"
#include "service/events.h"
#include "service/intakes.h"
#include "service/link_settings.h"
#include "service/plans.h"
#include "service/state_adapter.h"
#include "service/work.h"
#include "store/link_book.h"
#include "store/store.h"

namespace causeway::service {

// What a link is given by its service.
struct LinkTools {
    const Config& file;  // under the link's own settings
    store::Store& store;
    base::Clock& clock;
    Bus& bus;
    std::string user_agent;
    moodle::PluginVersions carried;
};

class Link {
  public:
    Link(const LinkTools& tools, const std::string& name);
    ~Link();
    Link(const Link&) = delete;
    Link& operator=(const Link&) = delete;

    [[nodiscard]] const std::string& name() const;
    store::LinkBook& book();
    store::LinkState& state();

    // ---- settings ----
    [[nodiscard]] std::string title();
    void set_title(const std::string& title);
    [[nodiscard]] Config config();
    // All of them or none; objections are a Failure(usage) that names the setting.
    void change(const std::vector<SettingChange>& changes);
    // Throws Failure(locked) while Connect or the openSIS check has not passed.
    void set_enabled(bool enabled);
    // What the last Connect and check found, as the API tells it (JSON); "" before the first.
    [[nodiscard]] std::string connection();
    [[nodiscard]] std::string opensis();
    [[nodiscard]] std::vector<SchoolTitle> schools();
    // Each blocks for some seconds. Kept only when it passed; what was found is told either way.
    std::string connect(bool moved);
    std::string check_opensis();

    // ---- work ----
    [[nodiscard]] Standing standing();
    std::int64_t make_plan(const RunOrder& order, const std::string& by);  // its number
    [[nodiscard]] std::vector<KeptPlan> plans();                           // newest first
    [[nodiscard]] std::optional<KeptPlan> plan(std::int64_t number);
    // ---- "Get LMS Data" ----
    std::int64_t preview_intake(IntakeOrder order, const std::string& by);  // its number
    [[nodiscard]] std::vector<KeptIntake> intakes();                        // newest first
    [[nodiscard]] std::optional<KeptIntake> intake(std::int64_t number);
    // What a person decides about rows of a preview, kept for later ones; the preview is planned
    // anew. Throws Failure(locked) for one that is not ready.
    KeptIntake choose(std::int64_t preview, const std::vector<store::IntakeChoice>& choices,
                      const std::string& by);
    std::optional<std::int64_t> start_intake(std::int64_t preview, std::vector<std::string> only,
                                             const std::string& by);

    // The run's number when it begins at once.
    std::optional<std::int64_t> start_run(const RunOrder& order, const std::string& by);
    // Of a run of grades, too.
    std::optional<std::int64_t> undo(std::int64_t run, const std::string& by);
    // Grades from Moodle into openSIS. Throws Failure(locked) while they are switched off.
    std::optional<std::int64_t> start_grades(GradeOrder order, const std::string& by);
    // False when that run is not going on here.
    bool abort(std::int64_t run, const std::string& by);
    // Something changed in openSIS or Moodle. Heeded while the link is switched on.
    void hint(const std::vector<model::Key>& keys, bool everything, const std::string& from);
    void hint_grades();    // in Moodle
    void hint_fields();    // of people in Moodle
    void fields_mapped();  // the mapping is another one: both sides are looked at
    std::optional<std::int64_t> pull_fields(const std::string& by);

    [[nodiscard]] std::optional<std::int64_t> running();     // the run going on here
    [[nodiscard]] std::optional<std::int64_t> planning();    // the plan being made here
    [[nodiscard]] std::optional<std::int64_t> previewing();  // the intake's preview, likewise
    [[nodiscard]] std::optional<Progress> progress();        // of either
    // The page of a record in Moodle.
    [[nodiscard]] std::optional<std::string> moodle_url(const model::Key& key,
                                                        model::RemoteId remote);

    // Where several nodes share the store, from one thread: whether this one tends the link, and
    // then what others have done with it since the last look.
    void set_tended(bool tended);
    void look_around();

    void start();  // the worker and the clock; changes from now on
    void stop();   // settles what it has begun; returns when its threads have ended

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace causeway::service
