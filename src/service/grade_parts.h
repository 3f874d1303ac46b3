// SPDX-License-Identifier: GPL-3.0-or-later
// The real openSIS, Moodle and store behind the ports of grades, and the settings that make its
// policy. One thread; made for one piece of work.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "grades/run.h"
#include "moodle/calls_grades.h"
#include "opensis/gradebook.h"
#include "service/link_parts.h"
#include "store/grade_desk.h"

namespace causeway::service {

grades::Policy grade_policy(const Config& config, base::Instant now);

class GradeParts {
  public:
    // All but the last two outlive this. `began` is told a run's number.
    GradeParts(const Config& config, base::Clock& clock, LinkParts& parts, store::Store& store,
               const std::string& link, std::stop_token stop,
               std::function<void(std::int64_t)> began = {});
    ~GradeParts();
    GradeParts(const GradeParts&) = delete;
    GradeParts& operator=(const GradeParts&) = delete;

    grades::Engine engine(grades::Watch watch);
    store::GradeDesk& desk() { return desk_; }
    opensis::Gradebooks& gradebooks() { return gradebooks_; }
    // The next run that begins makes this choice, and is remembered with it.
    void choose_with_run(const store::GradeChoice& choice);
    std::vector<grades::Place> places();
    // The sections that such a choice is about: of a school, those without a choice of their own.
    // Failure(usage) when there is none.
    std::vector<std::int64_t> sections_of(const store::GradeChoice& choice);
    // One section as openSIS holds it; nothing: it is not there.
    std::optional<model::SchoolBook> book(std::int64_t section);
    // Its gradebook in Moodle; Failure(usage) when it is not in Moodle, Failure(incomplete) when
    // it cannot be read.
    model::Gradebook lms_book(std::int64_t section);
    grades::Option option_of(std::int64_t section);
    // What Moodle itself shows to this student of its section's course, as plain text. Failure as
    // lms_book().
    std::vector<moodle::GradeTableRow> table(std::int64_t section, model::RemoteId user);

  private:
    class SchoolSide;
    class LmsSide;
    class DeskSide;

    const Config& config_;
    base::Clock& clock_;
    LinkParts& parts_;
    store::GradeDesk desk_;
    std::stop_token stop_;
    opensis::Gradebooks gradebooks_;
    std::unique_ptr<SchoolSide> school_;
    std::unique_ptr<LmsSide> lms_;
    std::unique_ptr<DeskSide> desk_side_;
};

}  // namespace causeway::service
