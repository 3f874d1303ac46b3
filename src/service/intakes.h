// SPDX-License-Identifier: GPL-3.0-or-later
// The previews of "Get LMS Data" that a link keeps for people to look at, to decide about single
// rows and to bring in: the newest few, in memory, with both sides as they were read, so that a
// decision is seen at once. Any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/problem.h"
#include "intake/run.h"

namespace causeway::service {

// What is asked for. Of the wishes, those that a person has: prefix, zone and day are the link's.
struct IntakeOrder {
    intake::What what = intake::What::staff;
    std::vector<std::int64_t> schools;  // the one that takes it up; empty: the only one there is
    intake::Wishes wishes;
    bool first_passwords = false;  // random ones; else nobody can sign in with a password yet
};

struct KeptIntake {
    enum class State { making, ready, failed, applied, outdated };
    std::int64_t number = 0;
    State state = State::making;
    std::string by;
    base::Instant begun = 0;
    std::optional<base::Instant> made;
    IntakeOrder order;  // from `ready` on with the link's own part of the wishes
    std::shared_ptr<const intake::Report> report;  // from `ready` on
    std::optional<base::Problem> problem;          // why it failed
    std::optional<std::int64_t> run;               // that brought it in
};
std::string_view name(KeptIntake::State state);

class Intakes {
  public:
    // The number of a preview that is now being made.
    std::int64_t begin(const std::string& by, base::Instant now, IntakeOrder order);
    // An older one of the same kind gives way.
    void ready(std::int64_t number, base::Instant now, IntakeOrder order, intake::Report report);
    void failed(std::int64_t number, base::Instant now, base::Problem problem);
    // Planned anew with these wishes, out of what was read. Nothing for one that is not ready.
    std::optional<KeptIntake> replan(std::int64_t number, const intake::Wishes& wishes);
    void applied(std::int64_t number, std::int64_t run);
    // Something was brought in or taken back: what was read is old now.
    void outdate();

    [[nodiscard]] std::vector<KeptIntake> all() const;  // newest first
    [[nodiscard]] std::optional<KeptIntake> find(std::int64_t number) const;

  private:
    mutable std::mutex mutex_;
    std::int64_t last_ = 0;
    std::vector<KeptIntake> kept_;  // oldest first
};

}  // namespace causeway::service
