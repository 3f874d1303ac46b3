// SPDX-License-Identifier: GPL-3.0-or-later
// The plans that a link keeps for people to look at and to approve: the newest few, in memory (a
// plan is cheap to make again, and is worth nothing once base has moved). Any thread.
#pragma once

#include <memory>

#include "service/kept.h"
#include "sync/plan.h"

namespace causeway::service {

struct KeptPlan : Kept {
    bool verify = false;
    std::vector<std::int64_t> schools;       // asked for; empty: all
    std::shared_ptr<const sync::Plan> plan;  // from `ready` on
    std::optional<base::Problem> guard;      // why it needs a named override
};

class Plans {
  public:
    // The number of a plan that is now being made.
    std::int64_t begin(const std::string& by, base::Instant now, bool verify,
                       std::vector<std::int64_t> schools);
    void ready(std::int64_t number, base::Instant now, sync::Plan plan,
               std::optional<base::Problem> guard);
    void failed(std::int64_t number, base::Instant now, const base::Problem& problem);
    void applied(std::int64_t number);
    // Base has moved: plans that were ready are worth nothing now.
    void outdate(std::int64_t base_revision);

    [[nodiscard]] std::vector<KeptPlan> all() const;  // newest first
    [[nodiscard]] std::optional<KeptPlan> find(std::int64_t number) const;

  private:
    Shelf<KeptPlan> shelf_{5};
};

}  // namespace causeway::service
