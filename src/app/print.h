// SPDX-License-Identifier: GPL-3.0-or-later
// How the program speaks on standard output: tables for people, one JSON object for programs.
// Everything that leaves here has its secrets blotted. Used by the commands, one thread.
#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <ostream>
#include <string>
#include <vector>

#include "base/problem.h"
#include "model/problem_json.h"
#include "sync/plan.h"

namespace causeway::app {

// Indented by two blanks; short lists and objects of plain values stay on one line.
std::string pretty(const boost::json::value& value);
void print_json(std::ostream& out, const boost::json::value& value);

// Columns are as wide as their widest cell, counted in characters; numbers stand to the right.
class Table {
  public:
    explicit Table(std::vector<std::string> head);
    void add(std::vector<std::string> cells);
    [[nodiscard]] bool empty() const { return rows_.empty(); }
    [[nodiscard]] std::string text() const;

  private:
    std::vector<std::string> head_;
    std::vector<std::vector<std::string>> rows_;
};

std::string grouped(std::int64_t number);  // "12,345"
std::string lasted(std::int64_t seconds);  // "4 s", "3 min 20 s", "2 h 5 min"

// The counts of a plan or run, a line per kind that has any.
std::string counts_table(const sync::CountsByKind& counts);
// "120 created, 3 updated, 2 refused, 511 unchanged", or "nothing to do".
std::string in_words(const sync::CountsByKind& counts);

using model::problem_json;
// A problem for people: what, and below it record, why and what to do.
std::string problem_text(const base::Problem& problem);

}  // namespace causeway::app
