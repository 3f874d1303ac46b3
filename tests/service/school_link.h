// SPDX-License-Identifier: GPL-3.0-or-later
// A whole service for a test: a small sample school in the program's private MariaDB, a stand-in
// Moodle, a store in a folder of its own. Made for one test, gone with it.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>

#include "sandbox/moodle/stand_in.h"
#include "service/service.h"

namespace causeway::test {

// The system's clock, which a test may set forward.
class LeapingClock final : public base::Clock {
  public:
    [[nodiscard]] base::Instant now() const override { return system_.now() + ahead_; }
    [[nodiscard]] std::chrono::milliseconds monotonic() const override {
        return system_.monotonic();
    }
    void sleep(std::chrono::milliseconds duration) override { system_.sleep(duration); }
    void leap(std::int64_t seconds) { ahead_ += seconds; }

  private:
    base::SystemClock system_;
    std::atomic<std::int64_t> ahead_ = 0;
};

class SchoolLink {
  public:
    // `store`: its address; empty: a file.
    explicit SchoolLink(const std::string& database, int students = 40, std::string store = "");
    ~SchoolLink();
    SchoolLink(const SchoolLink&) = delete;
    SchoolLink& operator=(const SchoolLink&) = delete;

    // The first link, its addresses set; not connected.
    service::Link& link();
    // Connected, checked and switched on.
    service::Link& ready_link();
    // Ends the service as a restart would, and begins another one on the same store.
    void restart();
    // Ends it for good; nothing of it may be asked any more.
    void end();

    service::Service& service() { return *service_; }
    sandbox::StandInMoodle& moodle() { return moodle_; }
    db::Connection& opensis() { return *opensis_; }
    store::Store& store() { return *store_; }
    LeapingClock& clock() { return clock_; }
    // What seals the secrets of the store.
    [[nodiscard]] base::SealingKey key() const;

    // Waits until it is so; false when it did not become so within `longest`.
    static bool becomes(const std::function<bool()>& so,
                        std::chrono::milliseconds longest = std::chrono::seconds(20));
    // Runs of this link that have ended.
    std::size_t ended_runs();
    // Waits until a run beyond `before` has ended, and nothing is going on; its record.
    store::RunRecord next_run(std::size_t before);
    // Begins a run by `by` and waits for its end; others may come between.
    store::RunRecord run_by(const std::string& by, const service::RunOrder& order = {});

  private:
    void begin();

    std::filesystem::path folder_;
    std::string url_;
    std::string store_url_;
    LeapingClock clock_;
    service::Config config_;
    sandbox::StandInMoodle moodle_;
    std::unique_ptr<db::Connection> opensis_;
    std::unique_ptr<store::Store> store_;
    std::unique_ptr<service::Service> service_;
};

}  // namespace causeway::test
