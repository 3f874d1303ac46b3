// SPDX-License-Identifier: GPL-3.0-or-later
// openSIS's gradebook of single sections: read as a whole book each, written step by step, all of a
// section's steps in one transaction. Rows and links are written together, so that a process killed
// at any moment leaves either all of a section's steps or none.
//
// Reading: one consistent snapshot for every call; a section that is not there is left out.
// Writing: every change first asks whether the row still is what the plan saw; if not, nothing of
// the section is written and the answer says so (the next pull plans anew). Rows of ours carry
// "causeway" in updated_by. One connection each, one thread at a time.
// Errors: Failure(incomplete) when openSIS cannot be reached, Failure(usage) without our tables.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "base/result.h"
#include "db/db.h"
#include "model/school_book.h"

namespace causeway::opensis {

class Statements;

class Gradebooks {
  public:
    explicit Gradebooks(db::MariadbAddress address, unsigned timeout_seconds = 120);
    ~Gradebooks();
    Gradebooks(const Gradebooks&) = delete;
    Gradebooks& operator=(const Gradebooks&) = delete;

    // Ascending by section.
    std::vector<model::SchoolBook> read(std::span<const std::int64_t> sections);
    // Of the sections of these grades only what concerns them: the items and students, their
    // grades and section grades, and the links of these. Cost goes by the grades, not the sections.
    std::vector<model::SchoolBook> read_some(std::span<const model::GradePlace> grades);

    // Whom the schedule has in these sections, whenever: their spells there as one, within the
    // section's own dates. As in the books, but cheap.
    std::map<std::int64_t, std::vector<model::Pupil>> rosters(
        std::span<const std::int64_t> sections);

    // Writes each section's steps, in their order; an outcome a section. A Problem: nothing of it
    // was written, the others were. Where only grades change, sections share a transaction.
    std::vector<base::Result<void>> write(std::int64_t run,
                                          std::span<const model::SectionSteps> sections);

    // Of these sections, those with assignments that no Moodle item stands for: a teacher's own.
    std::vector<std::int64_t> sections_to_send(std::span<const std::int64_t> sections);
    // Sections that hold one of these Moodle items.
    std::vector<std::int64_t> sections_with(std::span<const model::RemoteId> items);
    // Sections in which this run changed something that was not taken back yet.
    std::vector<std::int64_t> sections_of(std::int64_t run);
    // Puts a section back as it was before `run`, as far as nobody changed it since: what was
    // changed stays and is counted. A Problem: nothing was written.
    struct Undone {
        std::int64_t restored = 0;
        std::int64_t kept = 0;
    };
    base::Result<Undone> undo(std::int64_t section, std::int64_t run, std::int64_t undo_run);

  private:
    base::Result<void> write_together(std::int64_t run,  // all or none
                                      std::span<const model::SectionSteps> sections);
    db::Connection& connection();  // made, with the statements, when it is first asked for
    static base::Problem moved(std::int64_t section);

    db::MariadbAddress address_;
    unsigned timeout_;
    std::unique_ptr<db::Connection> connection_;
    std::unique_ptr<Statements> statements_;
};

}  // namespace causeway::opensis
