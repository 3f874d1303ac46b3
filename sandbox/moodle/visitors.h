// SPDX-License-Identifier: GPL-3.0-or-later
// Browsers that are signed in to the stand-in, and the few pages it shows them: who they are, and
// the course they came to. Called with the site locked.
#pragma once

#include <deque>
#include <map>
#include <string>
#include <string_view>

#include "net/server.h"
#include "sandbox/moodle/site.h"

namespace causeway::sandbox {

class Visitors {
  public:
    // Begins a session of that account; its Set-Cookie header. The oldest go when there are many.
    std::string sign_in(Id user);
    // Whose session the request comes with; 0: nobody's.
    [[nodiscard]] Id of(const net::Request& request) const;

  private:
    std::map<std::string, Id, std::less<>> users_;  // by session
    std::deque<std::string> oldest_first_;
};

// Whether it is one of the pages below: /my/, /course/view.php?id=COURSE.
[[nodiscard]] bool is_visitor_page(std::string_view path);
[[nodiscard]] net::Response visitor_page(const net::Request& request, Site& site,
                                         const Visitors& visitors);

}  // namespace causeway::sandbox
