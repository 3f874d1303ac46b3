// SPDX-License-Identifier: GPL-3.0-or-later
// LinkBook's lists of people: pages that together show everybody once, whether in base, with a
// standing alone, or left out; searches over all of it; and a query that begins each page at its
// key in the index, so that the last of a hundred thousand costs what the first does.
#include <gtest/gtest.h>

#include "store/link_book.h"
#include "store/record_lists.h"
#include "store/statements.h"
#include "support/store_place.h"

namespace causeway::store {
namespace {

using model::Kind;

constexpr std::int64_t kPeople = 3000;

// By number: every seventh was refused before it was ever in Moodle, every eleventh is left out,
// the others are in base.
void fill(db::Connection& connection) {
    db::Transaction transaction(connection, db::Writing{7});
    for (std::int64_t id = 1; id <= kPeople; ++id) {
        const std::string title = "Ada" + std::to_string(id) + " Quill";
        const db::Value number{id};
        const db::Value school{id % 2 + 1};
        if (id % 7 == 0)
            connection.run(
                "INSERT INTO standing (link, kind, key_id, who, school, what, title, problem, run) "
                "VALUES (1, 5, ?, 0, ?, 2, ?, ?, 1)",
                {number, school, db::Value{title},
                 db::Value{problem_json({"what", "", "why", "cure", "person.no_email"})}});
        else if (id % 11 == 0)
            connection.run(
                "INSERT INTO left_out (link, kind, key_id, school, title, subtitle) VALUES "
                "(1, 5, ?, ?, ?, '')",
                {number, school, db::Value{title}});
        else
            connection.run(
                "INSERT INTO base (link, kind, id, who, school, remote, fingerprint, state, since, "
                "shape) VALUES (1, 5, ?, 0, ?, ?, 1, 0, 1000, ?)",
                {number, school, db::Value{id + 100},
                 db::Value{model::to_json(
                     model::UserShape{"u" + std::to_string(id), "Ada" + std::to_string(id), "Quill",
                                      "", "a" + std::to_string(id) + "@example.org"})}});
    }
    transaction.commit();
    // What PostgreSQL does by itself within a minute.
    if (support::kOnPostgres) connection.execute("ANALYZE");
}

class StoreLists : public testing::Test {
  protected:
    StoreLists()
        : store(place.url(), base::SealingKey::random()),
          book(store, "default"),
          beside(place.connection()) {
        fill(*beside);
    }

    std::vector<std::int64_t> all(RecordQuery query) {
        query.kinds = {Kind::student};
        std::vector<std::int64_t> out;
        while (true) {
            const auto page = book.records(query);
            EXPECT_LE(static_cast<std::int64_t>(page.size()), query.limit);
            for (const ListedRecord& one : page)
                out.push_back(one.key.id);
            if (static_cast<std::int64_t>(page.size()) < query.limit) return out;
            query.after = page.back().key;
        }
    }

    support::StorePlace place;
    Store store;
    LinkBook book;
    std::unique_ptr<db::Connection> beside;
};

TEST_F(StoreLists, PagesShowEverybodyOnceInOrder) {
    RecordQuery query;
    query.limit = 70;
    const auto found = all(query);
    ASSERT_EQ(found.size(), static_cast<std::size_t>(kPeople));
    for (std::size_t i = 0; i < found.size(); ++i)
        ASSERT_EQ(found[i], static_cast<std::int64_t>(i) + 1);
}

TEST_F(StoreLists, FiltersAndSearchesLookAtAllOfIt) {
    RecordQuery refused;
    refused.shown = Shown::refused;
    EXPECT_EQ(all(refused).size(), static_cast<std::size_t>(kPeople / 7));
    RecordQuery out;
    out.shown = Shown::left_out;
    EXPECT_EQ(all(out).size(), static_cast<std::size_t>(kPeople / 11 - kPeople / 77));
    RecordQuery school;
    school.schools = {2};
    EXPECT_EQ(all(school).size(), static_cast<std::size_t>(kPeople / 2));
    RecordQuery words;
    words.words = "quill ADA2999";
    EXPECT_EQ(all(words), std::vector<std::int64_t>{2999});
    words.words = "a2998@example.org";
    EXPECT_EQ(all(words), std::vector<std::int64_t>{2998});
    words.words = "student:2996";  // 7 * 428: a standing alone
    EXPECT_EQ(all(words), std::vector<std::int64_t>{2996});
    words.words = "quill nobody";
    EXPECT_TRUE(all(words).empty());
}

// How the database would carry out the query for a page near the end, in its own words.
std::string explained(db::Connection& connection) {
    const bool postgres = support::kOnPostgres;
    RecordQuery query;
    query.schools = {1};
    const auto rows = connection.query(
        (postgres ? "EXPLAIN " : "EXPLAIN QUERY PLAN ") + list_sql(query, Kind::student, 1),
        {db::Value{std::int64_t{1}}, db::Value{std::int64_t{5}}, db::Value{std::int64_t{2900}},
         db::Value{std::int64_t{50}}, db::Value{std::string()}, db::Value{std::string("%a%")}});
    std::string out;
    while (const db::Row* row = rows->next())
        out += std::string(row->text(postgres ? 0 : 3)) + "\n";
    return out;
}

// A section that is a group says in which course, and is found by the course's name, too.
TEST_F(StoreLists, GroupsAreNamedWithTheirCourse) {
    {
        db::Transaction transaction(*beside, db::Writing{7});
        const auto put = [&](Kind kind, std::int64_t id, std::int64_t who,
                             const std::string& shape) {
            beside->run(
                "INSERT INTO base (link, kind, id, who, school, remote, fingerprint, state, since, "
                "shape) VALUES (1, ?, ?, ?, 1, ?, 1, 0, 1000, ?)",
                {db::Value{static_cast<std::int64_t>(kind)}, db::Value{id}, db::Value{who},
                 db::Value{who == 0 ? id + 100 : 0}, db::Value{shape}});
        };
        const model::Key algebra{Kind::course, 12, 0}, art{Kind::course, 13, 0},
            subject{Kind::subject, 1, 0};
        put(Kind::course, 12, 0,
            model::to_json(model::CourseShape{"Algebra", "ALG 12", subject, 1, 2}));
        put(Kind::course, 13, 0,
            model::to_json(model::CourseShape{"Art", "ART 13", subject, 1, 2}));
        put(Kind::section, 331, 0, model::to_json(model::GroupShape{"P1 #331", algebra}));
        put(Kind::section, 332, 0, model::to_json(model::GroupShape{"P2 #332", algebra}));
        put(Kind::section, 333, 0, model::to_json(model::GroupShape{"P1 #333", art}));
        put(Kind::section, 334, 0,
            model::to_json(model::CourseShape{"Music - P1", "MUS 334", subject, 1, 2}));
        put(Kind::learns, 331, 1,
            model::to_json(model::MembershipShape{model::Role::student, algebra}));
        transaction.commit();
    }
    const auto titles = [&](const std::string& words) {
        RecordQuery query;
        query.kinds = {Kind::section};
        query.words = words;
        std::string out;
        for (const ListedRecord& one : book.records(query))
            out += (out.empty() ? "" : ", ") + one.title;
        return out;
    };
    EXPECT_EQ(titles(""), "Algebra - P1 #331, Algebra - P2 #332, Art - P1 #333, Music - P1");
    EXPECT_EQ(titles("algebra"), "Algebra - P1 #331, Algebra - P2 #332");
    EXPECT_EQ(titles("algebra p2"), "Algebra - P2 #332");
    EXPECT_EQ(titles("p1"), "Algebra - P1 #331, Art - P1 #333, Music - P1");
    EXPECT_EQ(book.record({Kind::section, 333, 0})->title, "Art - P1 #333");
    const auto seats = book.enrolments_of({Kind::student, 1, 0});
    ASSERT_EQ(seats.size(), 1U);
    EXPECT_EQ(seats.front().title, "Algebra - P1 #331");
}

TEST_F(StoreLists, APageBeginsAtItsKeyInTheIndex) {
    const std::string plan = explained(*beside);
    const std::vector<std::string> wanted =
        support::kOnPostgres ? std::vector<std::string>{"Index", "(id > "}
                             : std::vector<std::string>{
                                   "SEARCH b USING PRIMARY KEY (link=? AND kind=? AND id>?)",
                                   "SEARCH s USING PRIMARY KEY (link=? AND kind=? AND key_id>?)",
                                   "SEARCH l USING PRIMARY KEY (link=? AND kind=? AND key_id>?)"};
    for (const std::string& words : wanted)
        EXPECT_NE(plan.find(words), std::string::npos) << words << "\n" << plan;
    // The three are merged as they come: nothing is sorted, and no table is read from its start.
    for (const char* costly :
         {"TEMP B-TREE", "SCAN b", "SCAN s", "SCAN l", "SCAN t", "Seq Scan on base"})
        EXPECT_EQ(plan.find(costly), std::string::npos) << costly << "\n" << plan;
}

}  // namespace
}  // namespace causeway::store
