// SPDX-License-Identifier: GPL-3.0-or-later
// What a value of one side is on the other. Pure: no I/O, no clock; any thread. A value that has
// no counterpart is a Problem without a record: whoever asked knows whose value it was.
//
// The forms. openSIS's values are as the reader brings them: 'Y' or nothing, days as 2026-05-01,
// numbers without idle zeros, options as they are kept. Moodle's are either as Moodle keeps them
// ("raw") or in the form that a sync compares and sends ("shape"): days as 2026-05-01 instead of
// seconds, text areas as HTML with nothing but line breaks. "" is no value on either side.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/problem.h"
#include "base/result.h"
#include "model/fields.h"

namespace causeway::fields {

// Names that this folder uses throughout.
using base::Problem;
using model::LmsField;
using model::LmsType;
using model::SisField;
using model::SisType;
using Text = std::string_view;

struct Pair {
    model::SisField sis;
    model::LmsField lms;
    std::vector<std::pair<std::string, std::string>> options;  // as FieldMapping has them
    base::Zone zone = base::Zone::utc();                       // in which Moodle keeps days
    model::FieldRules rules = {};
};

// Why these two can never stand for one another, or nothing.
std::optional<base::Problem> impossible(const model::SisField& sis, const model::LmsField& lms);

// openSIS's value in Moodle's shape form.
base::Result<std::string> to_moodle(const Pair& pair, std::string_view sis);
// Moodle's raw value in openSIS's form.
base::Result<std::string> to_opensis(const Pair& pair, std::string_view raw);
// Moodle's raw value in the shape form.
std::string in_shape(const model::LmsField& field, const base::Zone& zone, std::string_view raw);

// The options that a value can have where it comes from, for mapping them one by one, with what
// equal words make of each; what the pair's own options say does not count. Empty where a side has
// no options.
struct OptionChoice {
    std::string sis;
    std::string lms;
    std::string label;     // of the side that it comes from
    bool matched = false;  // false: nothing on the other side is equal to it
};
std::vector<OptionChoice> option_choices(const Pair& pair, bool to_moodle);
std::vector<model::FieldOption> sis_options(const model::SisField& field);
std::vector<std::string> lms_options(const model::LmsField& field);

}  // namespace causeway::fields
