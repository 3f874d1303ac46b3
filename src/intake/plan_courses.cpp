// SPDX-License-Identifier: GPL-3.0-or-later
// Courses of the current year: Moodle's category becomes subject and course, its course a section.
#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "intake/rows.h"

namespace causeway::intake {

namespace {

using model::MoodleCourse;
using model::NewSection;

constexpr std::size_t kTitle = 100;  // of a course; a subject's has room for more
constexpr std::size_t kCode = 25;

std::string folded(const std::string& text) {
    return base::lower_ascii(base::tidy(text));
}

// The marking period that the dates ask for: the shortest one that holds them both, else the year.
const model::SisTerm* term_for(const model::SisSchool& sis, base::Date begin, base::Date end) {
    const model::SisTerm* best = nullptr;
    for (const auto& term : sis.terms)
        if (term.begin <= begin && end <= term.end &&
            (best == nullptr ||
             term.end.days - term.begin.days < best->end.days - best->begin.days))
            best = &term;
    return best;
}

class CoursePlanner {
  public:
    CoursePlanner(const model::MoodleSchool& moodle, const model::SisSchool& sis,
                  const Links& links, const Wishes& wishes)
        : moodle_(moodle), sis_(sis), links_(links), wishes_(wishes) {
        for (const auto& section : sis.sections)
            sections_[section.id] = &section;
        for (const auto& member : moodle.members)
            if (!member.suspended && has_role(member, wishes.teachers)) {
                const auto linked = links.people.find(member.user);
                if (linked == links.people.end() || linked->second.kind != model::Kind::staff)
                    continue;
                auto& first = teacher_[member.course];
                if (first.second == 0 || member.id < first.first)
                    first = {member.id, linked->second.id};
            }
        for (const auto& course : moodle.courses)
            if (!course.course.idnumber.empty() &&
                !is_out("course:" + std::to_string(course.course.id), wishes))
                numbers_[folded(course.course.idnumber)].push_back(course.course.id);
    }

    std::vector<Row> rows() {
        std::vector<const MoodleCourse*> all;
        for (const auto& course : moodle_.courses)
            if (starts(course) >= sis_.begin) all.push_back(&course);  // the others are history
        std::sort(all.begin(), all.end(),
                  [](const auto* a, const auto* b) { return a->course.id < b->course.id; });
        std::vector<Row> out;
        for (const auto* course : all)
            out.push_back(row_of(*course));
        return out;
    }

  private:
    [[nodiscard]] base::Date starts(const MoodleCourse& course) const {
        return wishes_.zone.date_of(course.course.start);
    }

    Row row_of(const MoodleCourse& course) {
        const auto& from = course.course;
        Row row;
        row.id = "course:" + std::to_string(from.id);
        row.kind = "sections";
        row.title = base::tidy(from.fullname);
        row.remote = from.id;
        std::string path;
        for (const auto& [id, title] : course.categories) {
            row.categories.push_back(id);
            path += (path.empty() ? "" : " / ") + base::tidy(title);
        }
        row.there = {{"short_name", from.shortname},
                     {"number", from.idnumber},
                     {"category", path},
                     {"begins", starts(course).text()},
                     {"ends", from.end == 0 ? "" : wishes_.zone.date_of(from.end).text()}};
        if (starts(course) > sis_.end) {
            refuse(row, "it begins after the school year, on " + starts(course).text(),
                   "Bring it in when openSIS has moved to that year.", "intake.later_year");
            return row;
        }
        if (course.categories.empty()) {
            refuse(row, "the service account does not see the category it is in",
                   "Allow moodle/category:viewhiddencategories in the service's role.",
                   "intake.no_category");
            return row;
        }
        if (const auto linked = links_.sections.find(from.id); linked != links_.sections.end()) {
            linked_already(row, linked->second);
            return row;
        }
        if (!sound(row, course)) return row;
        if (const auto key = model::Key::from_idnumber(from.idnumber, wishes_.prefix)) {
            if (key->kind == model::Kind::section && sections_.contains(key->id))
                adopt(row, *key, "the id number names it");
            else
                refuse(row,
                       "its id number names " + key->text() +
                           ", which is no section of this year in openSIS",
                       "Clear the id number in Moodle if it is a leftover.",
                       "intake.foreign_number");
            return row;
        }
        make(row, course);
        return row;
    }

    void linked_already(Row& row, const model::Key& key) {
        row.key = key;
        if (!sections_.contains(key.id))
            return refuse(
                row, "it is linked to " + key.text() + ", which openSIS lost",
                "Let a sync settle that record first, or undo the run that brought it in.",
                "intake.link_lost");
        row.fate = Fate::unchanged;
        row.reason = "linked; openSIS owns what is in the record";
    }

    void adopt(Row& row, const model::Key& key, std::string reason) {
        row.key = key;
        row.fate = Fate::link;
        row.reason = std::move(reason);
    }

    bool sound(Row& row, const MoodleCourse& course) {
        if (!course.course.idnumber.empty()) {
            const auto& holders = numbers_[folded(course.course.idnumber)];
            if (holders.size() > 1) {
                std::string others;
                for (const auto id : holders)
                    if (id != row.remote)
                        others += (others.empty() ? "course:" : ", course:") + std::to_string(id);
                refuse(row, "it has the same id number as " + others + " in Moodle",
                       "Correct the id numbers in Moodle, or leave out all but one of them.",
                       "intake.duplicate");
                return false;
            }
        }
        const struct {
            const char* what;
            const std::string& text;
            std::size_t limit;
        } fields[] = {{"full name", course.course.fullname, kTitle},
                      {"short name", course.course.shortname, kTitle},
                      {"category's name", course.categories.back().second, kTitle},
                      {"top category's name", course.categories.front().second, kTitle}};
        for (const auto& field : fields) {
            auto why = objection(field.text, field.limit);
            if (!why && base::tidy(field.text).empty()) why = "it is empty";
            if (!why) continue;
            refuse(row, fmt::format("the {} will not do: {}", field.what, *why),
                   fmt::format("Correct the {} in Moodle, or leave the course out.", field.what),
                   "intake.text");
            return false;
        }
        return true;
    }

    void make(Row& row, const MoodleCourse& course) {
        // openSIS's own page of a section without one ends in an error.
        if (!sis_.calendar)
            return refuse(row, "the school has no calendar for this school year in openSIS",
                          "Set one up in openSIS (School Setup > Calendars), then preview again.",
                          "intake.no_calendar");
        NewSection made;
        const auto& path = course.categories;
        const std::string leaf = base::tidy(path.back().second);
        if (wishes_.course_each) {
            made.subject = leaf;
            made.course = base::tidy(course.course.fullname);
            made.course_code = base::cut_utf8(base::tidy(course.course.shortname), kCode);
        } else {
            made.subject = path.size() > 1 ? base::tidy(path[path.size() - 2].second) : leaf;
            made.course = leaf;
        }
        if (const auto place = wishes_.places.find(path.back().first);
            place != wishes_.places.end()) {
            if (!place->second.subject.empty()) made.subject = place->second.subject;
            if (!place->second.course.empty() && !wishes_.course_each)
                made.course = place->second.course;
        }
        made.short_name = base::tidy(course.course.shortname);
        made.credits = wishes_.credits;
        if (const auto teacher = teacher_.find(course.course.id); teacher != teacher_.end())
            made.teacher = teacher->second.second;

        const base::Date begin = starts(course);
        base::Date end = sis_.end;
        if (course.course.end != 0) end = std::min(end, wishes_.zone.date_of(course.course.end));
        if (end < begin) end = begin;
        const model::SisTerm* term = term_for(sis_, begin, end);
        if (wishes_.custom_dates || term == nullptr) {
            made.level = "FY";
            made.term_prefix = "Custom";
            made.begin = begin;
            made.end = end;
        } else {
            made.level = term->level;
            made.term = term->id;
            made.begin = term->begin;
            made.end = term->end;
            if (term->level != "FY") made.term_prefix = term->short_name;
        }
        if (!same_section(row, made)) return;
        row.fate = Fate::create;
        row.reason = fmt::format(
            "section \"{}\" of {} / {}, {}", made.short_name, made.subject, made.course,
            made.term == 0 ? made.begin.text() + " to " + made.end.text() : "in " + term->title);
        if (made.teacher == 0) row.reason += "; no teacher is known yet";
        row.payload = std::move(made);
    }

    // A section that openSIS has under the same name, left by a run whose end nobody heard of, or
    // entered by hand. True: there is none.
    bool same_section(Row& row, const NewSection& made) {
        std::vector<const model::SisSection*> found;
        for (const auto& section : sis_.sections)
            if (folded(section.short_name) == folded(made.short_name) &&
                folded(section.course_title) == folded(made.course))
                found.push_back(&section);
        if (found.empty()) return true;
        const bool taken =
            std::any_of(links_.sections.begin(), links_.sections.end(),
                        [&](const auto& link) { return link.second.id == found.front()->id; });
        if (found.size() == 1 && !taken) {
            adopt(row, {model::Kind::section, found.front()->id, 0},
                  "openSIS has a section of this name in this course");
            return false;
        }
        row.fate = Fate::doubtful;
        row.reason = taken ? "the section of this name in openSIS is linked to another course"
                           : "openSIS has several sections of this name in this course";
        row.problem =
            base::Problem{"It is not certain which section this is", row.id, row.reason,
                          "Rename one of them, or leave the course out.", "intake.doubtful"};
        return false;
    }

    const model::MoodleSchool& moodle_;
    const model::SisSchool& sis_;
    const Links& links_;
    const Wishes& wishes_;
    std::unordered_map<std::int64_t, const model::SisSection*> sections_;
    std::unordered_map<model::RemoteId, std::pair<model::RemoteId, std::int64_t>> teacher_;
    std::unordered_map<std::string, std::vector<model::RemoteId>> numbers_;
};

}  // namespace

std::vector<Row> plan_courses(const model::MoodleSchool& moodle, const model::SisSchool& sis,
                              const Links& links, const Wishes& wishes) {
    return CoursePlanner(moodle, sis, links, wishes).rows();
}

}  // namespace causeway::intake
