// SPDX-License-Identifier: GPL-3.0-or-later
// Single sign-on as the service does it: a synced school, the stand-in Moodle with our plugins, and
// the login page that the address leads to.
#include <gtest/gtest.h>

#include <thread>

#include "base/text.h"
#include "net/http_client.h"
#include "school_link.h"
#include "service/sign_on_desk.h"

namespace causeway::service {
namespace {

using model::Key;
using model::Kind;
using sso::Entry;

class SignOn : public testing::Test {
  protected:
    static void SetUpTestSuite() {
        school_ = std::make_unique<test::SchoolLink>("sign_on");
        link_ = &school_->ready_link();
        school_->run_by("the test");
    }
    static void TearDownTestSuite() { school_.reset(); }

    SignOn() : desk_(school_->service(), school_->clock(), "causeway/test") {
        school_->moodle().forget_calls();
        school_->moodle().forget_faults();
    }
    // Some student who is in Moodle, and is in a section.
    static std::pair<Key, Key> student() {
        const auto stream = link_->state().base(Kind::learns, Kind::learns);
        for (model::BaseRecord record; stream->next(record);)
            if (record.state == model::State::active)
                return {model::person_of(record.key), model::place_of(record.key)};
        throw std::runtime_error("nobody learns anything");
    }
    static sso::Wish wish(const Key& person) {
        sso::Wish out;
        out.subject = person.text();
        out.person = person;
        out.profile = person.kind == Kind::student ? sso::Profile::student : sso::Profile::teacher;
        out.browser = "127.0.0.1";
        return out;
    }
    sso::Entered go(const sso::Wish& wish, const std::string& browser = "a") {
        return desk_.enter(*link_, wish, browser);
    }
    // What a visit of the address comes to: where it leads, or the status.
    static std::string visited(const std::string& address) {
        net::HttpClient client;
        // The stand-in's page takes the key from the address as well as from a form.
        const auto reply = client.post_form({address, "x=1", {}, {}});
        return reply.status == 303 ? reply.location : std::to_string(reply.status);
    }
    void switched(const std::function<void(sandbox::Switches&)>& change) {
        auto switches = school_->moodle().switches();
        change(switches);
        school_->moodle().set_switches(switches);
    }
    static void moodle_update(const std::string& fields) {
        net::HttpClient client;
        const auto reply = client.post_form(
            {school_->moodle().url() + "/webservice/rest/server.php",
             "wstoken=" + school_->moodle().token() +
                 "&wsfunction=core_user_update_users&moodlewsrestformat=json&" + fields,
             {},
             {}});
        ASSERT_EQ(reply.body.find("exception"), std::string::npos) << reply.body;
    }

    static std::unique_ptr<test::SchoolLink> school_;
    static Link* link_;
    SignOnDesk desk_;
};

std::unique_ptr<test::SchoolLink> SignOn::school_;
Link* SignOn::link_ = nullptr;

TEST_F(SignOn, SignsAStudentInToTheirOwnCourse) {
    const auto [person, section] = student();
    const auto account = link_->state().base_of(person);
    const auto course = link_->state().base_of(section);
    sso::Wish to = wish(person);
    const auto home = go(to);
    ASSERT_EQ(home.entry, Entry::in) << home.problem.text();
    EXPECT_EQ(home.account, account->remote);
    EXPECT_EQ(visited(home.address), school_->moodle().url() + "/my/");
    EXPECT_EQ(visited(home.address), "403") << "the key is used";
    to.section = section.id;
    const auto in_course = go(to);
    ASSERT_EQ(in_course.entry, Entry::in) << in_course.problem.text();
    EXPECT_EQ(visited(in_course.address),
              school_->moodle().url() + "/course/view.php?id=" + std::to_string(course->remote));
}

TEST_F(SignOn, CostsTwoCallsOfMoodle) {
    const auto [person, section] = student();
    ASSERT_EQ(go(wish(person)).entry, Entry::in);
    school_->moodle().forget_calls();
    ASSERT_EQ(go(wish(person), "another browser").entry, Entry::in);
    std::uint64_t calls = 0;
    for (const auto& [name, count] : school_->moodle().calls())
        calls += count.calls;
    EXPECT_EQ(calls, 2U);
    EXPECT_GT(SignOnDesk::moodle_microseconds(), 0);
}

TEST_F(SignOn, ADoubleClickIsOneSignOn) {
    const auto [person, section] = student();
    const sso::Wish to = wish(person);
    std::vector<sso::Entered> all(3);
    std::vector<std::thread> clicks;
    for (sso::Entered& out : all)
        clicks.emplace_back([&] { out = go(to, "one browser"); });
    for (std::thread& click : clicks)
        click.join();
    int in = 0;
    for (const auto& out : all) {
        in += out.entry == Entry::in ? 1 : 0;
        if (out.entry == Entry::in) continue;
        EXPECT_EQ(out.entry, Entry::follow) << out.problem.text();
        EXPECT_EQ(out.address, "");
        EXPECT_EQ(out.target, school_->moodle().url() + "/my/");
    }
    EXPECT_EQ(in, 1);
    EXPECT_EQ(school_->moodle().call_count("auth_userkey_request_login_url"), 1U);
    EXPECT_EQ(go(to, "a phone").entry, Entry::in) << "another browser has a key of its own";
}

TEST_F(SignOn, FindsTheFieldAnewWhenItWasChangedInMoodle) {
    const auto [person, section] = student();
    ASSERT_EQ(go(wish(person)).entry, Entry::in);
    for (const char* field : {"username", "idnumber", "email"}) {
        switched([&](auto& s) { s.userkey_mapping = field; });
        EXPECT_EQ(go(wish(person), field).entry, Entry::in) << field;
        school_->moodle().forget_calls();
        EXPECT_EQ(go(wish(person), std::string(field) + " again").entry, Entry::in);
        EXPECT_EQ(school_->moodle().call_count("auth_userkey_request_login_url"), 1U) << field;
    }
    switched([](auto& s) { s.userkey_restrict_ip = true; });
    const auto bound = go(wish(person), "bound");
    EXPECT_EQ(bound.entry, Entry::in);
    EXPECT_EQ(visited(bound.address), school_->moodle().url() + "/my/");
    switched([](auto& s) { s.userkey_restrict_ip = false; });
}

TEST_F(SignOn, RefusesWhoIsSuspendedInMoodle) {
    const auto [person, section] = student();
    const std::string id = std::to_string(link_->state().base_of(person)->remote);
    moodle_update("users[0][id]=" + id + "&users[0][suspended]=1");
    EXPECT_EQ(go(wish(person)).entry, Entry::suspended);
    EXPECT_EQ(school_->moodle().call_count("auth_userkey_request_login_url"), 0U);
    moodle_update("users[0][id]=" + id + "&users[0][suspended]=0");
    EXPECT_EQ(go(wish(person)).entry, Entry::in);
}

TEST_F(SignOn, LeavesAMoodleThatDoesNotAnswerAloneForAMoment) {
    const auto [person, section] = student();
    ASSERT_EQ(go(wish(person)).entry, Entry::in);
    school_->moodle().forget_calls();
    school_->moodle().fail_next("*", sandbox::Fault::unavailable, 1);
    EXPECT_EQ(go(wish(person), "b").entry, Entry::moodle_down);
    EXPECT_EQ(go(wish(person), "c").entry, Entry::moodle_down);
    std::uint64_t calls = 0;
    for (const auto& [name, count] : school_->moodle().calls())
        calls += count.calls;
    EXPECT_EQ(calls, 1U) << "the second was answered at once";
    SignOnDesk later(school_->service(), school_->clock(), "causeway/test");
    EXPECT_EQ(later.enter(*link_, wish(person), "d").entry, Entry::in);
}

TEST_F(SignOn, CarriesOverWhoIsNotThereYet) {
    // A student whom a bad e-mail address kept out, corrected a moment ago in openSIS.
    std::optional<Key> kept_out;
    for (const auto& told : link_->state().standings(false))
        if (told.standing.key.kind == Kind::student &&
            told.standing.kind == model::StandingKind::refused)
            kept_out = told.standing.key;
    ASSERT_TRUE(kept_out) << "the sample school has refused students";
    const auto refused = go(wish(*kept_out));
    EXPECT_EQ(refused.entry, Entry::refused_record);
    EXPECT_NE(refused.problem.cure, "");
    school_->opensis().run(
        "UPDATE students SET email = 'late.comer@example.org' "
        "WHERE student_id = ?",
        {db::Value{kept_out->id}});
    const auto in = go(wish(*kept_out), "again");
    EXPECT_EQ(in.entry, Entry::in) << in.problem.text();
    EXPECT_EQ(visited(in.address), school_->moodle().url() + "/my/");
}

TEST_F(SignOn, KnowsNobodyWhoIsNoRecord) {
    const auto out = go(wish({Kind::student, 999'999, 0}));
    EXPECT_EQ(out.entry, Entry::not_synced);
    link_->set_enabled(false);
    EXPECT_EQ(go(wish({Kind::student, 999'998, 0})).entry, Entry::not_synced);
    link_->set_enabled(true);
}

TEST_F(SignOn, SettingsCountAtOnce) {
    sso::Wish parent;
    parent.subject = "parent:1";
    parent.profile = sso::Profile::parent;
    EXPECT_EQ(go(parent).entry, Entry::parents_off);
    link_->change({{"sso.parents", {{"true"}}}});
    EXPECT_EQ(go(parent).entry, Entry::unmapped_parent);
    link_->change({{"sso.parents", std::nullopt}});
    EXPECT_EQ(go(parent).entry, Entry::parents_off);
}

}  // namespace
}  // namespace causeway::service
