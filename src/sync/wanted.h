// SPDX-License-Identifier: GPL-3.0-or-later
// The sis tree as the planner reads it: every openSIS record in the shape Moodle is to hold, or
// the reason why it cannot be held there. Made from a snapshot by the Projector, one record at a
// time, in key order, on one thread.
#pragma once

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/fingerprint.h"
#include "base/problem.h"
#include "model/roster.h"
#include "model/shape.h"
#include "model/stream.h"
#include "sync/idset.h"
#include "sync/policy.h"
#include "sync/ports.h"

namespace causeway::sync {

struct Wanted {
    model::Key key;
    std::int64_t school = 0;
    model::State state = model::State::active;
    model::Shape shape;
    base::Fingerprint fingerprint = 0;
    std::string title;  // how a person knows it; empty for enrolments
    std::optional<base::Problem> refused;
    std::vector<model::UnfitValue> unfit;  // profile fields that stay as they are
};

// What the projection learned of the whole roster on the way; complete once the streams that feed
// it have ended.
struct RosterFacts {
    std::unordered_map<std::int64_t, model::School> schools;
    IdSet courses;                                  // that take part
    IdSet sections;                                 // that take part
    IdSet staff;                                    // that take part
    IdSet students;                                 // that take part
    std::unordered_set<model::Key> refused;         // of places and people
    std::unordered_set<std::string> shared_emails;  // lower case, held by more than one person
};

class Projector {
  public:
    explicit Projector(Policy policy) : policy_(std::move(policy)) {}

    Wanted of(const model::School& school);
    Wanted of(const model::Subject& subject);
    Wanted of(const model::Course& course);
    Wanted of(const model::Section& section);
    Wanted of(const model::Person& person);
    // Fills `out` in place: this one runs by the million.
    void of(const model::Enrolment& enrolment, Wanted& out);

    // Where sections are groups, once all enrolments were projected: each person's one enrolment in
    // each course (leads, attends), by key. Empty otherwise.
    std::vector<Wanted> course_enrolments();

    // Adoption found that this record cannot be had: its enrolments have to wait.
    void refuse(const model::Key& key) { facts_.refused.insert(key); }

    [[nodiscard]] const RosterFacts& facts() const { return facts_; }

  private:
    std::string username_of(const model::Person& person);
    std::optional<base::Problem> email_problem(const model::Person& person, std::string& email);
    [[nodiscard]] Wanted joint_course(const model::Course& course);
    [[nodiscard]] Wanted group(const model::Section& section);
    [[nodiscard]] std::optional<base::Problem> enrolment_problem(const model::Key& key,
                                                                 bool with_place) const;
    void count_in(const model::Enrolment& enrolment, const model::EnrolmentShape& shape,
                  model::State state, std::int64_t course);
    [[nodiscard]] Wanted category(const model::Key& key, std::int64_t school, std::string name,
                                  const model::Key& parent);

    // First and last second of a local day. A school year has few days, and zones are slow to ask;
    // enrolments that follow one another mostly share theirs.
    struct Day {
        base::Date day{};
        base::Instant first = 0;
        base::Instant last = 0;
    };
    const Day& day_of(base::Date day, Day& at_hand);

    // What somebody's seats in the sections of a course come to.
    struct Seats {
        std::int64_t school = 0;
        bool active = false;
        base::Instant start = 0;
        base::Instant end = 0;  // 0: open
    };

    Policy policy_;
    RosterFacts facts_;
    std::unordered_map<std::int64_t, std::int64_t> course_of_section_;  // where they are groups
    boost::unordered_flat_map<model::Key, Seats, std::hash<model::Key>> seats_;
    std::unordered_map<std::int32_t, Day> days_;
    Day from_;  // the days last asked for
    Day to_;
    // Lower case -> who holds it.
    boost::unordered_flat_map<base::TextDigest, model::Key, base::TextDigestHash> emails_;
    boost::unordered_flat_set<base::TextDigest, base::TextDigestHash> usernames_;
};

// The whole snapshot as two streams of Wanted: first places and people, then enrolments.
// The snapshot and the projector must outlive them; read the first to its end before the second.
std::unique_ptr<model::Stream<Wanted>> places_and_people(SisSnapshot& snapshot,
                                                         Projector& projector);
std::unique_ptr<model::Stream<Wanted>> enrolments(SisSnapshot& snapshot, Projector& projector);

}  // namespace causeway::sync
