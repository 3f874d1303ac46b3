// SPDX-License-Identifier: GPL-3.0-or-later
// local_opensis_get_changes and local_opensis_get_environment.
#include <algorithm>

#include "plugin_wire.h"

using namespace causeway::contract;

namespace {

class LocalChanges : public PluginContract {
  protected:
    struct Told {
        Answer answer;
        json::array rows;
        std::string nextcursor;
        bool complete = false, reset = false;
    };
    Told ask(const std::string& kind, const std::string& cursor, const std::string& limit = "") {
        Fields fields = {{"kind", kind}, {"cursor", cursor}};
        if (!limit.empty()) fields.emplace_back("limit", limit);
        Told told;
        told.answer = call("local_opensis_get_changes", fields);
        told.rows = told.answer.list("rows");
        if (!told.answer.value.is_object()) return told;
        const auto& from = told.answer.value.get_object();
        told.nextcursor = text(from, "nextcursor");
        told.complete = flag(from, "complete");
        told.reset = flag(from, "reset");
        return told;
    }
    std::string now(const std::string& kind) {
        const Told told = ask(kind, "");
        EXPECT_FALSE(told.answer.refused()) << told.answer.body;
        EXPECT_TRUE(told.rows.empty());
        EXPECT_TRUE(told.complete);
        EXPECT_FALSE(told.reset);
        EXPECT_NE(told.nextcursor, "");
        return told.nextcursor;
    }
    // Whether such a change is among those since the cursor.
    bool told(const std::string& kind, const std::string& cursor, const std::string& what,
              Id object, Id user, Id course) {
        const Told all = ask(kind, cursor, "5000");
        EXPECT_FALSE(all.answer.refused()) << all.answer.body;
        return std::any_of(all.rows.begin(), all.rows.end(), [&](const auto& item) {
            const auto& row = item.as_object();
            EXPECT_EQ(text(row, "kind"), kind);
            EXPECT_GT(number(row, "time"), 1'700'000'000);
            return text(row, "what") == what && (object < 0 || number(row, "objectid") == object) &&
                   number(row, "userid") == user && number(row, "courseid") == course;
        });
    }
};

constexpr Id kAny = -1;

}  // namespace

INSTANTIATE_TEST_SUITE_P(Moodle, LocalChanges, testing::Values("stand_in_plugins", "real"),
                         [](const auto& tested) { return tested.param; });

TEST_P(LocalChanges, NothingHappenedSinceNow) {
    for (const char* kind : {"people", "courses", "enrolments", "grades"}) {
        SCOPED_TRACE(kind);
        const Told none = ask(kind, now(kind));
        EXPECT_TRUE(none.rows.empty()) << none.answer.body;
        EXPECT_TRUE(none.complete);
        EXPECT_FALSE(none.reset);
        EXPECT_NE(none.nextcursor, "");
        EXPECT_EQ(keys(none.answer.value.get_object()),
                  (std::vector<std::string>{"rows", "nextcursor", "complete", "reset"}));
    }
}

TEST_P(LocalChanges, PeopleAreToldWhoeverWroteThem) {
    const std::string start = now("people");
    const Id by_core = make_user();
    const Id by_us = upsert_one("users", user_row(unique("u"))).id;
    EXPECT_TRUE(told("people", start, "created", by_core, by_core, 0));
    EXPECT_TRUE(told("people", start, "created", by_us, by_us, 0));
    const std::string then = now("people");
    upsert_one("users", {{"id", by_core}, {"lastname", "Muster"}});
    call("core_user_delete_users", {{"userids[0]", std::to_string(by_us)}});
    EXPECT_TRUE(told("people", then, "updated", by_core, by_core, 0));
    EXPECT_TRUE(told("people", then, "deleted", by_us, by_us, 0));
    EXPECT_TRUE(told("people", start, "deleted", by_us, by_us, 0));
}

TEST_P(LocalChanges, CoursesAreTold) {
    const std::string start = now("courses");
    const Id by_core = make_course();
    const Id by_us = upsert_one("courses", course_row(unique("c"))).id;
    EXPECT_TRUE(told("courses", start, "created", by_core, 0, by_core));
    EXPECT_TRUE(told("courses", start, "created", by_us, 0, by_us));
    const std::string then = now("courses");
    upsert_one("courses", {{"id", by_core}, {"fullname", "Renamed"}});
    call("core_course_delete_courses", {{"courseids[0]", std::to_string(by_us)}});
    EXPECT_TRUE(told("courses", then, "updated", by_core, 0, by_core));
    EXPECT_TRUE(told("courses", then, "deleted", by_us, 0, by_us));
}

TEST_P(LocalChanges, EnrolmentsAreToldWithTheirUserAndCourse) {
    const Id course = make_course(), user = make_user();
    const std::string start = now("enrolments");
    const Id id =
        upsert_one("enrolments", {{"course", course}, {"user", user}, {"role", "student"}}).id;
    EXPECT_TRUE(told("enrolments", start, "created", id, user, course));
    std::string then = now("enrolments");
    upsert_one("enrolments",
               {{"course", course}, {"user", user}, {"role", "student"}, {"suspended", 1}});
    EXPECT_TRUE(told("enrolments", then, "updated", id, user, course));
    then = now("enrolments");
    upsert_one("enrolments",
               {{"course", course}, {"user", user}, {"role", "teacher"}, {"suspended", 1}});
    EXPECT_TRUE(told("enrolments", then, "updated", kAny, user, course));
    then = now("enrolments");
    upsert_one("enrolments", {{"course", course}, {"user", user}, {"remove", 1}});
    EXPECT_TRUE(told("enrolments", then, "deleted", id, user, course));
}

TEST_P(LocalChanges, AnUnchangedRowAndARefusedCallTellNothing) {
    const std::string name = unique("u");
    const Id id = upsert_one("users", user_row(name)).id;
    const std::string start = now("people");
    EXPECT_EQ(upsert_one("users", user_row(name)).outcome, "unchanged");
    EXPECT_EQ(upsert_one("users", {{"id", id}, {"email", "nobody"}}).outcome, "refused");
    // Core takes all rows back when one is bad.
    EXPECT_TRUE(
        call("core_user_create_users", rows("users", {user(unique("u")), user(name)})).refused());
    const Told none = ask("people", start);
    EXPECT_TRUE(none.rows.empty()) << none.answer.body;
}

TEST_P(LocalChanges, PagesFollowOneAnotherAndARepeatedQuestionHasTheSameAnswer) {
    const std::string start = now("people");
    std::vector<Id> made;
    for (int i = 0; i < 5; ++i)
        made.push_back(make_user());
    std::vector<Id> seen;
    std::string cursor = start;
    int pages = 0;
    Told at;
    do {
        at = ask("people", cursor, "2");
        ASSERT_FALSE(at.answer.refused()) << at.answer.body;
        EXPECT_LE(at.rows.size(), 2U);
        EXPECT_EQ(ask("people", cursor, "2").rows, at.rows);
        for (const auto& row : at.rows)
            seen.push_back(number(row.as_object(), "objectid"));
        cursor = at.nextcursor;
        ++pages;
    } while (!at.complete && pages < 10);
    seen.erase(std::unique(seen.begin(), seen.end()), seen.end());
    EXPECT_EQ(seen, made);
    EXPECT_EQ(pages, 3);
    EXPECT_TRUE(ask("people", cursor).rows.empty());
}

TEST_P(LocalChanges, OnlyDeletionsWhenOnlyTheyAreAskedFor) {
    const std::string start = now("people");
    const Id stays = make_user(), goes = make_user();
    call("core_user_delete_users", {{"userids[0]", std::to_string(goes)}});
    const auto of = [&](const std::string& what) {
        const auto answer = call("local_opensis_get_changes",
                                 {{"kind", "people"}, {"cursor", start}, {"what", what}});
        EXPECT_FALSE(answer.refused()) << answer.body;
        std::vector<Id> out;
        for (const auto& row : answer.list("rows"))
            out.push_back(number(row.as_object(), "objectid"));
        // The cursor stands behind all of them, whatever was asked for.
        const std::string cursor = text(answer.value.as_object(), "nextcursor");
        EXPECT_TRUE(ask("people", cursor).rows.empty());
        return out;
    };
    EXPECT_EQ(of("deleted"), std::vector<Id>{goes});
    EXPECT_EQ(of("created"), (std::vector<Id>{stays, goes}));
    EXPECT_EQ(of(""), (std::vector<Id>{stays, goes}));
    for (const char* bad : {"Deleted", "gone"})
        EXPECT_EQ(
            call("local_opensis_get_changes", {{"kind", "people"}, {"what", bad}}).errorcode(),
            "invalidparameter");
}

TEST_P(LocalChanges, AlteredCursorsAndOddQuestionsAreRefused) {
    const std::string good = now("people");
    EXPECT_EQ(ask("courses", good).answer.errorcode(), "invalidcursor");
    std::string altered = good;
    altered.back() = altered.back() == 'a' ? 'b' : 'a';
    altered[altered.size() - 3] = altered[altered.size() - 3] == 'a' ? 'b' : 'a';
    EXPECT_EQ(ask("people", altered).answer.errorcode(), "invalidcursor");
    EXPECT_EQ(ask("people", "x").answer.errorcode(), "invalidcursor");
    EXPECT_EQ(ask("people", good.substr(0, good.size() - 1)).answer.errorcode(), "invalidcursor");
    for (const char* bad : {"", "users", "People"})
        EXPECT_EQ(ask(bad, "").answer.errorcode(), "invalidparameter") << bad;
    for (const char* bad : {"0", "-1", "5001"})
        EXPECT_EQ(ask("people", good, bad).answer.errorcode(), "invalidparameter") << bad;
    EXPECT_EQ(call("local_opensis_get_changes").errorcode(), "invalidparameter");
}

TEST_P(LocalChanges, TheEnvironmentSaysWhatThisSiteIs) {
    const auto all = environment();
    for (const char* part :
         {"plugin", "authenticator", "moodle", "database", "limits", "cron", "counts", "hint"})
        ASSERT_TRUE(all.contains(part) && all.at(part).is_object()) << part;
    const auto part = [&](const char* name) { return all.at(name).as_object(); };
    EXPECT_GT(number(part("plugin"), "version"), 2'026'000'000);
    EXPECT_NE(text(part("plugin"), "release"), "");
    EXPECT_TRUE(flag(part("authenticator"), "enabled"));
    EXPECT_GT(number(part("authenticator"), "keylifetime"), 0);
    EXPECT_NE(text(part("moodle"), "release"), "");
    EXPECT_EQ(text(all, "siteid").size(), 64U);
    const Answer info = call("core_webservice_get_site_info");
    EXPECT_EQ(text(all, "wwwroot"), text(info.value.as_object(), "siteurl"));
    EXPECT_EQ(text(part("moodle"), "release"), text(info.value.as_object(), "release"));
    EXPECT_GT(number(all, "servertime"), 1'700'000'000);
    EXPECT_NE(text(all, "timezone"), "");
    EXPECT_GE(number(part("limits"), "max_input_vars"), 1000);
    EXPECT_GE(number(part("limits"), "post_max_size"), 1'000'000);
    const std::set<std::string> caches = {"on", "full", "off", "unknown"};
    EXPECT_TRUE(caches.contains(text(all, "codecache"))) << text(all, "codecache");
    std::map<std::string, bool> roles;
    for (const auto& role : all.at("roles").as_array())
        roles[text(role.as_object(), "shortname")] = flag(role.as_object(), "assignable");
    EXPECT_TRUE(roles["student"]);
    EXPECT_TRUE(roles["editingteacher"]);
    EXPECT_TRUE(roles.contains("coursecreator"));
    EXPECT_FALSE(roles["coursecreator"]);
    const auto enrols = texts(all, "enrolmethods"), auths = texts(all, "authmethods");
    EXPECT_EQ(std::count(enrols.begin(), enrols.end(), "manual"), 1);
    EXPECT_EQ(std::count(auths.begin(), auths.end(), "userkey"), 1);
    for (const char* name : {"welcomemessage", "allowaccountssameemail", "recyclebin"})
        EXPECT_TRUE(all.contains(name) && all.at(name).is_bool()) << name;
    EXPECT_GE(number(part("counts"), "users"), 1);
}

TEST_P(LocalChanges, TheEnvironmentCountsWhatIsMade) {
    const auto count = [&](const char* what) {
        return number(environment().at("counts").as_object(), what);
    };
    const Id users = count("users"), courses = count("courses"), enrolments = count("enrolments");
    enrol(make_user(), make_course());
    EXPECT_EQ(count("users"), users + 1);
    EXPECT_EQ(count("courses"), courses + 1);
    EXPECT_EQ(count("enrolments"), enrolments + 1);
}
