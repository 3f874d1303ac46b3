// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/plan.h"

#include <algorithm>

#include "sync/front.h"
#include "sync/ownership.h"

namespace causeway::sync {

namespace {

using model::Key;
using model::Kind;
using model::State;

constexpr const char* kSentOnceMore =
    "sent once more: an earlier run was cut off in the middle of it";

// A change of this record was under way when a run was cut off: Moodle may or may not have it,
// and whether it is suspended there is not known (Ledger::doubted).
bool in_doubt(const BaseRecord& b) {
    return b.fingerprint == 0 && !model::is_enrolment(b.key.kind);
}

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
        // Categories hold old years' courses; courses that are over keep who was in them.
        const bool kept = model::is_category(b.key.kind) ||
                          (model::is_enrolment(b.key.kind) && !place_lives(b.key));
        if (unseen || kept) {
            counts(b.key).unchanged += 1;
            return;
        }
        if (b.state == State::suspended && !in_doubt(b))
            maybe_delete(b);
        else
            leave(b);
    }

    [[nodiscard]] bool place_lives(const Key& enrolment) const {
        return enrolment.kind == Kind::manages || input_.facts.sections.has(enrolment.id);
    }

    void leave(const BaseRecord& b) {
        const bool person = model::is_person(b.key.kind);
        const bool enrolment = model::is_enrolment(b.key.kind);
        if ((person && policy_.on_left == OnLeft::keep) ||
            (enrolment && policy_.on_drop == OnDrop::keep)) {
            counts(b.key).unchanged += 1;
            return;
        }
        const bool over = b.key.kind == Kind::section && year_turned(b.school);
        if (!over) weigh(b.key, b.school).leaving += b.state != State::suspended;
        const bool unenrol =
            enrolment && (policy_.on_drop == OnDrop::unenrol || b.key.kind == Kind::manages);
        add_from_base(unenrol ? Verb::remove : Verb::suspend, b, State::suspended,
                      over     ? "its school year is over"
                      : person ? "no longer current in openSIS"
                               : "no longer in openSIS");
    }

    // Last year's sections leave all at once, and that is as it should be.
    [[nodiscard]] bool year_turned(std::int64_t school) const {
        const auto last = scope_.last_years.find(school);
        const auto now = input_.facts.schools.find(school);
        return last != scope_.last_years.end() && now != input_.facts.schools.end() &&
               now->second.year > last->second;
    }

    void maybe_delete(const BaseRecord& b) {
        const bool due = model::is_person(b.key.kind) && policy_.on_left == OnLeft::remove &&
                         b.since + base::Instant{policy_.delete_after_days} * 86400 <= input_.now;
        if (!due) {
            counts(b.key).unchanged += 1;
            return;
        }
        weigh(b.key, b.school).leaving += 1;
        add_from_base(
            Verb::remove, b, State::suspended,
            "suspended for " + std::to_string(policy_.delete_after_days) + " days and still gone");
    }

    void both(Wanted& w, const BaseRecord& b, const Seen* seen) {
        if (input_.lms != nullptr && seen == nullptr) {
            gone_from_moodle(w, b);
            return;
        }
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
        weigh(w.key, w.school).leaving += b.state != State::suspended;
        const bool unenrol = model::is_enrolment(w.key.kind) && policy_.on_drop == OnDrop::unenrol;
        add_both(unenrol ? Verb::remove : Verb::suspend, w, b,
                 model::is_person(w.key.kind) ? "switched off in openSIS" : "dropped in openSIS");
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
        const model::Shape has = as_far_as_seen(seen.shape, w.shape);
        const std::string fields = model::differing_fields(has, w.shape);
        if (fields.empty()) return false;
        add_both(Verb::update, w, b, fields + " changed by hand in Moodle").before =
            model::to_json(has);
        return true;
    }

    static std::string changed_in_opensis(const Wanted& w, const BaseRecord& b) {
        if (b.fingerprint == 0) return kSentOnceMore;
        const std::string fields =
            model::differing_fields(model::shape_from_json(b.key.kind, b.shape), w.shape);
        return (fields.empty() ? "fields" : fields) + " changed in openSIS";
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

std::int64_t& Counts::of(Verb verb) {
    switch (verb) {
        case Verb::create:
            return create;
        case Verb::adopt:
            return adopt;
        case Verb::update:
            return update;
        case Verb::suspend:
            return suspend;
        case Verb::restore:
            return restore;
        case Verb::remove:
            break;
    }
    return remove;
}

std::int64_t Plan::changes() const {
    std::int64_t sum = 0;
    for (const Counts& c : counts)
        sum += c.changes();
    return sum;
}

std::int64_t Plan::refused() const {
    std::int64_t sum = 0;
    for (const Counts& c : counts)
        sum += c.refused;
    return sum;
}

bool PlanScope::has_school(std::int64_t school) const {
    return schools.empty() || std::find(schools.begin(), schools.end(), school) != schools.end();
}

void merge(const MergeInput& input, const PlanScope& scope, const Policy& policy, Plan& plan) {
    Merger(input, scope, policy, plan).run();
}

}  // namespace causeway::sync
