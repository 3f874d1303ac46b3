// SPDX-License-Identifier: GPL-3.0-or-later
// One Moodle site as the sync engine sees it: look-ups and writes in the words of model/lms.h,
// carried by the site's web services. Its first block of methods has the very signatures of
// sync::Lms, so that app/ can join the two with a thin adapter.
// Any thread may call; nothing throws for what Moodle answers. Writes are sent once, never
// repeated inside: the outcome's fate says whether that is safe.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/intake.h"
#include "model/key.h"
#include "model/lms.h"
#include "net/http_client.h"

namespace causeway::moodle {

class Channel;
struct Fault;

// Core tells role ids only through people who hold them; these are a new Moodle's own.
struct RoleIds {
    model::RemoteId student = 5;
    model::RemoteId teacher = 3;
    model::RemoteId manager = 1;
    bool operator==(const RoleIds&) const = default;
};

struct SiteOptions {
    std::string url;        // as a person may type it; the constructor brings it to form
    std::string token;      // of the web service; hidden from every log from now on
    std::string sso_token;  // of the userkey service; empty: none
    std::string prefix = "opensis:";
    RoleIds roles;
    bool groups = false;  // sections are groups: Connect asks for what that needs
    // Authentication method of new users: "userkey" (no password is made), or "manual" (a long
    // random one that nobody sees), or any other method that needs none ("oauth2", "ldap").
    std::string new_user_auth = "manual";
    // Announcements shown in a new course; nothing: Moodle's own default. 0 makes no forum.
    std::optional<int> announcements;
    std::optional<std::size_t> max_input_vars;     // nothing: found out by a harmless look-up
    std::chrono::milliseconds call_time{120'000};  // one call, from its turn to its answer
    std::size_t at_once = 2;  // reading calls that read_school() makes side by side
    std::stop_token stop;     // ends calls at once
};

class Site {
  public:
    // Throws base::Failure(usage) when the address cannot be used or the token is empty.
    Site(SiteOptions options, net::Transport& transport);
    ~Site();
    Site(const Site&) = delete;
    Site& operator=(const Site&) = delete;

    // ---- as sync::Lms has them ----
    base::Result<model::SiteIdentity> identify();
    base::Result<std::vector<model::FoundCategory>> list_categories();
    base::Result<std::vector<model::FoundCourse>> list_courses();
    base::Result<std::vector<model::FoundCourse>> find_courses(
        std::span<const std::string> idnumbers);
    base::Result<std::vector<model::FoundUser>> find_users(model::UserField field,
                                                           std::span<const std::string> values);
    base::Result<std::vector<model::FoundEnrolment>> list_enrolments(
        std::span<const model::RemoteId> courses, bool with_state);
    base::Result<std::optional<std::vector<model::FoundUser>>> list_users();
    base::Result<std::vector<model::FoundGroup>> list_groups(
        std::span<const model::RemoteId> courses);
    base::Result<std::vector<model::FoundMember>> list_group_members(
        std::span<const model::RemoteId> groups);
    model::CallOutcome write_groups(std::span<const model::GroupWrite> rows);
    model::CallOutcome delete_groups(std::span<const model::GroupWrite> rows);
    model::CallOutcome add_group_members(std::span<const model::MemberWrite> rows);
    model::CallOutcome remove_group_members(std::span<const model::MemberWrite> rows);
    model::CallOutcome write_categories(std::span<const model::CategoryWrite> rows);
    model::CallOutcome write_courses(std::span<const model::CourseWrite> rows);
    model::CallOutcome write_users(std::span<const model::UserWrite> rows);
    model::CallOutcome write_enrolments(std::span<const model::EnrolmentWrite> rows);
    model::CallOutcome remove_enrolments(std::span<const model::EnrolmentWrite> rows);
    model::CallOutcome delete_users(std::span<const model::UserWrite> rows);
    model::CallOutcome delete_courses(std::span<const model::CourseWrite> rows);
    model::CallOutcome delete_categories(std::span<const model::CategoryWrite> rows);
    std::size_t rows_per_call(model::Kind kind, std::size_t configured);

    // ---- more ----
    // Whether our plugin writes for us, and whether it lists: the fast path (site_bulk.cpp). Known
    // once identify() was answered.
    [[nodiscard]] bool writes_in_bulk() const { return bulk_writes_; }
    [[nodiscard]] bool lists_in_bulk() const { return bulk_listings_; }
    // The courses a person is actively enrolled in, as that person's page shows them.
    base::Result<std::vector<model::FoundCourse>> courses_of(model::RemoteId user);
    // All that an intake takes up (site_intake.cpp); a list is complete, or there is a Problem.
    // `totals`: course totals too, of courses that began before `before`.
    base::Result<model::MoodleSchool> read_school(bool totals, base::Instant before);
    // What the site's custom profile fields are (site_profiles.cpp). Our plugin tells all of them
    // with their rules; without it, names and types come up with the values of `people`.
    base::Result<model::FieldCatalogue> profile_fields(std::span<const model::RemoteId> people);
    // Their values, as Moodle keeps them.
    base::Result<model::Profiles> profiles(std::span<const model::RemoteId> users);
    // Of everybody on the site; nothing where only the plugin could tell, and is not there.
    base::Result<std::optional<model::Profiles>> all_profiles();
    // How many profile fields a person's row carries: rows_per_call() leaves room for them.
    void set_profile_fields(std::size_t count) { profile_fields_ = count; }
    // Values one request may carry: probed once, 1000 while that cannot be found out.
    std::size_t input_limit();

    [[nodiscard]] const std::string& url() const { return options_.url; }
    [[nodiscard]] const SiteOptions& options() const { return options_; }
    // What connect() found. To be called before other threads use the site.
    void set_roles(const RoleIds& roles) { options_.roles = roles; }
    void set_new_user_auth(std::string method) { options_.new_user_auth = std::move(method); }
    void set_input_limit(std::size_t limit);

    // For the other files of this folder: the wire below, with the main and with the SSO token.
    [[nodiscard]] Channel& channel() { return *channel_; }
    [[nodiscard]] std::unique_ptr<Channel> sso_channel() const;

  private:
    [[nodiscard]] model::RemoteId role_id(model::Role role) const;
    base::Result<std::vector<model::FoundCourse>> find_courses_one_by_one(
        std::span<const std::string> idnumbers);
    base::Result<std::vector<model::FoundEnrolment>> list_one_course(model::RemoteId course,
                                                                     bool with_state);
    void note_functions(const std::vector<std::string>& granted);
    [[nodiscard]] std::size_t row_limit(model::Kind kind);
    model::CallOutcome write_courses_in_bulk(std::span<const model::CourseWrite> rows);
    model::CallOutcome write_users_in_bulk(std::span<const model::UserWrite> rows);
    model::CallOutcome write_enrolments_in_bulk(std::span<const model::EnrolmentWrite> rows,
                                                bool remove);
    base::Result<std::vector<model::FoundEnrolment>> list_enrolments_in_bulk(
        std::span<const model::RemoteId> courses);
    std::optional<Fault> assign_managers(std::span<const model::EnrolmentWrite> rows, bool assign);

    SiteOptions options_;
    net::Transport& transport_;
    std::unique_ptr<Channel> channel_;
    std::atomic<std::size_t> course_count_{0};  // of the last whole listing; 0: not known
    std::atomic<model::RemoteId> service_user_{0};
    std::atomic<std::size_t> profile_fields_{0};
    std::atomic<bool> bulk_writes_{false};
    std::atomic<bool> bulk_listings_{false};
    std::mutex limit_mutex_;  // guards the two below; held while probing
    std::size_t input_limit_ = 0;
    int failed_probes_ = 0;
};

}  // namespace causeway::moodle
