// SPDX-License-Identifier: GPL-3.0-or-later
#include "opensis/people_streams.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "opensis/entered_text.h"
#include "opensis/folded_stream.h"

namespace causeway::opensis {

namespace {

using base::Date;
using model::Enrolment;
using model::Key;
using model::Kind;
using model::Person;

std::vector<db::Value> staff_types(const Session& session) {
    const std::string_view second = session.options().administrators ? "admin" : "teacher";
    return {second, second};
}

class Staff final : public FoldedStream<Person> {
  public:
    explicit Staff(Session& session)
        : FoldedStream(session, sql::kStaff, sql::kCountStaff, Counted::keys,
                       staff_types(session)) {}

  protected:
    [[nodiscard]] Key key_of(const db::Row& row) const override {
        return {Kind::staff, row.integer(0), 0};
    }
    void start(const db::Row& row, Person& out) override {
        out.kind = Kind::staff;
        out.id = row.integer(0);
        out.school = row.integer(1);
        out.first_name = entered_text(row.text(2));
        out.middle_name = entered_text(row.text(3));
        out.last_name = entered_text(row.text(4));
        out.email = entered_text(row.text(5));
        out.disabled = entered_text(row.text(6)) == "Y";  // NULL and 'N' are active
        more(row, out);
    }
    // Contact and login rows: the first that says something counts.
    void more(const db::Row& row, Person& out) override {
        if (out.email.empty()) out.email = entered_text(row.text(7));
        if (out.login.empty()) out.login = entered_text(row.text(8));
    }
};

class Students final : public FoldedStream<Person> {
  public:
    explicit Students(Session& session)
        : FoldedStream(session, sql::kStudents, sql::kCountStudents, Counted::keys) {}

  protected:
    [[nodiscard]] Key key_of(const db::Row& row) const override {
        return {Kind::student, row.integer(0), 0};
    }
    void start(const db::Row& row, Person& out) override {
        out.kind = Kind::student;
        out.id = row.integer(0);
        out.school = row.integer(1);
        out.first_name = entered_text(row.text(2));
        out.middle_name = entered_text(row.text(3));
        out.last_name = entered_text(row.text(4));
        out.common_name = entered_text(row.text(5));
        out.email = entered_text(row.text(6));
        // openSIS hides a student with anything but NULL here, even with 'N'.
        out.disabled = !row.is_null(7);
        out.login = entered_text(row.text(8));
    }
    void more(const db::Row& row, Person& out) override {
        if (out.login.empty()) out.login = entered_text(row.text(8));
    }
};

class Manages final : public FoldedStream<Enrolment> {
  public:
    explicit Manages(Session& session)
        : FoldedStream(session, sql::kManages, sql::kCountManages, Counted::keys) {}

  protected:
    [[nodiscard]] Key key_of(const db::Row& row) const override {
        return {Kind::manages, row.integer(0), row.integer(1)};
    }
    void start(const db::Row& row, Enrolment& out) override {
        out.kind = Kind::manages;
        out.place = row.integer(0);
        out.person = row.integer(1);
        out.school = out.place;
    }
};

class Teaches final : public FoldedStream<Enrolment> {
  public:
    explicit Teaches(Session& session)
        : FoldedStream(session, sql::kTeaches, sql::kCountTeaches, Counted::keys) {}

  protected:
    [[nodiscard]] Key key_of(const db::Row& row) const override {
        return {Kind::teaches, row.integer(0), row.integer(1)};
    }
    void start(const db::Row& row, Enrolment& out) override {
        out.kind = Kind::teaches;
        out.place = row.integer(0);
        out.person = row.integer(1);
        out.school = row.integer(2);
        out.from = entered_date(row.text(3));
        out.to = entered_date(row.text(4));
    }
};

// The sections and students that a schedule row must stand in to count. Kept while the schedule is
// read: some 24 bytes a section and 16 a student.
class Circle {
  public:
    struct Section {
        std::int64_t id = 0;
        std::int64_t school = 0;
        std::optional<Date> begin;
        std::optional<Date> end;
    };

    explicit Circle(Session& session) {
        {
            Session::Answer sections(session, sql::kHeldSections, {});
            while (const auto* row = sections.next())
                sections_.push_back({row->integer(0), row->integer(1), entered_date(row->text(2)),
                                     entered_date(row->text(3))});
        }
        Session::Answer enrolled(session, sql::kEnrolled, {});
        while (const auto* row = enrolled.next())
            enrolled_.emplace_back(row->integer(0), row->integer(1));
    }

    [[nodiscard]] const Section* section(std::int64_t id) const {
        const auto found =
            std::lower_bound(sections_.begin(), sections_.end(), id,
                             [](const Section& s, std::int64_t wanted) { return s.id < wanted; });
        return found == sections_.end() || found->id != id ? nullptr : &*found;
    }
    // A student who went to another school is no learner here, even where the schedule was left
    // open.
    [[nodiscard]] bool enrolled(std::int64_t school, std::int64_t student) const {
        return std::binary_search(enrolled_.begin(), enrolled_.end(), std::pair{school, student});
    }

  private:
    std::vector<Section> sections_;
    std::vector<std::pair<std::int64_t, std::int64_t>> enrolled_;  // school, student
};

class Learns final : public FoldedStream<Enrolment> {
  public:
    Learns(Session& session, Circle circle)
        : FoldedStream(session, sql::kSchedule, sql::kCountSchedule, Counted::rows),
          circle_(std::move(circle)) {}

  protected:
    [[nodiscard]] Key key_of(const db::Row& row) const override {
        return {Kind::learns, row.integer(0), row.integer(1)};
    }
    [[nodiscard]] bool wanted(const Key& key) override {
        if (section_ == nullptr || section_->id != key.id) section_ = circle_.section(key.id);
        return section_ != nullptr && circle_.enrolled(section_->school, key.who);
    }
    void start(const db::Row& row, Enrolment& out) override {
        out.kind = Kind::learns;
        out.place = row.integer(0);
        out.person = row.integer(1);
        out.school = section_->school;
        spans_ = AttendanceUnion(section_->begin, section_->end);
        more(row, out);
    }
    void more(const db::Row& row, Enrolment&) override {
        spans_.add(entered_date(row.text(2)), entered_date(row.text(3)));
    }
    void finish(Enrolment& out) override {
        const Attendance attendance = spans_.result(session().day_of(out.school));
        out.from = attendance.from;
        out.to = attendance.to;
        out.dropped = attendance.dropped;
    }

  private:
    Circle circle_;
    const Circle::Section* section_ = nullptr;  // of the key in hand
    AttendanceUnion spans_{std::nullopt, std::nullopt};
};

// The later (or earlier) of two days, where "none" is no limit.
std::optional<Date> narrower(std::optional<Date> limit, std::optional<Date> day, bool later) {
    if (!limit) return day;
    if (!day) return limit;
    return later ? std::max(*limit, *day) : std::min(*limit, *day);
}

}  // namespace

void AttendanceUnion::add(std::optional<Date> start, std::optional<Date> end) {
    const Span span{narrower(begin_, start, true), narrower(end_, end, false)};
    if (!all_ || (all_->empty() && !span.empty())) {
        all_ = span;  // a day of attendance outweighs a row that never came to one
        return;
    }
    if (span.empty() && !all_->empty()) return;
    if (!span.from || !all_->from || *span.from < *all_->from) all_->from = span.from;
    if (!span.to || !all_->to || *span.to > *all_->to) all_->to = span.to;
}

Attendance AttendanceUnion::result(Date day) const {
    if (!all_) return {};
    const bool early = all_->to && (!end_ || *all_->to < *end_);
    const bool dropped = all_->empty() || (early && *all_->to < day);
    return {all_->from, all_->to, dropped};
}

std::unique_ptr<model::Stream<Person>> staff_stream(Session& session) {
    return std::make_unique<Staff>(session);
}
std::unique_ptr<model::Stream<Person>> student_stream(Session& session) {
    return std::make_unique<Students>(session);
}
std::unique_ptr<model::Stream<Enrolment>> manages_stream(Session& session) {
    return std::make_unique<Manages>(session);
}
std::unique_ptr<model::Stream<Enrolment>> teaches_stream(Session& session) {
    return std::make_unique<Teaches>(session);
}
std::unique_ptr<model::Stream<Enrolment>> learns_stream(Session& session) {
    return std::make_unique<Learns>(session, reading([&] { return Circle(session); }));
}

}  // namespace causeway::opensis
