// SPDX-License-Identifier: GPL-3.0-or-later
// The planner: openSIS's own assignments, sent to Moodle, and what becomes of them afterwards. Each
// has two owners then: what the teacher changes in openSIS goes to Moodle, what is changed in
// Moodle comes to openSIS, and what was changed on both sides is a difference.
#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "grades/planner.h"

namespace causeway::grades {

using model::BookKind;
using model::BookRow;
using model::BookStep;
using model::BookVerb;

namespace {

constexpr std::string_view kAssignment = "assignment:";

// As Moodle tells it again: without mark-up.
BookRow plain(BookRow row) {
    row.title = plain_text(row.title, 100);
    row.description = plain_text(row.description, 4000);
    return row;
}

std::string in_words(const BookRow& row) {
    return fmt::format("\"{}\", {} points, due {}", row.title, row.whole_points,
                       row.due ? row.due->text() : "never");
}

}  // namespace

// Of an item that stands for one of openSIS's assignments: which.
std::optional<std::int64_t> Planner::sent_number(const model::GradedItem& item) const {
    const std::string head = policy_.prefix + std::string(kAssignment);
    if (!item.idnumber.starts_with(head)) return std::nullopt;
    std::int64_t out = 0;
    const char* const end = item.idnumber.data() + item.idnumber.size();
    const auto read = std::from_chars(item.idnumber.data() + head.size(), end, out);
    if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
    return out;
}

// It was sent, and the note of it is lost: the process was killed in between, or the pull undone.
void Planner::adopt_sent() {
    for (const auto& item : lms_.items) {
        const auto number = sent_number(item);
        if (!number || item_link_.contains(item.id)) continue;
        const auto row = item_row_.find(*number);
        const bool linked = std::any_of(item_link_.begin(), item_link_.end(), [&](const auto& at) {
            return at.second->local == *number;
        });
        if (row == item_row_.end() || linked) continue;
        model::ItemLink link;
        link.remote = item.id;
        link.local = *number;
        link.agreed = plain(row->second->row);
        if (const auto shelf = shelf_of(item.category); shelf != root_)
            link.agreed.category = shelf;
        link.measure.sent = true;
        item_link_[item.id] = &(adopted_[item.id] = std::move(link));
    }
}

void Planner::new_sends() {
    for (const auto& row : sis_.items) {
        const bool linked = std::any_of(item_link_.begin(), item_link_.end(),
                                        [&](const auto& at) { return at.second->local == row.id; });
        // A type that is not there: openSIS itself does not show such an assignment.
        if (linked || !category_row_.contains(row.row.type)) continue;
        if (row.row.whole_points <= 0) {
            ++plan_.counts[kSent].refused;
            plan_.refused.push_back(
                {fmt::format("\"{}\" was not sent to Moodle", plain_text(row.row.title, 100)),
                 fmt::format("assignment:{}", row.id), "it is worth no points in openSIS",
                 "Give it points in openSIS, or take it off again there.", "grades.send_points"});
            continue;
        }
        send(row, nullptr, *policy_.send);
        ++plan_.counts[kSent].created;
    }
}

void Planner::send(const model::StoredRow& row, const model::ItemLink* link, model::SentAs as) {
    Send out;
    const BookRow told = plain(row.row);
    model::GradedItemWrite& write = out.write;
    write.id = link != nullptr ? link->remote : 0;
    write.course = lms_.course;
    write.idnumber = fmt::format("{}{}{}", policy_.prefix, kAssignment, row.id);
    write.as = as;
    write.name = told.title.empty() ? fmt::format("Assignment {}", row.id) : told.title;
    write.description = told.description;
    write.max = static_cast<double>(row.row.whole_points);
    if (row.row.assigned) write.assigned = policy_.zone.start_of(*row.row.assigned);
    if (row.row.due) write.due = policy_.zone.end_of(*row.row.due);
    // One that is there may have been moved to another category in Moodle: left where it is.
    if (link == nullptr)
        for (const auto& [remote, category] : category_link_)
            if (category->local == row.row.type && remote != root_) write.category = remote;
    BookStep& step = out.link;
    step.kind = BookKind::item;
    step.verb = BookVerb::note;
    step.remote = write.id;
    step.local = row.id;
    step.agreed = told;
    step.agreed.title = write.name;
    step.agreed.category = link != nullptr ? link->agreed.category : write.category;
    step.measure.max = write.max;
    step.measure.points = row.row.whole_points;
    step.measure.sent = true;
    if (link != nullptr) step.measure.hidden = link->measure.hidden;
    step.reason = "a teacher's own in openSIS";
    plan_.sends.push_back(std::move(out));
}

void Planner::follow_sent(const Wanted& want, const model::ItemLink& link,
                          const model::StoredRow& there) {
    const model::RemoteId remote = want.item->id;
    const std::string name = key("item", remote);
    const auto taken = request_.taken.find(name);
    const bool decided = taken != request_.taken.end();
    const BookRow here = plain(there.row);
    const std::string wanted = model::to_json(want.row);
    BookStep step;
    step.kind = BookKind::item;
    step.verb = BookVerb::update;
    step.remote = remote;
    step.local = there.id;
    step.before = step.after = there.row;
    step.agreed = link.agreed;
    bool changed_here = false, changed_there = false, both = false;
    const auto merge = [&](auto BookRow::* field) {
        if (here.*field == want.row.*field) {
            step.agreed.*field = here.*field;
            return;
        }
        bool ours = here.*field != link.agreed.*field;
        bool theirs = want.row.*field != link.agreed.*field;
        if (ours && theirs && !decided) {
            both = true;
            return;
        }
        if (ours && theirs) (taken->second == Side::moodle ? ours : theirs) = false;
        changed_here = changed_here || ours;
        changed_there = changed_there || !ours;
        if (!ours) step.after.*field = step.agreed.*field = want.row.*field;
    };
    merge(&BookRow::title);
    merge(&BookRow::whole_points);
    merge(&BookRow::assigned);
    merge(&BookRow::due);
    merge(&BookRow::description);
    if (step.after.due != there.row.due) step.after.marking_period = want.row.marking_period;
    step.agreed.marking_period = step.after.marking_period;
    // Into another category only when it was moved in Moodle.
    step.after.category = 0;
    if (want.row.category != 0 && want.row.category != link.agreed.category) {
        step.after.category = want.row.category;
        changed_there = true;
    }
    step.agreed.category = want.row.category;
    step.agreed.type = step.after.type;
    step.measure = want.measure;
    step.measure.points = step.after.whole_points;
    measure_[remote] = step.measure;
    // A maximum that is on its way to Moodle: its grades stay as they are there, too.
    if (policy_.send && there.row.whole_points != want.row.whole_points &&
        step.after.whole_points == there.row.whole_points)
        measure_[remote].max = static_cast<double>(there.row.whole_points);
    if (both && link.kept != wanted) {
        ++counts(BookKind::item).kept;
        differ(name, BookKind::item, 0, here.title, in_words(here), in_words(want.row),
               "changed in openSIS and in Moodle");
        return;
    }
    if (changed_here && policy_.send && !both) {
        model::StoredRow row = there;
        row.row = step.after;
        send(row, &link,
             want.item->kind == model::ItemKind::assignment ? model::SentAs::assignment
                                                            : model::SentAs::manual_item);
        ++plan_.counts[kSent].updated;
    }
    if (!changed_there) {
        if (!both) ++counts(BookKind::item).unchanged;
        if (step.agreed == link.agreed && step.measure == link.measure && !decided) return;
        step.verb = BookVerb::note;
        // openSIS's value was chosen, and nothing may be sent.
        step.kept = decided && !policy_.send ? wanted : link.kept;
    } else {
        step.reason = decided ? "taken over by a person" : "changed in Moodle";
        ++counts(BookKind::item).updated;
    }
    plan_.steps.push_back(std::move(step));
}

}  // namespace causeway::grades
