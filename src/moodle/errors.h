// SPDX-License-Identifier: GPL-3.0-or-later
// What Moodle's refusals mean: for each error code the class (what the caller may do next), the
// cause and the cure in words. Also for what comes instead of an answer: HTTP statuses, pages of
// HTML, silence. Used by every file of this folder; pure functions, any thread.
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include "base/problem.h"
#include "net/http_client.h"

namespace causeway::moodle {

enum class ErrorClass {
    refused,  // a row is at fault; Moodle has rolled the call back, or it may be sent again safely
    retry,    // nothing was done; later it may go well
    unknown,  // it may have been done
    stop,     // the configuration is at fault: no such call can succeed
};

struct Fault {
    ErrorClass kind = ErrorClass::refused;
    base::Problem problem;  // `what` is filled by whoever knows what was wanted
    std::optional<std::chrono::seconds> retry_after;
};

// A value, or the fault that stands in its way.
template <class T>
class [[nodiscard]] Called {
  public:
    Called(T value) : held_(std::in_place_index<0>, std::move(value)) {}
    Called(Fault fault) : held_(std::in_place_index<1>, std::move(fault)) {}

    [[nodiscard]] bool ok() const { return held_.index() == 0; }
    explicit operator bool() const { return ok(); }
    [[nodiscard]] T& operator*() { return std::get<0>(held_); }
    [[nodiscard]] const T& operator*() const { return std::get<0>(held_); }
    [[nodiscard]] T* operator->() { return &std::get<0>(held_); }
    [[nodiscard]] const T* operator->() const { return &std::get<0>(held_); }
    [[nodiscard]] const Fault& fault() const { return std::get<1>(held_); }

  private:
    std::variant<T, Fault> held_;
};

struct Done {};  // of a function that returns nothing

struct ErrorRow {
    std::string_view code;  // Moodle's error or warning code
    ErrorClass kind;
    std::string_view why;
    std::string_view cure;
};

std::span<const ErrorRow> error_table();
const ErrorRow* find_error(std::string_view code);  // nothing when Causeway does not know it

// Of an exception object's errorcode and message. Codes that are not in the table keep Moodle's
// own words. The problem's code is "moodle." and the error code.
Fault fault_of_exception(std::string_view code, std::string_view message);
// Of a per-record warning: always about that record alone.
base::Problem problem_of_warning(std::string_view code, std::string_view message);
// Of an answer that is no JSON (or did not come); `reply` is not a redirect to be followed.
Fault fault_of_reply(const net::HttpReply& reply);
// Of JSON that is not what the function should return.
Fault misshapen_answer(std::string_view detail);

// Moodle's texts without tags and at most 300 characters; one line.
std::string plain_text(std::string_view html);

}  // namespace causeway::moodle
