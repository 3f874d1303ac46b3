// SPDX-License-Identifier: GPL-3.0-or-later
// Who asks about grades, and what of them they may see and do: super administrators everything,
// administrators read their schools', teachers the sections that they teach. One request, one
// thread. Errors: Refusal.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "service/link_grades.h"
#include "web/grades_json.h"
#include "web/parts.h"

namespace causeway::web {

class GradesAsker {
  public:
    // 404 when the link is none of theirs, 403 for a role that has nothing here.
    GradesAsker(const Call& call, const Parts& parts);

    [[nodiscard]] service::Link& link() const { return *link_; }
    [[nodiscard]] bool teacher() const { return staff_ != 0; }
    [[nodiscard]] bool all() const { return !schools_ && !teacher(); }
    [[nodiscard]] bool may_act() const { return all() || teacher(); }
    void require_act() const;  // 403
    [[nodiscard]] bool sees_school(std::int64_t school) const;
    [[nodiscard]] bool sees(const store::ListedRecord& section) const;
    [[nodiscard]] bool teaches(std::int64_t section) const { return own_.contains(section); }
    [[nodiscard]] const std::set<std::int64_t>& own() const { return own_; }  // of a teacher
    // "section:331"; 404 when it is not there, or none of theirs.
    [[nodiscard]] store::ListedRecord section(const std::string& key) const;
    // Of the section's students.
    [[nodiscard]] Names names(const model::Key& section) const;
    [[nodiscard]] std::string name_of(const model::Key& key) const;  // of a student or section

  private:
    service::Link* link_ = nullptr;
    std::optional<std::vector<std::int64_t>> schools_;
    std::int64_t staff_ = 0;
    std::set<std::int64_t> own_;
};

// Who keeps which gradebook, and where that comes from: "section", "school", "settings".
class OptionsKept {
  public:
    OptionsKept(service::Link& link, store::Store& store);
    [[nodiscard]] std::pair<std::string, std::string> of(std::int64_t section,
                                                         std::int64_t school) const;

  private:
    std::string fallback_;
    std::map<std::pair<model::Kind, std::int64_t>, std::string> chosen_;
};

}  // namespace causeway::web
