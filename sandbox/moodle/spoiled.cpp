// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/moodle/spoiled.h"

#include "sandbox/moodle/responses.h"

namespace causeway::sandbox {

using net::Response;

bool done_anyway(Fault fault) {
    return fault == Fault::lost_answer || fault == Fault::hang || fault == Fault::truncated ||
           fault == Fault::gateway_time_out;
}

Response spoiled_before(Fault fault) {
    switch (fault) {
        case Fault::cut_before: {
            Response response;
            response.hang_up = true;
            return response;
        }
        case Fault::unavailable:
            return html(503,
                        "<html><head><title>503 Service Temporarily Unavailable</title>"
                        "</head><body><h1>503 Service Temporarily Unavailable</h1></body>"
                        "</html>\n");
        case Fault::html:
            return html(200,
                        "<!DOCTYPE html><html><head><title>Log in to the site</title>"
                        "</head><body><p>Not what you came for.</p></body></html>\n");
        case Fault::maintenance:
            return under_maintenance();
        case Fault::server_error:
            return html(500, "");
        default:
            return {};
    }
}

void spoil(Response& response, Fault fault, const Switches& switches) {
    if (fault == Fault::lost_answer || fault == Fault::hang) response.hang_up = true;
    if (fault == Fault::hang) response.hold += switches.hang;
    if (fault == Fault::truncated) response.body.resize(response.body.size() / 2);
    if (fault == Fault::gateway_time_out)
        response = html(504,
                        "<html><head><title>504 Gateway Time-out</title></head><body>"
                        "<h1>504 Gateway Time-out</h1></body></html>\n");
}

}  // namespace causeway::sandbox
