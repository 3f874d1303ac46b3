// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/moodle/sample_grades.h"

#include <algorithm>
#include <boost/json.hpp>
#include <random>

namespace causeway::sandbox {

namespace {

namespace json = boost::json;

constexpr Id kDay = 86'400;
constexpr std::uint16_t kStudentRole = 1U << 5;

struct Work {
    const char* name;
    const char* module;
    double max;
    int due_days;  // from now
    bool test;     // stands in the second category
};
constexpr Work kWork[] = {
    {"Reading diary", "assign", 20, -40, false}, {"Worksheet 1", "assign", 10, -26, false},
    {"Chapter quiz", "quiz", 25, -19, true},     {"Laboratory report", "assign", 50, -12, false},
    {"Safety lesson", "lesson", 10, -8, false},  {"Mid-term test", "quiz", 60, -4, true},
    {"Project", "assign", 100, 12, false},
};

class Teachers {
  public:
    Teachers(const Site& site, const std::string& url, Id now, std::uint64_t seed)
        : site_(site), url_(url), now_(now), dice_(seed) {
        const auto& held = site.gradebook.rows(GradeTable::categories);
        next_category_ = held.empty() ? 1 : held.rbegin()->first + 1;
        next_item_ = site.gradebook.next_item();
    }

    std::string work() {
        for (const auto& [id, course] : site_.courses()) {
            std::vector<Id> students;
            for (const Member& member : course.members)
                if (member.active(now_) && (member.roles & kStudentRole) != 0)
                    students.push_back(member.userid);
            if (id == Site::kSiteCourse || students.empty()) continue;
            if (site_.gradebook.of_course(GradeTable::categories, id).empty())
                begin(course, students);
            else if (chance(4))
                go_on(course);
        }
        return json::serialize(json::object{{"categories", std::move(categories_)},
                                            {"items", std::move(items_)},
                                            {"grades", std::move(grades_)}});
    }

  private:
    bool chance(int per_cent) { return static_cast<int>(dice_() % 100) < per_cent; }

    Id category(const Course& course, Id parent, const char* name, double weight) {
        const Id id = next_category_++;
        categories_.push_back(json::object{{"id", id},
                                           {"courseid", course.id},
                                           {"parent", parent},
                                           {"depth", parent == 0 ? 1 : 2},
                                           {"name", name},
                                           {"aggregation", parent == 0 ? 10 : 11},
                                           {"itemid", next_item_++},
                                           {"weight", weight},
                                           {"timecreated", now_},
                                           {"timemodified", now_}});
        return id;
    }

    void begin(const Course& course, const std::vector<Id>& students) {
        const Id top = category(course, 0, course.fullname.c_str(), 0);
        const Id homework = category(course, top, "Homework", 40);
        const Id tests = category(course, top, "Tests", 60);
        for (const Work& work : kWork) {
            const Id item = next_item_++;
            items_.push_back(json::object{
                {"id", item},
                {"courseid", course.id},
                {"categoryid", work.test ? tests : homework},
                {"itemmodule", work.module},
                {"iteminstance", item},
                {"cmid", item},
                {"name", work.name},
                {"description", "<p>See the course for what is asked.</p>"},
                {"grademax", work.max},
                {"assigned", now_ + (work.due_days - 7) * kDay},
                {"due", now_ + work.due_days * kDay},
                {"url", url_ + "/mod/" + work.module + "/view.php?id=" + std::to_string(item)},
                {"sortorder", item},
                {"timecreated", now_},
                {"timemodified", now_}});
            for (const Id student : students)
                grades_.push_back(grade(course, work, item, student));
        }
    }

    json::object grade(const Course& course, const Work& work, Id item, Id student) {
        json::object out{{"itemid", item},       {"courseid", course.id},
                         {"userid", student},    {"itemmodule", work.module},
                         {"iteminstance", item}, {"grademax", work.max},
                         {"timemodified", now_}};
        const bool past = work.due_days < 0;
        if (!past || chance(6)) {
            out["missing"] = past;
            return out;
        }
        const double points = mark(work.max);
        out["rawgrade"] = out["finalgrade"] = points;
        out["grader"] = 2;
        out["timegraded"] = now_ + (work.due_days + 2) * kDay;
        if (chance(5)) out["late"] = true;
        if (chance(3)) out["hidden"] = 1;
        if (chance(3)) {
            out["exempt"] = true;
            out["excluded"] = now_;
        }
        if (chance(3)) {
            out["overridden"] = now_;
            out["finalgrade"] = std::min(work.max, points + 1);
        }
        if (chance(8)) {
            out["feedback"] = "<p>Good work. Mind the last question.</p>";
            out["feedbackformat"] = 1;
        }
        return out;
    }

    double mark(double max) {
        const double share = 0.55 + static_cast<double>(dice_() % 4'600) / 10'000;
        return static_cast<double>(static_cast<int>(max * share * 2)) / 2;  // in halves
    }

    void go_on(const Course& course) {
        std::vector<json::object> free;
        for (const auto& value : site_.gradebook.of_course(GradeTable::grades, course.id)) {
            const json::object& row = value.as_object();
            if (row.at("itemtype") == "mod" && row.at("overridden") == 0 &&
                row.at("excluded") == 0 && row.at("hidden") == 0)
                free.push_back(row);
        }
        if (free.empty()) return;
        json::object row = free[dice_() % free.size()];
        row["rawgrade"] = row["finalgrade"] = mark(row.at("grademax").to_number<double>());
        row["missing"] = false;
        row["grader"] = 2;
        row["timegraded"] = row["timemodified"] = now_;
        grades_.push_back(std::move(row));
    }

    const Site& site_;
    const std::string& url_;
    const Id now_;
    std::mt19937_64 dice_;
    Id next_category_ = 1, next_item_ = 1;
    json::array categories_, items_, grades_;
};

}  // namespace

std::string sample_grades(const Site& site, const std::string& url, Id now, std::uint64_t seed) {
    return Teachers(site, url, now, seed).work();
}

}  // namespace causeway::sandbox
