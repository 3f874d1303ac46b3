// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/csv.h"

namespace causeway::base {

std::string csv_field(std::string_view text) {
    std::string out(text);
    if (!out.empty() && std::string_view("=+-@\t\r").find(out.front()) != std::string_view::npos)
        out.insert(0, "'");
    if (out.find_first_of(",\"\r\n") == std::string::npos) return out;
    for (std::size_t at = 0; (at = out.find('"', at)) != std::string::npos; at += 2)
        out.insert(at, "\"");
    return '"' + out + '"';
}

std::string csv_line(std::initializer_list<std::string_view> fields) {
    std::string out;
    bool first = true;
    for (const std::string_view field : fields) {
        if (!first) out += ',';
        first = false;
        out += csv_field(field);
    }
    return out + "\r\n";
}

}  // namespace causeway::base
