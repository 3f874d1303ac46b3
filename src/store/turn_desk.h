// SPDX-License-Identifier: GPL-3.0-or-later
// What people decide about a link's year: the hold between two days, and the plans of a turn with
// every row they showed, confirmed and taken back by name. Any thread; throws as the store does,
// and Failure(usage) or Failure(guarded) for what is not possible now, with the cure.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "store/store.h"

namespace causeway::store {

// "student 12;staff 3"
std::string agreed_text(const std::map<model::Kind, std::int64_t>& agreed);
std::map<model::Kind, std::int64_t> agreed_from(const std::string& text);

enum class TurnStage { planned = 0, confirmed = 1, taken_back = 2 };

struct TurnRecord {
    std::int64_t id = 0;
    TurnStage stage = TurnStage::planned;
    base::Instant made = 0;
    std::string made_by;
    std::string fingerprint;
    base::Date begins;
    std::string summary;  // JSON, the service's own
    base::Instant confirmed = 0;
    std::string confirmed_by;
    std::string because;
    base::Instant taken_back = 0;
    std::string taken_back_by;
    std::vector<model::SchoolTurn> schools;
};

struct TurnRowRecord {
    std::int64_t n = 0;  // given by keep()
    std::string fate;
    model::Key key;
    std::int64_t school = 0;
    std::string title;
    std::string reason;
    bool doubtful = false;
};

class TurnDesk {
  public:
    TurnDesk(Store& store, const std::string& link);

    // Takes the place of an earlier one.
    void hold(const model::Hold& hold);
    // False when there was none.
    bool release(const std::string& by, base::Instant at);

    // Keeps a plan; earlier ones that nobody confirmed are dropped. Its number.
    std::int64_t keep(const TurnRecord& plan, const std::vector<TurnRowRecord>& rows);
    std::vector<TurnRecord> turns();  // newest first, without their summaries
    std::optional<TurnRecord> turn(std::int64_t id);
    // Rows after the n-th, of one fate or of all, whose title, reason or key hold these words.
    std::vector<TurnRowRecord> rows(std::int64_t id, const std::string& fate,
                                    const std::string& words, std::int64_t after,
                                    std::int64_t limit);
    void confirm(std::int64_t id, base::Date begins, const std::string& by,
                 const std::string& because, base::Instant at);
    void take_back(std::int64_t id, const std::string& by, base::Instant at);

  private:
    std::vector<TurnRecord> read(std::optional<std::int64_t> id);
    // The turn, inside a transaction that will change its stage; refused when it is in another one.
    TurnRecord in_stage(std::int64_t id, TurnStage wanted);

    Store& store_;
    std::int64_t link_ = 0;
};

}  // namespace causeway::store
