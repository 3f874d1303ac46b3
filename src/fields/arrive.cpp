// SPDX-License-Identifier: GPL-3.0-or-later
#include "fields/arrive.h"

#include <algorithm>

#include "base/text.h"

namespace causeway::fields {

Arrival arrive(std::span<const Judged> rows, model::Kind whose, const model::Values& profile,
               const std::string& title) {
    Arrival out;
    for (const bool to_moodle : {false, true}) {
        for (const Judged& row : rows) {
            if (row.held || row.mapping.whose != whose || row.mapping.to_moodle != to_moodle)
                continue;
            const bool has = std::any_of(
                out.taken.begin(), out.taken.end(),
                [&](const model::TakenValue& one) { return one.sis == row.mapping.sis; });
            const auto* raw = model::find_value(profile, row.mapping.lms);
            if (has || raw == nullptr || base::trimmed(raw->value).empty()) continue;
            auto becomes = to_opensis(row.pair, raw->value);
            if (!becomes)
                out.unfit.push_back({{whose, 0, 0},
                                     0,
                                     title,
                                     row.title(),
                                     row.mapping.lms,
                                     false,
                                     becomes.problem()});
            else if (!becomes->empty())
                out.taken.push_back({row.mapping.sis, row.mapping.lms, row.title(),
                                     *std::move(becomes), to_moodle});
        }
    }
    return out;
}

}  // namespace causeway::fields
