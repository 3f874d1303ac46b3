// SPDX-License-Identifier: GPL-3.0-or-later
// What the console asks of Moodle for single people: what it has for somebody, and a doubtful match
// that a person decides; the next run adopts what was decided.
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "base/failure.h"
#include "school_link.h"
#include "service/link_moodle.h"

namespace causeway::service {
namespace {

using model::Key;
using model::Kind;
using test::SchoolLink;

// Students whom openSIS has, by key.
std::map<Key, model::UserShape> students(LinkMoodle& moodle) {
    std::vector<Key> keys;
    for (std::int64_t id = 1; id <= 60; ++id)
        keys.push_back({Kind::student, id, 0});
    auto out = moodle.people(keys);
    std::erase_if(out, [](const auto& one) { return one.second.email.empty(); });
    return out;
}

std::optional<model::Verb> first_verb(Link& link, const Key& key) {
    const auto past = link.book().history_of(key, 10);
    if (past.empty()) return std::nullopt;
    return past.back().verb;
}

TEST(ServiceLinkMoodle, AnAccountOfOnesOwnIsAdoptedByTheNextRun) {
    SchoolLink school("service_match_create");
    Link& link = school.link();
    ASSERT_TRUE(boost::json::parse(link.connect(false)).at("usable").as_bool());
    LinkMoodle moodle(link, school.clock(), "causeway/test");
    const auto all = students(moodle);
    ASSERT_GT(all.size(), 20U);
    const auto& [key, shape] = *all.begin();
    EXPECT_TRUE(moodle.accounts_like({{key, shape}}).empty());
    const std::size_t before = school.moodle().holdings().users;
    EXPECT_EQ(moodle.create(key, shape), std::nullopt);
    EXPECT_EQ(school.moodle().holdings().users, before + 1);
    EXPECT_NE(moodle.create(key, shape), std::nullopt) << "a second one is refused by Moodle";
    const auto like = moodle.accounts_like({{key, shape}});
    ASSERT_EQ(like.size(), 1U);
    EXPECT_EQ(like.at(key).front().idnumber, moodle.idnumber(key));

    link.start_run({}, "ada");
    school.next_run(0);
    EXPECT_EQ(first_verb(link, key), model::Verb::adopt) << "not made a second time";
    const auto record = link.book().record(key);
    ASSERT_TRUE(record);
    EXPECT_EQ(record->remote, like.at(key).front().id);
}

TEST(ServiceLinkMoodle, JoiningWritesTheIdNumberAndNothingElse) {
    SchoolLink school("service_match_join");
    Link& link = school.link();
    ASSERT_TRUE(boost::json::parse(link.connect(false)).at("usable").as_bool());
    LinkMoodle moodle(link, school.clock(), "causeway/test");
    const auto all = students(moodle);
    const auto& [key, shape] = *all.begin();
    const auto& other = *std::next(all.begin());
    // The account was made for somebody else by mistake; its number is cleared and it is joined.
    ASSERT_EQ(moodle.create(other.first, other.second), std::nullopt);
    const auto account = moodle.accounts_like({other}).at(other.first).front();
    ASSERT_EQ(moodle.join(key, account), std::nullopt);
    const auto after = moodle.person(account.id).user;
    ASSERT_TRUE(after);
    EXPECT_EQ(after->idnumber, moodle.idnumber(key));
    EXPECT_EQ(after->username, account.username);
    EXPECT_EQ(after->first_name, account.first_name);
    EXPECT_EQ(after->last_name, account.last_name);
    EXPECT_EQ(after->email, account.email);
}

TEST(ServiceLinkMoodle, TellsWhatMoodleHasForAPerson) {
    SchoolLink school("service_person");
    Link& link = school.link();
    link.connect(false);
    link.start_run({}, "ada");
    school.next_run(0);
    store::RecordQuery query;
    query.kinds = {Kind::student};
    query.shown = store::Shown::synced;
    query.limit = 1;
    const auto listed = link.book().records(query).front();
    LinkMoodle moodle(link, school.clock(), "causeway/test");
    const InMoodle found = moodle.person(listed.remote);
    ASSERT_TRUE(found.user);
    EXPECT_EQ(found.user->idnumber, moodle.idnumber(listed.key));
    EXPECT_FALSE(found.courses.empty());
    EXPECT_FALSE(moodle.person(999'999).user) << "nobody has that number";

    school.moodle().stop();
    const InMoodle silent = LinkMoodle(link, school.clock(), "causeway/test").person(listed.remote);
    ASSERT_TRUE(silent.problem);
    EXPECT_FALSE(silent.problem->cure.empty());
    EXPECT_THROW(moodle.accounts_like({{listed.key, model::UserShape{"u", "", "", "", "e@x.org"}}}),
                 base::Failure);
}

}  // namespace
}  // namespace causeway::service
