// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/moodle/filled.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <map>
#include <random>
#include <stdexcept>
#include <utility>
#include <vector>

#include "base/clock.h"

namespace causeway::sandbox {

namespace {

namespace json = boost::json;

constexpr int kFewest = 40;
constexpr int kCoursesAYear = 10;
constexpr std::uint16_t kTeacher = 1U << 3;
constexpr std::uint16_t kStudent = 1U << 5;
constexpr Id kDay = 86'400;

constexpr std::array<const char*, 20> kFirst = {
    "Ada",  "Bruno", "Clara", "Dario", "Edda", "Felix", "Greta", "Hugo", "Ines",    "Jonas",
    "Kaja", "Liam",  "Mila",  "Niko",  "Olga", "Pavel", "Quinn", "Rosa", "Siobhán", "Theo"};
constexpr std::array<const char*, 21> kLast = {
    "Amber",  "Birch",   "Cobble",  "Dune",    "Elder",  "Fennel", "Gorse",
    "Harrow", "Inkwell", "Juniper", "Kestrel", "Linden", "Marsh",  "Nettle",
    "O'Dell", "Quill",   "Reed",    "Sorrel",  "Thorn",  "Umber",  "Vale"};

constexpr std::array<const char*, 3> kTowns = {"Ahoe", "Lindenhof", "Riverside"};

struct Branch {
    const char* top;
    const char* leaf;
    const char* code;
};
constexpr std::array<Branch, 4> kBranches = {{{"Science", "Biology", "BIO"},
                                              {"Science", "Physics", "PHY"},
                                              {"Languages", "English", "ENG"},
                                              {"Languages", "French", "FRE"}}};

class Filler {
  public:
    Filler(Site& site, const std::string& url, Id now, const FilledOptions& options)
        : site_(site), url_(url), now_(now), options_(options), dice_(options.seed) {
        const base::Zone utc = base::Zone::utc();
        const std::string today = utc.date_of(now).text();
        int year = std::stoi(today.substr(0, 4));
        if (today.substr(5) < "08-20") --year;
        for (std::size_t i = 0; i < years_.size(); ++i, --year) {  // this year, the one before
            begins_[i] = utc.start_of(base::Date::of(year, 8, 24));
            ends_[i] = utc.start_of(base::Date::of(year + 1, 6, 20));
            years_[i] = year;
        }
    }

    std::string fill() {
        categories();
        people();
        for (const std::size_t year : {1u, 0u})
            for (int i = 0; i < kCoursesAYear; ++i)
                course(i, year);
        return json::serialize(json::object{{"categories", std::move(grade_categories_)},
                                            {"items", std::move(items_)},
                                            {"grades", std::move(grades_)}});
    }

  private:
    void categories() {
        for (const Branch& branch : kBranches) {
            Id& top = tops_[branch.top];
            if (top == 0) top = category(branch.top, 0);
            leaves_.push_back(category(branch.leaf, top));
        }
    }
    Id category(const char* name, Id parent) {
        Category made;
        made.name = name;
        made.parent = parent;
        made.timemodified = now_;
        return site_.add_category(std::move(made)).id;
    }

    void people() {
        const int teachers = std::max(6, options_.people / 16);
        for (int i = 0; i < options_.people; ++i) {
            User user;
            user.firstname = kFirst[static_cast<std::size_t>(i) % kFirst.size()];
            user.lastname = kLast[static_cast<std::size_t>(i) % kLast.size()];
            // 420 names; whoever comes after has a second one.
            if (i >= static_cast<int>(kFirst.size() * kLast.size())) user.lastname += "-Reed";
            user.username = "m" + std::to_string(1000 + i);
            user.email = user.username + "@moodle-first.example.org";
            user.more = {
                {"phone1", "555-0" + std::to_string(100 + i)},
                {"profile_field_born", base::Date::of(2009, 1, 1).plus(i - teachers).text()},
                {"profile_field_town", kTowns[static_cast<std::size_t>(i) % 3]}};
            user.timecreated = user.timemodified = now_ - 400 * kDay;
            awkward(i - teachers, user);
            (i < teachers ? teachers_ : students_).push_back(site_.add_user(std::move(user)).id);
        }
    }
    // The first students are the ones that a school secretary will have to look at.
    static void awkward(int student, User& user) {
        if (student == 0 || student == 1) {
            user.firstname = "Ivo";
            user.lastname = "Twin";
        }
        if (student == 2) user.email.clear();
        if (student == 3) user.firstname += " \xF0\x9F\x8E\xB8";
        if (student == 4) user.lastname = "<i>" + user.lastname + "</i>";
        if (student == 5 || student == 6) user.idnumber = "S-77";
    }

    void course(int number, std::size_t year) {
        const std::size_t branch = static_cast<std::size_t>(number) % kBranches.size();
        const std::string title = std::string(kBranches[branch].leaf) + " " +
                                  std::to_string(number / static_cast<int>(kBranches.size()) + 1);
        Course made;
        made.category = leaves_[branch];
        made.fullname = title + " (" + std::to_string(years_[year]) + ")";
        made.shortname = std::string(kBranches[branch].code) + std::to_string(number + 1) + "-" +
                         std::to_string(years_[year]);
        made.startdate = begins_[year];
        made.enddate = ends_[year];
        made.timecreated = made.timemodified = begins_[year];
        Course& course = site_.add_course(std::move(made));
        const auto teacher = static_cast<std::size_t>(number) % teachers_.size();
        enrol(course, teachers_[teacher], kTeacher, year);
        if (number % 5 == 0)
            enrol(course, teachers_[(teacher + 3) % teachers_.size()], kTeacher, year);
        std::vector<Id> mine;
        for (std::size_t i = 0; i < students_.size(); ++i)
            for (const std::size_t of : {i, i + 3, i * 7 + 5})
                if (of % kCoursesAYear == static_cast<std::size_t>(number) &&
                    (mine.empty() || mine.back() != students_[i])) {
                    enrol(course, students_[i], kStudent, year);
                    mine.push_back(students_[i]);
                }
        work(course.id, course.fullname, mine, year);
    }

    void enrol(Course& course, Id user, std::uint16_t role, std::size_t year) {
        Member member;
        member.userid = user;
        member.enrolled = true;
        member.roles = role;
        member.timestart = begins_[year];
        member.timeend = year == 0 ? 0 : ends_[year];
        member.timecreated = member.timemodified = begins_[year];
        site_.set_member(course, member);
    }

    // Last year's work is graded; of this year's the first half.
    void work(Id course, const std::string& title, const std::vector<Id>& students,
              std::size_t year) {
        const Id top = next_category_++;
        grade_categories_.push_back(json::object{{"id", top},
                                                 {"courseid", course},
                                                 {"parent", 0},
                                                 {"depth", 1},
                                                 {"name", title},
                                                 {"aggregation", 13},
                                                 {"itemid", next_item_++},
                                                 {"weight", 0},
                                                 {"timecreated", begins_[year]},
                                                 {"timemodified", begins_[year]}});
        for (const auto& [name, max] : {std::pair<const char*, int>{"Essay", 50}, {"Test", 20}}) {
            const Id item = next_item_++;
            items_.push_back(
                json::object{{"id", item},
                             {"courseid", course},
                             {"categoryid", top},
                             {"itemmodule", "assign"},
                             {"iteminstance", item},
                             {"cmid", item},
                             {"name", name},
                             {"grademax", max},
                             {"due", begins_[year] + 60 * kDay},
                             {"url", url_ + "/mod/assign/view.php?id=" + std::to_string(item)},
                             {"sortorder", item},
                             {"timecreated", begins_[year]},
                             {"timemodified", begins_[year]}});
            if (year == 0 && max == 20) continue;
            for (const Id student : students) {
                const double points = static_cast<double>(dice_() % static_cast<unsigned>(max + 1));
                grades_.push_back(json::object{{"itemid", item},
                                               {"courseid", course},
                                               {"userid", student},
                                               {"itemmodule", "assign"},
                                               {"iteminstance", item},
                                               {"grademax", max},
                                               {"rawgrade", points},
                                               {"finalgrade", points},
                                               {"grader", 2},
                                               {"timegraded", begins_[year] + 62 * kDay},
                                               {"timemodified", begins_[year] + 62 * kDay}});
            }
        }
    }

    Site& site_;
    const std::string& url_;
    const Id now_;
    const FilledOptions options_;
    std::mt19937_64 dice_;
    std::array<Id, 2> begins_{};
    std::array<Id, 2> ends_{};
    std::array<int, 2> years_{};
    std::map<std::string, Id> tops_;
    std::vector<Id> leaves_;
    std::vector<Id> teachers_;
    std::vector<Id> students_;
    Id next_category_ = 1;
    Id next_item_ = 1;
    json::array grade_categories_;
    json::array items_;
    json::array grades_;
};

}  // namespace

Switches with_filled_fields(Switches switches) {
    switches.custom_fields.insert({"born", "town"});
    return switches;
}

std::string fill_site(Site& site, const std::string& url, Id now, const FilledOptions& options) {
    if (options.people < kFewest)
        throw std::invalid_argument("a filled site has at least " + std::to_string(kFewest) +
                                    " people");
    return Filler(site, url, now, options).fill();
}

}  // namespace causeway::sandbox
