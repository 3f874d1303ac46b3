// SPDX-License-Identifier: GPL-3.0-or-later
// The words in which work is asked of a link and told of: orders, jobs, progress, standing.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/problem.h"
#include "grades/run.h"
#include "model/key.h"
#include "store/grade_desk.h"
#include "sync/ports.h"

namespace causeway::service {

struct RunOrder {
    bool verify = false;
    std::vector<std::int64_t> schools;
    std::string override_name;
    std::string override_reason;
    std::optional<std::int64_t> plan;  // apply exactly this kept plan
    std::vector<model::Key> keys;      // only these records and what hangs on them
};

// Of grades; who asks stands in the job.
struct GradeOrder {
    std::vector<std::int64_t> sections;  // empty: all
    bool full = false;                   // read everything, not only what changed
    std::map<std::string, grades::Side> taken;
    std::optional<store::GradeChoice> choice;  // pull as this says, and keep it
};

struct Job {
    enum class What {
        sync,
        plan,
        undo,
        intake_preview,
        intake_run,
        intake_undo,
        grades,
        undo_grades,
        fields  // those that come from Moodle; of order.keys
    };
    What what = What::sync;
    RunOrder order;
    GradeOrder grades;
    // Of the plan or preview that is made, of the preview that is brought in, or of the run that
    // is undone.
    std::int64_t number = 0;
    std::vector<std::string> only;  // intake_run: these rows; empty: all that were shown
    std::string by;
    bool automatic = false;  // nobody asked for it: the clock did, or a hint
};

// It reads and tells; it writes nothing.
inline bool only_looks(Job::What what) {
    return what == Job::What::plan || what == Job::What::intake_preview;
}

// What a run of grades is called in the history; an undo is "grades undo N".
inline constexpr const char* kGradesCheck = "grades check";  // everything read, by the clock
inline constexpr const char* kGradesTake = "grades take";
inline constexpr const char* kGradesOption = "grades option";
inline bool is_grades(const std::string& what) {
    return what.starts_with("grades");
}
[[nodiscard]] constexpr bool of_grades(Job::What what) {
    return what == Job::What::grades || what == Job::What::undo_grades;
}

// Where a piece of work stands.
struct Progress {
    sync::Progress now;
    double rate = 0;  // records a second in this stage
    std::optional<std::int64_t> seconds_left;
};

// How a link stands, in one look.
enum class LinkState {
    fresh,    // not connected yet
    ready,    // may be switched on
    idle,     // on, nothing to do
    running,  // a run or plan is going on
    paused,   // on, in a black-out
    stopped,  // on, and a person is needed
};
std::string_view name(LinkState state);  // "new" for fresh

// How the pulls of grades stand, beside the link's own standing.
struct GradesNow {
    bool on = false;                    // they are carried by themselves
    std::optional<base::Problem> why;   // the last one did not come to its end
    std::optional<base::Instant> next;  // by the clock
};

struct Standing {
    LinkState state = LinkState::fresh;
    bool enabled = false;
    bool connected = false;             // Connect passed with these settings
    bool opensis_ok = false;            // the openSIS check passed with these settings
    std::optional<base::Problem> why;   // stopped: what a person must see to
    std::optional<base::Instant> next;  // everyday run
    GradesNow grades;
    std::string feed;  // where hints come from: "binlog", "poll", "" when off
    std::optional<base::Problem> feed_problem;  // why it is not the better one
};

}  // namespace causeway::service
