// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/grades_asked.h"

#include <algorithm>

namespace causeway::web {

namespace {

constexpr std::int64_t kMostStudents = 2000;

}  // namespace

GradesAsker::GradesAsker(const Call& call, const Parts& parts) {
    const std::string& name = call.path("link");
    link_ = parts.service.find(name);
    if (link_ == nullptr) throw no_such("link", name);
    const store::Account& who = call.who();
    const auto person = model::Key::parse(who.person);
    if (who.role != "teacher") {
        schools_ = call.schools_of(name);  // 403 for whoever has nothing here
        return;
    }
    if (who.person_link != name || !person || person->kind != model::Kind::staff)
        throw no_such("link", name);
    staff_ = person->id;
    for (const store::ListedEnrolment& one : link_->book().enrolments_of(*person))
        if (one.key.kind == model::Kind::teaches && one.state == model::State::active)
            own_.insert(one.key.id);
}

void GradesAsker::require_act() const {
    if (may_act()) return;
    throw Refusal(403, {"This is not for you to do", "", "an administrator reads",
                        "Ask the section's teacher or a super administrator.", "web.not_yours"});
}

bool GradesAsker::sees_school(std::int64_t school) const {
    if (teacher()) return false;
    return !schools_ || std::find(schools_->begin(), schools_->end(), school) != schools_->end();
}

bool GradesAsker::sees(const store::ListedRecord& section) const {
    return teacher() ? teaches(section.key.id) : sees_school(section.school);
}

store::ListedRecord GradesAsker::section(const std::string& text) const {
    const auto key = model::Key::parse(text);
    auto record =
        key && key->kind == model::Kind::section ? link_->book().record(*key) : std::nullopt;
    if (!record || !sees(*record)) throw no_such("section", text);
    return *std::move(record);
}

Names GradesAsker::names(const model::Key& section) const {
    Names out;
    for (const store::ListedEnrolment& one : link_->book().members_of(section, kMostStudents))
        if (one.key.kind == model::Kind::learns) out[one.other.id] = one.title;
    return out;
}

std::string GradesAsker::name_of(const model::Key& key) const {
    const auto record = link_->book().record(key);
    return record && !record->title.empty() ? record->title : key.text();
}

OptionsKept::OptionsKept(service::Link& link, store::Store& store)
    : fallback_(link.config().text("grades.option")) {
    for (const store::GradeChoice& choice : store::GradeDesk(store, link.name()).choices())
        chosen_[{choice.kind, choice.id}] = choice.option;
}

std::pair<std::string, std::string> OptionsKept::of(std::int64_t section,
                                                    std::int64_t school) const {
    if (const auto at = chosen_.find({model::Kind::section, section}); at != chosen_.end())
        return {at->second, "section"};
    if (const auto at = chosen_.find({model::Kind::school, school}); at != chosen_.end())
        return {at->second, "school"};
    return {fallback_, "settings"};
}

}  // namespace causeway::web
