// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/intake_parts.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

#include "base/failure.h"
#include "fields/pull.h"
#include "model/sorts.h"
#include "opensis/intake_reader.h"
#include "store/field_desk.h"
#include "sync/wanted.h"

namespace causeway::service {

namespace {

using model::Key;
using model::Kind;

// Moodle's record for each key that was brought in. A section brings its line of categories.
std::unordered_map<Key, model::RemoteId> remotes_of(std::span<const intake::Applied> applied) {
    std::unordered_map<Key, model::RemoteId> out;
    for (const auto& one : applied) {
        if (one.row.key.id != 0 && one.row.kind != "history") out[one.row.key] = one.row.remote;
        if (one.row.kind != "sections" || one.row.categories.empty()) continue;
        const auto& path = one.row.categories;
        for (const Key& key : one.written.keys) {
            if (key.kind == Kind::course) out.try_emplace(key, path.back());
            if (key.kind == Kind::subject)
                out.try_emplace(key, path.size() > 1 ? path[path.size() - 2] : path.back());
        }
    }
    return out;
}

}  // namespace

model::MoodleSchool MoodleSource::read(bool totals, base::Instant before) {
    auto school = site_.read_school(totals, before);
    if (!school) throw base::Failure(base::ExitCode::incomplete, school.problem());
    return *std::move(school);
}

model::SisSchool OpensisTarget::read() {
    const auto connection = db::open_mariadb(address_);
    model::SisSchool school = opensis::read_for_intake(*connection, scope_);
    writer_.emplace(db::open_mariadb(address_), school, scope_.today);
    return school;
}

base::Result<void> OpensisTarget::take_back(const std::vector<model::WrittenRow>& rows) {
    if (!eraser_) eraser_.emplace(db::open_mariadb(address_), model::SisSchool{}, scope_.today);
    return eraser_->take_back(rows);
}

opensis::IntakeWriter& OpensisTarget::writer() {
    if (!writer_) (void)read();
    return *writer_;
}

IntakeBook::IntakeBook(StateAdapter& state, sync::Sis& sis, const base::Clock& clock,
                       sync::Policy policy, model::RosterScope scope, std::string by)
    : state_(state),
      sis_(sis),
      clock_(clock),
      policy_(std::move(policy)),
      scope_(std::move(scope)),
      by_(std::move(by)) {}

intake::Links IntakeBook::links() {
    if (policy_.groups)
        throw base::Failure(
            base::ExitCode::usage,
            {"Get LMS Data is not to be had on this link", "",
             "policy.sections is \"groups\": it takes a Moodle course for a section, and here a "
             "section is a group",
             "Bring in what Moodle holds before the first sync, with policy.sections = "
             "\"courses\".",
             "intake.groups"});
    intake::Links out;
    const auto stream = state_.base(Kind::section, Kind::learns);
    model::BaseRecord record;
    while (stream->next(record)) {
        if (record.key.kind == Kind::section && !model::is_course(record)) continue;  // a group
        if (record.key.kind == Kind::section)
            out.sections.emplace(record.remote, record.key);
        else if (model::is_person(record.key.kind))
            out.people.emplace(record.remote, record.key);
        else
            out.enrolments.insert(record.key);
    }
    return out;
}

std::int64_t IntakeBook::begin(const std::string& what) {
    run_ = state_.begin_run({what, by_, "", "", clock_.now()});
    keeper_.emplace(state_, run_);
    return run_;
}

void recall_choices(store::LinkState& link, intake::What what, intake::Wishes& wishes) {
    for (const auto& one : link.intake_choices(std::string(intake::name(what)))) {
        const bool said =
            wishes.leave_out.contains(one.row) || wishes.only.contains(one.row) ||
            std::any_of(wishes.same.begin(), wishes.same.end(),
                        [&](const std::string& same) { return same.starts_with(one.row + "="); });
        if (one.choice == "leave_out") {
            if (!said) wishes.leave_out.insert(one.row);
        } else if (!said || wishes.only.contains(one.row)) {
            wishes.same.insert(one.row + "=" + one.choice);
        }
    }
}

void IntakeBook::recall(intake::What what, intake::Wishes& wishes) {
    recall_choices(state_.link(), what, wishes);
}

void IntakeBook::note(std::int64_t run, const intake::Applied& applied) {
    const intake::Row& row = applied.row;
    auto keys = applied.written.keys;
    if (keys.empty() && row.key.id != 0) keys.push_back(row.key);
    state_.link().note_intake(
        run, {0, row.id, row.kind, row.title, std::string(intake::name(row.fate)), std::move(keys),
              model::to_json(applied.written.rows), row.reason});
    if (const auto* person = std::get_if<model::NewPerson>(&row.payload)) note_fields(row, *person);
}

// Both sides agree on what a person came with. What they came without is told on the page of the
// mapping too, as long as it stays so.
void IntakeBook::note_fields(const intake::Row& row, const model::NewPerson& person) {
    if (person.fields.empty() && row.unfit.empty()) return;
    std::vector<store::FieldAgreed> agreed;
    auto& names = came_with_[row.key];
    for (const auto& one : person.fields) {
        if (std::any_of(row.unfit.begin(), row.unfit.end(),
                        [&](const auto& unfit) { return unfit.field == one.field; }))
            continue;
        names.push_back(one.lms);
        if (!one.to_moodle)
            agreed.push_back({row.key, one.sis, fields::agreed_mark(one.value), false});
    }
    store::FieldDesk(state_.link()).agree(agreed);
    came_.push_back(row.key);
    unfit_.insert(unfit_.end(), row.unfit.begin(), row.unfit.end());
}

void IntakeBook::note_left(std::int64_t run, std::span<const intake::Row> rows) {
    std::vector<store::IntakeNote> notes;
    for (const auto& row : rows)
        notes.push_back({0,
                         row.id,
                         row.kind,
                         row.title,
                         std::string(intake::name(row.fate)),
                         {},
                         "",
                         row.reason,
                         row.problem ? row.problem->cure : "",
                         row.problem ? row.problem->code : ""});
    state_.link().note_intake_left(run, notes);
}

void IntakeBook::link(std::int64_t run, std::span<const intake::Applied> applied) {
    const auto remotes = remotes_of(applied);
    if (remotes.empty()) return;
    // The school itself: the top category of what came from there, unless it has one already.
    model::RemoteId top = 0;
    for (const auto& one : applied)
        if (!one.row.categories.empty() && top == 0) top = one.row.categories.front();

    const auto snapshot = sis_.open(scope_);
    sync::Projector projector(policy_);
    std::vector<model::BaseRecord> agreed;
    const auto take = [&](const sync::Wanted& wanted) {
        if (wanted.refused) return;
        const auto remote = remotes.find(wanted.key);
        model::RemoteId id = remote == remotes.end() ? 0 : remote->second;
        const bool category = model::is_category(wanted.key.kind);
        if (wanted.key.kind == Kind::school && top != 0) id = top;
        if (id == 0 || (category && state_.base_of(wanted.key))) return;
        // Moodle is known to hold those fields alone that came from there.
        model::Shape shape = wanted.shape;
        std::uint64_t print = wanted.fingerprint;
        if (auto* user = std::get_if<model::UserShape>(&shape);
            user != nullptr && !user->profile.empty()) {
            const auto with = came_with_.find(wanted.key);
            std::erase_if(user->profile, [&](const auto& one) {
                return with == came_with_.end() ||
                       std::find(with->second.begin(), with->second.end(), one.name) ==
                           with->second.end();
            });
            print = model::fingerprint(shape);
        }
        agreed.push_back({wanted.key, wanted.school, id, print, model::State::active, clock_.now(),
                          model::to_json(shape)});
    };
    sync::Wanted wanted;
    const auto places = sync::places_and_people(*snapshot, projector);
    while (places->next(wanted))
        take(wanted);
    const auto enrolments = sync::enrolments(*snapshot, projector);
    while (enrolments->next(wanted))
        take(wanted);
    state_.link().agree(run, agreed);
    if (!came_.empty())
        store::FieldDesk(state_.link()).tell_unfit(run, false, &came_, std::exchange(unfit_, {}));
    came_.clear();
}

void IntakeBook::end(std::int64_t run, base::ExitCode exit, const std::string& summary) {
    keeper_.reset();
    state_.end_run(run, exit, summary.empty() ? "{}" : summary);
    run_ = 0;
}

std::vector<intake::Book::Noted> IntakeBook::noted(std::int64_t run) {
    std::vector<Noted> out;
    for (auto& note : state_.link().intake_notes(run)) {
        // A grade is no record of base's own, and who was linked before stays so.
        const bool ours = note.kind != "history" && note.fate != "updated";
        out.push_back({note.id, note.title, ours ? note.keys : std::vector<Key>{},
                       model::written_from_json(note.written)});
    }
    return out;
}

void IntakeBook::taken_back(std::int64_t, const Noted& row) {
    std::vector<Key> forget;
    // Subjects and courses may be others' too: see let_go().
    for (const Key& key : row.keys)
        if (model::is_category(key.kind))
            categories_.insert(key);
        else
            forget.push_back(key);
    state_.link().intake_taken_back(run_, row.id, forget);
    store::FieldDesk(state_.link()).tell_unfit(run_, false, &forget, {});
}

// A category of Moodle that stayed linked to what openSIS does not have would be made a second time
// for what comes anew, and a school's would be given its name by the next verifying run.
void IntakeBook::let_go(std::int64_t run) {
    if (categories_.empty()) return;
    std::set<Key> there;
    std::set<std::int64_t> used;  // schools that have a subject
    const auto snapshot = sis_.open(scope_);
    sync::Projector projector(policy_);
    const auto places = sync::places_and_people(*snapshot, projector);
    sync::Wanted wanted;
    while (places->next(wanted) && model::is_category(wanted.key.kind)) {
        there.insert(wanted.key);
        if (wanted.key.kind == Kind::subject) used.insert(wanted.school);
    }
    std::set<Key> gone;
    for (const Key& key : std::exchange(categories_, {})) {
        const auto had = state_.base_of(key);
        if (!had || there.contains(key)) continue;
        gone.insert(key);
        if (!used.contains(had->school)) gone.insert({Kind::school, had->school, 0});
    }
    state_.link().let_go(run, std::vector<Key>(gone.begin(), gone.end()));
}

}  // namespace causeway::service
