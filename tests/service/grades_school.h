// SPDX-License-Identifier: GPL-3.0-or-later
// A sample school whose link carries grades: Causeway's tables stand beside openSIS's, the stand-in
// Moodle's teachers have graded.
#pragma once

#include <boost/json.hpp>

#include "opensis/gradebook_tables.h"
#include "school_link.h"

namespace causeway::test {

class GradesSchool : public SchoolLink {
  public:
    explicit GradesSchool(const std::string& database, std::string store = "", int students = 40)
        : SchoolLink(database, students, std::move(store)) {
        for (const auto sql : opensis::own_tables())
            opensis().execute(sql);
    }
    // In step, with the first pull done.
    service::Link& graded_link() {
        service::Link& ready = ready_link();
        (void)next_run(0);
        moodle().grade_some();
        ready.change({{"grades.enabled", {{"true"}}}, {"schedule.nightly", {{"false"}}}});
        (void)last_of_grades();
        return ready;
    }
    // Waits for a run of grades beyond `before` to end; its record.
    store::RunRecord last_of_grades(std::int64_t before = 0) {
        service::Link& one = *service().find(service::kFirstLink);
        std::optional<store::RunRecord> out;
        const bool came = becomes(
            [&] {
                for (const auto& run : one.state().runs(20))
                    if (run.id > before && run.exit && run.header.what.starts_with("grades")) {
                        out = run;
                        return one.standing().state != service::LinkState::running;
                    }
                return false;
            },
            std::chrono::seconds(60));
        if (!came) throw std::runtime_error("no run of grades ended within a minute");
        return *out;
    }
    // The stand-in's grade of one student in one item, given anew.
    void regrade(std::int64_t item, std::int64_t student, double points) {
        const auto row = opensis().query(
            "SELECT course_period_id FROM causeway_items WHERE kind = 'item' AND remote = ?",
            {item});
        const std::int64_t section = row->next()->integer(0);
        auto& state = service().find(service::kFirstLink)->state();
        const auto course = state.base_of({model::Kind::section, section, 0})->remote;
        const auto user = state.base_of({model::Kind::student, student, 0})->remote;
        moodle().grade(course, item, user, points);
    }
    // Items and categories made long ago: what is younger than two minutes is told twice.
    void age() {
        const auto state = boost::json::parse(moodle().state_json());
        boost::json::object old;
        for (const char* what : {"items", "categories"}) {
            boost::json::array rows = state.at("gradebook").at(what).as_array();
            for (auto& row : rows)
                row.as_object()["timemodified"] = 1;
            old[what] = std::move(rows);
        }
        if (const auto bad = moodle().add_grades(boost::json::serialize(old)); !bad.empty())
            throw std::runtime_error(bad);
    }
    std::string text(const std::string& sql) { return opensis().one_text(sql).value_or("nothing"); }
};

}  // namespace causeway::test
