// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/work.h"

#include <array>

namespace causeway::model {

std::string_view name(Verb verb) {
    constexpr std::array<std::string_view, 6> kNames = {"create",  "adopt",   "update",
                                                        "suspend", "restore", "remove"};
    return kNames[static_cast<std::size_t>(verb)];
}

std::optional<Verb> verb_named(std::string_view text) {
    for (std::size_t i = 0; i <= static_cast<std::size_t>(Verb::remove); ++i)
        if (name(static_cast<Verb>(i)) == text) return static_cast<Verb>(i);
    return std::nullopt;
}

std::string_view name(StandingKind kind) {
    constexpr std::array<std::string_view, 3> kNames = {"synced", "waiting", "refused"};
    return kNames[static_cast<std::size_t>(kind)];
}

std::string_view name(StepFate fate) {
    constexpr std::array<std::string_view, 4> kNames = {"intended", "done", "refused", "given up"};
    return kNames[static_cast<std::size_t>(fate)];
}

}  // namespace causeway::model
