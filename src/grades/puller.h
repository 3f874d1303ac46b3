// SPDX-License-Identifier: GPL-3.0-or-later
// One pull, from the places it is about to the end of its run: what is to be read (run.cpp), the
// reading (run_reads.cpp), and what comes of it in openSIS (run_writes.cpp). Used by these alone.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "grades/joint.h"
#include "grades/run.h"

namespace causeway::grades {

class Pull {
  public:
    Pull(const Engine& engine, const PullRequest& request) : engine_(engine), request_(request) {}

    PullReport make();

  private:
    struct Planned {
        const Place& place;
        const model::SchoolBook& book;
        const model::Gradebook& lms;
        bool whole;
        SectionPlan plan;
    };

    void choose_places();
    void work();
    // Only what changed. False: it cannot be told; everything is to be read.
    bool news(const model::GradeCursor& cursor);
    // Sections of shared courses that were never read, or that somebody came into or left since:
    // to Moodle that is no change.
    std::set<std::int64_t> come_and_gone();
    void remember_read();

    void some_grades(const std::vector<const model::Gradebook*>& books,
                     const std::vector<CoursePlaces>& shelves,
                     const std::set<model::RemoteId>& again);
    void whole(const std::vector<Place>& places, bool keep_cursor);
    void read_whole(std::span<const CoursePlaces> chunk, std::optional<model::GradeCursor>& first);
    void tell_strangers(const std::map<model::RemoteId, Strangers>& strangers);

    Planned planned(const Place& place, const model::SchoolBook& book, const model::Gradebook& lms,
                    bool is_whole);
    void write(std::span<Planned> sections);
    void note(Planned& one);
    // openSIS's own assignments go to Moodle before the section is written, so that the note of
    // Moodle's number stands beside what was read. Killed in between, it is found by its idnumber.
    void send(SectionPlan& plan);
    // What a reading of news alone speaks about.
    std::vector<std::string> keys_of(const model::SchoolBook& book, const model::Gradebook& lms);

    void tell();
    void beat();
    void end(base::ExitCode exit, const base::Problem* why);

    const Engine& engine_;
    const PullRequest& request_;
    PullReport report_;
    std::vector<Place> places_, all_;    // of this pull; all there are
    Rosters rosters_;                    // of sections that share a course
    std::set<model::RemoteId> read_;     // courses, whole
    std::set<std::int64_t> joint_read_;  // sections of shared courses, whole
    std::vector<ToldSection> told_;      // since the last beat
    bool send_failed_ = false;
};

base::Problem incomplete(const model::Proof& proof);

}  // namespace causeway::grades
