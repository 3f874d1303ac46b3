// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/departures.h"

#include <fmt/format.h>

#include <charconv>

#include "base/text.h"

namespace causeway::sync {

namespace {

constexpr const char* kFact = "keyed.departures";  // "1 student 3;2 learns 17"

std::int64_t number(const std::string& text) {
    std::int64_t out = 0;
    std::from_chars(text.data(), text.data() + text.size(), out);
    return out;
}

bool has_left(State& state, const Operation& operation) {
    if (operation.verb != Verb::suspend && operation.verb != Verb::remove) return false;
    if (operation.before_state == model::State::suspended) return false;
    const auto now = state.base_of(operation.key);
    return !now || now->state == model::State::suspended;
}

}  // namespace

Departures departures_so_far(State& state) {
    Departures out;
    for (const std::string& entry : base::split(state.fact(kFact).value_or(""), ';')) {
        const auto parts = base::split(entry, ' ');
        const auto kind = parts.size() == 3 ? model::kind_named(parts[1]) : std::nullopt;
        if (kind) out[{number(parts[0]), *kind}] = number(parts[2]);
    }
    return out;
}

void add_departures(State& state, const Plan& plan) {
    Departures sum = departures_so_far(state);
    bool any = false;
    for (const Operation& operation : plan.operations) {
        const std::pair where{operation.school, operation.key.kind};
        const auto tally = plan.tallies.find(where);
        // What left because its year is over was never weighed.
        if (tally == plan.tallies.end() || tally->second.leaving == 0) continue;
        if (!has_left(state, operation)) continue;
        sum[where] += 1;
        any = true;
    }
    if (!any) return;
    std::string text;
    for (const auto& [where, count] : sum)
        text += fmt::format("{}{} {} {}", text.empty() ? "" : ";", where.first,
                            model::name(where.second), count);
    state.set_fact(kFact, text);
}

void forget_departures(State& state) {
    if (!state.fact(kFact).value_or("").empty()) state.set_fact(kFact, "");
}

}  // namespace causeway::sync
