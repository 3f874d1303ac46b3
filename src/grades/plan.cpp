// SPDX-License-Identifier: GPL-3.0-or-later
#include "grades/plan.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "grades/planner.h"
#include "model/key.h"

namespace causeway::grades {

using model::BookKind;
using model::BookRow;
using model::BookStep;
using model::BookVerb;

std::string_view name(Option option) {
    return option == Option::moodle ? "moodle" : "opensis";
}

std::optional<Option> option_named(std::string_view name) {
    if (name == "opensis") return Option::opensis;
    if (name == "moodle") return Option::moodle;
    return std::nullopt;
}

Counts& Counts::operator+=(const Counts& other) {
    created += other.created;
    updated += other.updated;
    removed += other.removed;
    kept += other.kept;
    refused += other.refused;
    unchanged += other.unchanged;
    return *this;
}

std::string points_text(const std::optional<model::Hundredths>& points) {
    if (!points) return "none";
    if (*points == model::kExcused) return "*";
    std::string out = fmt::format("{:.2f}", static_cast<double>(*points) / 100);
    while (out.ends_with('0'))
        out.pop_back();
    if (out.ends_with('.')) out.pop_back();
    return out;
}

SectionPlan plan_section(const model::SchoolBook& sis, const model::Gradebook& lms,
                         const Policy& policy, const Request& request) {
    return Planner(sis, lms, policy, request).make();
}

Planner::Planner(const model::SchoolBook& sis, const model::Gradebook& lms, const Policy& policy,
                 const Request& request)
    : sis_(sis), lms_(lms), policy_(policy), request_(request) {
    plan_.section = sis.section.id;
    for (const auto& category : lms.categories) {
        category_of_[category.id] = &category;
        if (category.parent == 0) root_ = category.id;
    }
    for (const auto& link : sis.item_links)
        (link.kind == BookKind::category ? category_link_
         : link.kind == BookKind::total  ? total_link_
                                         : item_link_)[link.remote] = &link;
    for (const auto& link : sis.grade_links)
        (link.kind == BookKind::final ? final_link_ : grade_link_)[{link.part, link.student}] =
            &link;
    for (const auto& row : sis.categories)
        category_row_[row.id] = &row;
    for (const auto& row : sis.items)
        item_row_[row.id] = &row;
    for (const auto& row : sis.grades)
        grade_row_[{row.id, row.student}] = &row;
    for (const auto& row : sis.finals)
        final_row_.try_emplace({row.part, row.student}, &row);
    for (const auto& one : sis.pupils)
        pupil_[one.student] = &one;
}

SectionPlan Planner::make() {
    if (request_.whole) {
        adopt_sent();
        for (const auto& item : lms_.items)
            if (auto want = wanted_item(item)) wanted_.emplace(item.id, *std::move(want));
        categories();
        items();
        gone_items();
        if (policy_.send) new_sends();
    } else {
        for (const auto& [remote, link] : item_link_)
            if (item_row_.contains(link->local)) standing_.insert(remote);
    }
    grades();
    if (request_.whole) gone_grades();
    if (request_.option == Option::moodle)
        finals();
    else if (request_.whole)
        give_finals_back();
    if (request_.whole) gone_categories();
    // Grades go before their items, items before their categories.
    std::stable_sort(removals_.begin(), removals_.end(), [](const BookStep& a, const BookStep& b) {
        return static_cast<int>(a.kind) > static_cast<int>(b.kind);
    });
    for (auto& step : removals_)
        plan_.steps.push_back(std::move(step));
    for (auto& step : plan_.steps)
        remember_link(step);
    return std::move(plan_);
}

void Planner::remember_link(BookStep& step) const {
    if (step.verb != BookVerb::update && step.verb != BookVerb::remove) return;
    if (step.kind == BookKind::grade || step.kind == BookKind::final) {
        const auto& links = step.kind == BookKind::grade ? grade_link_ : final_link_;
        if (const auto link = links.find({step.part, step.student}); link != links.end())
            step.link_before = {link->second->agreed, link->second->kept, link->second->from.state,
                                link->second->from};
        return;
    }
    const auto& links = step.kind == BookKind::category ? category_link_ : item_link_;
    if (adopted_.contains(step.remote)) return;  // not kept beside openSIS's rows yet
    if (const auto link = links.find(step.remote); link != links.end())
        step.link_before = {
            link->second->agreed, link->second->kept, model::to_json(link->second->measure), {}};
}

std::string Planner::key(std::string_view kind, std::int64_t a, std::int64_t b) const {
    return b == 0 ? fmt::format("{}:{}/{}", kind, plan_.section, a)
                  : fmt::format("{}:{}/{}/{}", kind, plan_.section, a, b);
}

void Planner::differ(std::string key, BookKind kind, std::int64_t student, std::string title,
                     std::string here, std::string there, std::string why) {
    plan_.differences.push_back({std::move(key), plan_.section, kind, student, std::move(title),
                                 std::move(here), std::move(there), std::move(why)});
}

Planner::Verdict Planner::judge(const std::string& key, bool linked, const std::string& kept,
                                bool equal, bool untouched, const std::string& wanted,
                                bool closed) {
    if (equal) return Verdict::same;
    if (const auto taken = request_.taken.find(key); taken != request_.taken.end())
        return taken->second == Side::moodle ? Verdict::write : Verdict::silent;
    if (!kept.empty()) return kept == wanted ? Verdict::silent : Verdict::keep;
    return linked && untouched && !closed ? Verdict::write : Verdict::keep;
}

// ---- categories -----------------------------------------------------------------------------

// openSIS has no categories within categories: a deep one counts as the one below the top.
model::RemoteId Planner::shelf_of(model::RemoteId category) const {
    for (int depth = 0; depth < 50; ++depth) {
        const auto found = category_of_.find(category);
        if (found == category_of_.end() || found->second->parent == 0) return root_;
        if (found->second->parent == root_) return category;
        category = found->second->parent;
    }
    return root_;
}

// What share each category has, where Moodle weighs categories alone; empty: it does not.
std::map<model::RemoteId, std::int64_t> Planner::weights() const {
    std::map<model::RemoteId, double> share;
    const auto top = category_of_.find(root_);
    if (top == category_of_.end() || !top->second->aggregation) return {};
    const auto how = *top->second->aggregation;
    if (how != model::Aggregation::weighted_mean && how != model::Aggregation::natural) return {};
    for (const auto& [id, want] : wanted_) {
        if (want.row.category == 0) continue;  // openSIS's own, beside Moodle's categories
        if (want.row.category == root_) return {};
        const auto* category = category_of_.at(want.row.category);
        if (!category->weight || category->weight->extra_credit) return {};
        share[want.row.category] = how == model::Aggregation::natural
                                       ? category->weight->weight_natural
                                       : category->weight->weight;
    }
    double sum = 0;
    for (const auto& [id, weight] : share)
        sum += weight;
    if (!(sum > 0)) return {};
    std::map<model::RemoteId, std::int64_t> out;
    std::int64_t left = 100000;
    for (const auto& [id, weight] : share)
        left -= out[id] = static_cast<std::int64_t>(weight / sum * 100000);
    for (auto& [id, weight] : out)  // what rounding down left over
        if (left > 0 && weight > 0) {
            ++weight;
            --left;
        }
    return out;
}

void Planner::categories() {
    std::set<model::RemoteId> used;
    for (const auto& [id, want] : wanted_)
        if (want.row.category != 0) used.insert(want.row.category);
    const auto share = weights();
    for (const model::RemoteId remote : used) {
        BookRow want;
        if (remote != root_)
            if (const auto found = category_of_.find(remote); found != category_of_.end())
                want.title = plain_text(found->second->name, 100);
        if (want.title.empty()) want.title = plain_text(policy_.top_category, 100);
        if (const auto found = share.find(remote); found != share.end())
            want.weight = found->second;
        const auto link = category_link_.find(remote);
        BookStep step;
        step.kind = BookKind::category;
        step.remote = remote;
        step.after = step.agreed = want;
        if (link == category_link_.end() || !category_row_.contains(link->second->local)) {
            // Grades need it: one that was deleted in openSIS is made again.
            step.reason = link == category_link_.end() ? "new in Moodle" : "deleted in openSIS";
            ++counts(BookKind::category).created;
            plan_.steps.push_back(std::move(step));
            continue;
        }
        const BookRow& row = category_row_.at(link->second->local)->row;
        const BookRow& agreed = link->second->agreed;
        step.verb = BookVerb::update;
        step.local = link->second->local;
        step.before = row;
        // Weights are the teacher's own affair from the moment they touch them.
        if (row.title != agreed.title) step.after.title = row.title;
        if (row.weight != agreed.weight) step.after.weight = row.weight;
        if (step.after == row) {
            ++counts(BookKind::category).unchanged;
            if (want == agreed) continue;
            step.verb = BookVerb::note;
        } else {
            step.reason = "changed in Moodle";
            ++counts(BookKind::category).updated;
        }
        // What a teacher changed stays told from what Moodle said: agreed keeps Moodle's word.
        if (row.title != agreed.title && row.title != want.title) step.agreed.title = agreed.title;
        if (row.weight != agreed.weight && row.weight != want.weight)
            step.agreed.weight = agreed.weight;
        if (step.verb == BookVerb::note && step.agreed == agreed) continue;
        plan_.steps.push_back(std::move(step));
    }
}

void Planner::gone_categories() {
    std::set<model::RemoteId> used;
    for (const auto& [id, want] : wanted_)
        used.insert(want.row.category);
    for (const auto& [remote, link] : category_link_) {
        if (used.contains(remote)) continue;
        const auto row = category_row_.find(link->local);
        bool empty = true;  // but for what this plan removes
        for (const auto& item : sis_.items) {
            if (item.row.type != link->local) continue;
            bool goes = false;
            for (const BookStep& step : removals_)
                goes = goes || (step.kind == BookKind::item && step.local == item.id);
            for (const BookStep& step : plan_.steps)
                goes = goes || (step.kind == BookKind::item && step.verb == BookVerb::update &&
                                step.local == item.id && step.after.category != remote &&
                                step.after.category != 0);
            empty = empty && goes;
        }
        if (row != category_row_.end() &&
            (!empty || row->second->row.title != link->agreed.title)) {
            ++counts(BookKind::category).unchanged;
            continue;
        }
        BookStep step;
        step.kind = BookKind::category;
        step.remote = remote;
        step.local = link->local;
        step.forget = true;
        step.verb = row == category_row_.end() ? BookVerb::note : BookVerb::remove;
        if (row != category_row_.end()) {
            step.before = row->second->row;
            step.reason = "nothing of Moodle's stands in it any more";
            ++counts(BookKind::category).removed;
        }
        removals_.push_back(std::move(step));
    }
}

// ---- who ------------------------------------------------------------------------------------

std::optional<std::int64_t> Planner::student_of(const model::Grade& grade) const {
    const auto key = model::Key::from_idnumber(grade.idnumber, policy_.prefix);
    if (!key || key->kind != model::Kind::student) return std::nullopt;
    return key->id;
}

const model::Pupil* Planner::pupil(std::int64_t student) const {
    const auto found = pupil_.find(student);
    return found == pupil_.end() ? nullptr : found->second;
}

const model::StoredRow* Planner::grade_row(std::int64_t assignment, std::int64_t student) const {
    const auto found = grade_row_.find({assignment, student});
    return found == grade_row_.end() ? nullptr : found->second;
}

// Somebody other than Causeway has posted this student's grade, or declared the period finished.
bool Planner::posted(std::int64_t student, std::int64_t marking_period) const {
    if (std::find(sis_.completed.begin(), sis_.completed.end(), marking_period) !=
        sis_.completed.end())
        return true;
    const auto row = final_row_.find({marking_period, student});
    if (row == final_row_.end()) return false;
    const auto link = final_link_.find({marking_period, student});
    return link == final_link_.end() || !link->second->kept.empty() ||
           link->second->agreed.points != row->second->row.points ||
           link->second->agreed.letter != row->second->row.letter;
}

}  // namespace causeway::grades
