// SPDX-License-Identifier: GPL-3.0-or-later
// The year's turn of one link, for the command line and the console alike: what openSIS has rolled
// over, the hold, and plans of a turn that are kept, confirmed and taken back by name. Each call
// reads what it needs anew (look, plan and confirm: openSIS, some seconds in a large district) and
// waits for no run. One thread. Throws Failure: usage, guarded (a person's word is missing, or it
// is too late), incomplete (openSIS could not be read whole; nothing was changed).
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "intake/turn_plan.h"
#include "service/config.h"
#include "store/turn_desk.h"

namespace causeway::service {

struct TurnWish {
    std::vector<std::int64_t> schools;  // empty: every one that openSIS has rolled over
    std::optional<base::Date> begins;   // the new year's first sync; nothing: today
};

class TurnOffice {
  public:
    TurnOffice(Config config, store::Store& store, std::string link, base::Clock& clock,
               std::string user_agent);

    [[nodiscard]] base::Date today() const { return today_; }
    model::RolloverBook look();
    model::TurnState state() { return link_.turn(); }
    std::vector<store::TurnRecord> turns() { return desk_.turns(); }
    std::optional<store::TurnRecord> turn(std::int64_t id) { return desk_.turn(id); }
    std::vector<store::TurnRowRecord> rows(std::int64_t id, const std::string& fate,
                                           const std::string& words, std::int64_t after,
                                           std::int64_t limit) {
        return desk_.rows(id, fate, words, after, limit);
    }

    void hold(base::Date from, base::Date to, const std::string& by);
    bool release(const std::string& by);
    store::TurnRecord plan(const TurnWish& wish, const std::string& by);
    // Only what was shown: when openSIS or base has moved since, it is planned anew and refused.
    store::TurnRecord confirm(std::int64_t id, const std::string& by, const std::string& because);
    store::TurnRecord take_back(std::int64_t id, const std::string& by);

  private:
    intake::TurnPlan foresee(const model::RolloverBook& book, const std::set<std::int64_t>& schools,
                             base::Date begins);
    store::TurnRecord keep(const intake::TurnPlan& plan, base::Date begins, const std::string& by);

    const Config config_;
    store::LinkState link_;
    store::TurnDesk desk_;
    base::Clock& clock_;
    const std::string user_agent_;
    const base::Date today_;
};

// The plan of a turn as both tell it: {"schools": [...], "objections": [...]}.
boost::json::object summary_of(const intake::TurnPlan& plan);
// A turn with its plan; `with_summary`: the schools' counts and the objections too.
boost::json::object turn_json(const store::TurnRecord& turn, bool with_summary);
// Who confirmed it, why, and for which day: one line for the audit.
std::string word_for(const store::TurnRecord& turn);
// All that a page needs before a plan is made.
boost::json::object rollover_json(TurnOffice& office);

}  // namespace causeway::service
