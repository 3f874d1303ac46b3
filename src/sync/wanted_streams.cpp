// SPDX-License-Identifier: GPL-3.0-or-later
// A snapshot of openSIS as streams of Wanted.
#include <algorithm>

#include "sync/wanted.h"

namespace causeway::sync {

namespace {

// One source stream after the other, each projected; the proofs add up.
class Joined : public model::Stream<Wanted> {
  public:
    [[nodiscard]] model::Proof proof() const override { return proof_; }

  protected:
    // Takes what an ended source says of its completeness into account.
    void close(const model::Proof& part) {
        proof_.complete = (parts_++ == 0 || proof_.complete) && part.complete;
        proof_.rows_read += part.rows_read;
        if (part.rows_counted >= 0)
            proof_.rows_counted =
                std::max<std::int64_t>(proof_.rows_counted, 0) + part.rows_counted;
        if (!part.complete) proof_.doubt = part.doubt;
    }

  private:
    model::Proof proof_;
    int parts_ = 0;
};

class PlacesAndPeople final : public Joined {
  public:
    PlacesAndPeople(SisSnapshot& snapshot, Projector& projector)
        : snapshot_(snapshot), projector_(projector) {}

    bool next(Wanted& out) override {
        for (; stage_ < 5; ++stage_) {
            const bool more = stage_ == 0   ? from(schools_, &SisSnapshot::schools, out)
                              : stage_ == 1 ? from(subjects_, &SisSnapshot::subjects, out)
                              : stage_ == 2 ? from(courses_, &SisSnapshot::courses, out)
                              : stage_ == 3 ? from(sections_, &SisSnapshot::sections, out)
                                            : from(people_, &SisSnapshot::people, out);
            if (more) return true;
        }
        return false;
    }

  private:
    template <class Record, class Open>
    bool from(std::unique_ptr<model::Stream<Record>>& source, Open open, Wanted& out) {
        if (!source) source = (snapshot_.*open)();
        Record record;
        if (source->next(record)) {
            out = projector_.of(record);
            return true;
        }
        close(source->proof());
        source.reset();
        return false;
    }

    SisSnapshot& snapshot_;
    Projector& projector_;
    int stage_ = 0;
    std::unique_ptr<model::Stream<model::School>> schools_;
    std::unique_ptr<model::Stream<model::Subject>> subjects_;
    std::unique_ptr<model::Stream<model::Course>> courses_;
    std::unique_ptr<model::Stream<model::Section>> sections_;
    std::unique_ptr<model::Stream<model::Person>> people_;
};

class Enrolments final : public Joined {
  public:
    Enrolments(SisSnapshot& snapshot, Projector& projector)
        : source_(snapshot.enrolments()), projector_(projector) {}

    bool next(Wanted& out) override {
        if (source_ && source_->next(record_)) {
            projector_.of(record_, out);
            return true;
        }
        if (source_) {
            close(source_->proof());
            source_.reset();
            in_courses_ = projector_.course_enrolments();
        }
        if (at_ == in_courses_.size()) return false;
        out = std::move(in_courses_[at_++]);
        return true;
    }

  private:
    std::unique_ptr<model::Stream<model::Enrolment>> source_;
    Projector& projector_;
    model::Enrolment record_;
    std::vector<Wanted> in_courses_;  // where sections are groups; after all the others
    std::size_t at_ = 0;
};

}  // namespace

std::unique_ptr<model::Stream<Wanted>> places_and_people(SisSnapshot& snapshot,
                                                         Projector& projector) {
    return std::make_unique<PlacesAndPeople>(snapshot, projector);
}

std::unique_ptr<model::Stream<Wanted>> enrolments(SisSnapshot& snapshot, Projector& projector) {
    return std::make_unique<Enrolments>(snapshot, projector);
}

}  // namespace causeway::sync
