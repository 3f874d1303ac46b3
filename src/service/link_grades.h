// SPDX-License-Identifier: GPL-3.0-or-later
// What the pages about grades ask of openSIS and Moodle, outside of runs: a section's gradebook,
// why totals differ, what another option would change. Nothing here writes. Made for one request;
// one thread; each call blocks for as long as the sides take to answer. Throws base::Failure where
// the settings will not do, and when openSIS or Moodle cannot be read.
#pragma once

#include <optional>
#include <string>

#include "grades/explain.h"
#include "opensis/gradebook_lists.h"
#include "service/grade_parts.h"
#include "service/link.h"

namespace causeway::service {

class LinkGrades {
  public:
    LinkGrades(Link& link, store::Store& store, base::Clock& clock, std::string user_agent);
    ~LinkGrades();
    LinkGrades(const LinkGrades&) = delete;
    LinkGrades& operator=(const LinkGrades&) = delete;

    [[nodiscard]] const Config& config() const { return config_; }
    GradeParts& parts();
    opensis::GradebookLists& lists();

    // A pull that writes nothing, as if this were chosen.
    grades::PullReport plan(const store::GradeChoice& choice);
    // Of a student in a section; both sides are read.
    grades::Explanation explain(std::int64_t section, std::int64_t student);

  private:
    Config config_;
    base::Clock& clock_;
    store::Store& store_;
    const std::string name_;
    LinkParts link_parts_;
    std::unique_ptr<GradeParts> parts_;
    std::unique_ptr<opensis::GradebookLists> lists_;
};

}  // namespace causeway::service
