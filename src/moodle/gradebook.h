// SPDX-License-Identifier: GPL-3.0-or-later
// The gradebooks of sections as Moodle has them, in the words of model/gradebook.h. Two ways to
// the same values: the fast path asks our plugin for many courses at once and can tell what
// changed; the plain path uses Moodle's own functions, course by course, and says which values it
// cannot tell. Beside Site, which finds out what the site grants.
// Any thread may call; nothing throws for what Moodle answers. Nothing is written but by send().
#pragma once

#include <span>
#include <vector>

#include "base/result.h"
#include "model/gradebook.h"
#include "moodle/calls_grades.h"

namespace causeway::moodle {

class Channel;
class Site;

struct GradebookOptions {
    bool fast = false;                 // the plugin's listings are granted
    unsigned parallel = 2;             // plain path: courses that are read at once
    std::size_t courses_a_call = 200;  // fast path: the most that one listing is about
};

// A row that was sent to Moodle, and what became of it.
struct SentItem {
    model::RemoteId id = 0;  // grade_items.id; 0: refused, or nothing was there to be removed
    bool changed = false;
    std::optional<base::Problem> refused;
};

class GradebookReader {
  public:
    GradebookReader(Channel& channel, GradebookOptions options)
        : channel_(channel), options_(options) {}
    // By the path that the site grants; known once site.identify() was answered.
    explicit GradebookReader(Site& site);

    // Whole gradebooks of these Moodle courses. A course that cannot be read is a Problem for all:
    // the caller asks for fewer to go around it. Courses that are gone are told, not refused.
    base::Result<model::GradebookListing> read(std::span<const model::RemoteId> courses);

    // What changed in these courses since the cursor of a read() or changes() of the same site.
    // Four calls when nothing did. The plain path has no such thing: Problem moodle.no_changes.
    base::Result<model::GradebookChanges> changes(std::span<const model::RemoteId> courses,
                                                  const model::GradeCursor& cursor);

    // What Moodle itself shows to one student, for a page that explains a total.
    base::Result<std::vector<GradeTableRow>> table(model::RemoteId course, model::RemoteId user);
    // A student's course totals in all courses.
    base::Result<std::vector<CourseTotal>> totals(model::RemoteId user);

    // openSIS's own assignments sent to Moodle, at most kUpsertRows: one outcome per row.
    base::Result<std::vector<SentItem>> send(std::span<const model::GradedItemWrite> rows);

    [[nodiscard]] bool fast() const { return options_.fast; }

  private:
    base::Result<model::GradebookListing> read_fast(std::span<const model::RemoteId> courses);
    base::Result<model::GradebookListing> read_plain(std::span<const model::RemoteId> courses);
    base::Result<std::vector<model::RemoteId>> gone_of(std::span<const model::RemoteId> courses);

    Channel& channel_;
    GradebookOptions options_;
};

}  // namespace causeway::moodle
