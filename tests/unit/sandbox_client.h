// SPDX-License-Identifier: GPL-3.0-or-later
// Speaks to a stand-in Moodle over a connection of its own, byte by byte as a test wants it.
#pragma once

#include <string>

#include "sandbox/moodle/stand_in.h"
#include "unit/raw_http.h"

namespace causeway::test {

// A call whose answer is read to the end of the connection; chunks are joined.
struct Reply {
    std::string head, body;
    [[nodiscard]] bool refused(const std::string& code) const {
        return body.find("\"errorcode\":\"" + code + "\"") != std::string::npos;
    }
};

inline std::string joined(std::string chunks) {
    std::string out;
    while (true) {
        const auto line = chunks.find("\r\n");
        if (line == std::string::npos) return out;
        const auto size = std::stoul(chunks.substr(0, line), nullptr, 16);
        if (size == 0) return out;
        out += chunks.substr(line + 2, size);
        chunks.erase(0, line + 2 + size + 2);
    }
}

inline Reply ask(sandbox::StandInMoodle& moodle, const std::string& method,
                 const std::string& target, const std::string& body = "",
                 const std::string& headers = "") {
    RawHttp client(moodle.port());
    client.send(method + " " + target +
                " HTTP/1.1\r\nHost: t\r\nConnection: close\r\nContent-Type: "
                "application/x-www-form-urlencoded\r\nContent-Length: " +
                std::to_string(body.size()) + "\r\n" + headers + "\r\n" + body);
    const std::string answer = client.rest();
    const auto end = answer.find("\r\n\r\n");
    if (end == std::string::npos) return {};
    Reply reply{answer.substr(0, end), answer.substr(end + 4)};
    if (reply.head.find("chunked") != std::string::npos) reply.body = joined(reply.body);
    return reply;
}

inline Reply call(sandbox::StandInMoodle& moodle, const std::string& function,
                  const std::string& arguments = "") {
    return ask(moodle, "POST", "/webservice/rest/server.php",
               "wstoken=" + moodle.token() + "&wsfunction=" + function +
                   "&moodlewsrestformat=json" + (arguments.empty() ? "" : "&" + arguments));
}

}  // namespace causeway::test
