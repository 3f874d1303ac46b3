// SPDX-License-Identifier: GPL-3.0-or-later
// The fixture of the gradebook's contract: one course with weighted categories, a drop rule, extra
// credit, a scale, and grades that are late, missing, exempt, hidden, overridden or of somebody
// whose enrolment is suspended. A real Moodle has it from tests/php/real/gradebook_site.php; the
// stand-in is given it here.
#pragma once

#include <algorithm>
#include <ctime>
#include <stdexcept>

#include "moodle/gradebook.h"
#include "moodle/site.h"
#include "net/http_client.h"
#include "plugin_wire.h"

namespace causeway::contract {

namespace model = causeway::model;
namespace moodle = causeway::moodle;
namespace net = causeway::net;

inline constexpr Id kDay = 86'400;

class Gradebooks : public PluginContract {
  protected:
    void SetUp() override {
        PluginContract::SetUp();
        if (IsSkipped()) return;
        const std::string service = wire().url();
        moodle::SiteOptions options;
        options.url = service.substr(0, service.find("/webservice/"));
        options.token = wire().token();
        site_ = std::make_unique<moodle::Site>(std::move(options), client_);
        ASSERT_TRUE(site_->identify());
        if (GetParam() != "real") return fill();
        const auto found = call("core_course_get_courses_by_field",
                                {{"field", "idnumber"}, {"value", "contract:gradebook"}});
        const auto courses = found.list("courses");
        if (courses.empty())
            GTEST_SKIP() << "skipped: tests/php/real/gradebook_site.php has not been run there";
        course_ = number(courses[0].as_object(), "id");
        for (int n = 1; n <= 5; ++n)
            users_[n] = ids_by("idnumber", "contract:g" + std::to_string(n)).at(0);
    }

    moodle::GradebookReader fast() { return moodle::GradebookReader(*site_); }
    moodle::GradebookReader plain() { return {site_->channel(), {}}; }

    model::Gradebook read(moodle::GradebookReader reader) {
        const std::vector<model::RemoteId> courses = {course_};
        const auto listing = reader.read(courses);
        EXPECT_TRUE(listing) << (listing ? "" : listing.problem().text());
        if (!listing || listing->books.size() != 1) return {};
        EXPECT_TRUE(listing->proof.complete) << listing->proof.doubt;
        EXPECT_TRUE(listing->gone.empty());
        EXPECT_EQ(listing->cursor.has_value(), reader.fast());
        cursor_ = listing->cursor.value_or(model::GradeCursor{});
        return listing->books.front();
    }
    static const model::GradedItem& item(const model::Gradebook& book, const std::string& name) {
        const auto at = std::ranges::find(book.items, name, &model::GradedItem::name);
        if (at == book.items.end()) throw std::runtime_error("no item " + name);
        return *at;
    }
    static const model::GradedItem& total(const model::Gradebook& book, model::RemoteId category) {
        const auto at = std::ranges::find_if(book.items, [&](const auto& one) {
            return model::is_total(one.kind) && one.category == category;
        });
        if (at == book.items.end()) throw std::runtime_error("no such total");
        return *at;
    }
    static const model::GradeCategory& category(const model::Gradebook& book,
                                                const std::string& name) {
        const auto at = std::ranges::find(book.categories, name, &model::GradeCategory::name);
        if (at == book.categories.end()) throw std::runtime_error("no category " + name);
        return *at;
    }
    const model::Grade& grade(const model::Gradebook& book, model::RemoteId item_id, int who) {
        const auto at = std::ranges::find_if(book.grades, [&](const auto& one) {
            return one.item == item_id && one.user == users_[who];
        });
        if (at == book.grades.end()) throw std::runtime_error("no grade of " + std::to_string(who));
        return *at;
    }
    const model::Grade& grade(const model::Gradebook& book, const std::string& name, int who) {
        return grade(book, item(book, name).id, who);
    }

    Id course_ = 0;
    std::map<int, Id> users_;
    model::GradeCursor cursor_;
    net::HttpClient client_;
    std::unique_ptr<moodle::Site> site_;

  private:
    void fill() {
        course_ = make_course(course(unique("c"), {{"idnumber", "contract:gradebook"}}));
        const Id now = std::time(nullptr);
        for (int n = 1; n <= 5; ++n) {
            users_[n] =
                make_user(user(unique("g"), {{"idnumber", "contract:g" + std::to_string(n)}}));
            enrol(users_[n], course_, 5, n == 5 ? Fields{{"suspend", "1"}} : Fields{});
        }
        const Id base = course_ * 100;
        const auto with_course = [&](json::object row) {
            row["courseid"] = course_;
            return row;
        };
        json::array categories, items, grades;
        const auto category_row = [&](Id id, Id parent, const char* name, int aggregation,
                                      double weight, int drop_low, bool only_graded) {
            categories.push_back(with_course({{"id", base + id},
                                              {"parent", parent == 0 ? 0 : base + parent},
                                              {"depth", parent == 0 ? 1 : 2},
                                              {"name", name},
                                              {"aggregation", aggregation},
                                              {"weight", weight},
                                              {"droplow", drop_low},
                                              {"aggregateonlygraded", only_graded},
                                              {"itemid", base + 50 + id},
                                              {"timemodified", now}}));
        };
        category_row(1, 0, "Contract gradebook", 10, 0, 0, true);
        category_row(2, 1, "Homework", 11, 40, 1, true);
        category_row(3, 1, "Tests", 13, 60, 0, false);
        const json::array letters = {{{"from", 93.0}, {"letter", "A"}},
                                     {{"from", 0.0}, {"letter", "F"}}};
        categories[0].as_object()["letters"] = letters;
        const auto item_row = [&](Id id, Id parent, const char* name, const char* module,
                                  double max, json::object more) {
            json::object row =
                with_course({{"id", base + id},
                             {"categoryid", base + parent},
                             {"itemtype", *module ? "mod" : "manual"},
                             {"itemmodule", module},
                             {"iteminstance", *module ? base + id : 0},
                             {"cmid", *module ? base + id : 0},
                             {"name", name},
                             {"grademax", max},
                             {"sortorder", id},
                             {"timemodified", now},
                             {"url", "http://moodle.example.org/" + std::to_string(base + id)}});
            if (*module) row["description"] = std::string("About ") + name;
            for (auto& [key, value] : more)
                row[key] = value;
            items.push_back(std::move(row));
        };
        const json::object long_open = {{"assigned", now - 20 * kDay}, {"due", now + 20 * kDay}};
        item_row(10, 2, "HW1", "assign", 50,
                 {{"assigned", now - 17 * kDay}, {"due", now - 10 * kDay}});
        item_row(11, 2, "HW2", "assign", 20,
                 {{"assigned", now - 12 * kDay}, {"due", now - 5 * kDay}});
        item_row(12, 2, "HW3", "assign", 10, {{"visible", false}});
        item_row(13, 3, "Quiz", "quiz", 20, long_open);
        item_row(14, 3, "Lesson", "lesson", 100, long_open);
        item_row(15, 3, "Bonus", "", 5, {{"weight", 1.0}, {"extracredit", true}});
        item_row(16, 1, "Effort", "", 3,
                 {{"weight", 10.0},
                  {"grademin", 1.0},
                  {"scaleid", 7},
                  {"scale", json::array{"Low", "Fair", "Good"}}});
        Id id = base;
        const auto grade_row = [&](Id item_id, int who, json::value final, json::object more) {
            json::object row = with_course(
                {{"id", ++id},
                 {"itemid", base + item_id},
                 {"userid", users_[who]},
                 {"finalgrade", final},
                 {"rawgrade", item_id < 15 ? final : json::value()},
                 {"grademax", items[static_cast<std::size_t>(item_id - 10)].at("grademax")},
                 {"timegraded", final.is_null() ? 0 : now}});
            for (auto& [key, value] : more)
                row[key] = value;
            grades.push_back(std::move(row));
        };
        grade_row(10, 1, 40.0,
                  {{"late", true},
                   {"timesubmitted", now - 9 * kDay},
                   {"feedback", "<p>Well <b>done</b></p>"},
                   {"feedbackformat", 1}});
        grade_row(11, 1, 15.0, {});
        grade_row(12, 1, 8.0, {});
        grade_row(13, 1, 18.0, {});
        grade_row(14, 1, 90.0, {});
        grade_row(15, 1, 3.0, {});
        grade_row(16, 1, 2.0, {});
        grade_row(10, 2, 49.0,
                  {{"rawgrade", 30.0}, {"overridden", now}, {"timesubmitted", now - 11 * kDay}});
        grade_row(11, 2, 10.0, {{"excluded", now}, {"exempt", true}});
        grade_row(13, 2, 10.0, {});
        grade_row(14, 2, 50.0, {});
        grade_row(10, 3, 20.0, {{"hidden", 1}});
        grade_row(13, 3, 0.0, {});
        grade_row(11, 3, nullptr, {{"missing", true}});
        grade_row(10, 5, 30.0, {});
        fill_gradebook({{"categories", std::move(categories)},
                        {"items", std::move(items)},
                        {"grades", std::move(grades)}});
    }
};

}  // namespace causeway::contract
