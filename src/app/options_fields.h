// SPDX-License-Identifier: GPL-3.0-or-later
// What the commands of Custom Field Mapping are told. A part of options.h.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/key.h"

namespace causeway::app {

struct FieldsListOptions {};
struct FieldsAvailableOptions {
    std::string whose;  // "students", "staff"; empty: both
};
struct FieldsMapOptions {
    std::string whose = "students";
    std::string sis;
    std::string lms;
    std::string to = "moodle";  // or "opensis"
    std::vector<std::string> options;
    std::string too_long = "refuse";  // or "cut"
    std::string emptied = "empty";    // or "keep"
    std::string days = "YYYY-MM-DD";  // model::name(DayForm)
    std::int64_t id = 0;              // of the row that is changed
    bool preview = false;
};
struct FieldsUnmapOptions {
    std::int64_t id = 0;
};
struct FieldsPullOptions {
    std::vector<model::Key> keys;
    bool plan = false;
};
struct FieldsUndoOptions {
    std::int64_t run = 0;
};
struct FieldsRefusedOptions {};

}  // namespace causeway::app
