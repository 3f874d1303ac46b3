// SPDX-License-Identifier: GPL-3.0-or-later
// The planner: graded items.
#include <fmt/format.h>

#include <algorithm>

#include "grades/planner.h"

namespace causeway::grades {

using model::BookKind;
using model::BookRow;
using model::BookStep;
using model::BookVerb;

namespace {

constexpr std::size_t kDescription = 4000;

base::Problem cannot(const std::string& key, const std::string& title, std::string why,
                     std::string cure, std::string code) {
    return {fmt::format("\"{}\" was not carried into openSIS", title), key, std::move(why),
            std::move(cure), std::move(code)};
}

std::string in_words(const BookRow& row) {
    return fmt::format("\"{}\", {} points, due {}", row.title, row.whole_points,
                       row.due ? row.due->text() : "never");
}

}  // namespace

std::optional<Planner::Wanted> Planner::wanted_item(const model::GradedItem& item) {
    if (model::is_total(item.kind)) return std::nullopt;
    const auto link = item_link_.find(item.id);
    const bool sent = link != item_link_.end() && link->second->measure.sent;
    if (!sent && !policy_.kinds.contains(item.kind)) return std::nullopt;
    Wanted out;
    out.item = &item;
    std::string title = plain_text(item.name, 100);
    if (title.empty()) title = fmt::format("Item {}", item.id);
    const auto measure = measure_of(item);
    if (!measure) {
        ++counts(BookKind::item).refused;
        plan_.refused.push_back(
            cannot(key("item", item.id), title, "it is worth no points in Moodle",
                   "Give it points in Moodle if it is to count; otherwise nothing is lacking.",
                   "grades.no_points"));
        return std::nullopt;
    }
    out.measure = *measure;
    out.measure.sent = sent;
    if (item.weight && item.weight->extra_credit) {
        if (sis_.section.weights || !policy_.carry_extra_credit) {
            ++counts(BookKind::item).refused;
            plan_.refused.push_back(cannot(
                key("item", item.id), title,
                sis_.section.weights ? "it is extra credit, and openSIS knows none in a section "
                                       "that weighs categories"
                                     : "it is extra credit, and grades.extra_credit is off",
                sis_.section.weights
                    ? "Take the weights off in openSIS's gradebook configuration, or let Moodle "
                      "keep this section's gradebook (causeway grades option)."
                    : "Set grades.extra_credit to true if it is to count in openSIS's total, "
                      "or let Moodle keep this section's gradebook (causeway grades option).",
                "grades.extra_credit"));
            return std::nullopt;
        }
        out.measure.points = 0;
    }
    const BookRow* there = nullptr;
    if (link != item_link_.end())
        if (const auto row = item_row_.find(link->second->local); row != item_row_.end())
            there = &row->second->row;
    // Names come twice in Moodle; openSIS's lists show nothing else. In the order of the items.
    std::string unique = title;
    for (int n = 2; !titles_.insert(unique).second && !sent; ++n)
        unique = fmt::format("{} ({})", plain_text(title, 94), n);
    const auto clamp = [&](base::Date day) {
        return std::clamp(day, sis_.section.begin, std::max(sis_.section.begin, sis_.section.end));
    };
    BookRow& row = out.row;
    row.title = unique;
    row.category = shelf_of(item.category);
    row.whole_points = out.measure.points;
    // Without a due date openSIS shows "N/A": the day it came over stands in, and stays.
    if (item.due != 0)
        row.due = policy_.zone.date_of(item.due);
    else
        row.due = there != nullptr && there->due ? *there->due : clamp(policy_.today);
    if (item.assigned != 0)
        row.assigned = policy_.zone.date_of(item.assigned);
    else
        row.assigned =
            there != nullptr && there->assigned ? *there->assigned : clamp(policy_.today);
    row.assigned = std::min(*row.assigned, *row.due);
    row.marking_period = period_of(sis_, *row.due);
    row.description = plain_text(item.description, kDescription);
    if (sent) {
        if (item.due == 0) row.due = there != nullptr ? there->due : std::nullopt;
        if (item.assigned == 0) row.assigned = there != nullptr ? there->assigned : std::nullopt;
        if (there != nullptr && row.due == there->due) row.marking_period = there->marking_period;
        if (!lms_.has_rules && there != nullptr)  // the plain path knows none of manual items
            row.description = plain_text(there->description, kDescription);
        if (row.category == root_) row.category = 0;  // it stays where it stands in openSIS
        return out;
    }
    if (!item.url.empty()) row.description += (row.description.empty() ? "" : " ") + item.url;
    return out;
}

void Planner::items() {
    for (const auto& [remote, want] : wanted_)
        one_item(want);
}

void Planner::one_item(const Wanted& want) {
    const model::RemoteId remote = want.item->id;
    const std::string name = key("item", remote);
    BookStep step;
    step.kind = BookKind::item;
    step.remote = remote;
    step.after = step.agreed = want.row;
    step.measure = measure_[remote] = want.measure;
    const auto shelf = category_link_.find(want.row.category);
    const std::int64_t type =
        shelf != category_link_.end() && category_row_.contains(shelf->second->local)
            ? shelf->second->local
            : 0;
    step.after.type = step.agreed.type = type;
    const auto found = item_link_.find(remote);
    const auto taken = request_.taken.find(name);
    if (found == item_link_.end()) {
        step.reason = "new in Moodle";
        ++counts(BookKind::item).created;
        standing_.insert(remote);
        plan_.steps.push_back(std::move(step));
        return;
    }
    const model::ItemLink& link = *found->second;
    const auto there = item_row_.find(link.local);
    if (there == item_row_.end()) {
        if (taken != request_.taken.end() && taken->second == Side::moodle) {
            step.reason = "taken over by a person";
            ++counts(BookKind::item).created;
            standing_.insert(remote);
            plan_.steps.push_back(std::move(step));
            return;
        }
        ++counts(BookKind::item).kept;
        if (taken != request_.taken.end()) {  // it stays deleted
            step.verb = BookVerb::note;
            step.local = link.local;
            step.agreed = link.agreed;
            step.kept = "deleted";
            plan_.steps.push_back(std::move(step));
        } else if (link.kept != "deleted") {
            differ(name, BookKind::item, 0, link.agreed.title, "deleted", in_words(want.row),
                   "the assignment was deleted in openSIS");
        }
        return;
    }
    standing_.insert(remote);
    if (link.measure.sent) {
        follow_sent(want, link, *there->second);
        return;
    }
    const BookRow& row = there->second->row;
    step.local = link.local;
    step.verb = BookVerb::update;
    step.before = row;
    BookRow& after = step.after;
    BookRow& agreed = step.agreed;
    bool kept = false;
    // Field by field: what a teacher changed stays, the others follow Moodle.
    const auto merge = [&](auto BookRow::* field) {
        if (row.*field == after.*field || row.*field == link.agreed.*field ||
            (taken != request_.taken.end() && taken->second == Side::moodle))
            return;
        if (after.*field != link.agreed.*field || taken == request_.taken.end())
            kept = kept || !(taken != request_.taken.end());
        agreed.*field = taken != request_.taken.end() ? row.*field : link.agreed.*field;
        after.*field = row.*field;
    };
    merge(&BookRow::title);
    merge(&BookRow::whole_points);
    merge(&BookRow::assigned);
    merge(&BookRow::due);
    merge(&BookRow::marking_period);
    merge(&BookRow::description);
    // The category is compared by openSIS's number; a new one has none yet.
    if (type != 0 && row.type != type && row.type != link.agreed.type) after.type = row.type;
    step.measure.points = measure_[remote].points = after.whole_points;
    after.category = type != 0 && after.type != type ? 0 : want.row.category;
    const std::string wanted = model::to_json(want.row);
    if (taken != request_.taken.end() && taken->second == Side::opensis) step.kept = wanted;
    if (kept && link.kept != wanted) {
        ++counts(BookKind::item).kept;
        differ(name, BookKind::item, 0, row.title, in_words(row), in_words(want.row),
               "changed by hand in openSIS");
    }
    if (link.kept == wanted && step.kept.empty()) step.kept = link.kept;
    BookRow comparable = after;
    comparable.category = row.category;
    const bool moves = type == 0 && want.row.category != link.agreed.category;
    if (comparable == row && !moves) {
        if (!kept) ++counts(BookKind::item).unchanged;
        BookRow was = link.agreed;
        if (agreed == was && step.measure == link.measure && step.kept == link.kept) return;
        step.verb = BookVerb::note;
    } else {
        step.reason = "changed in Moodle";
        ++counts(BookKind::item).updated;
    }
    plan_.steps.push_back(std::move(step));
}

void Planner::gone_items() {
    for (const auto& [remote, link] : item_link_) {
        if (wanted_.contains(remote)) continue;
        const auto there = item_row_.find(link->local);
        BookStep step;
        step.kind = BookKind::item;
        step.remote = remote;
        step.local = link->local;
        step.forget = true;
        if (there == item_row_.end()) {
            step.verb = BookVerb::note;
            removals_.push_back(std::move(step));
            continue;
        }
        const BookRow& row = there->second->row;
        if (link->kept == "gone") continue;  // deleted in Moodle, and to stay in openSIS
        std::vector<BookStep> going;
        // What a person chose to keep is theirs, although both sides agree on it since.
        bool touched = !link->kept.empty() || row.title != link->agreed.title ||
                       row.whole_points != link->agreed.whole_points || row.due != link->agreed.due;
        bool is_posted = false;
        for (const auto& grade : sis_.grades) {
            if (grade.id != link->local) continue;
            const auto ours = grade_link_.find({remote, grade.student});
            touched = touched || ours == grade_link_.end() || !ours->second->kept.empty() ||
                      ours->second->agreed.points != grade.row.points ||
                      ours->second->agreed.comment != grade.row.comment;
            is_posted = is_posted || posted(grade.student, row.marking_period);
            BookStep one;
            one.kind = BookKind::grade;
            one.verb = BookVerb::remove;
            one.remote = one.part = remote;
            one.student = grade.student;
            one.local = link->local;
            one.before = grade.row;
            one.forget = true;
            one.reason = "its item goes";
            going.push_back(std::move(one));
        }
        const std::string name = key("item", remote);
        const auto taken = request_.taken.find(name);
        const bool take = taken != request_.taken.end() && taken->second == Side::moodle;
        const bool sent = link->measure.sent;
        const bool in_moodle =
            std::any_of(lms_.items.begin(), lms_.items.end(),
                        [at = remote](const auto& item) { return item.id == at; });
        if ((touched || is_posted || sent) && !take) {
            ++counts(BookKind::item).kept;
            if (taken != request_.taken.end()) {  // openSIS's own from now on
                step.verb = BookVerb::note;
                step.forget = false;
                step.agreed = link->agreed;
                step.measure = link->measure;
                step.kept = "gone";
                removals_.push_back(std::move(step));
            } else {
                differ(name, BookKind::item, 0, row.title, in_words(row),
                       in_moodle ? "not carried any more" : "deleted",
                       is_posted ? "grades of its marking period are posted in openSIS"
                       : sent    ? "it is openSIS's own assignment"
                                 : "it or its grades were changed by hand in openSIS");
            }
            continue;
        }
        step.verb = BookVerb::remove;
        step.before = row;
        step.reason = in_moodle ? "not carried any more" : "deleted in Moodle";
        ++counts(BookKind::item).removed;
        counts(BookKind::grade).removed += static_cast<std::int64_t>(going.size());
        for (auto& one : going)
            removals_.push_back(std::move(one));
        removals_.push_back(std::move(step));
    }
}

}  // namespace causeway::grades
