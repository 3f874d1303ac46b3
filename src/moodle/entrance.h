// SPDX-License-Identifier: GPL-3.0-or-later
// What single sign-on asks of a Moodle site: login addresses of the userkey plugin, and what has
// to be known before one is asked for. Any thread; every call is one request, sent once. With the
// known userkey plugin a newer address makes the older one of that user void.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "model/lms.h"
#include "moodle/calls_grades.h"
#include "moodle/errors.h"
#include "moodle/site.h"

namespace causeway::moodle {

// How the userkey plugin of a site is set up, as far as it can be found out.
struct UserkeySetUp {
    std::optional<model::UserField> field;  // names a user
    bool bound = false;                     // keys are bound to the browser's address
    bool guarded = false;  // it is ours, which refuses whom it must not let in by itself
};

class Entrance {
  public:
    // With the SSO token where there is one, else with the main one. The site outlives this.
    explicit Entrance(Site& site);
    ~Entrance();
    Entrance(const Entrance&) = delete;
    Entrance& operator=(const Entrance&) = delete;

    // auth_userkey_request_login_url. `browser`: its address, when keys are bound to it; else "".
    Called<std::string> login_address(model::UserField field, const std::string& value,
                                      const std::string& browser);
    Called<std::vector<model::FoundUser>> users(model::UserField field, const std::string& value);
    // core_enrol_get_users_courses
    Called<std::vector<model::RemoteId>> courses_of(model::RemoteId user);
    // core_course_get_contents: every activity of the course.
    Called<std::vector<CourseModule>> modules_of(model::RemoteId course);
    // Asks for an update that changes nothing: Moodle lets nobody but a site administrator touch
    // one. Nothing: this service account is one itself.
    Called<std::optional<bool>> rules_the_site(model::RemoteId user);
    // By our web-services plugin; without it by asking for an address of the service account, which
    // has a login address refused or unused. An unused one is void after a minute.
    Called<UserkeySetUp> set_up();

  private:
    Site& site_;
    std::unique_ptr<Channel> own_;  // with the SSO token
    Channel& channel_;
};

// The oldest version of the plugin auth_userkey that is ours.
inline constexpr std::int64_t kOwnAuthenticator = 2026110000;

}  // namespace causeway::moodle
