// SPDX-License-Identifier: GPL-3.0-or-later
// openSIS's gradebooks, Moodle's and the store behind the ports of grades, in memory: Moodle's
// teachers and openSIS's teachers work in them, answers are lost, the process dies between any two
// of their calls.
#pragma once

#include <map>
#include <set>
#include <string>
#include <tuple>
#include <vector>

#include "dice.h"
#include "grades/run.h"

namespace causeway::simulation {

using Values = std::map<std::tuple<std::int64_t, std::int64_t, std::int64_t>, model::BookRow>;

// openSIS: a section is written whole or not at all, and only where it still is what was read.
class FakeBooks final : public grades::School {
  public:
    explicit FakeBooks(Doom& doom) : doom_(doom) {}

    std::vector<model::SchoolBook> read(std::span<const std::int64_t> sections) override;
    std::vector<model::SchoolBook> read_some(std::span<const model::GradePlace> grades) override;
    std::map<std::int64_t, std::vector<model::Pupil>> rosters(
        std::span<const std::int64_t> sections) override;
    std::vector<base::Result<void>> write(std::int64_t run,
                                          std::span<const model::SectionSteps> sections) override;
    std::vector<std::int64_t> sections_with(std::span<const model::RemoteId> items) override;
    std::vector<std::int64_t> sections_to_send(std::span<const std::int64_t> sections) override;
    std::vector<std::int64_t> sections_of(std::int64_t run) override;
    // A section as a whole: put back, if nobody has touched it since.
    base::Result<std::pair<std::int64_t, std::int64_t>> undo(std::int64_t section, std::int64_t run,
                                                             std::int64_t undo_run) override;

    std::map<std::int64_t, model::SchoolBook> books;
    // Values that a person entered in openSIS, by section, assignment (or marking period) and
    // student; no row: they took it out. Nobody but a person may change these.
    Values entered;
    std::set<std::tuple<std::int64_t, std::int64_t, std::int64_t>> taken_out;
    Values posted;
    // What of these is not so any more; "": all is well.
    [[nodiscard]] std::string broken() const;

    // An assignment that a teacher makes in openSIS. Returns its number.
    std::int64_t make_own(std::int64_t section);

  private:
    base::Result<void> write(const model::SchoolSection& section, std::int64_t run,
                             std::span<const model::BookStep> steps);
    struct Written {
        model::SchoolBook before, after;
    };

    Doom& doom_;
    std::int64_t next_ = 1000;
    std::map<std::int64_t, std::map<std::int64_t, Written>> written_;  // by run and section
};

// Moodle: whole gradebooks, and what changed since a cursor.
class FakeGradebooks final : public grades::Lms {
  public:
    FakeGradebooks(Doom& doom, Dice& dice) : doom_(doom), dice_(dice) {}

    base::Result<model::GradebookListing> read(std::span<const model::RemoteId> courses) override;
    std::optional<base::Result<model::GradebookChanges>> changes(
        std::span<const model::RemoteId> courses, const model::GradeCursor& cursor) override;
    base::Result<std::vector<grades::SentItem>> send(
        std::span<const model::GradedItemWrite> rows) override;

    // One more thing that a teacher does there.
    void live(model::RemoteId course, int students);
    // Given things: an item in the course's second category, a grade, an item gone.
    model::RemoteId add(model::RemoteId course, const std::string& name, double max);
    void give(model::RemoteId course, model::RemoteId item, int student,
              std::optional<double> final);
    void remove(model::RemoteId course, model::RemoteId item);

    std::map<model::RemoteId, model::Gradebook> books;
    std::map<model::RemoteId, int> readings;  // whole ones that were answered
    int trouble = 0;                          // per cent of the calls that go wrong
    bool fast = true;

  private:
    model::GradeCursor now() const;
    bool fails();
    model::GradedItem& item(model::Gradebook& book);
    void grade(model::Gradebook& book, model::RemoteId item, int student);
    void total(model::Gradebook& book, int student);

    Doom& doom_;
    Dice& dice_;
    std::int64_t history_ = 1;
    model::RemoteId next_ = 10'000;
    std::map<std::pair<model::RemoteId, std::string>, std::int64_t> written_;  // item, idnumber
    std::map<model::RemoteId, std::int64_t> structure_;                        // by course
    std::vector<std::pair<std::int64_t, model::RemoteId>> removed_;            // items
};

class FakeGradeDesk final : public grades::Desk {
  public:
    explicit FakeGradeDesk(Doom& doom) : doom_(doom) {}

    std::vector<grades::Place> places() override { return all; }
    grades::Option option_of(const grades::Place& place) override { return options[place.section]; }
    std::string cursor() override { return cursor_; }
    void set_cursor(const std::string& text) override {
        doom_.moment();
        cursor_ = text;
    }
    std::optional<std::set<model::RemoteId>> known() override { return known_; }
    void set_known(const std::set<model::RemoteId>& courses) override {
        doom_.moment();
        known_ = courses;
    }
    std::map<std::int64_t, base::Fingerprint> rosters() override { return rosters_; }
    void set_rosters(const std::map<std::int64_t, base::Fingerprint>& marks) override {
        doom_.moment();
        rosters_ = marks;
    }
    std::int64_t begin_run(const model::RunHeader&) override {
        doom_.moment();
        return ++run_;
    }
    void beat(std::int64_t) override { doom_.moment(); }
    void end_run(std::int64_t, base::ExitCode, const std::string&) override { doom_.moment(); }
    void tell(std::span<const grades::ToldSection> sections) override;

    std::vector<grades::Place> all;
    std::map<std::int64_t, grades::Option> options;
    std::map<std::string, grades::Difference> differences;

  private:
    Doom& doom_;
    std::string cursor_;
    std::set<model::RemoteId> known_;
    std::map<std::int64_t, base::Fingerprint> rosters_;
    std::int64_t run_ = 0;
};

}  // namespace causeway::simulation
