// SPDX-License-Identifier: GPL-3.0-or-later
// A pull: Moodle's gradebooks and openSIS's beside them, many at a time. The gradebook of a Moodle
// course is read once, however many sections share it.
#include <algorithm>
#include <deque>

#include "grades/puller.h"
#include "model/key.h"

namespace causeway::grades {

namespace {

// Of Moodle's courses in one listing, and of openSIS's sections in one reading.
constexpr std::size_t kCoursesAtOnce = 100;
constexpr std::size_t kSectionsAtOnce = 100;

struct News {
    Place place;
    const model::Gradebook* lms = nullptr;
    Strangers* strangers = nullptr;  // of the course; null where it is the section's own
};

}  // namespace

void Pull::some_grades(const std::vector<const model::Gradebook*>& books,
                       const std::vector<CoursePlaces>& shelves,
                       const std::set<model::RemoteId>& again) {
    std::map<model::RemoteId, const CoursePlaces*> shelf;
    for (const CoursePlaces& one : shelves)
        shelf[one.course] = &one;
    for (std::size_t at = 0; at < books.size() && !engine_.stop.stop_requested();
         at += kCoursesAtOnce) {
        std::map<std::int64_t, News> by_section;
        std::map<model::RemoteId, Strangers> strangers;
        std::vector<model::GradePlace> grades;
        for (std::size_t i = at; i < std::min(books.size(), at + kCoursesAtOnce); ++i) {
            const model::Gradebook& lms = *books[i];
            const auto found = shelf.find(lms.course);
            if (again.contains(lms.course) || found == shelf.end()) continue;
            Strangers* aside = nullptr;
            if (const CoursePlaces& course = *found->second; course.joint != 0) {
                aside = &(strangers[course.course] =
                              Strangers(course.joint, lms, rosters_, engine_.policy));
                for (const auto& one : aside->in(course.places.front().section))
                    grades.push_back(one);
            }
            for (const Place& place : found->second->places) {
                by_section[place.section] = {place, &lms, aside};
                for (const model::Grade& grade : lms.grades) {
                    const auto key =
                        model::Key::from_idnumber(grade.idnumber, engine_.policy.prefix);
                    if (!key || key->kind != model::Kind::student) continue;
                    if (place.joint == 0 || rosters_.is_in(place.section, key->id))
                        grades.push_back({place.section, grade.item, key->id});
                }
            }
        }
        std::vector<Planned> some;
        std::deque<model::Gradebook> parts;
        const auto read = engine_.school.read_some(grades);
        for (const auto& book : read) {
            const News& one = by_section.at(book.section.id);
            if (one.strangers != nullptr) {
                if (one.place.section == shelf.at(one.place.course)->places.front().section)
                    one.strangers->keep_items_of(book);
                one.strangers->leave_out(book);
                parts.push_back(own_part(*one.lms, book, engine_.policy, request_.taken));
            }
            some.push_back(planned(one.place, book,
                                   one.strangers != nullptr ? parts.back() : *one.lms, false));
        }
        write(some);
        tell_strangers(strangers);
        beat();
    }
}

void Pull::tell_strangers(const std::map<model::RemoteId, Strangers>& strangers) {
    for (const auto& [course, one] : strangers)
        report_.counts[static_cast<std::size_t>(model::BookKind::grade)].refused +=
            one.tell(report_.refused);
}

void Pull::whole(const std::vector<Place>& places, bool keep_cursor) {
    std::optional<model::GradeCursor> first;
    const auto courses = by_course(places);
    for (std::size_t at = 0; at < courses.size() && !engine_.stop.stop_requested();) {
        std::size_t end = at, sections = 0;
        do
            sections += courses[end++].places.size();
        while (end < courses.size() && end - at < kCoursesAtOnce &&
               sections + courses[end].places.size() <= kSectionsAtOnce);
        read_whole(std::span(courses).subspan(at, end - at), first);
        beat();
        at = end;
    }
    if (keep_cursor && first && !request_.dry && report_.problems.empty() &&
        !engine_.stop.stop_requested())
        engine_.desk.set_cursor(first->text());
}

// A course that cannot be read must not keep the others from being read: halve, and again.
void Pull::read_whole(std::span<const CoursePlaces> chunk,
                      std::optional<model::GradeCursor>& first) {
    std::vector<model::RemoteId> courses;
    for (const CoursePlaces& one : chunk)
        courses.push_back(one.course);
    auto listing = engine_.lms.read(courses);
    if (!listing || !listing->proof.complete) {
        if (listing) {
            report_.problems.push_back(incomplete(listing->proof));
        } else if (chunk.size() == 1) {
            report_.problems.push_back(of_course(listing.problem(), chunk.front()));
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
    std::map<std::int64_t, std::pair<const Place*, const CoursePlaces*>> by_section;
    for (const CoursePlaces& course : chunk)
        for (const Place& place : course.places)
            by_section[place.section] = {&place, &course};
    std::map<model::RemoteId, Strangers> strangers;
    for (const CoursePlaces& course : chunk)
        if (const auto lms = by_course.find(course.course);
            course.joint != 0 && lms != by_course.end())
            strangers[course.course] =
                Strangers(course.joint, *lms->second, rosters_, engine_.policy);
    std::set<model::RemoteId> gone;
    std::vector<std::int64_t> sections;
    for (const auto& [section, at] : by_section)
        sections.push_back(section);
    for (std::size_t at = 0; at < sections.size(); at += kSectionsAtOnce)
        for (const auto& book : engine_.school.read(std::span(sections).subspan(
                 at, std::min(kSectionsAtOnce, sections.size() - at)))) {
            if (engine_.stop.stop_requested()) return;
            const auto& [place, course] = by_section.at(book.section.id);
            const auto lms = by_course.find(place->course);
            if (lms == by_course.end()) {
                if (gone.insert(place->course).second)
                    report_.problems.push_back(
                        of_course({"The gradebook of a section was not read", "",
                                   "its course is gone in Moodle",
                                   "Run `causeway sync --verify`, which makes it again.",
                                   "grades.course_gone"},
                                  *course));
            } else if (place->joint == 0) {
                Planned one[] = {planned(*place, book, *lms->second, true)};
                write(one);
            } else {
                strangers.at(place->course).leave_out(book);
                const auto part = own_part(*lms->second, book, engine_.policy, request_.taken);
                Planned one[] = {planned(*place, book, part, true)};
                write(one);
            }
        }
    tell_strangers(strangers);
}

}  // namespace causeway::grades
