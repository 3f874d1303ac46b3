// SPDX-License-Identifier: GPL-3.0-or-later
// The streams of people and of their enrolments. Opened by Snapshot; the rules of snapshot.h hold.
#pragma once

#include <memory>

#include "model/roster.h"
#include "model/stream.h"
#include "opensis/session.h"

namespace causeway::opensis {

std::unique_ptr<model::Stream<model::Person>> staff_stream(Session& session);
std::unique_ptr<model::Stream<model::Person>> student_stream(Session& session);

std::unique_ptr<model::Stream<model::Enrolment>> manages_stream(Session& session);
std::unique_ptr<model::Stream<model::Enrolment>> teaches_stream(Session& session);
std::unique_ptr<model::Stream<model::Enrolment>> learns_stream(Session& session);

// A student's schedule rows in one section, made into one interval.
struct Attendance {
    std::optional<base::Date> from;  // the earliest start, not before the section begins
    std::optional<base::Date> to;    // the latest end, not after the section's; open: the section's
    bool dropped = false;            // over before the section is, and that day is past
};

class AttendanceUnion {
  public:
    AttendanceUnion(std::optional<base::Date> begin, std::optional<base::Date> end)
        : begin_(begin), end_(end) {}
    // One schedule row; no start means from the section's first day, no end means open.
    void add(std::optional<base::Date> start, std::optional<base::Date> end);
    // `day` decides what is past.
    [[nodiscard]] Attendance result(base::Date day) const;

  private:
    struct Span {
        std::optional<base::Date> from;
        std::optional<base::Date> to;
        [[nodiscard]] bool empty() const { return from && to && *to < *from; }
    };
    std::optional<base::Date> begin_;
    std::optional<base::Date> end_;
    std::optional<Span> all_;
};

}  // namespace causeway::opensis
