// SPDX-License-Identifier: GPL-3.0-or-later
// The three interfaces the sync engine needs of the world: openSIS to read (Sis), Moodle to read
// and write (Lms), and the state store (State). app/ joins them to the real ones; the simulation
// puts fakes behind them.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/failure.h"
#include "base/result.h"
#include "model/lms.h"
#include "model/roster.h"
#include "model/shape.h"
#include "model/stream.h"
#include "model/turn.h"
#include "model/work.h"

namespace causeway::sync {

// ---- openSIS --------------------------------------------------------------------------------

// One consistent snapshot of openSIS. Only one stream is open at a time; streams are asked for in
// the order below. One thread.
class SisSnapshot {
  public:
    virtual ~SisSnapshot() = default;
    virtual std::unique_ptr<model::Stream<model::School>> schools() = 0;
    virtual std::unique_ptr<model::Stream<model::Subject>> subjects() = 0;
    virtual std::unique_ptr<model::Stream<model::Course>> courses() = 0;
    virtual std::unique_ptr<model::Stream<model::Section>> sections() = 0;
    virtual std::unique_ptr<model::Stream<model::Person>> people() = 0;  // staff, then students
    // manages, then teaches, then learns
    virtual std::unique_ptr<model::Stream<model::Enrolment>> enrolments() = 0;
};

// The same, for single records: what a keyed run reads. Costs what the records asked for cost, not
// what the school does, as far as openSIS has indexes.
class SisLookup : public SisSnapshot {
  public:
    // From here on the streams yield the records of these keys and no others, each one exactly as
    // a reading of the whole would yield it; a key whose record takes no part yields nothing. May
    // be called again, for other keys. Before the first call they are whole.
    virtual void narrow(std::span<const model::Key> keys) = 0;
    // What hangs on these records in openSIS now: the enrolments of a person and in a section; the
    // courses and sections below a subject or course, the subjects too and the managers of a
    // school. Each key once, in no order; some of them may turn out to take no part.
    virtual std::vector<model::Key> hanging_on(std::span<const model::Key> keys) = 0;
    // People who have one of these (lower case) as e-mail address or login; they need not take
    // part. Each key once, in no order.
    virtual std::vector<model::Key> people_named(std::span<const std::string> names) = 0;
};

class Sis {
  public:
    virtual ~Sis() = default;
    // Throws Failure(incomplete) when openSIS cannot be reached, Failure(usage) when its schema is
    // not one Causeway knows.
    virtual std::unique_ptr<SisSnapshot> open(const model::RosterScope& scope) = 0;
    virtual std::unique_ptr<SisLookup> look_up(const model::RosterScope& scope) = 0;
};

// ---- Moodle ---------------------------------------------------------------------------------

// All calls may come from several threads at once, except that the engine itself sends category
// and course writes from one thread only. No call throws for what Moodle answers; a Result's or
// outcome's Problem says it. Writes are not repeated inside.
class Lms {
  public:
    virtual ~Lms() = default;

    virtual base::Result<model::SiteIdentity> identify() = 0;

    // Lookups. A listing that comes back is complete for what was asked; what is not in it does
    // not exist. find_users: order and duplicates as Moodle gives them.
    virtual base::Result<std::vector<model::FoundCategory>> list_categories() = 0;
    virtual base::Result<std::vector<model::FoundCourse>> list_courses() = 0;
    virtual base::Result<std::vector<model::FoundCourse>> find_courses(
        std::span<const std::string> idnumbers) = 0;
    // By id Moodle also returns users that were deleted: they come back without idnumber.
    virtual base::Result<std::vector<model::FoundUser>> find_users(
        model::UserField field, std::span<const std::string> values) = 0;
    // Who is in these courses, each person once a course. With core's functions, telling suspended
    // from active ones costs a second call a course, and the right moodle/course:enrolreview;
    // without that right the state stays unknown.
    virtual base::Result<std::vector<model::FoundEnrolment>> list_enrolments(
        std::span<const model::RemoteId> courses, bool with_state) = 0;
    // Every user of the site, where it can list them at once; else nothing: look them up.
    virtual base::Result<std::optional<std::vector<model::FoundUser>>> list_users() = 0;

    // Custom profile fields of these people, in the form of UserShape::profile. Without an answer
    // of its own a site tells nothing.
    virtual base::Result<model::Profiles> read_profiles(
        std::span<const model::RemoteId> /*users*/) {
        return model::Profiles{};
    }
    // Everybody on the site who has a value in one of these profile fields, ours or not; nothing
    // where the site does not tell.
    virtual base::Result<std::optional<model::Profiles>> read_holders(
        std::span<const std::string> /*names*/) {
        return std::optional<model::Profiles>();
    }

    // Groups of these courses, and who is in these groups. Only asked where sections are groups.
    virtual base::Result<std::vector<model::FoundGroup>> list_groups(
        std::span<const model::RemoteId> courses) = 0;
    virtual base::Result<std::vector<model::FoundMember>> list_group_members(
        std::span<const model::RemoteId> groups) = 0;

    // Writes. Creation and update are told apart by id == 0; a call carries one of the two only.
    virtual model::CallOutcome write_categories(std::span<const model::CategoryWrite> rows) = 0;
    virtual model::CallOutcome write_courses(std::span<const model::CourseWrite> rows) = 0;
    virtual model::CallOutcome write_users(std::span<const model::UserWrite> rows) = 0;
    // Enrols, changes dates, suspends and restores: idempotent in Moodle. `done` outcomes of
    // these carry id 0.
    virtual model::CallOutcome write_enrolments(std::span<const model::EnrolmentWrite> rows) = 0;
    virtual model::CallOutcome remove_enrolments(std::span<const model::EnrolmentWrite> rows) = 0;
    virtual model::CallOutcome delete_users(std::span<const model::UserWrite> rows) = 0;
    virtual model::CallOutcome delete_courses(std::span<const model::CourseWrite> rows) = 0;
    virtual model::CallOutcome delete_categories(std::span<const model::CategoryWrite> rows) = 0;

    virtual model::CallOutcome write_groups(std::span<const model::GroupWrite> rows) = 0;
    // With who is in them; what is gone already is no error.
    virtual model::CallOutcome delete_groups(std::span<const model::GroupWrite> rows) = 0;
    // Idempotent. Whoever is to be added must be enrolled in the course, be it suspended.
    // `done` outcomes of these carry id 0.
    virtual model::CallOutcome add_group_members(std::span<const model::MemberWrite> rows) = 0;
    virtual model::CallOutcome remove_group_members(std::span<const model::MemberWrite> rows) = 0;

    // How many rows one call of this kind is to carry: `configured`, more where the site takes
    // rows in bulk, and never more than it takes in whole.
    virtual std::size_t rows_per_call(model::Kind kind, std::size_t configured) = 0;
};

// ---- state ----------------------------------------------------------------------------------

using model::BaseRecord;
using model::JournalStep;
using model::Operation;
using model::RunHeader;
using model::Standing;
using model::StandingKind;
using model::StepFate;
using model::StepOutcome;
using model::Verb;

// The state of one link. Every method is one transaction: it happened whole or not at all.
// Calls may come from several threads. Throws Failure(error) when the store is full, locked or
// gone.
class State {
  public:
    virtual ~State() = default;

    // Base, sorted by key, one kind after the other as asked. `counted` in its proof is asked for
    // in the same snapshot.
    virtual std::unique_ptr<model::Stream<BaseRecord>> base(model::Kind first,
                                                            model::Kind last) = 0;
    virtual std::optional<BaseRecord> base_of(const model::Key& key) = 0;
    // What hangs on these records in base or in a standing: the enrolments of a person and in a
    // section, the people who are refused because this one holds their e-mail address; the courses
    // and sections below a subject or course; the subjects too and the managers of a school. Each
    // key once, in no order.
    virtual std::vector<model::Key> hanging_on(std::span<const model::Key> keys) = 0;
    // People whom base holds with one of these (lower case) as e-mail address or user name.
    virtual std::vector<model::Key> people_named(std::span<const std::string> names) = 0;
    // Whether a refused or waiting standing is told of this record.
    virtual bool troubled(const model::Key& key) = 0;
    // How many records of this kind and school base holds that are not suspended.
    virtual std::int64_t held(std::int64_t school, model::Kind kind) = 0;
    virtual std::int64_t base_revision() = 0;  // rises with every change of base

    // Small named facts of the link: "prefix", "site.url", ...
    virtual std::optional<std::string> fact(const std::string& name) = 0;
    virtual void set_fact(const std::string& name, const std::string& value) = 0;

    // The hold and the turns of the year as they stand.
    virtual model::TurnState turn() = 0;
    // This run is the first in the new year of these turns: from now on they cannot be taken back.
    virtual void turns_begun(std::int64_t run, std::span<const model::SchoolTurn> turns) = 0;
    // It has done all that they call for.
    virtual void turns_finished(std::int64_t run, std::span<const model::SchoolTurn> turns) = 0;

    // One run per link: throws Failure(locked) naming the holder while another process holds it.
    // A lease whose holder died is taken over.
    virtual std::int64_t begin_run(const RunHeader& header) = 0;
    virtual void beat(std::int64_t run) = 0;  // extends the lease
    virtual void end_run(std::int64_t run, base::ExitCode exit,
                         const std::string& summary_json) = 0;

    // Journal. intend() before the call, settle() after it: outcome and base in one transaction.
    virtual std::vector<std::int64_t> intend(std::int64_t run,
                                             std::span<const Operation> steps) = 0;
    virtual void settle(std::int64_t run, std::span<const StepOutcome> outcomes) = 0;
    // Steps of any earlier run that have an intent and no outcome.
    virtual std::vector<JournalStep> unsettled() = 0;
    // Steps of one run that were done, in order.
    virtual std::vector<JournalStep> done_steps(std::int64_t run) = 0;

    // Replaces the refused and waiting standings of these schools (none named: of all); every
    // record of base without one of these is synced.
    virtual void tell(std::int64_t run, std::span<const std::int64_t> schools,
                      std::span<const Standing> standings) = 0;
    // Replaces the standings of these records and of no others.
    virtual void tell_of(std::int64_t run, std::span<const model::Key> keys,
                         std::span<const Standing> standings) = 0;
    // The same for single values that Moodle cannot hold: of all people, or of `keys`.
    virtual void tell_unfit(std::int64_t /*run*/, const std::vector<model::Key>* /*keys*/,
                            std::span<const model::UnfitValue> /*unfit*/) {}
};

// ---- who watches ----------------------------------------------------------------------------

struct Progress {
    std::string stage;  // "reading openSIS", "people", "enrolments"
    std::int64_t done = 0;
    std::int64_t total = 0;  // 0: not known
    std::int64_t refused = 0;
};

// Called from any thread, often; must return at once.
using Watch = std::function<void(const Progress&)>;

}  // namespace causeway::sync
