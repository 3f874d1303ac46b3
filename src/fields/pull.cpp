// SPDX-License-Identifier: GPL-3.0-or-later
#include "fields/pull.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/text.h"

namespace causeway::fields {

namespace {

using base::Fingerprint;

Fingerprint mark(std::string_view value) {
    return agreed_mark(value);
}

void tell(const Parts& parts, const std::string& stage, std::int64_t done = 0,
          std::int64_t total = 0) {
    if (parts.watch) parts.watch(stage, done, total);
}

std::string held(const model::Values& values, std::string_view name) {
    const auto* found = model::find_value(values, name);
    return found == nullptr ? std::string() : found->value;
}

bool works_home(const Judged& row, model::Kind whose) {
    return !row.held && !row.mapping.to_moodle && row.mapping.whose == whose;
}

std::string shown(const std::string& value) {
    return value.empty() ? "nothing" : "\"" + base::cut_utf8(base::tidy(value), 60) + "\"";
}

// Ends itself in the book however it is left.
template <class Body>
void within_run(Book& book, const std::string& what, std::int64_t& run, const Body& body) {
    run = book.begin(what);
    base::ExitCode exit = base::ExitCode::error;
    std::string summary = "{}";
    try {
        body(exit, summary);
    } catch (const base::Failure& failure) {
        book.end(run, failure.exit(), summary);
        throw;
    }
    book.end(run, exit, summary);
}

class Pull {
  public:
    Pull(const Parts& parts, std::span<const model::Key> only, bool write, PullReport& report)
        : parts_(parts), only_(only.begin(), only.end()), write_(write), report_(report) {}

    void run() {
        tell(parts_, "reading Moodle");
        auto people = parts_.book.people(only_);
        std::erase_if(people, [&](const Linked& one) { return !any_for(one.key.kind); });
        std::vector<std::int64_t> users;
        std::vector<model::Key> keys;
        for (const Linked& one : people) {
            users.push_back(one.user);
            keys.push_back(one.key);
        }
        const auto profiles = parts_.source.profiles(users);
        std::unordered_map<std::int64_t, const model::Values*> by_user;
        for (const auto& one : profiles.people)
            by_user.emplace(one.user, &one.values);
        tell(parts_, "reading openSIS");
        const auto sis = parts_.target.read(keys, fields());
        const AgreedBook agreed = parts_.book.agreed();
        for (const Linked& person : people) {
            const auto profile = by_user.find(person.user);
            const auto ours = sis.find(person.key);
            // Whoever one of the two sides does not tell of is left alone.
            if (profile == by_user.end() || ours == sis.end()) continue;
            heed_stop();
            tell(parts_, "writing into openSIS", report_.people++,
                 static_cast<std::int64_t>(people.size()));
            static const std::unordered_map<std::string, Agreed> kNone;
            const auto before = agreed.find(person.key);
            settle(person,
                   plan_person(parts_.rows, person, *profile->second, profiles.whole, ours->second,
                               before == agreed.end() ? kNone : before->second));
        }
        const auto all = static_cast<std::int64_t>(people.size());
        tell(parts_, "writing into openSIS", all, all);
        flush();
    }

  private:
    [[nodiscard]] bool any_for(model::Kind whose) const {
        return std::any_of(parts_.rows.begin(), parts_.rows.end(),
                           [&](const Judged& row) { return works_home(row, whose); });
    }
    [[nodiscard]] std::vector<std::string> fields() const {
        std::set<std::string> out;
        for (const Judged& row : parts_.rows)
            if (!row.held && !row.mapping.to_moodle) out.insert(row.mapping.sis);
        return {out.begin(), out.end()};
    }

    void heed_stop() {
        if (!parts_.stop.stop_requested()) return;
        flush();
        throw base::Failure(base::ExitCode::interrupted,
                            {"The run was stopped", fmt::format("run:{}", report_.run),
                             fmt::format("{} values were written", report_.written),
                             "Start it again: it goes on where it was.", "fields.stopped"});
    }

    void settle(const Linked& person, PersonPlan plan) {
        report_.equal += static_cast<std::int64_t>(plan.agree.size());
        agree_.insert(agree_.end(), plan.agree.begin(), plan.agree.end());
        report_.unfit.insert(report_.unfit.end(), plan.unfit.begin(), plan.unfit.end());
        std::vector<Change> changes;
        std::vector<std::int64_t> notes;
        for (Planned& one : plan.changes) {
            report_.conflicts += one.conflict ? 1 : 0;
            changes.push_back({one.sis, one.before, one.after});
            if (write_)
                notes.push_back(
                    parts_.book.note(report_.run, {0, person.key, person.title, one.sis, one.field,
                                                   one.before, one.after, one.why, false}));
            report_.rows.push_back({person, std::move(one), std::nullopt});
        }
        if (!write_ || changes.empty()) return;
        const auto done = parts_.target.write(person.key, changes);
        const std::size_t first = report_.rows.size() - changes.size();
        for (std::size_t i = 0; i < changes.size(); ++i) {
            parts_.book.settle(notes[i], !done[i]);
            PulledRow& row = report_.rows[first + i];
            if (done[i]) {
                row.refused = done[i];
                report_.unfit.push_back({person.key, person.school, person.title, row.change.field,
                                         "", false, *done[i]});
                continue;
            }
            report_.written += 1;
            agree_.push_back({person.key, changes[i].sis, {mark(changes[i].after), false}});
        }
        if (agree_.size() > 1000) flush();
    }

    void flush() {
        if (write_) parts_.book.agree(agree_);
        agree_.clear();
    }

    const Parts& parts_;
    const std::vector<model::Key> only_;
    const bool write_;
    PullReport& report_;
    std::vector<AgreedValue> agree_;
};

}  // namespace

base::Fingerprint agreed_mark(std::string_view value) {
    return base::Fingerprinter().add(value).finish();
}

bool comes_home(std::span<const Judged> rows) {
    return std::any_of(rows.begin(), rows.end(), [](const Judged& row) {
        return works_home(row, model::Kind::staff) || works_home(row, model::Kind::student);
    });
}

PersonPlan plan_person(std::span<const Judged> rows, const Linked& person,
                       const model::Values& profile, bool whole, const model::Values& sis,
                       const std::unordered_map<std::string, Agreed>& agreed) {
    PersonPlan out;
    for (const Judged& row : rows) {
        if (!works_home(row, person.key.kind)) continue;
        const auto* raw = model::find_value(profile, row.mapping.lms);
        if (raw == nullptr && !whole) continue;
        const auto refuse = [&](Problem problem) {
            problem.record = person.key.text();
            out.unfit.push_back({person.key, person.school, person.title, row.title(),
                                 row.mapping.lms, false, std::move(problem)});
        };
        const bool has_raw = raw != nullptr && !base::trimmed(raw->value).empty();
        auto becomes = to_opensis(row.pair, raw == nullptr ? std::string_view() : raw->value);
        if (!becomes) {
            refuse(becomes.problem());
            continue;
        }
        const std::string now = held(sis, row.mapping.sis);
        const auto last = agreed.find(row.mapping.sis);
        const bool known = last != agreed.end();
        // An unticked box is a value; any other nothing was never entered, or was taken out.
        const bool nothing =
            becomes->empty() && !(has_raw && row.pair.sis.type == model::SisType::check);
        if (nothing && (!known || last->second.value == mark(""))) continue;
        if (nothing && row.mapping.rules.keep_empty) continue;
        const bool moodle_moved = !known || last->second.value != mark(*becomes);
        if (known && last->second.kept && !moodle_moved) continue;
        if (*becomes == now) {
            if (moodle_moved || last->second.kept)
                out.agree.push_back({person.key, row.mapping.sis, {mark(now), false}});
            continue;
        }
        if (nothing && row.pair.sis.required) {
            refuse({"A value was not taken over", "",
                    fmt::format("Moodle's was emptied, and openSIS requires one in \"{}\"",
                                row.pair.sis.title),
                    "Enter a value in Moodle.", "field.required"});
            continue;
        }
        const bool ours_moved = known && last->second.value != mark(now);
        Planned change{row.mapping.sis, row.title(), now, *std::move(becomes), "", false};
        change.conflict = ours_moved && moodle_moved && !last->second.kept;
        change.why = !known            ? "taken over from Moodle for the first time"
                     : change.conflict ? "changed on both sides: Moodle's counts"
                     : moodle_moved    ? "changed in Moodle"
                                       : "changed in openSIS, where Moodle's counts";
        if (!now.empty()) change.why += "; " + shown(now) + " is kept for undo";
        out.changes.push_back(std::move(change));
    }
    return out;
}

PullReport pull(const Parts& parts, std::span<const model::Key> only, bool write) {
    PullReport out;
    for (const Judged& row : parts.rows)
        if (row.held && !row.mapping.to_moodle) out.held.push_back(*row.held);
    const auto exit_of = [&] {
        return out.unfit.empty() ? base::ExitCode::in_step : base::ExitCode::some_refused;
    };
    if (!write) {
        Pull(parts, only, false, out).run();
        out.exit = exit_of();
        return out;
    }
    std::int64_t run = 0;
    within_run(parts.book, "fields pull", run, [&](base::ExitCode& exit, std::string& summary) {
        out.run = run;
        Pull(parts, only, true, out).run();
        const std::vector<model::Key> keys(only.begin(), only.end());
        parts.book.tell_unfit(run, keys.empty() ? nullptr : &keys, out.unfit);
        exit = out.exit = exit_of();
        summary = fmt::format(
            "{{\"people\":{},\"written\":{},\"conflicts\":{},\"refused\":{},\"equal\":{}}}",
            out.people, out.written, out.conflicts, out.unfit.size(), out.equal);
    });
    return out;
}

PullUndone undo(const Parts& parts, std::int64_t run) {
    PullUndone out;
    within_run(
        parts.book, fmt::format("fields undo {}", run), out.run,
        [&](base::ExitCode& exit, std::string& summary) {
            const auto notes = parts.book.notes(run);
            for (const Note& note : notes) {
                tell(parts, "taking back", out.taken_back, static_cast<std::int64_t>(notes.size()));
                const Change back{note.sis, note.after, note.before};
                const auto done = parts.target.write(note.person, std::span(&back, 1));
                // One that was cut off before it was written stands as it did.
                if (done.front() && !note.done) continue;
                if (done.front()) {
                    Problem problem = *done.front();
                    problem.what = "The value of " + note.field + " was not put back";
                    problem.record = note.title;
                    out.refused.push_back(std::move(problem));
                    continue;
                }
                const AgreedValue stays{note.person, note.sis, {mark(note.after), true}};
                parts.book.agree(std::span(&stays, 1));
                parts.book.taken_back(note.id);
                out.taken_back += 1;
            }
            exit = out.refused.empty() ? base::ExitCode::in_step : base::ExitCode::some_refused;
            summary = fmt::format("{{\"taken_back\":{},\"refused\":{}}}", out.taken_back,
                                  out.refused.size());
        });
    return out;
}

}  // namespace causeway::fields
