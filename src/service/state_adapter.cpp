// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/state_adapter.h"

#include "base/failure.h"

namespace causeway::service {

namespace {

constexpr const char* kWish = "abort";  // "RUN WHO"

}  // namespace

void ask_to_abort(store::LinkState& link, std::int64_t run, const std::string& by) {
    link.set_fact(kWish, std::to_string(run) + " " + by);
}

void heed_wish_to_end(store::LinkState& link, std::int64_t run) {
    const auto wish = link.fact(kWish);
    const std::string of = std::to_string(run) + " ";
    if (!wish || !wish->starts_with(of)) return;
    throw base::Failure(base::ExitCode::interrupted,
                        {"The run was ended before all was done", "run:" + std::to_string(run),
                         wish->substr(of.size()) + " asked for it",
                         "Run again; it goes on where it stopped.", "run.interrupted"});
}

}  // namespace causeway::service
