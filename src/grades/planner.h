// SPDX-License-Identifier: GPL-3.0-or-later
// The planner's working table: the three trees by key. Used by plan*.cpp alone.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>

#include "grades/plan.h"
#include "grades/rules.h"

namespace causeway::grades {

class Planner {
  public:
    Planner(const model::SchoolBook& sis, const model::Gradebook& lms, const Policy& policy,
            const Request& request);
    SectionPlan make();

  private:
    struct Wanted {  // an item as openSIS is to hold it
        model::BookRow row;
        model::Measure measure;
        const model::GradedItem* item = nullptr;
    };
    // What is to become of one value that both sides hold.
    enum class Verdict { same, write, keep, silent };

    void categories();
    void items();
    // openSIS's own assignments and Moodle (plan_sends.cpp).
    void adopt_sent();
    void new_sends();
    void send(const model::StoredRow& row, const model::ItemLink* link, model::SentAs as);
    [[nodiscard]] std::optional<std::int64_t> sent_number(const model::GradedItem& item) const;
    void follow_sent(const Wanted& want, const model::ItemLink& link,
                     const model::StoredRow& there);
    void one_item(const Wanted& want);
    void gone_items();
    void grades();
    void one_grade(const model::Grade* grade, model::RemoteId item, std::int64_t student);
    void gone_grades();
    void finals();
    std::vector<const model::MarkingPeriod*> final_periods();
    void one_final(const model::MarkingPeriod& period, std::int64_t student,
                   const std::optional<model::BookRow>& want, const model::Grade* grade);
    void give_finals_back();
    void gone_categories();

    [[nodiscard]] model::RemoteId shelf_of(model::RemoteId category) const;
    [[nodiscard]] std::map<model::RemoteId, std::int64_t> weights() const;
    [[nodiscard]] std::optional<Wanted> wanted_item(const model::GradedItem& item);
    [[nodiscard]] std::pair<model::BookRow, model::Provenance> wanted_grade(
        const model::Grade& grade, const model::Measure& measure) const;
    [[nodiscard]] std::optional<std::int64_t> student_of(const model::Grade& grade) const;
    [[nodiscard]] const model::Pupil* pupil(std::int64_t student) const;
    [[nodiscard]] bool posted(std::int64_t student, std::int64_t marking_period) const;
    [[nodiscard]] const model::StoredRow* grade_row(std::int64_t assignment,
                                                    std::int64_t student) const;

    // The rule of three trees for one row, a person's choice included.
    Verdict judge(const std::string& key, bool linked, const std::string& kept, bool equal,
                  bool untouched, const std::string& wanted, bool closed);
    void remember_link(model::BookStep& step) const;
    void differ(std::string key, model::BookKind kind, std::int64_t student, std::string title,
                std::string here, std::string there, std::string why);
    Counts& counts(model::BookKind kind) { return plan_.counts[static_cast<std::size_t>(kind)]; }
    [[nodiscard]] std::string key(std::string_view kind, std::int64_t a, std::int64_t b = 0) const;

    const model::SchoolBook& sis_;
    const model::Gradebook& lms_;
    const Policy& policy_;
    const Request& request_;
    SectionPlan plan_;
    std::map<model::RemoteId, model::ItemLink> adopted_;
    std::map<model::RemoteId, const model::GradeCategory*> category_of_;
    model::RemoteId root_ = 0;
    std::map<model::RemoteId, const model::ItemLink*> category_link_, item_link_, total_link_;
    std::map<std::pair<std::int64_t, std::int64_t>, const model::GradeLink*> grade_link_,
        final_link_;
    std::map<std::int64_t, const model::StoredRow*> category_row_, item_row_;
    std::map<std::pair<std::int64_t, std::int64_t>, const model::StoredRow*> grade_row_, final_row_;
    std::map<std::int64_t, const model::Pupil*> pupil_;
    std::map<model::RemoteId, Wanted> wanted_;           // items that openSIS is to hold
    std::map<model::RemoteId, model::Measure> measure_;  // of these, as openSIS will hold them
    std::set<model::RemoteId> standing_;                 // of these: there, or made by this plan
    std::set<std::pair<std::int64_t, std::int64_t>> seen_;
    std::set<std::string> titles_;
    std::set<std::int64_t> strangers_;  // students told as refused already
    std::vector<model::BookStep> removals_;
};

}  // namespace causeway::grades
