// SPDX-License-Identifier: GPL-3.0-or-later
// A school whose grades are carried, and one grade of it whose way from the stand-in's gradebook to
// openSIS's tables the tests of the settings "grades.*" follow.
#pragma once

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "grades_school.h"

namespace causeway::test {

// A section with a graded item, its course, and a free student's place in Moodle.
struct Place {
    std::int64_t section = 0, course = 0, item = 0, student = 0, user = 0;
};
inline Place some_place(GradesSchool& school, service::Link& link) {
    Place out;
    const auto rows = school.opensis().query(
        "SELECT g.course_period_id, g.part, g.student_id FROM causeway_grades g JOIN "
        "causeway_items i ON i.course_period_id = g.course_period_id AND i.kind = 'item' AND "
        "i.remote = g.part WHERE g.kind = 'grade' AND g.state = 'graded' AND g.final > 1 ORDER BY "
        "1, 2, 3 LIMIT 1");
    const db::Row* row = rows->next();
    if (row == nullptr) throw std::runtime_error("no grade came over");
    out.section = row->integer(0);
    out.item = row->integer(1);
    out.student = row->integer(2);
    out.course = link.state().base_of({model::Kind::section, out.section, 0})->remote;
    out.user = link.state().base_of({model::Kind::student, out.student, 0})->remote;
    return out;
}

class ServiceGradeSettings : public testing::Test {
  protected:
    void pull(bool full = true) {
        service::GradeOrder order;
        order.full = full;
        link.start_grades(order, "ada");
        last = school.last_of_grades(last.id);
        ASSERT_TRUE(last.exit == 0 || last.exit == 3) << last.summary;
    }
    void set(const char* key, const char* value) { link.change({{key, {{value}}}}); }
    // openSIS's row of the place's grade: "points|comment".
    std::string grade() {
        return school.text(
            fmt::format("SELECT CONCAT_WS('|', COALESCE(g.points, 'none'), COALESCE(g.comment, "
                        "'')) FROM gradebook_grades g JOIN causeway_items i ON i.kind = 'item' AND "
                        "i.local = g.assignment_id WHERE i.remote = {} AND g.student_id = {}",
                        place.item, place.student));
    }
    std::string due() {
        return school.text(
            fmt::format("SELECT a.due_date FROM gradebook_assignments a JOIN causeway_items i ON "
                        "i.kind = 'item' AND i.local = a.assignment_id WHERE i.remote = {}",
                        place.item));
    }
    // The row of Moodle's gradebook that `these` names, with other values.
    template <class Which>
    void amend(const char* what, Which&& these, const boost::json::object& values) {
        const auto state = boost::json::parse(school.moodle().state_json());
        const auto& all = state.at("gradebook");
        boost::json::array rows;
        for (const auto& one : all.at(what).as_array()) {
            if (!these(one.as_object())) continue;
            boost::json::object row = one.as_object();
            for (const auto& [name, value] : values)
                row[name] = value;
            rows.push_back(std::move(row));
        }
        ASSERT_EQ(rows.size(), 1U);
        ASSERT_EQ(school.moodle().add_grades(
                      boost::json::serialize(boost::json::object{{what, std::move(rows)}})),
                  "");
    }
    static auto with_id(std::int64_t id) {
        return [id](const boost::json::object& row) { return row.at("id") == id; };
    }
    // What Moodle's gradebook holds of this course: "items", "categories" or "grades".
    std::vector<boost::json::object> in_moodle(const char* what) {
        const auto state = boost::json::parse(school.moodle().state_json());
        std::vector<boost::json::object> out;
        for (const auto& one : state.at("gradebook").at(what).as_array())
            if (one.at("courseid") == place.course) out.push_back(one.as_object());
        return out;
    }
    std::int64_t top_category() {
        for (const auto& one : in_moodle("categories"))
            if (one.at("parent") == 0) return one.at("id").as_int64();
        throw std::runtime_error("the course has no top category");
    }
    void give(const boost::json::object& marks) {
        amend(
            "grades",
            [&](const boost::json::object& row) {
                return row.at("itemid") == place.item && row.at("userid") == place.user;
            },
            marks);
    }

    GradesSchool school{std::string("grades_settings_") +
                        testing::UnitTest::GetInstance()->current_test_info()->name()};
    service::Link& link = school.graded_link();
    store::RunRecord last = school.last_of_grades();
    Place place = some_place(school, link);
};

}  // namespace causeway::test
