// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/moodle/spoiled.h"

#include <boost/json.hpp>

#include "sandbox/moodle/responses.h"

namespace causeway::sandbox {

using net::Response;

bool done_anyway(Fault fault) {
    return fault == Fault::lost_answer || fault == Fault::hang || fault == Fault::truncated ||
           fault == Fault::gateway_time_out || fault == Fault::half;
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

namespace {

// Halves a list: the answer itself, or the rows of a page of the plugin's, which may be packed into
// a text. What is told beside them stays.
void halve(std::string& body) {
    boost::system::error_code error;
    boost::json::value answer = boost::json::parse(body, error);
    if (error) return;
    const auto half = [](boost::json::value& list) {
        if (list.is_array()) list.as_array().resize(list.as_array().size() / 2);
    };
    half(answer);
    if (answer.is_object()) {
        if (auto* rows = answer.as_object().if_contains("rows")) half(*rows);
        if (auto* packed = answer.as_object().if_contains("packed");
            packed != nullptr && packed->is_string()) {
            boost::json::value rows = boost::json::parse(packed->as_string(), error);
            if (error) return;
            half(rows);
            *packed = boost::json::serialize(rows);
        }
    }
    body = boost::json::serialize(answer);
}

}  // namespace

void spoil(Response& response, Fault fault, const Switches& switches) {
    if (fault == Fault::lost_answer || fault == Fault::hang) response.hang_up = true;
    if (fault == Fault::hang) response.hold += switches.hang;
    if (fault == Fault::half) halve(response.body);
    if (fault == Fault::truncated) response.body.resize(response.body.size() / 2);
    if (fault == Fault::gateway_time_out)
        response = html(504,
                        "<html><head><title>504 Gateway Time-out</title></head><body>"
                        "<h1>504 Gateway Time-out</h1></body></html>\n");
}

}  // namespace causeway::sandbox
