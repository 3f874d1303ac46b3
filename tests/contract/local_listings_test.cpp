// SPDX-License-Identifier: GPL-3.0-or-later
// The six local_get_* listings: pages, proof of completeness, cursors, limits, fields, ids,
// changedsince; and what is in the rows of users, courses and enrolments.
#include <algorithm>

#include "plugin_wire.h"

using namespace causeway::contract;
CAUSEWAY_PLUGIN_CONTRACT(LocalListings);

namespace {

// Each listing with every field of its rows.
const std::vector<std::pair<std::string, std::string>> kListings = {
    {"users_information",
     "id,username,idnumber,firstname,middlename,lastname,alternatename,email,phone1,phone2,auth,"
     "suspended,confirmed,department,institution,city,country,lang,timezone,timecreated,"
     "timemodified,firstaccess,lastaccess,kinds,customfields"},
    {"course_information",
     "id,idnumber,shortname,fullname,category,categoryidnumber,categorypath,summary,format,"
     "startdate,enddate,visible,timecreated,timemodified,students,teachers,gradeaggregation"},
    {"schedule_information",
     "id,courseid,courseidnumber,userid,useridnumber,method,instanceid,status,timestart,timeend,"
     "timecreated,timemodified,roles"},
    {"assignment_information",
     "id,courseid,courseidnumber,categoryid,itemtype,itemmodule,iteminstance,cmid,itemnumber,"
     "idnumber,name,description,grademin,grademax,gradepass,scaleid,scale,multfactor,plusfactor,"
     "weight,weight2,weightoverride,extracredit,hidden,hiddenuntil,locked,locktime,visible,"
     "assigned,due,cutoff,decimals,display,needsupdate,sortorder,url,timecreated,timemodified"},
    {"grade_category_information",
     "id,courseid,courseidnumber,parent,depth,path,name,aggregation,keephigh,droplow,"
     "aggregateonlygraded,hidden,itemid,weight,weight2,weightoverride,extracredit,grademax,"
     "grademin,letters,timecreated,timemodified"},
    {"grade_category_by_module",
     "id,itemid,courseid,courseidnumber,categoryid,itemtype,itemmodule,iteminstance,userid,"
     "useridnumber,rawgrade,finalgrade,grademin,grademax,weight,aggregationstatus,excluded,"
     "overridden,hidden,locked,exempt,late,missing,feedback,feedbackformat,grader,timegraded,"
     "timesubmitted,timemodified,activeenrolment"},
};

std::string sorted(const json::object& row) {
    auto names = keys(row);
    std::sort(names.begin(), names.end());
    std::string out;
    for (const auto& name : names)
        out += name + ",";
    return out;
}

std::string sorted(std::string names) {
    json::object row;
    for (std::size_t at = 0; at < names.size();) {
        const auto end = std::min(names.find(',', at), names.size());
        row[names.substr(at, end - at)] = 1;
        at = end + 1;
    }
    return sorted(row);
}

}  // namespace

TEST_P(LocalListings, EveryListingTakesEveryFieldAndNoOther) {
    for (const auto& [name, fields] : kListings) {
        SCOPED_TRACE(name);
        const Page all = page(name, {{"fields", fields}, {"limit", "1"}});
        EXPECT_FALSE(all.answer.refused()) << all.answer.body;
        const Page odd = page(name, {{"fields", "id,nosuchfield"}});
        EXPECT_EQ(odd.answer.errorcode(), "unknownfield");
        EXPECT_NE(odd.answer.message().find("nosuchfield"), std::string::npos)
            << odd.answer.message();
        EXPECT_EQ(page(name, {{"fields", "ID"}}).answer.errorcode(), "unknownfield");
    }
}

TEST_P(LocalListings, TheAnswerHasItsKeysAndTheRowsTheirs) {
    const Id course = make_course();
    enrol(make_user(), course);
    for (const auto& [name, fields] : kListings) {
        SCOPED_TRACE(name);
        const Page first = page(name, {{"limit", "1"}});
        ASSERT_TRUE(first.answer.value.is_object()) << first.answer.body;
        auto names = keys(first.answer.value.get_object());
        if (name == "grade_category_by_module") {
            EXPECT_EQ(names.back(), "historycursor");
            names.pop_back();
        }
        EXPECT_EQ(names, (std::vector<std::string>{"rows", "packed", "nextcursor", "complete",
                                                   "sent", "total", "servertime"}));
        EXPECT_GT(first.servertime, 1'700'000'000);
        for (const auto& row : first.rows)
            EXPECT_EQ(sorted(row.as_object()), sorted(fields));
    }
}

TEST_P(LocalListings, LimitsAreOneToFiveThousand) {
    for (const auto& [name, fields] : kListings) {
        SCOPED_TRACE(name);
        for (const char* bad : {"0", "-1", "5001", "x", ""})
            EXPECT_EQ(page(name, {{"limit", bad}}).answer.errorcode(), "invalidparameter") << bad;
        for (const char* good : {"1", "5000"})
            EXPECT_FALSE(page(name, {{"limit", good}, {"fields", "id"}}).answer.refused()) << good;
    }
}

TEST_P(LocalListings, IdsAreNumbersAndChangedSinceIsAMoment) {
    for (const auto& [name, fields] : kListings) {
        SCOPED_TRACE(name);
        for (const char* bad : {"x", "1,,2", "0", "-1", "1;2", "1,2x"})
            EXPECT_EQ(page(name, {{"ids", bad}}).answer.errorcode(), "invalidparameter") << bad;
        EXPECT_EQ(page(name, {{"changedsince", "-1"}}).answer.errorcode(), "invalidparameter");
        EXPECT_EQ(page(name, {{"nosuchparameter", "1"}}).answer.errorcode(), "invalidparameter");
        const Page none = page(name, {{"ids", std::to_string(kNobody)}});
        EXPECT_TRUE(none.rows.empty());
        EXPECT_TRUE(none.complete);
        EXPECT_EQ(none.nextcursor, "");
        EXPECT_EQ(none.sent, 0);
        EXPECT_EQ(none.total, 0);
    }
}

TEST_P(LocalListings, PagesFollowOneAnotherToAProvenEnd) {
    std::vector<Id> people;
    for (int i = 0; i < 7; ++i)
        people.push_back(make_user());
    std::vector<Id> backwards(people.rbegin(), people.rend());
    Fields asked = {{"ids", joined(backwards)}, {"limit", "3"}};
    const Page first = page("users_information", asked);
    EXPECT_EQ(first.ids(), (std::vector<Id>{people[0], people[1], people[2]}));
    EXPECT_EQ(first.sent, 3);
    EXPECT_EQ(first.total, 7);
    EXPECT_FALSE(first.complete);
    ASSERT_NE(first.nextcursor, "");
    asked.emplace_back("cursor", first.nextcursor);
    const Page second = page("users_information", asked);
    EXPECT_EQ(second.ids(), (std::vector<Id>{people[3], people[4], people[5]}));
    EXPECT_EQ(second.sent, 6);
    EXPECT_EQ(second.servertime, first.servertime);
    asked.back().second = second.nextcursor;
    const Page last = page("users_information", asked);
    EXPECT_EQ(last.ids(), std::vector<Id>{people[6]});
    EXPECT_EQ(last.sent, 7);
    EXPECT_EQ(last.total, 7);
    EXPECT_TRUE(last.complete);
    EXPECT_EQ(last.nextcursor, "");
    EXPECT_EQ(last.servertime, first.servertime);
}

TEST_P(LocalListings, APageThatIsJustFullIsTheLastOne) {
    const std::vector<Id> people = {make_user(), make_user()};
    const Page whole = page("users_information", {{"ids", joined(people)}, {"limit", "2"}});
    EXPECT_EQ(whole.ids(), people);
    EXPECT_TRUE(whole.complete);
    EXPECT_EQ(whole.nextcursor, "");
    EXPECT_EQ(whole.total, 2);
}

TEST_P(LocalListings, ThePageSizeAndTheFieldsMayChangeOnTheWay) {
    const std::vector<Id> people = {make_user(), make_user(), make_user()};
    const Page first = page("users_information", {{"ids", joined(people)}, {"limit", "1"}});
    const Page rest = page("users_information", {{"ids", joined(people)},
                                                 {"limit", "10"},
                                                 {"fields", "username"},
                                                 {"cursor", first.nextcursor}});
    EXPECT_EQ(rest.ids(), (std::vector<Id>{people[1], people[2]})) << rest.answer.body;
    EXPECT_TRUE(rest.complete);
}

TEST_P(LocalListings, AlteredAndForeignCursorsAreRefused) {
    const std::string ids = joined({make_user(), make_user(), make_user()});
    const auto code_of = [&](const std::string& cursor, const std::string& of) {
        return page("users_information", {{"ids", of}, {"cursor", cursor}}).answer.errorcode();
    };
    const auto code = [&](const std::string& cursor) { return code_of(cursor, ids); };
    const std::string good = page("users_information", {{"ids", ids}, {"limit", "1"}}).nextcursor;
    ASSERT_GT(good.size(), 8U);
    EXPECT_EQ(code(good), "");
    for (std::size_t at = 0; at < good.size(); ++at) {
        std::string altered = good;
        altered[at] = altered[at] == '1' ? '2' : '1';
        EXPECT_EQ(code(altered), "invalidcursor") << altered;
    }
    EXPECT_EQ(code(good + "x"), "invalidcursor");
    EXPECT_EQ(code(good.substr(0, good.size() - 1)), "invalidcursor");
    EXPECT_EQ(code("x"), "invalidcursor");
    EXPECT_EQ(code_of(good, ""), "invalidcursor");
    EXPECT_EQ(page("users_information", {{"ids", ids}, {"cursor", good}, {"changedsince", "1"}})
                  .answer.errorcode(),
              "invalidcursor");
    for (const auto& [name, fields] : kListings)
        if (name != "users_information") {
            EXPECT_EQ(page(name, {{"ids", ids}, {"cursor", good}}).answer.errorcode(),
                      "invalidcursor")
                << name;
        }
}

TEST_P(LocalListings, WhatComesAndGoesInTheMiddleNeitherHidesNorRepeats) {
    const Id course = make_course();
    std::vector<Id> people;
    for (int i = 0; i < 6; ++i) {
        people.push_back(make_user());
        enrol(people.back(), course);
    }
    const auto leave = [&](Id user) {
        upsert_one("enrolments", {{"course", course}, {"user", user}, {"remove", 1}});
    };
    const Fields asked = {{"ids", std::to_string(course)}, {"limit", "2"}};
    std::vector<Id> seen;
    const auto read = [&](const std::string& cursor) {
        Fields fields = asked;
        fields.emplace_back("cursor", cursor);
        Page next = page("schedule_information", fields);
        for (const auto& row : next.rows)
            seen.push_back(number(row.as_object(), "userid"));
        return next;
    };
    Page at = read("");
    leave(people[0]);  // behind the reader
    leave(people[3]);  // ahead of the reader
    const Id late = make_user();
    enrol(late, course);
    while (!at.complete && !at.answer.refused())
        at = read(at.nextcursor);
    EXPECT_EQ(seen, (std::vector<Id>{people[0], people[1], people[2], people[4], people[5]}));
    EXPECT_EQ(at.sent, 5);
    EXPECT_LE(at.total, at.sent);
    const auto now = listing("schedule_information", asked);
    EXPECT_EQ(now.size(), 5U);
    EXPECT_EQ(number(now.back(), "userid"), late);
}

TEST_P(LocalListings, AUserAddedOrDeletedInTheMiddleBreaksNothing) {
    const Id first = make_user(), gone = make_user(), last = make_user();
    const std::string since =
        std::to_string(number(listed("users_information", first), "timemodified"));
    Fields asked = {{"changedsince", since}, {"limit", "1"}, {"fields", "id"}};
    std::vector<Id> seen;
    std::string cursor;
    Page at;
    do {
        Fields fields = asked;
        fields.emplace_back("cursor", cursor);
        at = page("users_information", fields);
        ASSERT_FALSE(at.answer.refused()) << at.answer.body;
        for (const Id id : at.ids())
            seen.push_back(id);
        if (cursor.empty()) {
            call("core_user_delete_users", {{"userids[0]", std::to_string(gone)}});
            make_user();
        }
        cursor = at.nextcursor;
    } while (!at.complete);
    EXPECT_EQ(at.sent, static_cast<Id>(seen.size()));
    EXPECT_GE(at.sent, at.total);
    EXPECT_TRUE(std::is_sorted(seen.begin(), seen.end()));
    EXPECT_EQ(std::count(seen.begin(), seen.end(), first), 1);
    EXPECT_EQ(std::count(seen.begin(), seen.end(), last), 1);
    EXPECT_LE(seen.back(), last);  // the newcomer is in the next listing
}

TEST_P(LocalListings, ChangedSinceIsAtOrAfter) {
    const Id id = make_user(), course = make_course();
    enrol(id, course);
    const auto found = [&](const char* name, Id of, Id since) {
        return page(name, {{"ids", std::to_string(of)}, {"changedsince", std::to_string(since)}})
                   .rows.size() == 1;
    };
    const Id user_time = number(listed("users_information", id), "timemodified");
    EXPECT_TRUE(found("users_information", id, user_time));
    EXPECT_FALSE(found("users_information", id, user_time + 1));
    const Id course_time = number(listed("course_information", course), "timemodified");
    EXPECT_TRUE(found("course_information", course, course_time));
    EXPECT_FALSE(found("course_information", course, course_time + 1));
    const Page rows = page("schedule_information", {{"ids", std::to_string(course)}});
    ASSERT_EQ(rows.rows.size(), 1U);
    const Id row_time = number(rows.rows[0].as_object(), "timemodified");
    EXPECT_TRUE(found("schedule_information", course, row_time));
    EXPECT_FALSE(found("schedule_information", course, row_time + 1'000));
}

TEST_P(LocalListings, OnlyTheWantedFieldsAndTheKeyAreFilled) {
    const Id id = make_user();
    const Page some =
        page("users_information", {{"ids", std::to_string(id)}, {"fields", " kinds , username"}});
    ASSERT_EQ(some.rows.size(), 1U) << some.answer.body;
    EXPECT_EQ(sorted(some.rows[0].as_object()), sorted("id,kinds,username"));
}

TEST_P(LocalListings, AUserHasKindsOfAllItsCourses) {
    const Id id = make_user();
    EXPECT_EQ(texts(listed("users_information", id), "kinds"), std::vector<std::string>{});
    enrol(id, make_course(), 5);
    enrol(id, make_course(), 3);
    const auto row = listed("users_information", id);
    EXPECT_EQ(texts(row, "kinds"), (std::vector<std::string>{"editingteacher", "student"}));
    EXPECT_TRUE(row.at("customfields").is_array());
    EXPECT_TRUE(flag(row, "confirmed"));
    EXPECT_FALSE(flag(row, "suspended"));
    EXPECT_EQ(text(row, "timezone"), "99");
}

TEST_P(LocalListings, PackedRowsAreTheSameRows) {
    enrol(make_user(user(unique("u"), {{"lastname", "Zo\xC3\xAB / \"x\" \\"}})), make_course());
    for (const auto& [name, fields] : kListings) {
        SCOPED_TRACE(name);
        const Page plain = page(name, {{"limit", "3"}});
        const Page packed = page(name, {{"limit", "3"}, {"packed", "1"}});
        ASSERT_TRUE(packed.answer.value.is_object()) << packed.answer.body;
        EXPECT_EQ(text(plain.answer.value.get_object(), "packed"), "");
        EXPECT_TRUE(packed.rows.empty());
        EXPECT_EQ(json::parse(text(packed.answer.value.get_object(), "packed")), plain.rows);
        EXPECT_EQ(packed.sent, plain.sent);
        EXPECT_EQ(packed.total, plain.total);
        EXPECT_EQ(packed.complete, plain.complete);
    }
    const Page first = page("users_information", {{"limit", "1"}, {"packed", "1"}});
    const Page second = page("users_information", {{"limit", "1"}, {"cursor", first.nextcursor}});
    EXPECT_EQ(second.rows.size(), 1U) << second.answer.body;
}

TEST_P(LocalListings, TheGuestDeletedUsersAndTheSiteCourseAreLeftOut) {
    const Id gone = make_user();
    call("core_user_delete_users", {{"userids[0]", std::to_string(gone)}});
    EXPECT_TRUE(page("users_information", {{"ids", "1," + std::to_string(gone)}}).rows.empty());
    EXPECT_TRUE(page("course_information", {{"ids", "1"}}).rows.empty());
}

TEST_P(LocalListings, ACourseKnowsItsPathDatesAndCounts) {
    const std::string name = unique("c"), below = unique("k");
    const Id inner = make_category({{"parent", std::to_string(home())}, {"idnumber", below}});
    const Id id = make_course(course(name, {{"categoryid", std::to_string(inner)},
                                            {"startdate", "1788220800"},
                                            {"enddate", "1814140800"},
                                            {"summary", "<p>A & B</p>"},
                                            {"visible", "0"}}));
    enrol(make_user(), id, 5);
    enrol(make_user(), id, 5, {{"suspend", "1"}});
    enrol(make_user(), id, 3);
    const auto row = listed("course_information", id);
    EXPECT_EQ(text(row, "shortname"), name);
    EXPECT_EQ(text(row, "idnumber"), "contract:" + name);
    EXPECT_EQ(number(row, "category"), inner);
    EXPECT_EQ(text(row, "categoryidnumber"), below);
    const auto& path = row.at("categorypath").as_array();
    ASSERT_EQ(path.size(), 2U);
    EXPECT_EQ(number(path[0].as_object(), "id"), home());
    EXPECT_EQ(number(path[1].as_object(), "id"), inner);
    EXPECT_EQ(text(path[1].as_object(), "idnumber"), below);
    EXPECT_EQ(number(row, "startdate"), 1'788'220'800);
    EXPECT_EQ(number(row, "enddate"), 1'814'140'800);
    EXPECT_EQ(text(row, "summary"), "<p>A & B</p>");
    EXPECT_FALSE(flag(row, "visible"));
    EXPECT_EQ(number(row, "students"), 1);
    EXPECT_EQ(number(row, "teachers"), 1);
}

TEST_P(LocalListings, AnEnrolmentNamesItsCourseAndItsUser) {
    const std::string course_name = unique("c"), user_name = unique("u");
    const Id at = make_course(course(course_name)), who = make_user(user(user_name));
    enrol(who, at, 5, {{"timestart", "1000"}, {"timeend", "2000"}});
    const auto rows = listing("schedule_information", {{"ids", std::to_string(at)}});
    ASSERT_EQ(rows.size(), 1U);
    EXPECT_EQ(number(rows[0], "courseid"), at);
    EXPECT_EQ(text(rows[0], "courseidnumber"), "contract:" + course_name);
    EXPECT_EQ(number(rows[0], "userid"), who);
    EXPECT_EQ(text(rows[0], "useridnumber"), "contract:" + user_name);
    EXPECT_EQ(number(rows[0], "timestart"), 1000);
    EXPECT_EQ(number(rows[0], "timeend"), 2000);
    EXPECT_EQ(number(rows[0], "status"), 0);
    EXPECT_GT(number(rows[0], "instanceid"), 0);
    EXPECT_EQ(texts(rows[0], "roles"), std::vector<std::string>{"student"});
}
