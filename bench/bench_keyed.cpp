// SPDX-License-Identifier: GPL-3.0-or-later
// One changed student: planned and carried over by key, against a run over the whole school.
#include <fmt/format.h>

#include <algorithm>
#include <functional>

#include "road.h"
#include "table.h"

namespace causeway::bench {

namespace {

constexpr int kTimes = 15;

// The school's database, to change a student and to see what it was asked.
class School {
  public:
    School() : connection_(db::open_mariadb(*db::MariadbAddress::parse(school_url()))) {}

    void rename_student() {
        connection_->execute(fmt::format(
            "UPDATE students SET last_name = 'Renamed {}' WHERE student_id = 42", ++renamed_));
    }
    // Since the server began.
    [[nodiscard]] std::int64_t statements() { return status("Com_select"); }
    [[nodiscard]] std::int64_t rows() {
        return status("Handler_read_next") + status("Handler_read_key") +
               status("Handler_read_rnd_next") + status("Handler_read_first");
    }

  private:
    std::int64_t status(const std::string& name) {
        const auto rows = connection_->query("SHOW GLOBAL STATUS LIKE '" + name + "'");
        std::int64_t out = 0;
        while (const auto* row = rows->next())
            out = std::stoll(std::string(row->text(1)));
        return out;
    }

    std::unique_ptr<db::Connection> connection_;
    int renamed_ = 0;
};

struct Cost {
    double seconds = 0;  // median
    double statements = 0;
    double rows = 0;
};

Cost cost_of(School& school, const std::function<void()>& prepare,
             const std::function<void()>& work) {
    std::vector<double> seconds;
    Cost out;
    for (int i = 0; i < kTimes; ++i) {
        prepare();
        const std::int64_t statements = school.statements();
        const std::int64_t rows = school.rows();
        const Stopwatch watch;
        work();
        seconds.push_back(watch.seconds());
        out.statements += static_cast<double>(school.statements() - statements) / kTimes;
        out.rows += static_cast<double>(school.rows() - rows) / kTimes;
    }
    std::sort(seconds.begin(), seconds.end());
    out.seconds = seconds[kTimes / 2];
    return out;
}

}  // namespace

void bench_keyed(Table& table) {
    Road road(school_url(), std::chrono::milliseconds{0}, {50, 4});
    road.sync();
    School school;
    const auto rename = [&] { school.rename_student(); };
    const auto nothing = [] {};
    sync::RunRequest all;
    sync::RunRequest one;
    one.keys = {{model::Kind::student, 42, 0}};
    rename();
    const Cost whole_plan = cost_of(school, nothing, [&] { sync::make_plan(road.engine(), all); });
    const Cost keyed_plan = cost_of(school, nothing, [&] { sync::make_plan(road.engine(), one); });
    const Cost whole_run = cost_of(school, rename, [&] { sync::run_sync(road.engine(), all); });
    const Cost keyed_run = cost_of(school, rename, [&] { sync::run_sync(road.engine(), one); });
    const auto ms = [](const Cost& cost) { return cost.seconds * 1000; };
    const auto against = [&](const Cost& whole) {
        return fmt::format("the whole school's, {:.1f} ms", ms(whole));
    };
    table.add({fmt::format("plan of one changed student of {}", kStudents), ms(keyed_plan), "ms",
               against(whole_plan), keyed_plan.seconds / whole_plan.seconds});
    table.add({"  run that carries the change over", ms(keyed_run), "ms", against(whole_run),
               keyed_run.seconds / whole_run.seconds});
    table.add({"  statements to openSIS", keyed_run.statements, "",
               fmt::format("{:.0f} of the whole run", whole_run.statements),
               keyed_run.statements / whole_run.statements});
    table.add({"  rows that openSIS's server read for them", keyed_run.rows, "",
               fmt::format("{:.0f} of the whole run", whole_run.rows),
               keyed_run.rows / whole_run.rows});
}

}  // namespace causeway::bench
