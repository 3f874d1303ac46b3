// SPDX-License-Identifier: GPL-3.0-or-later
// Sections as groups of one Moodle course: what openSIS's records become, what somebody's seats in
// several sections come to, and that the policy cannot be turned over under a synced link.
#include <gtest/gtest.h>

#include "base/failure.h"
#include "sync/plan.h"

namespace causeway::sync {
namespace {

using model::Key;
using model::Kind;
using model::State;

constexpr Key kCourse{Kind::course, 12, 0};

template <class Record>
class ListStream final : public model::Stream<Record> {
  public:
    explicit ListStream(std::vector<Record> list) : list_(std::move(list)) {}
    bool next(Record& out) override {
        if (at_ == list_.size()) return false;
        out = list_[at_++];
        return true;
    }
    [[nodiscard]] model::Proof proof() const override {
        const auto rows = static_cast<std::int64_t>(list_.size());
        return {true, rows, rows, ""};
    }

  private:
    std::vector<Record> list_;
    std::size_t at_ = 0;
};

class GroupsTest : public testing::Test {
  protected:
    GroupsTest() {
        policy.groups = true;
        policy.zone = base::Zone("Europe/Vienna");
        policy.today = base::Date::of(2026, 10, 1);
        projector.emplace(policy);
        projector->of(model::School{1, "School", 2026, base::Date::of(2026, 9, 1),
                                    base::Date::of(2027, 6, 30)});
        projector->of(model::Subject{4, 1, "Maths"});
    }
    Wanted course(std::string title = "Algebra <b>I</b>") {
        return projector->of(model::Course{12, 4, 1, std::move(title), "ALG"});
    }
    Wanted section(std::int64_t id) {
        model::Section out;
        out.id = id;
        out.course = 12;
        out.subject = 4;
        out.school = 1;
        out.year = 2026;
        out.short_name = "P1";
        out.course_title = "Algebra I";
        out.term = "Semester 1";
        return projector->of(out);
    }
    void pupil(std::int64_t id) {
        model::Person person;
        person.id = id;
        person.first_name = "Ada";
        person.last_name = "Quill";
        person.email = "p" + std::to_string(id) + "@example.org";
        projector->of(person);
    }
    Wanted learns(std::int64_t section, base::Date from, base::Date to, bool dropped = false) {
        model::Enrolment one;
        one.place = section;
        one.person = 5;
        one.school = 1;
        one.from = from;
        one.to = to;
        one.dropped = dropped;
        Wanted out;
        projector->of(one, out);
        return out;
    }

    Policy policy;
    std::optional<Projector> projector;
    const base::Date first = base::Date::of(2026, 9, 1);
    const base::Date moved = base::Date::of(2026, 9, 20);
    const base::Date last = base::Date::of(2027, 1, 31);
};

TEST_F(GroupsTest, ACourseBecomesAMoodleCourseOfTheSchoolYear) {
    const auto w = course();
    ASSERT_FALSE(w.refused);
    const auto& shape = std::get<model::CourseShape>(w.shape);
    EXPECT_EQ(shape.fullname, "Algebra bI/b");
    EXPECT_EQ(shape.shortname, "ALG 2026 #c12");
    EXPECT_EQ(shape.category, (Key{Kind::subject, 4, 0}));
    EXPECT_EQ(base::utc_text(shape.start), "2026-08-31T22:00:00Z");
    EXPECT_EQ(base::utc_text(shape.end), "2027-06-30T21:59:59Z");
    EXPECT_EQ(w.state, State::active);
}

TEST_F(GroupsTest, ASectionBecomesAGroupWithANameOfItsOwn) {
    course();
    const auto w = section(331);
    ASSERT_FALSE(w.refused);
    EXPECT_EQ(std::get<model::GroupShape>(w.shape),
              (model::GroupShape{"P1 (Semester 1) #331", kCourse}));
    EXPECT_NE(w.fingerprint, section(332).fingerprint);
}

TEST_F(GroupsTest, AGroupOfARefusedCourseIsRefusedAndItsPeopleWait) {
    EXPECT_EQ(course("").refused->code, "record.no_title");
    EXPECT_EQ(section(331).refused->code, "record.no_parent");
    pupil(5);
    EXPECT_EQ(learns(331, first, last).refused->code, "enrolment.no_place");
    const auto all = projector->course_enrolments();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].refused->code, "enrolment.no_place");
}

TEST_F(GroupsTest, SeatsInSeveralSectionsAreOneEnrolmentFromTheFirstDayToTheLast) {
    course();
    section(331);
    section(332);
    pupil(5);
    EXPECT_EQ(std::get<model::MembershipShape>(learns(331, first, moved).shape).course, kCourse);
    learns(332, moved, last);
    const auto all = projector->course_enrolments();
    ASSERT_EQ(all.size(), 1U);
    EXPECT_EQ(all[0].key, (Key{Kind::attends, 12, 5}));
    EXPECT_EQ(all[0].state, State::active);
    const auto& shape = std::get<model::EnrolmentShape>(all[0].shape);
    EXPECT_EQ(base::utc_text(shape.start), "2026-08-31T22:00:00Z");
    EXPECT_EQ(base::utc_text(shape.end), "2027-01-31T22:59:59Z");
}

TEST_F(GroupsTest, WhoMovesStaysInTheCourseAndWhoDropsTheLastSectionDoesNot) {
    course();
    section(331);
    section(332);
    pupil(5);
    EXPECT_EQ(learns(331, first, moved, true).state, State::suspended);
    learns(332, moved, last);
    const auto stays = projector->course_enrolments();
    EXPECT_EQ(stays.at(0).state, State::active);
    EXPECT_EQ(base::utc_text(std::get<model::EnrolmentShape>(stays[0].shape).start),
              "2026-08-31T22:00:00Z");  // as it was: nothing to be sent
    learns(331, first, moved, true);
    learns(332, moved, last, true);
    EXPECT_EQ(projector->course_enrolments().at(0).state, State::suspended);
}

TEST_F(GroupsTest, ThePolicyCannotBeTurnedOverUnderASyncedLink) {
    const auto base_of = [](const Key& key, const model::Shape& shape) {
        return BaseRecord{
            key, 1, 9, model::fingerprint(shape), State::active, 0, model::to_json(shape)};
    };
    const model::CourseShape own{"Algebra I - P1", "ALG P1", kCourse, 0, 0};
    const model::GroupShape group{"P1 #331", kCourse};
    const auto plan_of = [&](const model::Shape& wants, const model::Shape& has) {
        Wanted w;
        w.key = {Kind::section, 331, 0};
        w.school = 1;
        w.shape = wants;
        w.fingerprint = model::fingerprint(wants);
        ListStream<Wanted> wanted({w});
        ListStream<BaseRecord> base({base_of(w.key, has)});
        Plan plan;
        const RosterFacts facts;
        merge({wanted, base, nullptr, facts, 0}, {}, policy, plan);
        return plan;
    };
    EXPECT_EQ(plan_of(group, group).changes(), 0);
    for (const auto& [wants, has, back] :
         {std::tuple<model::Shape, model::Shape, const char*>{group, own, "\"courses\""},
          {own, group, "\"groups\""}}) {
        try {
            plan_of(wants, has);
            ADD_FAILURE() << "it was planned";
        } catch (const base::Failure& failure) {
            EXPECT_EQ(failure.problem().code, "policy.sections_changed");
            EXPECT_EQ(failure.problem().record, "section:331");
            EXPECT_NE(failure.problem().cure.find(back), std::string::npos)
                << failure.problem().cure;
        }
    }
}

}  // namespace
}  // namespace causeway::sync
