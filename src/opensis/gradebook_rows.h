// SPDX-License-Identifier: GPL-3.0-or-later
// The statements that change openSIS's gradebook: a row each, or many grades together, and only as
// long as they still hold what the plan saw. Used by gradebook_writer.cpp and gradebook_undo.cpp
// alone.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/school_book.h"
#include "opensis/gradebook_bulk.h"

namespace causeway::opensis {

// Grades of any sections, many with one statement. None may be named twice.
class GradeSheet {
  public:
    explicit GradeSheet(Statements& statements);

    void create(const model::SchoolSection& section, std::int64_t item, std::int64_t student,
                const model::BookRow& row);
    void update(const model::SchoolSection& section, std::int64_t item, std::int64_t student,
                const model::BookRow& before, const model::BookRow& after);
    void remove(const model::SchoolSection& section, std::int64_t item, std::int64_t student,
                const model::BookRow& before);
    // False: not all were what `before` said any more; to be rolled back.
    bool send();

  private:
    Bulk fresh_, changed_, gone_;
    std::int64_t to_change_ = 0, to_go_ = 0;
};

class GradebookRows {
  public:
    GradebookRows(Statements& statements, const model::SchoolSection& section)
        : statements_(statements), section_(section) {}

    // Each returns openSIS's id of the row. `id` 0: the next one; otherwise a row put back.
    std::int64_t create_category(const model::BookRow& row, std::int64_t id = 0);
    std::int64_t create_item(const model::BookRow& row, std::int64_t type, std::int64_t id = 0);
    std::int64_t create_final(const model::BookRow& row, std::int64_t period, std::int64_t student,
                              std::int64_t id = 0);
    void create_grade(const model::BookRow& row, std::int64_t item, std::int64_t student);

    // False: the row is not what `before` says any more; nothing was changed.
    bool update(model::BookKind kind, std::int64_t id, std::int64_t student,
                const model::BookRow& before, const model::BookRow& after, std::int64_t type);
    bool remove(model::BookKind kind, std::int64_t id, std::int64_t student,
                const model::BookRow& before);

  private:
    std::int64_t run(std::string_view sql, const BoundRows& bound);
    void clear_gpa();  // what the GPA trigger would take from the student before

    Statements& statements_;
    const model::SchoolSection& section_;
};

}  // namespace causeway::opensis
