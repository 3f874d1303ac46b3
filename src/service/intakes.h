// SPDX-License-Identifier: GPL-3.0-or-later
// The previews of "Get LMS Data" that a link keeps for people to look at, to decide about single
// rows and to bring in: the newest few, in memory, with both sides as they were read, so that a
// decision is seen at once. Any thread.
#pragma once

#include <memory>

#include "intake/run.h"
#include "service/kept.h"

namespace causeway::service {

// What is asked for. Of the wishes, those that a person has: prefix, zone and day are the link's.
struct IntakeOrder {
    intake::What what = intake::What::staff;
    std::vector<std::int64_t> schools;  // the one that takes it up; empty: the only one there is
    intake::Wishes wishes;
    bool first_passwords = false;  // random ones; else nobody can sign in with a password yet
};

struct KeptIntake : Kept {
    IntakeOrder order;  // from `ready` on with the link's own part of the wishes
    std::shared_ptr<const intake::Report> report;  // from `ready` on
    std::optional<std::int64_t> run;               // that brought it in
};

class Intakes {
  public:
    // The number of a preview that is now being made.
    std::int64_t begin(const std::string& by, base::Instant now, IntakeOrder order);
    // An older one of the same kind gives way.
    void ready(std::int64_t number, base::Instant now, IntakeOrder order, intake::Report report);
    void failed(std::int64_t number, base::Instant now, const base::Problem& problem);
    // Planned anew with these wishes, out of what was read. Nothing for one that is not ready.
    std::optional<KeptIntake> replan(std::int64_t number, const intake::Wishes& wishes);
    void applied(std::int64_t number, std::int64_t run);
    // Something was brought in or taken back: what was read is old now.
    void outdate();

    [[nodiscard]] std::vector<KeptIntake> all() const;  // newest first
    [[nodiscard]] std::optional<KeptIntake> find(std::int64_t number) const;

  private:
    Shelf<KeptIntake> shelf_{8};
};

}  // namespace causeway::service
