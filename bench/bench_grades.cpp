// SPDX-License-Identifier: GPL-3.0-or-later
// Grades of 400 sections x 30 students x 20 items from the stand-in into openSIS's gradebook:
// first, all again, with 1 % changed, with nothing changed; against what one call per student
// would take to read them alone. Every call waits kLatency, about what a Moodle needs to begin one;
// what its database and PHP do beyond that is not in it, only the stand-in's own work.
#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>

#include "moodle/calls_grades.h"
#include "moodle/site.h"
#include "opensis/gradebook_tables.h"
#include "sandbox/moodle/stand_in.h"
#include "sandbox/school/schema.h"
#include "service/grade_parts.h"
#include "service/state_adapter.h"
#include "support/mariadb_server.h"
#include "table.h"

namespace causeway::bench {

namespace {

namespace json = boost::json;

constexpr std::chrono::milliseconds kLatency{15};
constexpr int kSections = 400;
constexpr int kPupils = 30;
constexpr int kItems = 20;
constexpr int kStudents = kSections * 3;   // each in ten sections
constexpr int kAskedOneByOne = 40;         // sections that the rival reads; the rest by proportion
constexpr std::int64_t kFirstItem = 1000;  // Moodle's number of the first item

int student_of(int section, int place) {
    return (section * kPupils + place) % kStudents + 1;
}

class Rows {
  public:
    Rows(db::Connection& connection, std::string head)
        : connection_(connection), head_(std::move(head)) {}
    void add(const std::string& row) {
        sql_ += (count_ == 0 ? head_ + " VALUES (" : ",(") + row + ")";
        if (++count_ == 1000) send();
    }
    void send() {
        if (count_ != 0) connection_.execute(sql_);
        sql_.clear();
        count_ = 0;
    }

  private:
    db::Connection& connection_;
    std::string head_, sql_;
    int count_ = 0;
};

// The school's year contains today; its sections run all year, in one quarter.
std::string school(base::Date today) {
    const std::string url = support::MariadbServer::shared().url("bench_grades");
    const auto c = db::open_mariadb(*db::MariadbAddress::parse(url));
    sandbox::prepare_schema(*c);
    for (const auto sql : opensis::own_tables())
        c->execute(sql);
    const auto run = [&](const std::string& sql) { c->execute(sql); };
    const std::string begin = today.plus(-90).text();
    const std::string end = today.plus(90).text();
    constexpr int year = 2026;
    run("INSERT INTO schools (id, syear, title) VALUES (1, 2019, 'North')");
    const auto period = [&](const char* table, const char* more, int id, const char* parent) {
        run(
            fmt::format("INSERT INTO {} (marking_period_id, syear, school_id{}, title, start_date, "
                        "end_date, does_grades) VALUES ({}, {}, 1{}, 'T', '{}', '{}', 'Y')",
                        table, more, id, year, parent, begin, end));
    };
    period("school_years", "", 20, "");
    period("school_semesters", ", year_id", 21, ", 20");
    period("school_quarters", ", semester_id", 22, ", 21");
    run(
        fmt::format("INSERT INTO course_subjects (subject_id, syear, school_id, title) VALUES (1, "
                    "{}, 1, 'Mathematics')",
                    year));
    run(
        fmt::format("INSERT INTO courses (course_id, subject_id, syear, school_id, title, "
                    "short_name) VALUES (1, 1, {}, 1, 'Algebra', 'ALG')",
                    year));
    run("INSERT INTO staff (staff_id, first_name, last_name, email, profile) VALUES (1, 'Ada', "
        "'Staff', 't1@example.edu', 'teacher')");
    run(
        fmt::format("INSERT INTO staff_school_relationship (staff_id, school_id, syear, "
                    "start_date) VALUES (1, 1, {}, '{}')",
                    year, begin));
    Rows students(*c, "INSERT INTO students (student_id, first_name, last_name, email)");
    Rows enrolled(*c, "INSERT INTO student_enrollment (syear, school_id, student_id, start_date)");
    for (int id = 1; id <= kStudents; ++id) {
        students.add(fmt::format("{0}, 'First{0}', 'Last{0}', 's{0}@example.edu'", id));
        enrolled.add(fmt::format("{}, 1, {}, '{}'", year, id, begin));
    }
    students.send();
    enrolled.send();
    Rows sections(*c,
                  "INSERT INTO course_periods (course_period_id, syear, school_id, course_id, "
                  "title, short_name, mp, marking_period_id, begin_date, end_date, teacher_id, "
                  "modified_by)");
    Rows meetings(*c, "INSERT INTO course_period_var (course_period_id, period_id, room_id)");
    Rows schedule(*c,
                  "INSERT INTO schedule (syear, school_id, student_id, start_date, course_id, "
                  "course_period_id)");
    for (int id = 1; id <= kSections; ++id) {
        sections.add(fmt::format("{0}, {1}, 1, 1, 'x', 'P{0}', 'FY', 20, '{2}', '{3}', 1, 1", id,
                                 year, begin, end));
        meetings.add(fmt::format("{}, 1, 1", id));
        for (int place = 0; place < kPupils; ++place)
            schedule.add(
                fmt::format("{}, 1, {}, '{}', 1, {}", year, student_of(id, place), begin, id));
    }
    sections.send();
    meetings.send();
    schedule.send();
    return url;
}

service::Config settings(const sandbox::StandInMoodle& moodle, const std::string& url) {
    service::Config out = service::Config::defaults();
    for (const auto& [name, value] :
         {std::pair<const char*, std::string>{"moodle.url", moodle.url()},
          {"moodle.token", moodle.token()},
          {"opensis.url", url}})
        out.put(*service::find_key(name), {value}, "bench");
    return out;
}

sandbox::StandInOptions stand_in() {
    sandbox::StandInOptions out;
    out.plugins = sandbox::Plugins::all;
    return out;
}

std::filesystem::path temporary_folder() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "causeway-bench-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    return pattern;
}

class GradeRoad {
  public:
    GradeRoad()
        : folder_(temporary_folder()),
          moodle_(stand_in()),
          config_(settings(moodle_, school(base::Zone::utc().date_of(clock_.now())))),
          store_("sqlite:" + (folder_ / "state.db").string(), base::SealingKey::random()),
          parts_(config_, clock_, {}, "causeway/bench") {
        service::StateAdapter state(store_.link("default"));
        sync::run_sync(parts_.engine(state, {}), {});
        remember(model::Kind::section, courses_);
        remember(model::Kind::student, users_);
        if (courses_.size() != kSections || users_.size() != kStudents)
            throw std::runtime_error("the roster did not come over");
        fill();
        auto switches = moodle_.switches();
        switches.latency = kLatency;
        moodle_.set_switches(switches);
    }
    ~GradeRoad() {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    GradeRoad(const GradeRoad&) = delete;
    GradeRoad& operator=(const GradeRoad&) = delete;

    // Seconds; throws when it did not end well or did not find `changed` grades to write.
    double pull(bool full, std::int64_t changed) {
        service::GradeParts grades(config_, clock_, parts_, store_, "default", {});
        grades::PullRequest request;
        request.full = full;
        moodle_.forget_calls();
        const Stopwatch watch;
        const auto report = grades::pull(grades.engine({}), request);
        const double seconds = watch.seconds();
        const auto& counts = report.counts[static_cast<std::size_t>(model::BookKind::grade)];
        if (report.exit != base::ExitCode::in_step || counts.created + counts.updated != changed)
            throw std::runtime_error(fmt::format("a pull wrote {} grades instead of {}; {}",
                                                 counts.created + counts.updated, changed,
                                                 grades::counts_json(report.counts)));
        return seconds;
    }
    [[nodiscard]] std::uint64_t calls() const {
        std::uint64_t out = 0;
        for (const auto& [function, count] : moodle_.calls())
            out += count.calls;
        return out;
    }
    // Every hundredth grade of all sections, or all of every hundredth section.
    void change(int round, bool spread) {
        for (int section = 1; section <= kSections; ++section) {
            json::array grades;
            for (int item = 0; item < kItems; ++item)
                for (int place = 0; place < kPupils; ++place) {
                    const int number = (section * kItems + item) * kPupils + place;
                    if (spread ? number % 100 == round : section % 100 == round)
                        grades.push_back(grade(section, item, place, round));
                }
            if (!grades.empty()) put({{"grades", std::move(grades)}});
        }
    }
    // Reading alone, as a program would that asks student by student.
    double one_by_one() {
        net::HttpClient http;
        moodle::SiteOptions options;
        options.url = moodle_.url();
        options.token = moodle_.token();
        moodle::Site site(options, http);
        std::size_t rows = 0;
        const Stopwatch watch;
        for (int section = 1; section <= kAskedOneByOne; ++section)
            for (int place = 0; place < kPupils; ++place) {
                const auto report = moodle::get_grade_items(site.channel(), courses_.at(section),
                                                            users_.at(student_of(section, place)));
                if (!report || report->size() != 1) throw std::runtime_error("no report");
                rows += report->front().grades.size();
            }
        const double seconds = watch.seconds();
        if (rows != static_cast<std::size_t>(kAskedOneByOne) * kPupils * (kItems + 3))
            throw std::runtime_error("the reports are not whole");
        return seconds * kSections / kAskedOneByOne;
    }

  private:
    void remember(model::Kind kind, std::map<std::int64_t, model::RemoteId>& into) {
        const auto base = store_.link("default").base(kind, kind);
        model::BaseRecord record;
        while (base->next(record))
            into[record.key.id] = record.remote;
    }
    void put(const json::object& rows) {
        const std::string bad = moodle_.add_grades(json::serialize(rows));
        if (!bad.empty()) throw std::runtime_error("the stand-in refused: " + bad);
    }
    [[nodiscard]] json::object grade(int section, int item, int place, int round) const {
        const std::int64_t id = std::int64_t{section} * kItems + item;
        // Totals get numbers of their own behind each section's.
        return {{"id", section * 10'000LL + item * kPupils + place},
                {"itemid", kFirstItem + id},
                {"courseid", courses_.at(section)},
                {"userid", users_.at(student_of(section, place))},
                {"useridnumber", fmt::format("opensis:student:{}", student_of(section, place))},
                {"rawgrade", (id * 7 + place * 3 + round) % 101},
                {"finalgrade", (id * 7 + place * 3 + round) % 101},
                {"timegraded", clock_.now() - 3600}};
    }
    // Two categories of ten, weighed 40 to 60.
    void fill() {
        const base::Instant long_ago = clock_.now() - 86400;
        for (int section = 1; section <= kSections; ++section) {
            const model::RemoteId course = courses_.at(section);
            json::array items, categories, grades;
            const std::int64_t top = std::int64_t{section} * 3 + 1;
            for (int i = 0; i < 3; ++i)
                categories.push_back(
                    json::object{{"id", top + i},
                                 {"courseid", course},
                                 {"parent", i == 0 ? 0 : top},
                                 {"name", i == 1 ? "Homework" : "Tests"},
                                 {"aggregation", i == 0 ? 10 : 0},
                                 {"weight", i == 1 ? 40.0 : 60.0},
                                 {"itemid", kFirstItem + kSections * (kItems + 1) + top + i},
                                 {"timemodified", long_ago}});
            for (int item = 0; item < kItems; ++item) {
                items.push_back(
                    json::object{{"id", kFirstItem + std::int64_t{section} * kItems + item},
                                 {"courseid", course},
                                 {"categoryid", top + 1 + item % 2},
                                 {"name", fmt::format("Assignment {}", item + 1)},
                                 {"due", long_ago + item},
                                 {"sortorder", item + 1},
                                 {"timemodified", long_ago}});
                for (int place = 0; place < kPupils; ++place)
                    grades.push_back(grade(section, item, place, 0));
            }
            put({{"categories", std::move(categories)},
                 {"items", std::move(items)},
                 {"grades", std::move(grades)}});
        }
    }

    std::filesystem::path folder_;
    base::SystemClock clock_;
    sandbox::StandInMoodle moodle_;
    service::Config config_;
    store::Store store_;
    service::LinkParts parts_;
    std::map<std::int64_t, model::RemoteId> courses_, users_;
};

// A pull is short: what else the machine does now and then must not be taken for it.
template <class Measure>
double middle_of(int times, const Measure& measure) {
    std::vector<double> all;
    for (int i = 0; i < times; ++i)
        all.push_back(measure());
    std::ranges::sort(all);
    return all[all.size() / 2];
}

}  // namespace

void bench_grades(Table& table) {
    constexpr std::int64_t kGrades = std::int64_t{kSections} * kPupils * kItems;
    std::fputs("grades: making the school and its grades ...\n", stderr);
    GradeRoad road;
    std::fputs("grades: one call per student ...\n", stderr);
    const double rival = road.one_by_one();
    std::fputs("grades: pulls ...\n", stderr);
    const double first = road.pull(true, kGrades);
    const double full = middle_of(3, [&] { return road.pull(true, 0); });
    const auto full_calls = road.calls();
    const auto against_rival = fmt::format(
        "one call per student, reading alone, {:.0f} s ({} of "
        "{} sections asked)",
        rival, kAskedOneByOne, kSections);
    table.add({fmt::format("first pull of {} sections x {} students x {} items, {} ms a call",
                           kSections, kPupils, kItems, kLatency.count()),
               first, "s", against_rival, first / rival});
    table.add({"  full pull, nothing to write", full, "s", against_rival, full / rival});
    table.add({"  calls to Moodle of it", static_cast<double>(full_calls), "",
               fmt::format("{} of one per student", kSections * kPupils),
               static_cast<double>(full_calls) / (kSections * kPupils)});
    const auto against_full = fmt::format("a full pull, {:.1f} s", full);
    int round = 0;
    const auto changed = [&](bool spread) {
        return middle_of(5, [&] {
            road.change(++round, spread);
            return road.pull(false, kGrades / 100);
        });
    };
    const double spread = changed(true);
    table.add(
        {"  pull with 1 % changed, all over the school", spread, "s", against_full, spread / full});
    const double heaped = changed(false);
    table.add({"  pull with 1 % changed, in 4 sections", heaped, "s", against_full, heaped / full});
    const double none = middle_of(5, [&] { return road.pull(false, 0); });
    table.add({"  pull with nothing changed", none, "s", against_full, none / full});
}

}  // namespace causeway::bench
