// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/problem.h"

namespace causeway::base {

std::string Problem::text() const {
    std::string out = what;
    if (!record.empty()) out += " (" + record + ")";
    if (!why.empty()) out += ": " + why;
    if (!out.empty() && out.back() != '.' && out.back() != '?' && out.back() != '!') out += '.';
    if (!cure.empty()) out += " " + cure;
    if (!code.empty()) out += " [" + code + "]";
    return out;
}

}  // namespace causeway::base
