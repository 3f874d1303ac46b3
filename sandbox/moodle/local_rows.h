// SPDX-License-Identifier: GPL-3.0-or-later
// The `rows` of the plugin's local_opensis_upsert_*: one JSON text, read with the plugin's own
// rules, and one outcome per row. A writer throws RowFault for a row that it refuses; nothing of
// that row may have been changed by then.
#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/moodle/calls.h"

namespace causeway::sandbox {

struct RowFault {
    std::string errorcode, field, message;
};
// With the words that go with that code.
[[nodiscard]] RowFault row_fault(std::string_view code, std::string_view field = "",
                                 std::string_view value = "");

enum class RowType { text, raw, number, flag, ids, texts };
struct RowField {
    RowType type;
    std::size_t longest = 0;  // of a text, in characters; 0: any length
};
using RowSpec = std::map<std::string_view, RowField>;

// One row after its types were checked; fields with null count as not given.
class Row {
  public:
    Row(const boost::json::value& from, const RowSpec& spec);

    [[nodiscard]] bool has(std::string_view field) const;
    [[nodiscard]] std::string text(std::string_view field, std::string_view otherwise = "") const;
    [[nodiscard]] Id number(std::string_view field, Id otherwise = 0) const;
    [[nodiscard]] const std::vector<Id>& ids(std::string_view field) const;
    [[nodiscard]] const std::map<std::string, std::string>& texts(std::string_view field) const;
    void demand(std::string_view field) const;           // there, and not blank
    void demand_if_given(std::string_view field) const;  // not blank

  private:
    std::map<std::string, std::string, std::less<>> texts_;
    std::map<std::string, Id, std::less<>> numbers_;
    std::map<std::string, std::vector<Id>, std::less<>> lists_;
    std::map<std::string, std::map<std::string, std::string>, std::less<>> maps_;
};

// The course that `course` (its id) or `courseidnumber` names.
[[nodiscard]] Course& course_named(CallContext& context, const Row& row);

struct Outcome {
    std::string_view outcome;  // created, updated, unchanged, removed
    Id id = 0;
    // A row that was written and has something to say all the same.
    std::optional<RowFault> note = {};
};

// A web-service function that takes `rows` and answers outcomes.
[[nodiscard]] Function upsert_function(RowSpec spec,
                                       std::function<Outcome(CallContext&, const Row&)> write);

}  // namespace causeway::sandbox
