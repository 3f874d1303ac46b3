// SPDX-License-Identifier: GPL-3.0-or-later
// What an intake needs of the world: Moodle to read (Source), openSIS to read and write (Target),
// and a book that remembers (Book). service/ joins them to the real ones.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/failure.h"
#include "base/result.h"
#include "intake/rows.h"

namespace causeway::intake {

// One thread. Throws Failure(incomplete) when any part of what was asked could not be read whole.
class Source {
  public:
    virtual ~Source() = default;
    // `totals`: the course totals too, of the courses that began before `before`.
    virtual model::MoodleSchool read(bool totals, base::Instant before) = 0;
};

// One thread. read() throws Failure(incomplete) when openSIS cannot be reached, Failure(usage)
// when the school cannot take anything up. Every write is one transaction: all rows of the record
// or none. A row that openSIS refuses is a Problem; a lost connection a Failure(incomplete), and
// then the record is there or not: the next plan finds it by what tells it.
class Target {
  public:
    virtual ~Target() = default;
    virtual model::SisSchool read() = 0;
    virtual base::Result<model::Written> add(const model::NewPerson& person) = 0;
    virtual base::Result<model::Written> change(const model::Key& person,
                                                const model::PersonChange& fields) = 0;
    virtual base::Result<model::Written> add(const model::NewSection& section) = 0;
    virtual base::Result<model::Written> add(const model::NewTeacher& teacher) = 0;
    virtual base::Result<model::Written> add(const model::NewSeat& seat) = 0;
    virtual base::Result<model::Written> add(const model::NewHistory& grade) = 0;
    // How many seconds openSIS takes over this row, found by writing and rolling it back.
    virtual base::Result<double> seconds_for(const model::NewSeat& seat) = 0;
    // Takes rows back, last first, in one transaction; refuses when somebody else has changed one
    // since, or when other records hang on it.
    virtual base::Result<void> take_back(const std::vector<model::WrittenRow>& rows) = 0;
};

// What the school's field mapping brings with new people (src/fields). One thread.
class Fields {
  public:
    virtual ~Fields() = default;
    // Fills in MoodlePerson::fields and unfit of those that may come. Throws Failure(incomplete)
    // when Moodle's values could not be read whole.
    virtual void fill(model::Kind whose, std::vector<model::MoodlePerson>& people) = 0;
};

// A row that was applied, as the book keeps it.
struct Applied {
    Row row;
    model::Written written;
};

// One run at a time holds the link. Every method is one transaction.
class Book {
  public:
    virtual ~Book() = default;
    virtual Links links() = 0;
    // Adds what people decided before about single rows of this kind (leave out, the same as, new),
    // where the wishes say nothing of the row.
    virtual void recall(What what, Wishes& wishes) = 0;
    virtual std::int64_t begin(const std::string& what) = 0;  // Failure(locked) when it is held
    // Called after each record was written, before the next.
    virtual void note(std::int64_t run, const Applied& applied) = 0;
    // What was not taken, and why; once, at the end.
    virtual void note_left(std::int64_t run, std::span<const Row> rows) = 0;
    // Links the records that the run wrote or found, so that a sync finds both sides agreed.
    virtual void link(std::int64_t run, std::span<const Applied> applied) = 0;
    virtual void end(std::int64_t run, base::ExitCode exit, const std::string& summary) = 0;
    // What a run noted and has not taken back, last first.
    struct Noted {
        std::int64_t id = 0;
        std::string title;
        std::vector<model::Key> keys;
        std::vector<model::WrittenRow> rows;
    };
    virtual std::vector<Noted> noted(std::int64_t run) = 0;
    // That row was taken back: its links go too.
    virtual void taken_back(std::int64_t run, const Noted& row) = 0;
    // All rows were: subjects and courses that openSIS lost with them are not linked any more, nor
    // is a school that nothing is left of. Throws Failure(incomplete) when openSIS cannot be read.
    virtual void let_go(std::int64_t run) = 0;
};

// Called from the running thread; must return at once.
using Watch = std::function<void(const std::string& stage, std::int64_t done, std::int64_t total)>;

}  // namespace causeway::intake
