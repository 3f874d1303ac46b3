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
    // Many at once: of each what it was and what it is to be, where it has that.
    struct GradeChange {
        std::int64_t item = 0;  // openSIS's assignment
        std::int64_t student = 0;
        const model::BookRow* before = nullptr;
        const model::BookRow* after = nullptr;
    };
    void create_grades(const std::vector<GradeChange>& grades);
    // False: not all are what `before` says any more; to be rolled back.
    bool update_grades(const std::vector<GradeChange>& grades);
    bool remove_grades(const std::vector<GradeChange>& grades);

    // False: the row is not what `before` says any more; nothing was changed.
    bool update(model::BookKind kind, std::int64_t id, std::int64_t student,
                const model::BookRow& before, const model::BookRow& after, std::int64_t type);
    bool remove(model::BookKind kind, std::int64_t id, std::int64_t student,
                const model::BookRow& before);

  private:
    static void name_as_seen(BoundRows& bound, std::int64_t section, const GradeChange& grade);
    std::int64_t run(std::string_view sql, const BoundRows& bound);
    void clear_gpa();  // what the GPA trigger would take from the student before

    Statements& statements_;
    const model::SchoolSection& section_;
};

}  // namespace causeway::opensis
