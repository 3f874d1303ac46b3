// SPDX-License-Identifier: GPL-3.0-or-later
// Between the server's own words (Request, Response) and Beast's messages. Private to
// net/server*.cpp.
#pragma once

#include "net/server_shared.h"

#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

namespace causeway::net {

namespace beast = boost::beast;
namespace http = beast::http;

using RequestParser = http::request_parser<http::string_body>;
using Answer = http::response<http::string_body>;

Response plain_text(int status, std::string text);
// What the parser read, as a handler sees it.
Request taken_from(RequestParser& parser, const std::string& peer);
// What goes over the wire. `head_only`: the answer to a HEAD.
Answer answer_from(Response from, bool http11, bool head_only, bool keep_alive);
// A piece of a chunked body.
std::string chunk(std::string_view piece);
inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

}  // namespace causeway::net
