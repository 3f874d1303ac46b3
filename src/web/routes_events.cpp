// SPDX-License-Identifier: GPL-3.0-or-later
// The API's event stream.
#include "web/event_hub.h"
#include "web/parts.h"

namespace causeway::web {

void add_event_routes(Router& router, const Parts& parts) {
    router.add({"GET", "/api/events", Access::signed_in,
                [parts](const Call& call) { return parts.events.open(call); }});
}

}  // namespace causeway::web
