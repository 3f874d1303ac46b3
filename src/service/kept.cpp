// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/kept.h"

namespace causeway::service {

std::string_view name(KeptState state) {
    switch (state) {
        case KeptState::making:
            return "making";
        case KeptState::ready:
            return "ready";
        case KeptState::failed:
            return "failed";
        case KeptState::applied:
            return "applied";
        case KeptState::outdated:
            break;
    }
    return "outdated";
}

}  // namespace causeway::service
