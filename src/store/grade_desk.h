// SPDX-License-Identifier: GPL-3.0-or-later
// What the store keeps of grades for one link: who keeps the gradebook of which school and section,
// and where the two sides differ until a person decides. Any thread; throws as the store does.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "store/store.h"

namespace causeway::store {

struct GradeChoice {
    model::Kind kind = model::Kind::section;  // school or section
    std::int64_t id = 0;
    std::string option;  // "opensis", "moodle"
    std::string by;
    base::Instant at = 0;
    bool operator==(const GradeChoice&) const = default;
};

struct GradeDifference {
    std::string key;
    std::int64_t section = 0;
    std::string kind;
    std::int64_t student = 0;
    std::string title, here, there, why;
    base::Instant since = 0;

    [[nodiscard]] bool says(const GradeDifference& other) const {
        return title == other.title && here == other.here && there == other.there &&
               why == other.why;
    }
};

// What a section's reading found: all its differences, or those among these keys.
struct ToldSection {
    std::int64_t section = 0;
    std::optional<std::vector<std::string>> keys;
    std::vector<GradeDifference> now;
};

class GradeDesk {
  public:
    GradeDesk(Store& store, const std::string& link);

    std::vector<GradeChoice> choices();
    // With the run that switches to it, if one does: its undo then knows what held before.
    void choose(const GradeChoice& choice, std::int64_t run = 0);
    // What a run has chosen is again as it was before, unless it was chosen anew since; as a switch
    // of the run that undoes it. What holds now; nothing: that run has chosen nothing.
    struct PutBack {
        GradeChoice now;     // option "": none of its own any more
        bool newer = false;  // chosen anew since, and so it stays
    };
    std::optional<PutBack> put_back(std::int64_t run, std::int64_t undo_run);

    // What was told before gives way. Together or not at all; nothing is written for sections in
    // which nothing changed.
    void tell(std::span<const ToldSection> sections, base::Instant at);
    std::vector<GradeDifference> differences(std::optional<std::int64_t> section);

  private:
    // The three with the store's lock held; the latter two in a transaction.
    GradeChoice held(model::Kind kind, std::int64_t id);
    void set(const GradeChoice& choice);
    void note_switch(std::int64_t run, const GradeChoice& before, const GradeChoice& after);

    Store& store_;
    std::int64_t link_ = 0;
};

}  // namespace causeway::store
