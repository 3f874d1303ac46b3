// SPDX-License-Identifier: GPL-3.0-or-later
// The teachers and administrators of the sample school, with what is awkward about staff: zero
// dates, a work address in the contact row only, nobody's relationship, one login held twice.
// Used by build_campus(); one thread; errors come from the connection.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "db/db.h"
#include "sandbox/school/bulk_table.h"
#include "sandbox/school/calendar.h"
#include "sandbox/school/dice.h"
#include "sandbox/school/generator.h"

namespace causeway::sandbox {

struct MadeTeacher {
    std::int64_t id = 0;
    std::string title_name;  // "First  Last", as openSIS puts it into a section's title
};

class Staffing {
  public:
    Staffing(db::Connection& connection, Dice& dice, const Calendar& calendar);

    // The teachers of a school, who all take part: all but the last have a relationship with it
    // that holds; the last must be given a section. Beside them one administrator, and one
    // teacher who left last year.
    std::vector<MadeTeacher> staff_school(std::int64_t school, std::size_t teachers,
                                          SchoolReport& report);
    void flush();

  private:
    struct Member {
        std::int64_t school = 0;
        bool admin = false;
        bool related = true;
        bool left = false;
    };
    MadeTeacher add(const Member& member);

    Dice& dice_;
    Calendar calendar_;
    std::int64_t next_;
    std::int64_t number_ = 0;  // of this filling, for what happens to every n-th
    std::string last_handle_;
    BulkTable staff_;
    BulkTable relations_;
    BulkTable infos_;
    BulkTable contacts_;
    BulkTable logins_;
};

}  // namespace causeway::sandbox
