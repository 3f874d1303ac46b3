// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/moodle/responses.h"

#include <algorithm>
#include <boost/json.hpp>
#include <cctype>
#include <utility>

namespace causeway::sandbox {

using net::Request;
using net::Response;

Response html(int status, std::string body) {
    Response response;
    response.status = status;
    response.content_type = "text/html; charset=utf-8";
    response.body = std::move(body);
    return response;
}

Response json_text(std::string body) {
    Response response;
    response.content_type = "application/json; charset=utf-8";
    response.body = std::move(body);
    return response;
}

Response under_maintenance() {
    Response response =
        html(503,
             "<!DOCTYPE html><html><head><title>Maintenance</title></head><body><p>This site "
             "is undergoing maintenance and is currently not available.</p></body></html>\n");
    response.reason = "Moodle under maintenance";
    response.headers = {{"Retry-After", "300"}};
    return response;
}

std::string lower_head(const Request& request) {
    std::string type(request.header("content-type"));
    std::transform(type.begin(), type.end(), type.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return type;
}

boost::json::object calls_json(const std::map<std::string, CallCount>& counts) {
    boost::json::object out;
    for (const auto& [name, count] : counts)
        out[name] = {{"calls", count.calls},
                     {"rows", count.rows},
                     {"errors", count.errors},
                     {"faults", count.faults}};
    return out;
}

}  // namespace causeway::sandbox
