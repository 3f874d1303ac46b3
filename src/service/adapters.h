// SPDX-License-Identifier: GPL-3.0-or-later
// The real openSIS and the real Moodle behind the sync engine's ports. Nothing is decided here:
// every call goes straight through. (The store implements its port itself or through wiring.)
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "fields/judge.h"
#include "moodle/site.h"
#include "opensis/field_table.h"
#include "opensis/snapshot.h"
#include "sync/ports.h"

namespace causeway::service {

class SisAdapter final : public sync::Sis {
  public:
    SisAdapter(db::MariadbAddress address, opensis::ReadOptions options)
        : address_(address), opensis_(std::move(address), options) {}

    // From now on people carry what these rows keep in Moodle. Values are read beside the
    // snapshot: a person of whom it does not tell has none, and is looked at again when they come.
    void keep_profiles(std::vector<fields::Judged> rows, std::vector<opensis::PlacedField> placed) {
        rows_ = std::move(rows);
        placed_ = std::move(placed);
    }

    std::unique_ptr<sync::SisSnapshot> open(const model::RosterScope& scope) override;
    std::unique_ptr<sync::SisLookup> look_up(const model::RosterScope& scope) override;

  private:
    db::MariadbAddress address_;
    opensis::OpenSis opensis_;
    std::vector<fields::Judged> rows_;
    std::vector<opensis::PlacedField> placed_;
};

class LmsAdapter final : public sync::Lms {
  public:
    explicit LmsAdapter(moodle::Site& site) : site_(site) {}

    void keep_profiles(std::vector<fields::Judged> rows) { rows_ = std::move(rows); }
    base::Result<model::Profiles> read_profiles(std::span<const model::RemoteId> users) override;
    base::Result<std::optional<model::Profiles>> read_holders(
        std::span<const std::string> names) override;

    base::Result<model::SiteIdentity> identify() override { return site_.identify(); }
    base::Result<std::vector<model::FoundCategory>> list_categories() override {
        return site_.list_categories();
    }
    base::Result<std::vector<model::FoundCourse>> list_courses() override {
        return site_.list_courses();
    }
    base::Result<std::vector<model::FoundCourse>> find_courses(
        std::span<const std::string> idnumbers) override {
        return site_.find_courses(idnumbers);
    }
    base::Result<std::vector<model::FoundUser>> find_users(
        model::UserField field, std::span<const std::string> values) override {
        return site_.find_users(field, values);
    }
    base::Result<std::vector<model::FoundEnrolment>> list_enrolments(
        std::span<const model::RemoteId> courses, bool with_state) override {
        return site_.list_enrolments(courses, with_state);
    }
    base::Result<std::optional<std::vector<model::FoundUser>>> list_users() override {
        return site_.list_users();
    }
    base::Result<std::vector<model::FoundGroup>> list_groups(
        std::span<const model::RemoteId> courses) override {
        return site_.list_groups(courses);
    }
    base::Result<std::vector<model::FoundMember>> list_group_members(
        std::span<const model::RemoteId> groups) override {
        return site_.list_group_members(groups);
    }
    model::CallOutcome write_groups(std::span<const model::GroupWrite> rows) override {
        return site_.write_groups(rows);
    }
    model::CallOutcome delete_groups(std::span<const model::GroupWrite> rows) override {
        return site_.delete_groups(rows);
    }
    model::CallOutcome add_group_members(std::span<const model::MemberWrite> rows) override {
        return site_.add_group_members(rows);
    }
    model::CallOutcome remove_group_members(std::span<const model::MemberWrite> rows) override {
        return site_.remove_group_members(rows);
    }
    model::CallOutcome write_categories(std::span<const model::CategoryWrite> rows) override {
        return site_.write_categories(rows);
    }
    model::CallOutcome write_courses(std::span<const model::CourseWrite> rows) override {
        return site_.write_courses(rows);
    }
    model::CallOutcome write_users(std::span<const model::UserWrite> rows) override {
        return site_.write_users(rows);
    }
    model::CallOutcome write_enrolments(std::span<const model::EnrolmentWrite> rows) override {
        return site_.write_enrolments(rows);
    }
    model::CallOutcome remove_enrolments(std::span<const model::EnrolmentWrite> rows) override {
        return site_.remove_enrolments(rows);
    }
    model::CallOutcome delete_users(std::span<const model::UserWrite> rows) override {
        return site_.delete_users(rows);
    }
    model::CallOutcome delete_courses(std::span<const model::CourseWrite> rows) override {
        return site_.delete_courses(rows);
    }
    model::CallOutcome delete_categories(std::span<const model::CategoryWrite> rows) override {
        return site_.delete_categories(rows);
    }
    std::size_t rows_per_call(model::Kind kind, std::size_t configured) override {
        return site_.rows_per_call(kind, configured);
    }

  private:
    void in_shape(model::Profiles& profiles) const;

    moodle::Site& site_;
    std::vector<fields::Judged> rows_;
};

}  // namespace causeway::service
