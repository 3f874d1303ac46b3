// SPDX-License-Identifier: GPL-3.0-or-later
// What the pages about grades ask of openSIS beyond whole gradebooks: how much of it each section
// holds, and what one run changed. Reads alone; one connection, one thread.
// Errors: as Gradebooks.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "db/db.h"
#include "model/school_book.h"

namespace causeway::opensis {

// What came over into one section.
struct SectionTally {
    std::int64_t section = 0;
    std::int64_t items = 0;
    std::int64_t grades = 0;
    std::int64_t finals = 0;
    base::Instant newest = 0;  // grade, by Moodle's clock
    std::int64_t run = 0;      // that changed something last
};

struct PastBookStep {
    std::int64_t id = 0;
    std::int64_t section = 0;
    std::string kind, verb;
    std::string item;  // title of the graded item of a grade
    std::int64_t part = 0;
    std::int64_t student = 0;
    model::BookRow before, after;
    std::string reason;
    std::int64_t undone = 0;  // by this run; 0: it still stands
};

class GradebookLists {
  public:
    explicit GradebookLists(db::MariadbAddress address, unsigned timeout_seconds = 20);
    ~GradebookLists();
    GradebookLists(const GradebookLists&) = delete;
    GradebookLists& operator=(const GradebookLists&) = delete;

    // Of those of these sections that hold anything, ascending.
    std::vector<SectionTally> tallies(std::span<const std::int64_t> sections);
    // In the order in which they were written, behind step `after`; `sections` empty: all.
    std::vector<PastBookStep> steps(std::int64_t run, std::span<const std::int64_t> sections,
                                    std::int64_t after, std::int64_t limit);

  private:
    db::Connection& connection();

    db::MariadbAddress address_;
    unsigned timeout_;
    std::unique_ptr<db::Connection> connection_;
};

}  // namespace causeway::opensis
