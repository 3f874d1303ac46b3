// SPDX-License-Identifier: GPL-3.0-or-later
// Reading Moodle's JSON: numbers that may come as texts, keys that are left out when empty, null
// in place of "". Only for the calls_*.cpp of this folder (it brings in Boost.JSON).
// A value that must be there and is not throws Misshapen, which read() turns into a Fault.
#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "model/lms.h"
#include "moodle/errors.h"
#include "moodle/wire.h"

namespace causeway::moodle::json {

struct Misshapen {
    std::string detail;
};

const boost::json::object& object(const boost::json::value& value);
const boost::json::array& array(const boost::json::value& value);
// The array below that key, which must be there.
const boost::json::array& array(const boost::json::object& object, std::string_view key);
// An empty one when there is none.
const boost::json::array& optional_array(const boost::json::object& object, std::string_view key);

std::int64_t number(const boost::json::object& object, std::string_view key);  // must be there
std::int64_t number(const boost::json::object& object, std::string_view key, std::int64_t other);
// A number with a fraction, which PHP writes as 50, 33.33333 or "33.33333". None: null or missing.
std::optional<double> real(const boost::json::object& object, std::string_view key);
double real(const boost::json::object& object, std::string_view key, double other);
bool flag(const boost::json::object& object, std::string_view key, bool other);
std::string text(const boost::json::object& object, std::string_view key);  // "" when null or none
// A name that Moodle dresses for a page ("Arts &amp; Crafts"), as it was entered. Names that were
// entered with an entity in them come out without it: Moodle's answer does not tell them apart.
std::string dressed_text(const boost::json::object& object, std::string_view key);

// A user; empty fields are often left out of the answer.
model::FoundUser user(const boost::json::object& object);
// The day that Moodle shows for a moment, in the time zone that it does not tell: the one of the
// three days around it whose day and year stand in `shown` ("1 September 2021"). Nothing when that
// cannot be told.
std::optional<std::string> day_shown(std::string_view seconds, std::string_view shown);

// A user's custom profile fields. `described`: takes the name and type of each that came up, and of
// a menu the options that people have.
model::FoundProfile profile(const boost::json::object& object,
                            std::vector<model::LmsField>* described);

// Calls, and brings the answer into a T with `shape`, which may throw Misshapen.
template <class Shape>
auto read(Channel& channel, const Arguments& arguments, Shape&& shape)
    -> Called<decltype(shape(std::declval<const boost::json::value&>()))> {
    auto answer = channel.call(arguments);
    if (!answer) return answer.fault();
    try {
        return std::forward<Shape>(shape)(**answer);
    } catch (const Misshapen& what) {
        Fault fault = misshapen_answer(what.detail);
        fault.problem.what = "Could not understand what Moodle answered to " + arguments.function();
        return fault;
    }
}

// For functions whose answer is null.
Called<Done> expect_null(Channel& channel, const Arguments& arguments);

}  // namespace causeway::moodle::json
