// SPDX-License-Identifier: GPL-3.0-or-later
#include "grades/run.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "grades/puller.h"
#include "model/problem_json.h"

namespace causeway::grades {

namespace json = boost::json;

PullReport Pull::make() {
    report_.started = engine_.clock.now();
    choose_places();
    if (!request_.dry)
        report_.run = engine_.desk.begin_run({request_.what, request_.by, "", "", report_.started});
    try {
        work();
    } catch (const base::Failure& failure) {
        try {
            tell();
        } catch (const base::Failure&) {  // the first trouble is the one to speak of
        }
        end(failure.exit(), &failure.problem());
        throw;
    }
    const bool refused = std::any_of(report_.counts.begin(), report_.counts.end(),
                                     [](const Counts& c) { return c.refused > 0; });
    end(engine_.stop.stop_requested() ? base::ExitCode::interrupted
        : !report_.problems.empty()   ? base::ExitCode::incomplete
        : refused                     ? base::ExitCode::some_refused
                                      : base::ExitCode::in_step,
        nullptr);
    return std::move(report_);
}

void Pull::choose_places() {
    places_ = all_ = engine_.desk.places();
    if (request_.sections.empty()) return;
    std::vector<Place> some;
    for (const std::int64_t section : request_.sections) {
        const auto found = std::find_if(places_.begin(), places_.end(),
                                        [&](const Place& p) { return p.section == section; });
        if (found == places_.end())
            throw base::Failure(
                base::ExitCode::usage,
                {"This section has no gradebook to read", fmt::format("section:{}", section),
                 "it is not in Moodle",
                 "See `causeway standings` for the reason, and sync it first.", "grades.section"});
        some.push_back(*found);
    }
    places_ = std::move(some);
}

void Pull::work() {
    // Before Moodle is asked: who comes into a section after this is read by the next pull.
    rosters_ = Rosters(engine_.school, places_, all_, engine_.policy.today);
    const auto cursor = model::GradeCursor::parse(engine_.desk.cursor());
    if (!request_.full && request_.sections.empty() && cursor && !cursor->empty() && news(*cursor))
        return;
    report_.whole = true;
    whole(places_, request_.sections.empty());
    remember_read();
}

bool Pull::news(const model::GradeCursor& cursor) {
    const auto shelves = by_course(places_);
    std::vector<model::RemoteId> courses;
    for (const CoursePlaces& one : shelves)
        courses.push_back(one.course);
    auto told = engine_.lms.changes(courses, cursor);
    if (!told) return false;
    if (!*told) {
        report_.problems.push_back(told->problem());
        return true;
    }
    const model::GradebookChanges& changes = **told;
    if (changes.reset) return false;
    if (!changes.proof.complete) {
        report_.problems.push_back(incomplete(changes.proof));
        return true;
    }
    std::set<model::RemoteId> again(changes.read_again.begin(), changes.read_again.end());
    std::vector<const model::Gradebook*> partial;
    for (const model::Gradebook& book : changes.books) {
        if (!book.items.empty() || !book.categories.empty())
            again.insert(book.course);
        else if (!again.contains(book.course))
            partial.push_back(&book);
    }
    // A course that was never read may hold what is older than the cursor.
    if (const auto known = engine_.desk.known())
        for (const Place& place : places_)
            if (place.joint == 0 && !known->contains(place.course)) again.insert(place.course);
    std::set<std::int64_t> touched = come_and_gone();
    for (const std::int64_t section : engine_.school.sections_with(changes.removed_items))
        touched.insert(section);
    if (engine_.policy.send) {
        std::vector<std::int64_t> sections;
        for (const Place& place : places_)
            if (place.joint == 0) sections.push_back(place.section);
        for (const std::int64_t section : engine_.school.sections_to_send(sections))
            touched.insert(section);
    }
    std::vector<Place> some;
    for (const Place& place : places_)
        if (again.contains(place.course) || touched.contains(place.section)) some.push_back(place);
    some_grades(partial, shelves, again);
    whole(some, false);
    remember_read();
    if (!request_.dry && report_.problems.empty() && !engine_.stop.stop_requested())
        engine_.desk.set_cursor(changes.cursor.text());
    return true;
}

std::set<std::int64_t> Pull::come_and_gone() {
    std::set<std::int64_t> out;
    const auto marks = rosters_.marks();
    if (marks.empty()) return out;
    const auto before = engine_.desk.rosters();
    for (const auto& [section, mark] : marks)
        if (const auto at = before.find(section); at == before.end() || at->second != mark)
            out.insert(section);
    return out;
}

base::Problem incomplete(const model::Proof& proof) {
    return {"Moodle's gradebooks were not read", "", proof.doubt,
            "Nothing was changed; the next pull reads them again.", "grades.incomplete"};
}

void Pull::remember_read() {
    if (request_.dry) return;
    if (auto known = read_.empty() ? std::nullopt : engine_.desk.known()) {
        const std::size_t before = known->size();
        known->insert(read_.begin(), read_.end());
        if (known->size() != before) engine_.desk.set_known(*known);
    }
    if (joint_read_.empty()) return;
    const auto before = engine_.desk.rosters();
    auto marks = rosters_.marks();
    std::erase_if(marks, [&](const auto& one) { return !joint_read_.contains(one.first); });
    for (const Place& place : all_)  // of sections that are not there any more, nothing
        if (const auto at = before.find(place.section); place.joint != 0 && at != before.end())
            marks.insert(*at);
    if (marks != before) engine_.desk.set_rosters(marks);
}

// Of what was written. A pull that dies before has kept no cursor: the next tells it all again.
void Pull::tell() {
    if (!told_.empty()) engine_.desk.tell(std::exchange(told_, {}));
}

void Pull::beat() {
    tell();
    if (!request_.dry) engine_.desk.beat(report_.run);
    if (engine_.watch) engine_.watch(report_.sections, static_cast<std::int64_t>(places_.size()));
}

void Pull::end(base::ExitCode exit, const base::Problem* why) {
    report_.exit = exit;
    report_.ended = engine_.clock.now();
    if (request_.dry) return;
    json::object summary{{"grades", json::parse(counts_json(report_.counts))},
                         {"sections", report_.sections},
                         {"whole", report_.whole},
                         {"differences", report_.differences.size()}};
    if (why == nullptr && !report_.problems.empty()) why = &report_.problems.front();
    if (why != nullptr) summary["problem"] = model::problem_json(*why);
    if (report_.problems.size() > 1) summary["problems"] = report_.problems.size();
    engine_.desk.end_run(report_.run, exit, json::serialize(summary));
}

PullReport pull(const Engine& engine, const PullRequest& request) {
    return Pull(engine, request).make();
}

}  // namespace causeway::grades
