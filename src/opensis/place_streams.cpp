// SPDX-License-Identifier: GPL-3.0-or-later
#include "opensis/place_streams.h"

#include <algorithm>

#include "base/log.h"
#include "opensis/entered_text.h"
#include "opensis/folded_stream.h"

namespace causeway::opensis {

namespace {

using model::Key;
using model::Kind;

// The schools were read when the snapshot was opened; here they are only told, and counted again.
class Schools final : public model::Stream<model::School> {
  public:
    explicit Schools(Session& session) : session_(session) {
        // With a scope that names schools, each was found or the snapshot was not opened.
        proof_.rows_counted =
            session.scope_names_schools()
                ? std::count_if(session.places().begin(), session.places().end(),
                                [&](const Place& p) { return session.reads(p.school.key()); })
                : reading([&] { return session.count(sql::kCountSchools); });
    }

    bool next(model::School& out) override {
        const auto& places = session_.places();
        while (at_ < places.size() && !session_.reads(places[at_].school.key()))
            ++at_;
        if (at_ < places.size()) {
            out = places[at_++].school;
            ++proof_.rows_read;
            return true;
        }
        proof_.complete = proof_.rows_read == proof_.rows_counted;
        if (!proof_.complete) proof_.doubt = "openSIS counts another number of schools";
        return false;
    }

    [[nodiscard]] model::Proof proof() const override { return proof_; }

  private:
    Session& session_;
    std::size_t at_ = 0;
    model::Proof proof_;
};

class Subjects final : public FoldedStream<model::Subject> {
  public:
    explicit Subjects(Session& session)
        : FoldedStream(session, sql::kSubjects, sql::kCountSubjects, Counted::keys) {}

  protected:
    [[nodiscard]] Key key_of(const db::Row& row) const override {
        return {Kind::subject, row.integer(0), 0};
    }
    void start(const db::Row& row, model::Subject& out) override {
        out.id = row.integer(0);
        out.school = row.integer(1);
        out.title = entered_text(row.text(2));
    }
};

class Courses final : public FoldedStream<model::Course> {
  public:
    explicit Courses(Session& session)
        : FoldedStream(session, sql::kCourses, sql::kCountCourses, Counted::keys) {}

  protected:
    [[nodiscard]] Key key_of(const db::Row& row) const override {
        return {Kind::course, row.integer(0), 0};
    }
    void start(const db::Row& row, model::Course& out) override {
        out.id = row.integer(0);
        out.subject = row.integer(1);
        out.school = row.integer(2);
        out.title = entered_text(row.text(3));
        out.short_name = entered_text(row.text(4));
    }
};

class Sections final : public FoldedStream<model::Section> {
  public:
    explicit Sections(Session& session)
        : FoldedStream(session, sql::kSections, sql::kCountSections, Counted::keys) {}

  protected:
    [[nodiscard]] Key key_of(const db::Row& row) const override {
        return {Kind::section, row.integer(0), 0};
    }
    void start(const db::Row& row, model::Section& out) override {
        out.id = row.integer(0);
        out.course = row.integer(1);
        out.subject = row.integer(2);
        out.school = row.integer(3);
        out.year = static_cast<int>(row.integer(4));
        out.short_name = entered_text(row.text(5));
        out.course_title = entered_text(row.text(6));
        out.course_short_name = entered_text(row.text(7));
        out.term = entered_text(row.text(8));
        out.begin = entered_date(row.text(9));
        out.end = entered_date(row.text(10));
    }
};

// openSIS holds nothing by foreign keys; a section that lost its course is nowhere to be put.
void tell_of_orphans(Session& session) {
    const std::int64_t orphans = session.count(sql::kCountOrphanSections);
    if (orphans > 0)
        base::log::warning(
            "{} sections of openSIS are left out: their course or subject is missing there, or is "
            "of another school or year [opensis.orphan_section]",
            orphans);
}

}  // namespace

std::unique_ptr<model::Stream<model::School>> school_stream(Session& session) {
    return std::make_unique<Schools>(session);
}

std::unique_ptr<model::Stream<model::Subject>> subject_stream(Session& session) {
    return std::make_unique<Subjects>(session);
}

std::unique_ptr<model::Stream<model::Course>> course_stream(Session& session) {
    return std::make_unique<Courses>(session);
}

std::unique_ptr<model::Stream<model::Section>> section_stream(Session& session) {
    if (!session.narrowed()) reading([&] { tell_of_orphans(session); });
    return std::make_unique<Sections>(session);
}

}  // namespace causeway::opensis
