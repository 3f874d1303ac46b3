// SPDX-License-Identifier: GPL-3.0-or-later
// The work of an intake as the service does it, on the worker's thread: previews, runs, undo.
// Throws base::Failure as the ports of src/intake do.
#pragma once

#include <optional>
#include <string>

#include "service/intakes.h"
#include "service/link_parts.h"
#include "service/state_adapter.h"

namespace causeway::service {

struct IntakeTools {
    const Config& config;
    base::Clock& clock;
    LinkParts& parts;
    StateAdapter& state;
    std::stop_token stop;
    intake::Watch watch;
    std::string by;
};

// Fills in the link's own part of the order's wishes.
intake::Report preview_intake(const IntakeTools& tools, IntakeOrder& order);
// The same rows as the preview showed and no other; first passwords, where they are wished for,
// lie sealed in the store before their people are written.
intake::Report run_intake(const IntakeTools& tools, const KeptIntake& shown,
                          const std::vector<std::string>& only);
intake::Undone undo_intake(const IntakeTools& tools, std::int64_t run);
// What is said before rows are written for which openSIS recalculates attendance.
std::string slow_warning(std::int64_t rows, std::optional<double> each);
// Whether that run brought something in, and so is undone by undo_intake().
bool is_intake(std::string_view what);

}  // namespace causeway::service
