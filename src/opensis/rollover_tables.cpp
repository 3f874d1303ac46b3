// SPDX-License-Identifier: GPL-3.0-or-later
#include "opensis/rollover_tables.h"

#include <array>

namespace causeway::opensis {

namespace {

using Name = std::string_view;

constexpr std::array kRolloverId = {Name("rollover_id")};
constexpr std::array kEnrollment = {Name("id"), Name("grade_id"), Name("next_school"),
                                    Name("drop_code")};
constexpr std::array kCodes = {Name("id"), Name("type")};
constexpr std::array kGrades = {Name("id"), Name("title")};

constexpr std::array kTables = {
    TableUse{"school_years", kRolloverId},
    TableUse{"school_semesters", kRolloverId},
    TableUse{"school_quarters", kRolloverId},
    TableUse{"course_subjects", kRolloverId},
    TableUse{"courses", kRolloverId},
    TableUse{"course_periods", kRolloverId},
    TableUse{"student_enrollment", kEnrollment},
    TableUse{"student_enrollment_codes", kCodes},
    TableUse{"school_gradelevels", kGrades},
};

}  // namespace

std::span<const TableUse> rollover_tables() {
    return kTables;
}

}  // namespace causeway::opensis
