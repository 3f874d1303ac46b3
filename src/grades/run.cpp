// SPDX-License-Identifier: GPL-3.0-or-later
#include "grades/run.h"
#include "model/problem_json.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <set>
#include <utility>

namespace causeway::grades {

namespace {

namespace json = boost::json;

constexpr std::size_t kCoursesAtOnce = 100;

json::object counts_object(const CountsByKind& counts) {
    constexpr model::BookKind kKinds[] = {model::BookKind::category, model::BookKind::item,
                                          model::BookKind::grade, model::BookKind::final};
    const auto one = [](const Counts& c) {
        return json::object{{"created", c.created}, {"updated", c.updated},
                            {"removed", c.removed}, {"kept", c.kept},
                            {"refused", c.refused}, {"unchanged", c.unchanged}};
    };
    json::object out;
    for (const model::BookKind kind : kKinds)
        out[model::name(kind)] = one(counts[static_cast<std::size_t>(kind)]);
    out["sent"] = one(counts[kSent]);
    return out;
}

class Pull {
  public:
    Pull(const Engine& engine, const PullRequest& request) : engine_(engine), request_(request) {}

    PullReport make() {
        report_.started = engine_.clock.now();
        choose_places();
        if (!request_.dry)
            report_.run =
                engine_.desk.begin_run({request_.what, request_.by, "", "", report_.started});
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

  private:
    void choose_places() {
        places_ = engine_.desk.places();
        if (request_.sections.empty()) return;
        std::vector<Place> some;
        for (const std::int64_t section : request_.sections) {
            const auto found = std::find_if(places_.begin(), places_.end(),
                                            [&](const Place& p) { return p.section == section; });
            if (found == places_.end())
                throw base::Failure(base::ExitCode::usage,
                                    {"This section has no gradebook to read",
                                     fmt::format("section:{}", section), "it is not in Moodle",
                                     "See `causeway standings` for the reason, and sync it first.",
                                     "grades.section"});
            some.push_back(*found);
        }
        places_ = std::move(some);
    }

    void work() {
        const auto cursor = model::GradeCursor::parse(engine_.desk.cursor());
        if (!request_.full && request_.sections.empty() && cursor && !cursor->empty() &&
            news(*cursor))
            return;
        report_.whole = true;
        whole(places_, request_.sections.empty());
        remember_read();
    }

    // Only what changed. False: it cannot be told; everything is to be read.
    bool news(const model::GradeCursor& cursor) {
        std::vector<model::RemoteId> courses;
        for (const Place& place : places_)
            courses.push_back(place.course);
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
                if (!known->contains(place.course)) again.insert(place.course);
        auto touched = engine_.school.sections_with(changes.removed_items);
        if (engine_.policy.send) {
            std::vector<std::int64_t> sections;
            for (const Place& place : places_)
                sections.push_back(place.section);
            for (const std::int64_t section : engine_.school.sections_to_send(sections))
                touched.push_back(section);
        }
        std::vector<Place> some;
        for (const Place& place : places_)
            if (again.contains(place.course) ||
                std::find(touched.begin(), touched.end(), place.section) != touched.end())
                some.push_back(place);
        some_grades(partial, again);
        whole(some, false);
        remember_read();
        if (!request_.dry && report_.problems.empty() && !engine_.stop.stop_requested())
            engine_.desk.set_cursor(changes.cursor.text());
        return true;
    }

    static base::Problem incomplete(const model::Proof& proof) {
        return {"Moodle's gradebooks were not read", "", proof.doubt,
                "Nothing was changed; the next pull reads them again.", "grades.incomplete"};
    }

    void some_grades(const std::vector<const model::Gradebook*>& books,
                     const std::set<model::RemoteId>& again) {
        for (std::size_t at = 0; at < books.size() && !engine_.stop.stop_requested();
             at += kCoursesAtOnce) {
            std::map<std::int64_t, std::pair<Place, const model::Gradebook*>> by_section;
            std::vector<model::GradePlace> grades;
            for (std::size_t i = at; i < std::min(books.size(), at + kCoursesAtOnce); ++i) {
                if (again.contains(books[i]->course)) continue;
                for (const Place& place : places_) {
                    if (place.course != books[i]->course) continue;
                    by_section[place.section] = {place, books[i]};
                    for (const model::Grade& grade : books[i]->grades) {
                        const auto key =
                            model::Key::from_idnumber(grade.idnumber, engine_.policy.prefix);
                        if (key && key->kind == model::Kind::student)
                            grades.push_back({place.section, grade.item, key->id});
                    }
                }
            }
            std::vector<Planned> some;
            const auto read = engine_.school.read_some(grades);
            for (const auto& book : read) {
                const auto& [place, lms] = by_section.at(book.section.id);
                some.push_back(planned(place, book, *lms, false));
            }
            write(some);
            beat();
        }
    }

    void remember_read() {
        auto known = request_.dry || read_.empty() ? std::nullopt : engine_.desk.known();
        if (!known) return;
        const std::size_t before = known->size();
        known->insert(read_.begin(), read_.end());
        if (known->size() != before) engine_.desk.set_known(*known);
    }

    void whole(const std::vector<Place>& places, bool keep_cursor) {
        std::optional<model::GradeCursor> first;
        for (std::size_t at = 0; at < places.size() && !engine_.stop.stop_requested();
             at += kCoursesAtOnce) {
            const auto chunk =
                std::span(places).subspan(at, std::min(kCoursesAtOnce, places.size() - at));
            read_whole(chunk, first);
            beat();
        }
        if (keep_cursor && first && !request_.dry && report_.problems.empty() &&
            !engine_.stop.stop_requested())
            engine_.desk.set_cursor(first->text());
    }

    // A course that cannot be read must not keep the others from being read: halve, and again.
    void read_whole(std::span<const Place> chunk, std::optional<model::GradeCursor>& first) {
        std::vector<model::RemoteId> courses;
        std::vector<std::int64_t> sections;
        for (const Place& place : chunk) {
            courses.push_back(place.course);
            sections.push_back(place.section);
        }
        auto listing = engine_.lms.read(courses);
        if (!listing || !listing->proof.complete) {
            if (listing) {
                report_.problems.push_back(incomplete(listing->proof));
            } else if (chunk.size() == 1) {
                base::Problem problem = listing.problem();
                problem.record = fmt::format("section:{}", chunk.front().section);
                report_.problems.push_back(std::move(problem));
            } else {
                const std::size_t half = chunk.size() / 2;
                const auto before = report_.problems.size();
                read_whole(chunk.first(half), first);
                // Moodle itself cannot be reached: no need to learn that of every course.
                if (report_.problems.size() < before + half) read_whole(chunk.subspan(half), first);
            }
            return;
        }
        if (!first && listing->cursor) first = listing->cursor;
        std::map<model::RemoteId, const model::Gradebook*> by_course;
        for (const model::Gradebook& book : listing->books)
            by_course[book.course] = &book;
        std::map<std::int64_t, const Place*> by_section;
        for (const Place& place : chunk)
            by_section[place.section] = &place;
        for (const auto& book : engine_.school.read(sections)) {
            if (engine_.stop.stop_requested()) return;
            const Place& place = *by_section.at(book.section.id);
            const auto lms = by_course.find(place.course);
            if (lms == by_course.end()) {
                report_.problems.push_back(
                    {"The gradebook of a section was not read",
                     fmt::format("section:{}", place.section), "its course is gone in Moodle",
                     "Run `causeway sync --verify`, which makes it again.", "grades.course_gone"});
                continue;
            }
            Planned one[] = {planned(place, book, *lms->second, true)};
            write(one);
        }
    }

    struct Planned {
        const Place& place;
        const model::SchoolBook& book;
        const model::Gradebook& lms;
        bool whole;
        SectionPlan plan;
    };

    Planned planned(const Place& place, const model::SchoolBook& book, const model::Gradebook& lms,
                    bool is_whole) {
        Request request;
        request.option = request_.as_if.value_or(engine_.desk.option_of(place));
        request.whole = is_whole;
        request.taken = request_.taken;
        return {place, book, lms, is_whole, plan_section(book, lms, engine_.policy, request)};
    }

    void write(std::span<Planned> sections) {
        std::vector<base::Result<void>> written(sections.size());
        if (!request_.dry) {
            std::vector<model::SectionSteps> steps;
            for (Planned& one : sections) {
                if (!one.plan.sends.empty()) send(one.plan);
                steps.push_back({one.book.section, one.plan.steps});
            }
            written = engine_.school.write(report_.run, steps);
        }
        for (std::size_t i = 0; i < sections.size(); ++i) {
            ++report_.sections;
            if (!written[i])
                report_.problems.push_back(written[i].problem());
            else
                note(sections[i]);
            if (engine_.watch && report_.sections % 10 == 0)
                engine_.watch(report_.sections, static_cast<std::int64_t>(places_.size()));
        }
    }

    void note(Planned& one) {
        SectionPlan& plan = one.plan;
        if (!request_.dry) {
            ToldSection& told = told_.emplace_back();
            told.section = one.place.section;
            told.differences = plan.differences;
            if (one.whole)
                read_.insert(one.place.course);
            else
                told.keys = keys_of(one.book, one.lms);
        }
        for (std::size_t k = 0; k < plan.counts.size(); ++k)
            report_.counts[k] += plan.counts[k];
        report_.differences.insert(report_.differences.end(), plan.differences.begin(),
                                   plan.differences.end());
        report_.refused.insert(report_.refused.end(), plan.refused.begin(), plan.refused.end());
        if (request_.dry) report_.plans.push_back(std::move(plan));
    }

    // openSIS's own assignments go to Moodle before the section is written, so that the note of
    // Moodle's number stands beside what was read. Killed in between, it is found by its idnumber.
    void send(SectionPlan& plan) {
        std::vector<model::GradedItemWrite> rows;
        for (const Send& one : plan.sends)
            rows.push_back(one.write);
        Counts& counts = plan.counts[kSent];
        auto sent = engine_.lms.send(rows);
        if (!sent || sent->size() != rows.size()) {
            counts.created = counts.updated = 0;
            counts.refused += static_cast<std::int64_t>(rows.size());
            if (send_failed_) return;  // told once
            send_failed_ = true;
            report_.refused.push_back(
                sent ? base::Problem{"openSIS's assignments were not sent to Moodle",
                                     fmt::format("section:{}", plan.section),
                                     "Moodle answered for fewer of them than were sent",
                                     "The next pull sends them again.", "grades.send"}
                     : sent.problem());
            return;
        }
        for (std::size_t i = 0; i < rows.size(); ++i) {
            SentItem& one = (*sent)[i];
            if (one.refused || !one.changed) {
                --(rows[i].id == 0 ? counts.created : counts.updated);
                ++(one.refused ? counts.refused : counts.unchanged);
            }
            if (one.refused) {
                report_.refused.push_back(*std::move(one.refused));
                continue;
            }
            plan.sends[i].link.remote = one.id;
            plan.steps.push_back(std::move(plan.sends[i].link));
        }
    }

    // What a reading of news alone speaks about.
    std::vector<std::string> keys_of(const model::SchoolBook& book, const model::Gradebook& lms) {
        std::vector<std::string> out;
        for (const model::Grade& grade : lms.grades) {
            const auto key = model::Key::from_idnumber(grade.idnumber, engine_.policy.prefix);
            if (!key) continue;
            out.push_back(fmt::format("grade:{}/{}/{}", book.section.id, grade.item, key->id));
            for (const model::MarkingPeriod& period : book.periods)
                out.push_back(fmt::format("final:{}/{}/{}", book.section.id, period.id, key->id));
        }
        return out;
    }

    // Of what was written. A pull that dies before has kept no cursor: the next tells it all again.
    void tell() {
        if (!told_.empty()) engine_.desk.tell(std::exchange(told_, {}));
    }

    void beat() {
        tell();
        if (!request_.dry) engine_.desk.beat(report_.run);
        if (engine_.watch)
            engine_.watch(report_.sections, static_cast<std::int64_t>(places_.size()));
    }

    void end(base::ExitCode exit, const base::Problem* why) {
        report_.exit = exit;
        report_.ended = engine_.clock.now();
        if (request_.dry) return;
        json::object summary{{"grades", counts_object(report_.counts)},
                             {"sections", report_.sections},
                             {"whole", report_.whole},
                             {"differences", report_.differences.size()}};
        if (why == nullptr && !report_.problems.empty()) why = &report_.problems.front();
        if (why != nullptr) summary["problem"] = model::problem_json(*why);
        if (report_.problems.size() > 1) summary["problems"] = report_.problems.size();
        engine_.desk.end_run(report_.run, exit, json::serialize(summary));
    }

    const Engine& engine_;
    const PullRequest& request_;
    PullReport report_;
    std::vector<Place> places_;
    std::set<model::RemoteId> read_;  // courses, whole
    std::vector<ToldSection> told_;   // since the last beat
    bool send_failed_ = false;
};

}  // namespace

std::string counts_json(const CountsByKind& counts) {
    return json::serialize(counts_object(counts));
}

PullReport pull(const Engine& engine, const PullRequest& request) {
    return Pull(engine, request).make();
}

}  // namespace causeway::grades
