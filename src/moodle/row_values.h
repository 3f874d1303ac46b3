// SPDX-License-Identifier: GPL-3.0-or-later
// What both paths of Site's writes (core's functions, our plugin's) make of a row's values. Only
// for site_write.cpp and site_bulk.cpp.
#pragma once

#include <optional>
#include <string>

#include "model/lms.h"

namespace causeway::moodle {

inline constexpr std::size_t kPasswordLength = 24;

inline std::optional<std::string> if_given(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
}

template <class Row>
std::optional<std::string> stamp_of(const Row& row, const std::string& prefix) {
    return row.stamp ? std::optional(row.key.idnumber(prefix)) : std::nullopt;
}

// Moodle refuses an end before the start, and makes up an end where none is given.
inline base::Instant end_of(const model::CourseShape& shape) {
    return shape.end > shape.start ? shape.end : 0;
}

inline std::optional<base::Instant> start_of(const model::CourseShape& shape) {
    return shape.start == 0 ? std::nullopt : std::optional(shape.start);
}

}  // namespace causeway::moodle
