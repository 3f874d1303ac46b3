// SPDX-License-Identifier: GPL-3.0-or-later
// "Get LMS Data" as the service does it: a Moodle that another school has filled, an openSIS that
// has the school and its year and nobody in it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/bcrypt.h"
#include "base/failure.h"
#include "intake/rows.h"
#include "sandbox/school/schema.h"
#include "school_link.h"
#include "service/link_fields.h"
#include "store/field_desk.h"
#include "support/mariadb_server.h"

namespace causeway::service {
namespace {

using intake::What;
using model::Kind;
using test::SchoolLink;
using testing::HasSubstr;

// The first link fills Moodle; then the tables of people, courses and seats are emptied and the
// link forgets what it knew: what is left is a Moodle that was there first.
class ServiceIntake : public ::testing::Test {
  protected:
    ServiceIntake()
        : school("intake_" +
                 std::string(::testing::UnitTest::GetInstance()->current_test_info()->name())) {
        Link& first = school.link();
        first.connect(false);
        first.check_opensis();
        auto switches = school.moodle().switches();
        switches.custom_fields = {"born", "called", "gender"};
        school.moodle().set_switches(switches);
        school.opensis().execute(
            "UPDATE students SET common_name = 'Maximilian' WHERE student_id % 3 = 0");
        map(first, "gender", "gender", true);
        map(first, "birthdate", "born", true);
        map(first, "common_name", "called", true);
        school.run_by("the filler");
        for (const char* table :
             {"students", "student_enrollment", "staff", "staff_school_relationship",
              "staff_school_info", "login_authentication", "course_subjects", "courses",
              "course_periods", "course_period_var", "schedule"})
            school.opensis().execute(std::string("DELETE FROM ") + table);
        school.opensis().execute(
            "INSERT INTO school_calendars (school_id, syear, title, default_calendar) SELECT "
            "school_id, syear, 'Main', 'Y' FROM school_years");
        link = school.service().create("second", "Second");
        link->change({{"moodle.url", {{school.moodle().url()}}},
                      {"moodle.token", {{school.moodle().token()}}},
                      {"moodle.prefix", {{"second:"}}},
                      {"opensis.url", {{first.config().text("opensis.url")}}}});
        order.schools = {school.opensis().one_integer("SELECT MIN(id) FROM schools").value_or(0)};
        // The others would have their categories made by the first sync.
        link->change({{"opensis.schools", {{std::to_string(order.schools.front())}}}});
        link->connect(false);
        link->check_opensis();
        order.wishes.teachers = {"editingteacher"};
        order.wishes.students = {"student"};
    }

    void map(Link& of, const char* sis, const char* lms, bool to_moodle) {
        LinkFields fields(of, school.clock(), "causeway/test", "Ruth");
        fields.parts().map({model::Kind::student, sis, lms, to_moodle, {}}, std::nullopt);
    }
    KeptIntake preview(What what) {
        order.what = what;
        const auto number = link->preview_intake(order, "Ruth");
        EXPECT_TRUE(SchoolLink::becomes([&] {
            const auto kept = link->intake(number);
            return kept && kept->state != KeptIntake::State::making &&
                   link->standing().state != LinkState::running;
        }));
        return *link->intake(number);
    }
    store::RunRecord ended(std::int64_t run) {
        EXPECT_TRUE(SchoolLink::becomes([&] {
            const auto record = link->state().run(run);
            return record && record->exit && link->standing().state != LinkState::running;
        }));
        return *link->state().run(run);
    }
    store::RunRecord bring(const KeptIntake& kept, std::vector<std::string> only = {}) {
        const auto run = link->start_intake(kept.number, std::move(only), "Ruth");
        EXPECT_TRUE(run);
        return ended(run.value_or(0));
    }
    static std::int64_t of(const KeptIntake& kept, intake::Fate fate) {
        std::int64_t sum = 0;
        for (const auto& row : kept.report->rows)
            sum += row.fate == fate ? 1 : 0;
        return sum;
    }
    std::int64_t count(const std::string& table) {
        return school.opensis().one_integer("SELECT COUNT(*) FROM " + table).value_or(-1);
    }

    SchoolLink school;
    Link* link = nullptr;
    IntakeOrder order;
};

TEST_F(ServiceIntake, brings_people_in_once_and_takes_them_back) {
    order.first_passwords = true;
    const auto shown = preview(What::students);
    ASSERT_EQ(shown.state, KeptIntake::State::ready);
    const auto fresh = of(shown, intake::Fate::create);
    ASSERT_GT(fresh, 20);
    EXPECT_EQ(count("students"), 0) << "a preview writes nothing";
    const auto run = bring(shown);
    EXPECT_EQ(run.header.what, "intake students");
    EXPECT_EQ(run.header.by, "Ruth");
    EXPECT_EQ(count("students"), fresh);
    EXPECT_EQ(link->intake(shown.number)->run, run.id);

    auto passwords = link->state().take_first_passwords(run.id);
    ASSERT_EQ(static_cast<std::int64_t>(passwords.size()), fresh);
    const auto hash = school.opensis().one_text(
        "SELECT password FROM login_authentication WHERE username = ?", {passwords[0].login});
    EXPECT_TRUE(base::bcrypt_fits(passwords[0].password, hash.value_or("")));
    EXPECT_TRUE(link->state().take_first_passwords(run.id).empty()) << "handed out once";

    const auto again = preview(What::students);
    EXPECT_EQ(of(again, intake::Fate::create) + of(again, intake::Fate::update), 0);
    EXPECT_EQ(of(again, intake::Fate::unchanged), fresh);

    const auto undone = ended(link->undo(run.id, "Ruth").value_or(0));
    EXPECT_EQ(undone.exit, 0) << undone.summary;
    EXPECT_EQ(count("students") + count("student_enrollment") + count("login_authentication"), 0);
    EXPECT_EQ(of(preview(What::students), intake::Fate::create), fresh) << "and they may come anew";
}

TEST_F(ServiceIntake, new_people_bring_mapped_fields) {
    map(*link, "gender", "gender", false);
    map(*link, "birthdate", "born", true);
    map(*link, "name_suffix", "called", false);  // has room for three characters
    const auto shown = preview(What::students);
    ASSERT_EQ(shown.state, KeptIntake::State::ready);
    std::int64_t unfit = 0;
    for (const auto& row : shown.report->rows)
        unfit += static_cast<std::int64_t>(row.unfit.size());
    ASSERT_GT(unfit, 0);
    EXPECT_EQ(count("students"), 0);
    const auto run = bring(shown);
    EXPECT_EQ(run.exit, 3) << "some values were refused";
    const auto fresh = of(shown, intake::Fate::create);
    EXPECT_EQ(count("students"), fresh) << "people come all the same";
    EXPECT_EQ(count("students WHERE gender IN ('Male', 'Female')"), fresh);
    EXPECT_EQ(count("students WHERE birthdate LIKE '20%'"), fresh);
    const auto left = link->state().intake_rows(run.id, true, 0, 500);
    EXPECT_EQ(std::count_if(left.begin(), left.end(),
                            [](const auto& one) {
                                return one.kind == "field" && !one.reason.empty() &&
                                       !one.cure.empty();
                            }),
              unfit);
    auto state = link->state();
    store::FieldDesk desk(state);
    EXPECT_EQ(static_cast<std::int64_t>(desk.unfit().size()), unfit) << "on the mapping's page too";
    EXPECT_GE(static_cast<std::int64_t>(desk.agreed().size()), fresh) << "no pull finds them new";

    // A sync has nothing to carry for them: what Moodle holds is what they brought.
    const auto before = school.moodle().calls();
    const auto sync = ended(link->start_run({}, "Ruth").value_or(0));
    EXPECT_TRUE(sync.exit == 0 || sync.exit == 3) << sync.summary;
    const auto after = school.moodle().calls();
    for (const char* writes : {"local_opensis_upsert_users", "core_user_update_users"})
        if (after.contains(writes)) {
            const auto had = before.find(writes);
            EXPECT_EQ(after.at(writes).calls, had == before.end() ? 0 : had->second.calls)
                << writes;
        }

    const auto undone = ended(link->undo(run.id, "Ruth").value_or(0));
    EXPECT_EQ(undone.exit, 0) << undone.summary;
    EXPECT_EQ(count("students"), 0);
    EXPECT_TRUE(desk.unfit().empty()) << "nobody is told of who is gone";
}

TEST_F(ServiceIntake, half_a_listing_is_an_error_and_nothing_is_written) {
    for (const char* listing : {"local_get_course_information", "local_get_schedule_information",
                                "local_get_users_information"}) {
        const auto shown = preview(What::students);
        ASSERT_EQ(shown.state, KeptIntake::State::ready);
        school.moodle().fail_next(listing, sandbox::Fault::half, 9);
        const auto run = bring(shown);
        EXPECT_NE(run.exit, 0) << listing;
        EXPECT_THAT(run.summary, HasSubstr("the listing is not whole")) << listing;
        EXPECT_EQ(count("students"), 0) << listing;
        const auto failed = preview(What::students);
        EXPECT_EQ(failed.state, KeptIntake::State::failed) << listing;
        ASSERT_TRUE(failed.problem) << listing;
        EXPECT_THAT(failed.problem->what, HasSubstr("could not be read whole"));
        EXPECT_FALSE(failed.problem->cure.empty());
        school.moodle().forget_faults();
    }
}

TEST_F(ServiceIntake, decisions_outlive_the_service) {
    const auto shown = preview(What::students);
    const std::string row = shown.report->rows.front().id;
    const auto anew = link->choose(shown.number, {{row, "leave_out"}}, "Ruth");
    EXPECT_EQ(of(anew, intake::Fate::left_out), 1);
    school.restart();
    link = school.service().find("second");
    const auto later = preview(What::students);
    EXPECT_EQ(of(later, intake::Fate::left_out), 1);
    EXPECT_THROW(link->choose(99, {{row, ""}}, "Ruth"), base::Failure);
    const auto run = bring(later);
    const auto left = link->state().intake_rows(run.id, true, 0, 100);
    EXPECT_TRUE(std::any_of(left.begin(), left.end(), [&](const auto& one) {
        return one.row == row && one.fate == "left_out";
    }));
    link->choose(preview(What::students).number, {{row, ""}}, "Ruth");
    EXPECT_EQ(of(preview(What::students), intake::Fate::create), 1);
}

TEST_F(ServiceIntake, a_sync_then_creates_nothing) {
    for (const What what : {What::staff, What::students, What::courses, What::staff_schedule,
                            What::student_schedule}) {
        const auto shown = preview(what);
        ASSERT_EQ(shown.state, KeptIntake::State::ready) << intake::name(what);
        bring(shown);
    }
    EXPECT_GT(count("course_periods"), 0);
    EXPECT_GT(count("schedule"), 0);
    const auto before = school.moodle().holdings();
    const auto run = ended(link->start_run({}, "Ruth").value_or(0));
    EXPECT_TRUE(run.exit == 0 || run.exit == 3) << run.summary;
    EXPECT_EQ(school.moodle().holdings().users, before.users);
    EXPECT_EQ(school.moodle().holdings().courses, before.courses);
    EXPECT_EQ(school.moodle().holdings().categories, before.categories);
}

TEST_F(ServiceIntake, courses_taken_back_keep_their_categories) {
    const auto undone = ended(link->undo(bring(preview(What::courses)).id, "Ruth").value_or(0));
    EXPECT_EQ(undone.exit, 0) << undone.summary;
    EXPECT_EQ(count("course_subjects") + count("courses") + count("course_periods"), 0);
    for (std::int64_t id = 1; id < 20; ++id)
        for (const Kind kind : {Kind::school, Kind::subject, Kind::course, Kind::section})
            EXPECT_FALSE(link->state().base_of({kind, id, 0})) << model::name(kind) << id;
    bring(preview(What::courses));
    RunOrder verify;
    verify.verify = true;
    const auto before = school.moodle().holdings();
    const auto run = ended(link->start_run(verify, "Ruth").value_or(0));
    EXPECT_TRUE(run.exit == 0 || run.exit == 3) << run.summary;
    EXPECT_EQ(school.moodle().holdings().categories, before.categories);
    EXPECT_EQ(school.moodle().holdings().courses, before.courses);
}

TEST_F(ServiceIntake, is_ended_by_a_person_and_goes_on_later) {
    const auto shown = preview(What::students);
    school.opensis().execute(
        "CREATE TRIGGER slow BEFORE INSERT ON students FOR EACH ROW SET @x = SLEEP(0.05)");
    const auto run = link->start_intake(shown.number, {}, "Ruth");
    ASSERT_TRUE(run);
    EXPECT_TRUE(SchoolLink::becomes([&] { return count("students") > 2; }));
    EXPECT_TRUE(link->abort(*run, "Ruth"));
    const auto cut = ended(*run);
    EXPECT_EQ(cut.exit, 130);
    const auto some = count("students");
    EXPECT_LT(some, of(shown, intake::Fate::create));
    EXPECT_EQ(count("student_enrollment"), some) << "each is there whole";
    school.opensis().execute("DROP TRIGGER slow");
    const auto rest = preview(What::students);
    EXPECT_EQ(of(rest, intake::Fate::unchanged), some);
    bring(rest);
    EXPECT_EQ(count("students"), of(shown, intake::Fate::create));
}

}  // namespace
}  // namespace causeway::service
