// SPDX-License-Identifier: GPL-3.0-or-later
// Answers as PHP writes them: JSON with \u and \/ escapes, or the XML that comes when the form
// did not ask for JSON.
#pragma once

#include <boost/json/fwd.hpp>
#include <string>

#include "sandbox/moodle/ws_error.h"

namespace causeway::sandbox {

[[nodiscard]] std::string php_json(const boost::json::value& value);
[[nodiscard]] std::string php_json(const WsError& error);
[[nodiscard]] std::string moodle_xml(const boost::json::value& value);
[[nodiscard]] std::string moodle_xml(const WsError& error);

}  // namespace causeway::sandbox
