// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/wanted.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "sync/wanted_problems.h"

namespace causeway::sync {

namespace {

using base::Problem;
using model::Key;
using model::Kind;

// Moodle's limits (facts: moodle.md section 2).
constexpr std::size_t kCategoryName = 255;
constexpr std::size_t kPersonName = 100;
constexpr std::size_t kUsername = 100;
constexpr std::size_t kEmail = 100;

bool usable_username(std::string_view name) {
    return !name.empty() && name.size() <= kUsername && name != "guest" &&
           std::all_of(name.begin(), name.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
                      c == '_' || c == '@';
           });
}

std::string full_name(const model::Person& person) {
    return base::tidy(person.first_name + " " + person.last_name);
}

}  // namespace

Wanted Projector::category(const Key& key, std::int64_t school, std::string name,
                           const Key& parent) {
    Wanted out;
    out.key = key;
    out.school = school;
    out.title = name;
    if (name.empty())
        out.refused = no_title(key);
    else if (!(parent == key) && facts_.refused.contains(parent))
        out.refused = missing_parent(key, parent);
    if (out.refused) facts_.refused.insert(key);
    const model::CategoryShape shape{std::move(name), parent};
    out.fingerprint = model::fingerprint(shape);
    out.shape = shape;
    return out;
}

Wanted Projector::of(const model::School& school) {
    facts_.schools[school.id] = school;
    return category(school.key(), school.id, plain(school.title, kCategoryName), school.key());
}

Wanted Projector::of(const model::Subject& subject) {
    return category(subject.key(), subject.school, plain(subject.title, kCategoryName),
                    {Kind::school, subject.school, 0});
}

Wanted Projector::of(const model::Course& course) {
    facts_.courses.add(course.id);
    if (policy_.groups) return joint_course(course);
    return category(course.key(), course.school, plain(course.title, kCategoryName),
                    {Kind::subject, course.subject, 0});
}

Wanted Projector::of(const model::Section& section) {
    if (policy_.groups) return group(section);
    Wanted out;
    out.key = section.key();
    out.school = section.school;
    const std::string course = plain(section.course_title, kCourseName);
    const std::string own = plain(section.short_name, 60);
    const std::string term = plain(section.term, 60);
    const std::string code = plain(section.course_short_name, 60);

    model::CourseShape shape;
    shape.fullname = own.empty() ? course : course + " - " + own;
    if (!term.empty()) shape.fullname += " (" + term + ")";
    shape.fullname = base::cut_utf8(shape.fullname, kCourseName);
    // The section's number makes it unique, whatever else two sections have in common.
    shape.shortname = fmt::format("{} {} {} #{}", base::cut_utf8(code.empty() ? course : code, 100),
                                  own, section.year, section.id);
    shape.shortname = base::tidy(shape.shortname);
    shape.category = policy_.course_categories ? Key{Kind::course, section.course, 0}
                                               : Key{Kind::subject, section.subject, 0};
    const auto school = facts_.schools.find(section.school);
    auto begin = section.begin;
    if (!begin && school != facts_.schools.end()) begin = school->second.year_start;
    if (begin) shape.start = day_of(*begin, from_).first;
    if (section.end) shape.end = day_of(*section.end, to_).last;

    if (policy_.show_days_before_start >= 0 && begin &&
        policy_.today < begin->plus(-policy_.show_days_before_start))
        out.state = model::State::waiting;
    out.title = shape.fullname;
    if (course.empty())
        out.refused = no_title(section.key());
    else if (shape.end != 0 && shape.end <= shape.start)
        out.refused = bad_dates(section.key());
    else if (facts_.refused.contains(shape.category))
        out.refused = missing_parent(section.key(), shape.category);
    if (out.refused) facts_.refused.insert(section.key());
    facts_.sections.add(section.id);
    out.fingerprint = model::fingerprint(shape);
    out.shape = std::move(shape);
    return out;
}

std::optional<Problem> Projector::email_problem(const model::Person& person, std::string& email) {
    const Key key = person.key();
    email = base::tidy(person.email);
    if (email.empty()) {
        if (policy_.placeholder_domain.empty()) return no_email(key);
        email = fmt::format("{}-{}@{}", model::name(key.kind), key.id, policy_.placeholder_domain);
    }
    if (base::length_utf8(email) > kEmail || !base::plausible_email(email))
        return bad_email(key, email);
    const std::string lower = base::lower_ascii(email);
    const auto [held, first] = emails_.try_emplace(base::digest_of(lower), key);
    if (first) return std::nullopt;
    facts_.shared_emails.insert(lower);
    return shared_email(key, held->second);
}

// The openSIS login when Moodle can take it, else the e-mail address, else the key itself.
std::string Projector::username_of(const model::Person& person) {
    for (const std::string* own : {&person.login, &person.email}) {
        std::string candidate = base::lower_ascii(base::tidy(*own));
        if (usable_username(candidate) && usernames_.insert(base::digest_of(candidate)).second)
            return candidate;
    }
    std::string made = fmt::format("{}-{}", model::name(person.kind), person.id);
    usernames_.insert(base::digest_of(made));
    return made;
}

Wanted Projector::of(const model::Person& person) {
    Wanted out;
    out.key = person.key();
    out.school = person.school;
    out.title = full_name(person);
    if (person.disabled) out.state = model::State::suspended;

    model::UserShape shape;
    shape.first_name = plain(person.first_name, kPersonName);
    shape.last_name = plain(person.last_name, kPersonName);
    shape.middle_name = plain(person.middle_name, kPersonName);
    shape.profile = person.profile;
    out.unfit = person.unfit;
    out.refused = email_problem(person, shape.email);
    if (shape.first_name.empty() || shape.last_name.empty()) out.refused = no_name(out.key);
    if (!out.refused) shape.username = username_of(person);
    if (out.refused) facts_.refused.insert(out.key);
    (person.kind == Kind::staff ? facts_.staff : facts_.students).add(person.id);
    out.fingerprint = model::fingerprint(shape);
    out.shape = std::move(shape);
    return out;
}

const Projector::Day& Projector::day_of(base::Date day, Day& at_hand) {
    if (at_hand.day == day && at_hand.last != 0) return at_hand;
    const auto [known, fresh] = days_.try_emplace(day.days);
    if (fresh) known->second = {day, policy_.zone.start_of(day), policy_.zone.end_of(day)};
    return at_hand = known->second;
}

void Projector::of(const model::Enrolment& enrolment, Wanted& out) {
    out.key = enrolment.key();
    out.school = enrolment.school;
    out.refused.reset();
    model::EnrolmentShape shape;
    shape.role = enrolment.kind == Kind::learns    ? model::Role::student
                 : enrolment.kind == Kind::teaches ? model::Role::teacher
                                                   : model::Role::manager;
    if (enrolment.from) shape.start = day_of(*enrolment.from, from_).first;
    if (enrolment.to) shape.end = day_of(*enrolment.to, to_).last;
    // Dropped before the first day: it never counts.
    const bool never = shape.end != 0 && shape.end < shape.start;
    out.state = enrolment.dropped || never ? model::State::suspended : model::State::active;
    if (never) shape.end = 0;

    out.refused = enrolment_problem(out.key, true);
    const auto course = policy_.groups && enrolment.kind != Kind::manages
                            ? course_of_section_.find(enrolment.place)
                            : course_of_section_.end();
    if (course != course_of_section_.end()) {
        count_in(enrolment, shape, out.state, course->second);
        const model::MembershipShape seat{shape.role, {Kind::course, course->second, 0}};
        out.fingerprint = model::fingerprint(seat);
        out.shape = seat;
        return;
    }
    out.fingerprint = model::fingerprint(shape);
    out.shape = shape;
}

std::optional<Problem> Projector::enrolment_problem(const Key& key, bool with_place) const {
    const Key person = model::person_of(key);
    const IdSet& people = person.kind == Kind::staff ? facts_.staff : facts_.students;
    const bool any_refused = !facts_.refused.empty();
    if (!people.has(person.id) || (any_refused && facts_.refused.contains(person)))
        return not_a_person(key, person);
    const Key place = model::place_of(key);
    if (with_place && ((any_refused && facts_.refused.contains(place)) ||
                       (place.kind == Kind::section && !facts_.sections.has(place.id))))
        return not_a_place(key, place);
    return std::nullopt;
}

}  // namespace causeway::sync
