// SPDX-License-Identifier: GPL-3.0-or-later
// What can be asked of Moodle and what it answers, in terms of the roster: the words that the
// sync engine and the Moodle adapter share. One call is one request; it may carry many rows.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/problem.h"
#include "model/fields.h"
#include "model/shape.h"

namespace causeway::model {

using RemoteId = std::int64_t;  // Moodle's own id; 0: not known yet

struct CategoryWrite {
    Key key;
    RemoteId id = 0;      // 0: create
    RemoteId parent = 0;  // Moodle's id of the parent category; 0: top
    CategoryShape shape;
    bool stamp = false;  // on an update: write the id number too (the record is being adopted)
};
struct CourseWrite {
    Key key;
    RemoteId id = 0;        // 0: create
    RemoteId category = 0;  // 0 on an update: leave it where it is
    CourseShape shape;
    std::optional<bool> visible;  // nothing: leave it
    bool stamp = false;           // as above
};
struct UserWrite {
    Key key;
    RemoteId id = 0;  // 0: create
    UserShape shape;
    std::optional<bool> suspended;  // updates only: core cannot create a suspended user
    bool stamp = false;             // as above
};
struct EnrolmentWrite {
    Key key;
    RemoteId user = 0;
    RemoteId place = 0;  // Moodle course id (teaches, learns) or category id (manages)
    EnrolmentShape shape;
    bool suspended = false;
};

struct GroupWrite {
    Key key;
    RemoteId id = 0;      // 0: create
    RemoteId course = 0;  // of a new one
    GroupShape shape;
    bool stamp = false;  // as above
};
struct MemberWrite {
    Key key;
    RemoteId user = 0;
    RemoteId group = 0;
};

// What became of one row of a call.
struct RowOutcome {
    RemoteId id = 0;                       // of the record, when it was done
    std::optional<base::Problem> refused;  // or why not
};

// What became of a call as a whole.
struct CallOutcome {
    enum class Fate {
        done,     // `rows` holds one outcome per row, in order
        refused,  // nothing was done because of at least one row: halve and try again
        retry,  // nothing was done; the same call may be sent again (deadlock, 503, no connection)
        unknown,  // it may or may not have been done: look up by key before anything else
        stop,     // no call of this kind can succeed now (token, right, service off): give it up
    };
    Fate fate = Fate::done;
    std::vector<RowOutcome> rows;
    base::Problem problem;                            // for every fate but done
    std::optional<std::chrono::seconds> retry_after;  // what the server asked for
};

struct FoundCategory {
    RemoteId id = 0;
    std::string idnumber;
    std::string name;
    RemoteId parent = 0;
    bool visible = true;
    std::int64_t courses = 0;  // directly in it
};
struct FoundCourse {
    RemoteId id = 0;
    std::string idnumber;
    std::string fullname;
    std::string shortname;
    RemoteId category = 0;
    base::Instant start = 0;
    base::Instant end = 0;
    bool visible = true;
};
struct FoundUser {
    RemoteId id = 0;
    std::string idnumber;
    std::string username;
    std::string first_name;
    std::string last_name;
    std::string middle_name;
    std::string email;
    std::string auth;
    bool suspended = false;
};
struct FoundEnrolment {
    RemoteId user = 0;
    RemoteId course = 0;
    std::vector<std::string> roles;  // role short names: "student", "editingteacher"
    // Suspended, or outside its dates; nothing: not asked for, or this account may not see it.
    std::optional<bool> suspended;
};

struct FoundGroup {
    RemoteId id = 0;
    RemoteId course = 0;
    std::string idnumber;
    std::string name;
};
struct FoundMember {
    RemoteId group = 0;
    RemoteId user = 0;
};

// Who answers at the address: what Connect shows and what a run checks before it plans.
struct SiteIdentity {
    std::string url;      // Moodle's own wwwroot
    std::string name;     // site name
    std::string release;  // "4.5.6 (Build: 20250811)"
    std::string version;  // "2024100706"
    RemoteId service_user = 0;
    std::string service_username;
    bool service_is_admin = false;       // a site administrator
    std::vector<std::string> functions;  // what this token may call
};

enum class UserField { id, idnumber, username, email };

}  // namespace causeway::model
