// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/plan.h"

#include <algorithm>

#include "sync/front.h"
#include "sync/ownership.h"
#include "sync/sorts.h"

namespace causeway::sync {

namespace {

using model::Key;
using model::Kind;
using model::State;

class Merger {
  public:
    Merger(const MergeInput& input, const PlanScope& scope, const Policy& policy, Plan& plan)
        : input_(input), scope_(scope), policy_(policy), plan_(plan) {}

    void run() {
        Front<Wanted> wanted(&input_.wanted, "openSIS");
        Front<BaseRecord> base(&input_.base, "stored");
        Front<Seen> lms(input_.lms, "Moodle");
        while (wanted.any() || base.any() || lms.any()) {
            Key key = wanted.any() ? wanted.record().key
                      : base.any() ? base.record().key
                                   : lms.record().key;
            if (base.any()) key = std::min(key, base.record().key);
            if (lms.any()) key = std::min(key, lms.record().key);
            Wanted* w = wanted.any() && wanted.record().key == key ? &wanted.record() : nullptr;
            const BaseRecord* b = base.any() && base.record().key == key ? &base.record() : nullptr;
            const Seen* seen = lms.any() && lms.record().key == key ? &lms.record() : nullptr;
            decide(w, b, seen);
            if (w != nullptr) wanted.step();
            if (b != nullptr) base.step();
            if (seen != nullptr) lms.step();
        }
    }

  private:
    void decide(Wanted* w, const BaseRecord* b, const Seen* seen) {
        // Tallies count the link as it is, whatever part of it this plan may touch.
        if (b != nullptr) weigh(b->key, b->school).held += b->state != State::suspended;
        if (w != nullptr) weigh(w->key, w->school).wanted += w->state != State::suspended;
        if (w == nullptr && b == nullptr)
            return;  // Moodle has it, openSIS and base do not: not ours
        if (!scope_.has_kind(w != nullptr ? w->key.kind : b->key.kind)) return;
        if (w != nullptr) plan_.unfit.insert(plan_.unfit.end(), w->unfit.begin(), w->unfit.end());
        if (w == nullptr)
            only_base(*b);
        else if (w->refused)
            refuse(*w);
        else if (b == nullptr)
            only_wanted(*w, seen);
        else
            both(*w, *b, seen);
    }

    void refuse(const Wanted& w) {
        counts(w.key).refused += 1;
        const bool later = model::is_enrolment(w.key.kind);
        plan_.standings.push_back({w.key, w.school,
                                   later ? StandingKind::waiting : StandingKind::refused, w.title,
                                   *w.refused});
    }

    void only_wanted(const Wanted& w, const Seen* seen) {
        if (w.state == State::suspended) {  // over before it ever reached Moodle
            if (model::is_person(w.key.kind)) wait_for_person(w);
            counts(w.key).unchanged += 1;
            return;
        }
        const bool known = seen != nullptr && seen->remote != 0;
        Operation& op = add(known ? Verb::adopt : Verb::create, w,
                            known ? "in Moodle already under this id number" : "new in openSIS");
        if (known) {
            op.remote = seen->remote;
            op.before = model::to_json(seen->shape);
            op.before_state = seen->state;
        }
    }

    void wait_for_person(const Wanted& w) {
        plan_.standings.push_back(
            {w.key,
             w.school,
             StandingKind::waiting,
             w.title,
             {"The person has no Moodle account yet", w.key.text(),
              "the account is switched off or locked in openSIS",
              "Switch it on in openSIS; the account then follows by itself.", "person.disabled"}});
    }

    void only_base(const BaseRecord& b) {
        if (!scope_.has_school(b.school)) return;
        // A person may be in a school that this run does not look at.
        const bool unseen = !scope_.whole() && (model::is_person(b.key.kind));
        // Categories hold old years' courses; courses that are over keep who was in them, and
        // their groups.
        const bool kept =
            is_category(b) || (is_group(b) && !course_lives(b)) ||
            (model::is_enrolment(b.key.kind) && !place_lives(b) &&
             (is_membership(b) || !(policy_.turn_enrolments == OnTurn::suspend && is_over(b))));
        if (unseen || kept) {
            counts(b.key).unchanged += 1;
            return;
        }
        if (b.state == State::suspended && !in_doubt(b))
            maybe_delete(b);
        else
            leave(b);
    }

    [[nodiscard]] bool place_lives(const BaseRecord& enrolment) const {
        switch (model::place_of(enrolment.key).kind) {
            case Kind::school:
                return true;
            case Kind::course:
                return input_.facts.courses.has(enrolment.key.id);
            default:  // whoever stays in the course is to leave the group of a section that went
                return input_.facts.sections.has(enrolment.key.id) ||
                       (is_membership(enrolment) && course_lives(enrolment));
        }
    }

    [[nodiscard]] bool course_lives(const BaseRecord& b) const {
        return input_.facts.courses.has(course_of(b).id);
    }

    void leave(const BaseRecord& b) {
        const bool person = model::is_person(b.key.kind);
        const bool enrolment = model::is_enrolment(b.key.kind);
        const bool group = is_group(b);
        if ((person && policy_.on_left == OnLeft::keep) ||
            ((enrolment || group) && policy_.on_drop == OnDrop::keep)) {
            counts(b.key).unchanged += 1;
            return;
        }
        const bool over = is_over(b);
        if (over && !enrolment && policy_.turn_courses == OnTurn::keep) {
            counts(b.key).unchanged += 1;
            return;
        }
        const char* why = over     ? "its school year is over"
                          : person ? "no longer current in openSIS"
                          : group  ? "no longer in openSIS; its group stays in the course, empty"
                                   : "no longer in openSIS";
        if (hold(b.key, b.school, b.state, why,
                 [&] { return title_of(model::shape_from_json(b.key.kind, b.shape)); }))
            return;
        if (!over) weigh(b.key, b.school).leaving += b.state != State::suspended;
        // Whoever was in a course that is over stays in its list, whatever the policy for drops.
        const bool unenrol = (enrolment || group) && !over &&
                             (policy_.on_drop == OnDrop::unenrol || b.key.kind == Kind::manages);
        add_from_base(unenrol ? Verb::remove : Verb::suspend, b, State::suspended, why);
    }

    // Last year's sections leave all at once, and that is as it should be.
    [[nodiscard]] bool year_turned(std::int64_t school) const {
        const auto turn = scope_.turns.find(school);
        const auto now = input_.facts.schools.find(school);
        return turn != scope_.turns.end() && now != input_.facts.schools.end() &&
               now->second.year == turn->second.to;
    }

    // A section that is not there any more because its year is not; an enrolment in one. Once the
    // turn has been done, only what ended before the year began.
    [[nodiscard]] bool is_over(const BaseRecord& b) const {
        if (!year_turned(b.school)) return false;
        const bool finished = scope_.turns.at(b.school).finished;
        if (model::is_enrolment(b.key.kind)) return !finished && !place_lives(b);
        return is_course(b) && (!finished || ended_before_this_year(b));
    }

    [[nodiscard]] bool ended_before_this_year(const BaseRecord& section) const {
        const auto shape = model::shape_from_json(section.key.kind, section.shape);
        const auto end = std::get<model::CourseShape>(shape).end;
        const auto begin = input_.facts.schools.at(section.school).year_start;
        return end != 0 && begin && end < policy_.zone.start_of(*begin);
    }

    // Whether a hold keeps this record as it is; then a standing says so, and until when.
    template <class Title>
    bool hold(const Key& key, std::int64_t school, State now, const char* why, const Title& title) {
        if (!scope_.hold_until || now == State::suspended) return false;
        counts(key).held += 1;
        plan_.standings.push_back(
            {key,
             school,
             StandingKind::waiting,
             title(),
             {"The record stays as it is in Moodle for now", key.text(),
              std::string(why) + "; removals are held until " + scope_.hold_until->text(),
              "Nothing needs to be done: after that day the next run sees to it. Release the hold "
              "(Rollover page, or causeway rollover release) to have it done sooner.",
              kHeldCode}});
        return true;
    }

    // An enrolment that is to end sooner than before, and within the hold.
    bool hold_early_end(const Wanted& w, const BaseRecord& b) {
        if (!scope_.hold_until || !model::is_enrolment(w.key.kind)) return false;
        if (!model::holds<model::EnrolmentShape>(w.shape)) return false;
        const auto end = std::get<model::EnrolmentShape>(w.shape).end;
        const auto before =
            std::get<model::EnrolmentShape>(model::shape_from_json(b.key.kind, b.shape)).end;
        const bool sooner = end != 0 && (before == 0 || end < before);
        if (!sooner || end > policy_.zone.end_of(*scope_.hold_until)) return false;
        return hold(w.key, w.school, b.state, "ends sooner in openSIS", [] { return ""; });
    }

    void maybe_delete(const BaseRecord& b) {
        const bool due = model::is_person(b.key.kind) && policy_.on_left == OnLeft::remove &&
                         b.since + base::Instant{policy_.delete_after_days} * 86400 <= input_.now;
        if (!due || scope_.hold_until) {
            counts(b.key).unchanged += 1;
            return;
        }
        weigh(b.key, b.school).leaving += 1;
        add_from_base(
            Verb::remove, b, State::suspended,
            "suspended for " + std::to_string(policy_.delete_after_days) + " days and still gone");
    }

    void both(Wanted& w, const BaseRecord& b, const Seen* seen) {
        if (w.key.kind == Kind::course || w.key.kind == Kind::section) require_same_sort(w, b);
        if (input_.lms != nullptr && seen == nullptr) {
            gone_from_moodle(w, b);
            return;
        }
        if (!policy_.profile.empty() && model::is_person(w.key.kind) &&
            w.fingerprint != b.fingerprint)
            settle_profile(policy_.profile, w, model::shape_from_json(b.key.kind, b.shape));
        if (!policy_.sticky.empty())
            keep_sticky(
                policy_.sticky, w,
                seen != nullptr ? seen->shape : model::shape_from_json(b.key.kind, b.shape));
        if (w.state == State::suspended) {
            if (b.state != State::suspended || in_doubt(b) ||
                (seen != nullptr && seen->state_known && seen->state == State::active))
                suspend(w, b);
            else if (model::is_person(w.key.kind) && w.fingerprint != b.fingerprint)
                add_both(Verb::update, w, b, changed_in_opensis(w, b));
            else
                counts(w.key).unchanged += 1;
            return;
        }
        if (b.state == State::suspended ||
            (b.state == State::waiting && w.state == State::active)) {
            add_both(Verb::restore, w, b,
                     in_doubt(b)                 ? kSentOnceMore
                     : b.state == State::waiting ? "starts soon"
                                                 : "back in openSIS");
            return;
        }
        if (w.state == State::waiting) w.state = b.state;  // once shown, Moodle owns visibility
        if (w.fingerprint != b.fingerprint) {
            if (hold_early_end(w, b)) return;
            add_both(Verb::update, w, b, changed_in_opensis(w, b));
            return;
        }
        if (seen != nullptr && drifted(w, b, *seen)) return;
        counts(w.key).unchanged += 1;
    }

    void suspend(const Wanted& w, const BaseRecord& b) {
        if (model::is_enrolment(w.key.kind) && policy_.on_drop == OnDrop::keep) {
            counts(w.key).unchanged += 1;
            return;
        }
        const char* why =
            model::is_person(w.key.kind) ? "switched off in openSIS" : "dropped in openSIS";
        if (hold(w.key, w.school, b.state, why, [&] { return w.title; })) return;
        weigh(w.key, w.school).leaving += b.state != State::suspended;
        const bool unenrol = model::is_enrolment(w.key.kind) && policy_.on_drop == OnDrop::unenrol;
        add_both(unenrol ? Verb::remove : Verb::suspend, w, b, why);
    }

    void gone_from_moodle(const Wanted& w, const BaseRecord& b) {
        if (w.state == State::suspended) {
            counts(w.key).unchanged += 1;
            return;
        }
        Operation& op = add_both(Verb::create, w, b, "missing in Moodle, where it was before");
        op.remote = 0;
    }

    // Puts back what was changed by hand in Moodle in fields that openSIS owns.
    bool drifted(const Wanted& w, const BaseRecord& b, const Seen& seen) {
        if (!seen.stamped) {
            Operation& op =
                add_both(Verb::adopt, w, b, "its id number was changed by hand in Moodle");
            op.before = model::to_json(seen.shape);
            return true;
        }
        if (model::holds<model::MembershipShape>(w.shape)) return false;  // in the group or not
        if (model::is_enrolment(w.key.kind)) {
            const bool counts = std::get<model::EnrolmentShape>(w.shape).counts_at(input_.now);
            if (seen.state != State::suspended || !counts) return false;
            add_both(Verb::restore, w, b, "suspended by hand in Moodle").before_state = seen.state;
            return true;
        }
        if (seen.remote != b.remote) {
            Operation& op =
                add_both(Verb::adopt, w, b, "the id number stands on another record now");
            op.remote = seen.remote;
            op.before = model::to_json(seen.shape);
            return true;
        }
        if (seen.state == State::suspended && model::is_person(w.key.kind)) {
            add_both(Verb::restore, w, b, "suspended by hand in Moodle").before_state = seen.state;
            return true;
        }
        model::Shape has = as_far_as_seen(seen.shape, w.shape);
        profile_as_far_as_seen(has, w.shape, seen.profile_whole);
        const std::string fields = model::differing_fields(has, w.shape);
        if (fields.empty()) return false;
        add_both(Verb::update, w, b, fields + " changed by hand in Moodle").before =
            model::to_json(has);
        return true;
    }

    Operation& add(Verb verb, const Wanted& w, std::string reason) {
        Operation op;
        op.verb = verb;
        op.key = w.key;
        op.school = w.school;
        op.state = w.state;
        op.shape = w.shape;
        op.reason = std::move(reason);
        return push(std::move(op));
    }

    Operation& add_both(Verb verb, const Wanted& w, const BaseRecord& b, std::string reason) {
        Operation& op = add(verb, w, std::move(reason));
        op.remote = b.remote;
        op.before = b.shape;
        op.before_state = b.state;
        return op;
    }

    void add_from_base(Verb verb, const BaseRecord& b, State state, std::string reason) {
        Operation op;
        op.verb = verb;
        op.key = b.key;
        op.school = b.school;
        op.remote = b.remote;
        op.state = state;
        op.shape = model::shape_from_json(b.key.kind, b.shape);
        op.before = b.shape;
        op.before_state = b.state;
        op.reason = std::move(reason);
        push(std::move(op));
    }

    Operation& push(Operation op) {
        counts(op.key).of(op.verb) += 1;
        plan_.operations.push_back(std::move(op));
        return plan_.operations.back();
    }

    Counts& counts(const Key& key) { return plan_.counts_of(key.kind); }

    // Records of one school and kind come in long rows: the last tally is kept at hand.
    Tally& weigh(const Key& key, std::int64_t school) {
        if (school != tally_school_ || key.kind != tally_kind_ || tally_ == nullptr) {
            tally_school_ = school;
            tally_kind_ = key.kind;
            tally_ = &plan_.tallies[{school, key.kind}];
        }
        return *tally_;
    }

    const MergeInput& input_;
    const PlanScope& scope_;
    const Policy& policy_;
    Plan& plan_;
    std::int64_t tally_school_ = 0;
    Kind tally_kind_ = Kind::school;
    Tally* tally_ = nullptr;
};

}  // namespace

void merge(const MergeInput& input, const PlanScope& scope, const Policy& policy, Plan& plan) {
    Merger(input, scope, policy, plan).run();
}

}  // namespace causeway::sync
