// SPDX-License-Identifier: GPL-3.0-or-later
// The real Moodle, openSIS and store behind the intake's ports, and how records that were brought
// in become linked: openSIS is read as a sync reads it, brought into the shapes a sync wants, and
// base is told that Moodle holds them already. The next sync then finds nothing to do for them.
// (A verifying run compares what Moodle really holds: it enters the id numbers there, and brings
// names and categories into openSIS's form unless policy.sticky says otherwise.) One thread.
#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "intake/run.h"
#include "moodle/site.h"
#include "opensis/intake_writer.h"
#include "service/state_adapter.h"
#include "sync/lease_keeper.h"
#include "sync/policy.h"

namespace causeway::service {

class MoodleSource final : public intake::Source {
  public:
    explicit MoodleSource(moodle::Site& site) : site_(site) {}
    model::MoodleSchool read(bool totals, base::Instant before) override;

  private:
    moodle::Site& site_;
};

class OpensisTarget final : public intake::Target {
  public:
    OpensisTarget(db::MariadbAddress address, model::RosterScope scope)
        : address_(std::move(address)), scope_(std::move(scope)) {}

    model::SisSchool read() override;
    base::Result<model::Written> add(const model::NewPerson& person) override {
        return writer().add(person);
    }
    base::Result<model::Written> change(const model::Key& person,
                                        const model::PersonChange& fields) override {
        return writer().change(person, fields);
    }
    base::Result<model::Written> add(const model::NewSection& section) override {
        return writer().add(section);
    }
    base::Result<model::Written> add(const model::NewTeacher& teacher) override {
        return writer().add(teacher);
    }
    base::Result<model::Written> add(const model::NewSeat& seat) override {
        return writer().add(seat);
    }
    base::Result<model::Written> add(const model::NewHistory& grade) override {
        return writer().add(grade);
    }
    base::Result<double> seconds_for(const model::NewSeat& seat) override {
        return writer().seconds_for(seat);
    }
    base::Result<void> take_back(const std::vector<model::WrittenRow>& rows) override;
    // Where mapped fields stand, once they are known to matter.
    void know_fields(std::vector<opensis::PlacedField> fields) {
        writer().know_fields(std::move(fields));
    }

  private:
    opensis::IntakeWriter& writer();

    const db::MariadbAddress address_;
    const model::RosterScope scope_;
    std::optional<opensis::IntakeWriter> writer_;
    std::optional<opensis::IntakeWriter> eraser_;  // knows no school: rows say where they are
};

// What people decided before about single rows joins the wishes where these say nothing of them.
void recall_choices(store::LinkState& link, intake::What what, intake::Wishes& wishes);

class IntakeBook final : public intake::Book {
  public:
    // `by`: who started the run. All outlive this.
    IntakeBook(StateAdapter& state, sync::Sis& sis, const base::Clock& clock, sync::Policy policy,
               model::RosterScope scope, std::string by);

    intake::Links links() override;
    void recall(intake::What what, intake::Wishes& wishes) override;
    std::int64_t begin(const std::string& what) override;
    void note(std::int64_t run, const intake::Applied& applied) override;
    void note_left(std::int64_t run, std::span<const intake::Row> rows) override;
    void link(std::int64_t run, std::span<const intake::Applied> applied) override;
    void end(std::int64_t run, base::ExitCode exit, const std::string& summary) override;
    std::vector<Noted> noted(std::int64_t run) override;
    void taken_back(std::int64_t run, const Noted& row) override;
    void let_go(std::int64_t run) override;

  private:
    void note_fields(const intake::Row& row, const model::NewPerson& person);

    StateAdapter& state_;
    sync::Sis& sis_;
    const base::Clock& clock_;
    const sync::Policy policy_;
    const model::RosterScope scope_;
    const std::string by_;
    std::int64_t run_ = 0;
    std::optional<sync::LeaseKeeper> keeper_;
    // Of the run's new people: which mapped fields they came with (short names), and without.
    std::unordered_map<model::Key, std::vector<std::string>> came_with_;
    std::vector<model::Key> came_;
    std::vector<model::UnfitValue> unfit_;
    std::set<model::Key> categories_;  // of rows that an undo took back
};

}  // namespace causeway::service
