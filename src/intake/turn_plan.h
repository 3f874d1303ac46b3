// SPDX-License-Identifier: GPL-3.0-or-later
// The plan of a year's turn: for every school that turns, which courses are hidden and kept, which
// are made anew, who leaves, joins and moves, with the reason of each; and what speaks against it.
// Pure: made from what openSIS's rollover left and from what the first sync of the new year would
// do (model::Operation), so that what a person confirms is what that sync does.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/problem.h"
#include "model/turn.h"
#include "model/work.h"

namespace causeway::intake {

enum class TurnFate {
    hidden,  // a course of the old year: hidden and kept, with all grades
    made,    // a course of the new year
    leaves,  // a person without a place in the new year: suspended, as the policy says
    joins,   // a person new to Moodle
    moves,   // a student who goes on in another school
};
inline constexpr std::array kTurnFates = {TurnFate::hidden, TurnFate::made, TurnFate::leaves,
                                          TurnFate::joins, TurnFate::moves};
std::string_view name(TurnFate fate);
std::optional<TurnFate> turn_fate_named(std::string_view name);

struct TurnRow {
    TurnFate fate = TurnFate::hidden;
    model::Key key;
    std::int64_t school = 0;
    std::string title;      // how a person knows the record
    std::string reason;     // a half sentence
    bool doubtful = false;  // a person who leaves because openSIS was told nothing, perhaps
};

// What the engine weighed for one school and kind.
struct TurnWeight {
    std::int64_t held = 0;
    std::int64_t leaving = 0;
};
using TurnWeights = std::map<std::pair<std::int64_t, model::Kind>, TurnWeight>;

struct TurnLimits {
    double leaving_percent = 50;  // of a school's students, or of its staff
    double missing_percent = 50;  // the new year may hold so much less than the old one
    std::int64_t records = 5;     // and fewer than this many are never too many
};

struct SchoolTurnPlan {
    std::int64_t school = 0;
    std::string title;
    model::YearSpan from;
    model::YearSpan to;
    std::vector<model::Rolled> rolled;
    std::map<TurnFate, std::int64_t> counts;  // rows of each fate; every fate is there
    std::int64_t made_from_old = 0;  // of `made`: rolled over from a section of the old year
    std::int64_t going_on = 0;       // students in this school in both years
    std::int64_t retained = 0;       // of these: in the same grade again
    std::int64_t doubtful = 0;       // of `leaves`
    std::map<model::Kind, std::int64_t> leaving;  // what a person agrees to by confirming
};

struct TurnPlan {
    std::vector<SchoolTurnPlan> schools;    // that turn
    std::vector<TurnRow> rows;              // by fate, then by key
    std::vector<base::Problem> objections;  // a named person may overrule them
    std::string fingerprint;                // of all of the above but the titles
};

// The schools of the book that openSIS has rolled over, students and all.
std::vector<std::int64_t> schools_that_can_turn(const model::RolloverBook& book);

TurnPlan plan_turn(const model::RolloverBook& book, const std::set<std::int64_t>& schools,
                   std::span<const model::Operation> first_sync, const TurnWeights& weights,
                   const TurnLimits& limits);

}  // namespace causeway::intake
