// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/moodle/rest_call.h"

#include "sandbox/moodle/answer.h"
#include "sandbox/moodle/responses.h"
#include "sandbox/moodle/spoiled.h"

namespace causeway::sandbox {

using net::Request;
using net::Response;

Php form_of(const Request& request, const Switches& switches) {
    Php form = Php::array();
    read_form(request.query, switches.max_input_vars, form);
    const bool is_form = lower_head(request).starts_with("application/x-www-form-urlencoded");
    if (request.method == "POST" && is_form && request.body.size() <= switches.post_max_size)
        read_form(request.body, switches.max_input_vars, form);
    return form;
}

std::chrono::milliseconds waiting(const Call& call, const Switches& switches) {
    const auto rows = switches.row_latency * static_cast<std::int64_t>(call.rows);
    return switches.latency + std::chrono::duration_cast<std::chrono::milliseconds>(rows);
}

Response spoken(const Call& call, std::string body) {
    Response response;
    response.content_type = call.as_json ? "application/json" : "application/xml; charset=utf-8";
    response.headers = {{"Cache-Control",
                         "private, must-revalidate, pre-check=0, "
                         "post-check=0, max-age=0"},
                        {"Expires", "Thu, 01 Jan 1970 00:00:00 GMT"},
                        {"Pragma", "no-cache"},
                        {"Accept-Ranges", "none"},
                        {"Access-Control-Allow-Origin", "*"}};
    response.chunked = true;
    response.body = std::move(body);
    return response;
}

Response refusal(Call& call, const WsError& error) {
    call.refused = true;
    call.outcome = error.errorcode;
    return spoken(call, call.as_json ? php_json(error) : moodle_xml(error));
}

}  // namespace causeway::sandbox
