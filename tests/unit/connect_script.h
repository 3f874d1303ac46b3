// SPDX-License-Identifier: GPL-3.0-or-later
// What the tests of the connection check share: a clock that stands, a step by its name, and a
// Moodle that is scripted up to who it says it is.
#pragma once

#include <algorithm>
#include <stdexcept>

#include "moodle/connect.h"
#include "moodle_script.h"

namespace causeway::moodle::testing {

struct FixedClock final : base::Clock {
    base::Instant time = 0;
    [[nodiscard]] base::Instant now() const override { return time; }
    [[nodiscard]] std::chrono::milliseconds monotonic() const override {
        return std::chrono::milliseconds(0);
    }
    void sleep(std::chrono::milliseconds) override {}
};

inline const ConnectStep& step(const ConnectReport& report, const std::string& name) {
    const auto at = std::find_if(report.steps.begin(), report.steps.end(),
                                 [&](const auto& s) { return s.name == name; });
    if (at == report.steps.end()) throw std::logic_error("no step " + name);
    return *at;
}

inline void answer_site_info(Script& script, const std::string& release, const std::string& version,
                             const std::string& siteurl) {
    script.on("core_webservice_get_site_info", [=](const Fields&) {
        auto reply = answered(R"({"siteurl":")" + siteurl + R"(","sitename":"M","username":"ws",)" +
                              R"("userid":42,"release":")" + release + R"(","version":")" +
                              version + R"(","functions":[]})");
        reply.date = 1'000'000;
        return reply;
    });
}

inline ConnectReport scripted(Script& script, base::Instant now = 1'000'000,
                              const std::string& url = "https://moodle.example.org") {
    SiteOptions with = options();
    with.url = url;
    Site site(with, script);
    FixedClock clock;
    clock.time = now;
    return connect(site, clock);
}

}  // namespace causeway::moodle::testing
