// SPDX-License-Identifier: GPL-3.0-or-later
// What the service counts about itself, told as Prometheus text. Any thread.
#pragma once

#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "service/service.h"
#include "web/router.h"

namespace causeway::web {

class Metrics {
  public:
    explicit Metrics(const base::Clock& clock) : clock_(clock) {}

    void note(const Answered& answered);
    void run_ended(const std::string& link, int exit);
    // Everything, with how the links stand now.
    [[nodiscard]] std::string text(service::Service& service, const std::string& version,
                                   std::size_t open_streams);

  private:
    static constexpr std::array kBounds = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25,
                                           0.5,   1.0,  2.5,   5.0,  10.0};
    struct Histogram {
        std::array<std::int64_t, kBounds.size()> within{};  // not yet summed up
        std::int64_t count = 0;
        double seconds = 0;
    };
    // Counting records reads all of base: done once a minute at most.
    struct Counted {
        std::chrono::milliseconds at{0};
        std::int64_t revision = -1;
        std::vector<store::ShownCount> counts;
    };
    void tell_requests(std::string& out) const;
    void tell_links(std::string& out, service::Service& service);
    [[nodiscard]] std::vector<store::ShownCount> records_of(service::Link& link);

    const base::Clock& clock_;
    mutable std::mutex mutex_;  // guards what follows
    std::map<std::tuple<std::string, std::string, int>, std::int64_t> requests_;
    std::map<std::string, Histogram> latency_;  // by route
    std::map<std::pair<std::string, int>, std::int64_t> runs_;
    std::map<std::string, Counted> counted_;
};

}  // namespace causeway::web
