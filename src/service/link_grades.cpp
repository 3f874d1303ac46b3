// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/link_grades.h"

#include <fmt/format.h>

namespace causeway::service {

LinkGrades::LinkGrades(Link& link, store::Store& store, base::Clock& clock, std::string user_agent)
    : config_(link.config()),
      clock_(clock),
      store_(store),
      name_(link.name()),
      link_parts_(config_, clock, {}, std::move(user_agent)) {}

LinkGrades::~LinkGrades() = default;

GradeParts& LinkGrades::parts() {
    if (!parts_)
        parts_ = std::make_unique<GradeParts>(config_, clock_, link_parts_, store_, name_,
                                              std::stop_token());
    return *parts_;
}

opensis::GradebookLists& LinkGrades::lists() {
    if (!lists_) lists_ = std::make_unique<opensis::GradebookLists>(opensis_address(config_));
    return *lists_;
}

grades::PullReport LinkGrades::plan(const store::GradeChoice& choice) {
    grades::PullRequest request;
    request.sections = parts().sections_of(choice);
    request.full = true;
    request.dry = true;
    request.as_if = grades::option_named(choice.option);
    return grades::pull(parts().engine({}), request);
}

grades::Explanation LinkGrades::explain(std::int64_t section, std::int64_t student) {
    const auto book = parts().book(section);
    if (!book)
        throw base::Failure(
            base::ExitCode::usage,
            {"This section is not in openSIS", fmt::format("section:{}", section),
             "its gradebook is not there any more",
             "Look at the section in openSIS; the next sync puts it right.", "grades.section"});
    return grades::explain(*book, parts().lms_book(section), grade_policy(config_, clock_.now()),
                           student);
}

}  // namespace causeway::service
