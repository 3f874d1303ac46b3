// SPDX-License-Identifier: GPL-3.0-or-later
// The few shapes of HTTP answer that the stand-in gives.
#pragma once

#include <boost/json/object.hpp>
#include <map>
#include <string>

#include "net/server.h"
#include "sandbox/moodle/stand_in.h"

namespace causeway::sandbox {

net::Response html(int status, std::string body);
net::Response json_text(std::string body);
// What a Moodle in CLI maintenance answers to everybody.
net::Response under_maintenance();
// The request's content type in lower case.
std::string lower_head(const net::Request& request);
// What was called, for state.json.
boost::json::object calls_json(const std::map<std::string, CallCount>& counts);

}  // namespace causeway::sandbox
