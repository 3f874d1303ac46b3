// SPDX-License-Identifier: GPL-3.0-or-later
// What a pull of grades needs of the world. service/ joins these to the real sides; tests put fakes
// behind them. All are called from one thread, the one that pulls.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/failure.h"
#include "base/fingerprint.h"
#include "base/result.h"
#include "grades/plan.h"
#include "model/gradebook.h"
#include "model/school_book.h"
#include "model/work.h"

namespace causeway::grades {

// openSIS's gradebooks. Throws Failure(incomplete) when it cannot be reached.
class School {
  public:
    virtual ~School() = default;
    // Ascending by section; one that is not there is left out. Of `grades` only what concerns them.
    virtual std::vector<model::SchoolBook> read(std::span<const std::int64_t> sections) = 0;
    virtual std::vector<model::SchoolBook> read_some(std::span<const model::GradePlace> grades) = 0;
    // Whom openSIS's schedule has in these sections, whenever; one that is not there is left out.
    virtual std::map<std::int64_t, std::vector<model::Pupil>> rosters(
        std::span<const std::int64_t> sections) = 0;
    // An outcome a section: all of its steps, or none of them and the Problem. Final errors: none;
    // the next pull plans anew.
    virtual std::vector<base::Result<void>> write(
        std::int64_t run, std::span<const model::SectionSteps> sections) = 0;
    // Of these sections, those with assignments that are openSIS's own and not sent yet.
    virtual std::vector<std::int64_t> sections_to_send(std::span<const std::int64_t> sections) = 0;
    // Sections that hold one of these Moodle items.
    virtual std::vector<std::int64_t> sections_with(std::span<const model::RemoteId> items) = 0;
    virtual std::vector<std::int64_t> sections_of(std::int64_t run) = 0;
    // Restored and kept rows.
    virtual base::Result<std::pair<std::int64_t, std::int64_t>> undo(std::int64_t section,
                                                                     std::int64_t run,
                                                                     std::int64_t undo_run) = 0;
};

// What became of an assignment that was sent to Moodle.
struct SentItem {
    model::RemoteId id = 0;  // grade_items.id; 0: refused
    bool changed = false;
    std::optional<base::Problem> refused;
};

// Moodle's gradebooks. A listing is complete or it is a Problem.
class Lms {
  public:
    virtual ~Lms() = default;
    virtual base::Result<model::GradebookListing> read(
        std::span<const model::RemoteId> courses) = 0;
    // Nothing: this site cannot tell changes.
    virtual std::optional<base::Result<model::GradebookChanges>> changes(
        std::span<const model::RemoteId> courses, const model::GradeCursor& cursor) = 0;
    // Makes graded items, or brings them up to date: one outcome a row. Idempotent by idnumber.
    virtual base::Result<std::vector<SentItem>> send(
        std::span<const model::GradedItemWrite> rows) = 0;
};

struct Place {
    std::int64_t section = 0;
    std::int64_t school = 0;
    model::RemoteId course = 0;
    // openSIS's course, where its sections share the Moodle course as groups; 0: the section's own.
    std::int64_t joint = 0;
};

// What the reading of a section has come to: all its differences, or those among these keys.
struct ToldSection {
    std::int64_t section = 0;
    std::optional<std::vector<std::string>> keys;
    std::vector<Difference> differences;
};

// Who keeps a gradebook, after a run that chose it anew was undone.
struct KeeperBack {
    std::string of;             // "section:331", "school:1"
    std::optional<Option> now;  // nothing: no choice of its own; the school's, or the settings'
    bool newer = false;         // chosen anew since that run, and so it stays
};

// What the store keeps. Throws Failure(error) as the store does, Failure(locked) from begin_run.
class Desk {
  public:
    virtual ~Desk() = default;
    virtual std::vector<Place> places() = 0;  // sections that are in Moodle, ascending
    // Who keeps a section's gradebook: as chosen for it, for its school, or by the settings.
    virtual Option option_of(const Place& place) = 0;
    virtual std::string cursor() = 0;
    virtual void set_cursor(const std::string& text) = 0;
    // Moodle courses whose gradebooks were read whole once: what is new of any other one is more
    // than what changed. Nothing: not kept, all count as read. None that sections share: their
    // sections are read one by one, with who was in them, and students move between them.
    virtual std::optional<std::set<model::RemoteId>> known() { return std::nullopt; }
    virtual void set_known(const std::set<model::RemoteId>& courses) { (void)courses; }
    // Of sections that share a course: the mark of who was in it (Rosters::marks) when its part
    // was read whole last.
    virtual std::map<std::int64_t, base::Fingerprint> rosters() = 0;
    virtual void set_rosters(const std::map<std::int64_t, base::Fingerprint>& marks) = 0;
    virtual std::int64_t begin_run(const model::RunHeader& header) = 0;
    virtual void beat(std::int64_t run) = 0;
    virtual void end_run(std::int64_t run, base::ExitCode exit, const std::string& summary) = 0;
    // What this run has chosen is as it was before; nothing: it has chosen nothing.
    virtual std::optional<KeeperBack> put_choice_back(std::int64_t run, std::int64_t undo_run) {
        (void)run, (void)undo_run;
        return std::nullopt;
    }
    // Replaces the differences of these sections, together. One section comes once in a call.
    virtual void tell(std::span<const ToldSection> sections) = 0;
};

// Told now and then: sections done, sections in all.
using Watch = std::function<void(std::int64_t, std::int64_t)>;

}  // namespace causeway::grades
