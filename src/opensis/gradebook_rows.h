// SPDX-License-Identifier: GPL-3.0-or-later
// The single statements that change openSIS's gradebook: one row each, and only as long as it
// still holds what the plan saw. Used by gradebook_writer.cpp and gradebook_undo.cpp alone.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "db/db.h"
#include "model/school_book.h"

namespace causeway::opensis {

class GradebookRows {
  public:
    GradebookRows(db::Connection& connection, const model::SchoolSection& section)
        : connection_(connection), section_(section) {}

    // Each returns openSIS's id of the row. `id` 0: the next one; otherwise a row put back.
    std::int64_t create_category(const model::BookRow& row, std::int64_t id = 0);
    std::int64_t create_item(const model::BookRow& row, std::int64_t type, std::int64_t id = 0);
    std::int64_t create_final(const model::BookRow& row, std::int64_t period, std::int64_t student,
                              std::int64_t id = 0);
    void create_grade(const model::BookRow& row, std::int64_t item, std::int64_t student);
    // As above, many at once.
    struct NewGrade {
        std::int64_t item = 0;
        std::int64_t student = 0;
        const model::BookRow* row = nullptr;
    };
    void create_grades(const std::vector<NewGrade>& grades);

    // False: the row is not what `before` says any more; nothing was changed.
    bool update(model::BookKind kind, std::int64_t id, std::int64_t student,
                const model::BookRow& before, const model::BookRow& after, std::int64_t type);
    bool remove(model::BookKind kind, std::int64_t id, std::int64_t student,
                const model::BookRow& before);

  private:
    void clear_gpa();  // what the GPA trigger would take from the student before

    db::Connection& connection_;
    const model::SchoolSection& section_;
};

}  // namespace causeway::opensis
