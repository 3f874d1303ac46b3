// SPDX-License-Identifier: GPL-3.0-or-later
// What an intake reads of a Moodle without our plugin: several calls at once, never more than the
// limit, and whole or not at all.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <thread>

#include "moodle/site.h"
#include "moodle_script.h"

namespace causeway::moodle {
namespace {

using namespace testing;
using ::testing::HasSubstr;

// How many calls are under way at once.
class Counted final : public net::Transport {
  public:
    explicit Counted(Script& script) : script_(script) {}
    net::HttpReply post_form(const net::HttpRequest& request) override {
        const int now = ++under_way_;
        int most = most_;
        while (now > most && !most_.compare_exchange_weak(most, now)) {
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(3));
        auto reply = script_.post_form(request);
        --under_way_;
        return reply;
    }
    [[nodiscard]] int most() const { return most_; }

  private:
    Script& script_;
    std::atomic<int> under_way_{0};
    std::atomic<int> most_{0};
};

// Ten students (users 10 to 19) and a teacher (20) in the course 5 of last year and the course 6 of
// this one.
class PlainIntake : public ::testing::Test {
  protected:
    PlainIntake() {
        script.on("core_webservice_get_site_info",
                  R"({"siteurl":"https://moodle.example.org/learn","sitename":"M","release":"4.5",)"
                  R"("version":"2024100700","userid":3,"username":"svc","userissiteadmin":false,)"
                  R"("functions":[{"name":"core_webservice_get_site_info","version":"1"}]})");
        script.on("core_course_get_categories",
                  R"([{"id":2,"name":"Science","parent":0,"idnumber":"","coursecount":2}])");
        script.on("core_course_get_courses", "[" + course(5, 1'000) + "," + course(6, 9'000) + "]");
        script.on("core_enrol_get_enrolled_users", [](const Fields& fields) {
            const bool active = value_of(fields, "options[1][name]") == "onlyactive" ||
                                value_of(fields, "options[0][name]") == "onlyactive";
            std::string body = "[";
            for (int user = 10; active && user < 20; ++user)
                body += std::string(user == 10 ? "" : ",") + R"({"id":)" + std::to_string(user) +
                        R"(,"roles":[{"roleid":5,"shortname":"student"}]})";
            // Who teaches there, and has no grades to be told of.
            if (active) body += R"(,{"id":20,"roles":[{"roleid":3,"shortname":"editingteacher"}]})";
            return answered(body + "]");
        });
        script.on("core_enrol_get_users_courses",
                  R"([{"id":5,"enrolledusercount":11},{"id":6,"enrolledusercount":11}])");
        script.on("core_user_get_users_by_field", [this](const Fields&) {
            std::string body = "[";
            for (int user = 10; user < last_shown; ++user)
                body += std::string(user == 10 ? "" : ",") + R"({"id":)" + std::to_string(user) +
                        R"(,"username":"u)" + std::to_string(user) +
                        R"(","firstname":"A","lastname":"B","fullname":"A B","email":"a@b.org"})";
            return answered(body + "]");
        });
        script.on("gradereport_overview_get_course_grades", [](const Fields& fields) {
            const std::string user = value_of(fields, "userid");
            if (user == "20") return answered(R"({"grades":[],"warnings":[]})");
            return answered(R"({"grades":[{"courseid":5,"grade":"x","rawgrade":")" + user +
                            R"(.5"},{"courseid":6,"grade":"-","rawgrade":""}],"warnings":[]})");
        });
        script.on("gradereport_user_get_grade_items",
                  R"({"usergrades":[{"userid":10,"gradeitems":[{"itemtype":"mod","grademax":10},)"
                  R"({"itemtype":"course","grademax":70}]}],"warnings":[]})");
    }
    static std::string course(int id, int start) {
        return R"({"id":)" + std::to_string(id) + R"(,"fullname":"C","shortname":"c)" +
               std::to_string(id) + R"(","categoryid":2,"idnumber":"","startdate":)" +
               std::to_string(start) + R"(,"enddate":0,"visible":1})";
    }
    base::Result<model::MoodleSchool> read() {
        SiteOptions given = options();
        given.at_once = 3;
        Site site(given, counted);
        return site.read_school(true, 5'000);
    }

    Script script;
    Counted counted{script};
    int last_shown = 21;
};

TEST_F(PlainIntake, reads_totals_of_old_courses_a_few_students_at_a_time) {
    const auto school = read();
    ASSERT_TRUE(school) << school.problem().text();
    EXPECT_EQ(school->people.size(), 11U);
    EXPECT_EQ(school->members.size(), 22U);
    ASSERT_EQ(school->totals.size(), 10U) << "of the old course alone";
    for (std::size_t i = 0; i < school->totals.size(); ++i) {
        EXPECT_EQ(school->totals[i].user, static_cast<model::RemoteId>(10 + i)) << "in order";
        EXPECT_DOUBLE_EQ(school->totals[i].grade, 10.5 + static_cast<double>(i));
        EXPECT_DOUBLE_EQ(school->totals[i].max, 70);
    }
    EXPECT_GT(counted.most(), 1);
    EXPECT_LE(counted.most(), 3);
}

TEST_F(PlainIntake, a_course_of_which_nobody_tells_the_points_does_not_stop_the_others) {
    script.on("gradereport_user_get_grade_items", R"({"usergrades":[],"warnings":[]})");
    const auto school = read();
    ASSERT_TRUE(school) << school.problem().text();
    EXPECT_DOUBLE_EQ(school->totals.front().max, 0);
}

TEST_F(PlainIntake, one_student_whose_totals_do_not_come_is_an_error_and_no_list) {
    script.on("gradereport_overview_get_course_grades", [](const Fields& fields) {
        if (value_of(fields, "userid") == "15") return exception("nopermissions");
        return answered(R"({"grades":[],"warnings":[]})");
    });
    const auto school = read();
    ASSERT_FALSE(school);
    EXPECT_THAT(school.problem().what, HasSubstr("could not be read whole"));
    EXPECT_FALSE(school.problem().cure.empty());
}

TEST_F(PlainIntake, half_of_a_students_totals_is_an_error_and_no_list) {
    script.on("gradereport_overview_get_course_grades", [](const Fields& fields) {
        const std::string user = value_of(fields, "userid");
        if (user == "15" || user == "20") return answered(R"({"grades":[],"warnings":[]})");
        return answered(R"({"grades":[{"courseid":5,"grade":"-","rawgrade":""}],"warnings":[]})");
    });
    const auto school = read();
    ASSERT_FALSE(school);
    EXPECT_EQ(school.problem().record, "user:15");
    EXPECT_THAT(school.problem().why, HasSubstr("leave out course:5"));
}

TEST_F(PlainIntake, half_of_the_people_is_an_error_and_no_list) {
    last_shown = 15;
    const auto school = read();
    ASSERT_FALSE(school);
    EXPECT_EQ(school.problem().code, "moodle.incomplete_listing");
    EXPECT_THAT(school.problem().why, HasSubstr("of 11 people in courses it showed 5"));
}

TEST_F(PlainIntake, half_of_the_courses_is_an_error_and_no_list) {
    script.on("core_course_get_courses", "[" + course(5, 1'000) + "]");
    const auto school = read();
    ASSERT_FALSE(school);
    EXPECT_EQ(school.problem().code, "moodle.incomplete_listing");
    EXPECT_EQ(school.problem().record, "category Science");
    EXPECT_THAT(school.problem().why, HasSubstr("shows 1 courses, and Moodle counts 2"));
}

TEST_F(PlainIntake, half_of_a_courses_people_is_an_error_and_no_list) {
    script.on("core_enrol_get_users_courses",
              R"([{"id":5,"enrolledusercount":11},{"id":6,"enrolledusercount":20}])");
    const auto school = read();
    ASSERT_FALSE(school);
    EXPECT_EQ(school.problem().code, "moodle.incomplete_listing");
    EXPECT_EQ(school.problem().record, "course:6");
    EXPECT_THAT(school.problem().why, HasSubstr("shows 11 people, and Moodle counts 20"));
    EXPECT_FALSE(school.problem().cure.empty());
}

TEST_F(PlainIntake, an_answer_that_breaks_off_is_an_error_and_no_list) {
    script.on("core_enrol_get_enrolled_users", R"([{"id":10,"roles":[{"roleid":5,)");
    ASSERT_FALSE(read());
}

}  // namespace
}  // namespace causeway::moodle
