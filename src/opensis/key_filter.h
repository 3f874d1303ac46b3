// SPDX-License-Identifier: GPL-3.0-or-later
// The keys that a narrowed snapshot reads, as the lists of ids that its statements filter by: in
// roster_sql.cpp `{in student e.student_id}` stands for "AND e.student_id IN (...)" there, and for
// nothing in a reading of the whole. Pure values.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/key.h"

namespace causeway::opensis {

class KeyFilter {
  public:
    explicit KeyFilter(std::span<const model::Key> keys);

    // Of records: "student"; of enrolments: "learns.place", "learns.who"; "staff.section", which
    // the session adds, are the sections that these staff teach. In order, each once.
    [[nodiscard]] const std::vector<std::int64_t>& ids(std::string_view list) const;
    // Statements filter the two halves of an enrolment's key by themselves: is it really one?
    [[nodiscard]] bool has(const model::Key& key) const { return keys_.contains(key); }

    void add_list(std::string list, const std::set<std::int64_t>& ids) {
        ids_[std::move(list)].assign(ids.begin(), ids.end());
    }

  private:
    std::set<model::Key> keys_;
    std::map<std::string, std::vector<std::int64_t>, std::less<>> ids_;
};

}  // namespace causeway::opensis
