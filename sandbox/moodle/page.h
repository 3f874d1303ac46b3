// SPDX-License-Identifier: GPL-3.0-or-later
// The page at GET /: what the stand-in holds, for people. Plain HTML and CSS, no scripts; every
// text that came from outside is escaped.
#pragma once

#include <chrono>
#include <deque>
#include <string>

#include "sandbox/moodle/php_form.h"
#include "sandbox/moodle/site.h"

namespace causeway::sandbox {

struct RecentCall {
    Id when = 0;
    std::string function;
    std::size_t rows = 0;
    double milliseconds = 0;  // the stand-in's own work, without switched-on latency
    std::string outcome;      // "ok", an error code, or the fault's name
};

struct PageFrame {
    std::string site_name, url;
    const std::deque<RecentCall>* recent = nullptr;
    Id now = 0;
};

// `wish`: page, q (users), course, category.
[[nodiscard]] std::string front_page(Site& site, const PageFrame& frame, const Php& wish);

}  // namespace causeway::sandbox
