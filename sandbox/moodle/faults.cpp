// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/moodle/faults.h"

#include <array>
#include <utility>

namespace causeway::sandbox {

namespace {

constexpr std::array<std::pair<Fault, std::string_view>, 12> kNames = {{
    {Fault::none, "none"},
    {Fault::deadlock, "deadlock"},
    {Fault::lost_answer, "lost_answer"},
    {Fault::hang, "hang"},
    {Fault::cut_before, "cut_before"},
    {Fault::unavailable, "unavailable"},
    {Fault::html, "html"},
    {Fault::truncated, "truncated"},
    {Fault::maintenance, "maintenance"},
    {Fault::server_error, "server_error"},
    {Fault::gateway_time_out, "gateway_time_out"},
    {Fault::half, "half"},
}};

}  // namespace

Fault fault_named(std::string_view name) {
    for (const auto& [fault, word] : kNames)
        if (word == name) return fault;
    return Fault::none;
}

std::string_view name_of(Fault fault) {
    for (const auto& [known, word] : kNames)
        if (known == fault) return word;
    return "none";
}

void Faults::script(const std::string& function, Fault fault, unsigned times, unsigned skip) {
    scripts_[function].push_back({fault, times, skip});
}

Fault Faults::scripted(const std::string& key) {
    const auto at = scripts_.find(key);
    if (at == scripts_.end()) return Fault::none;
    auto& steps = at->second;
    while (!steps.empty() && steps.front().times == 0)
        steps.pop_front();
    if (steps.empty()) return Fault::none;
    Step& step = steps.front();
    if (step.skip > 0) {
        --step.skip;
        return Fault::none;
    }
    --step.times;
    return step.fault;
}

// splitmix64: the same seed gives the same faults on every machine.
double Faults::roll() {
    std::uint64_t z = (state_ += 0x9E3779B97F4A7C15ULL);
    z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
    z ^= z >> 31;
    return static_cast<double>(z >> 11) * 0x1.0p-53;
}

Fault Faults::next(const std::string& function, const Switches& switches) {
    if (const Fault fault = scripted(function); fault != Fault::none) return fault;
    if (const Fault fault = scripted("*"); fault != Fault::none) return fault;
    if (switches.chances.empty()) return Fault::none;
    const bool meant = switches.chance_functions.empty()
                           ? function != "core_webservice_get_site_info"
                           : switches.chance_functions.contains(function);
    if (!meant) return Fault::none;
    for (const auto& [fault, chance] : switches.chances)
        if (roll() < chance) return fault;
    return Fault::none;
}

}  // namespace causeway::sandbox
