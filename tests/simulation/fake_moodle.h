// SPDX-License-Identifier: GPL-3.0-or-later
// A Moodle in memory behind the Lms port, with Moodle's rules (unique names, batches that are all
// or nothing) and with faults: answers lost before or after the work, deadlocks, refusals.
#pragma once

#include <map>
#include <set>

#include "dice.h"
#include "sync/ports.h"

namespace causeway::simulation {

struct FakeEnrolment {
    bool suspended = false;
    model::EnrolmentShape shape;
    bool operator==(const FakeEnrolment&) const = default;
};

class FakeMoodle final : public sync::Lms {
  public:
    FakeMoodle(Dice& dice, Doom& doom) : dice_(dice), doom_(doom) {}

    int fault_percent = 0;
    bool lists_users = false;  // as a site with our plugin does
    std::int64_t writes = 0;

    std::map<model::RemoteId, model::FoundCategory> categories;
    std::map<model::RemoteId, model::FoundCourse> courses;
    std::map<model::RemoteId, model::FoundUser> users;
    std::map<std::pair<model::RemoteId, model::RemoteId>, FakeEnrolment>
        enrolments;  // course, user
    std::map<model::RemoteId, model::FoundGroup> groups;
    std::set<std::pair<model::RemoteId, model::RemoteId>> members;  // group, user

    base::Result<model::SiteIdentity> identify() override;
    base::Result<std::vector<model::FoundCategory>> list_categories() override;
    base::Result<std::vector<model::FoundCourse>> list_courses() override;
    base::Result<std::vector<model::FoundCourse>> find_courses(
        std::span<const std::string> idnumbers) override;
    base::Result<std::vector<model::FoundUser>> find_users(
        model::UserField field, std::span<const std::string> values) override;
    base::Result<std::optional<std::vector<model::FoundUser>>> list_users() override;
    base::Result<std::vector<model::FoundEnrolment>> list_enrolments(
        std::span<const model::RemoteId> courses, bool with_state) override;
    base::Result<std::vector<model::FoundGroup>> list_groups(
        std::span<const model::RemoteId> courses) override;
    base::Result<std::vector<model::FoundMember>> list_group_members(
        std::span<const model::RemoteId> groups) override;
    model::CallOutcome write_groups(std::span<const model::GroupWrite> rows) override;
    model::CallOutcome delete_groups(std::span<const model::GroupWrite> rows) override;
    model::CallOutcome add_group_members(std::span<const model::MemberWrite> rows) override;
    model::CallOutcome remove_group_members(std::span<const model::MemberWrite> rows) override;
    model::CallOutcome write_categories(std::span<const model::CategoryWrite> rows) override;
    model::CallOutcome write_courses(std::span<const model::CourseWrite> rows) override;
    model::CallOutcome write_users(std::span<const model::UserWrite> rows) override;
    model::CallOutcome write_enrolments(std::span<const model::EnrolmentWrite> rows) override;
    model::CallOutcome remove_enrolments(std::span<const model::EnrolmentWrite> rows) override;
    model::CallOutcome delete_users(std::span<const model::UserWrite> rows) override;
    model::CallOutcome delete_courses(std::span<const model::CourseWrite> rows) override;
    model::CallOutcome delete_categories(std::span<const model::CategoryWrite> rows) override;
    std::size_t rows_per_call(model::Kind, std::size_t configured) override {
        return std::min<std::size_t>(configured, 4);
    }

  private:
    // Runs the work as one transaction under the weather of the moment.
    template <class Work>
    model::CallOutcome transaction(const Work& work);
    template <class Row, class Work>
    model::CallOutcome each(std::span<const Row> rows, const Work& work);
    std::optional<base::Problem> user_clash(const model::UserWrite& row) const;

    Dice& dice_;
    Doom& doom_;
    model::RemoteId next_id_ = 100;
};

}  // namespace causeway::simulation
