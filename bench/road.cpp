// SPDX-License-Identifier: GPL-3.0-or-later
#include "road.h"

#include "sandbox/school/generator.h"
#include "support/mariadb_server.h"

namespace causeway::bench {

namespace {

const base::Date kToday = base::Date::of(2026, 11, 2);

std::filesystem::path temporary_folder() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "causeway-bench-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    return pattern;
}

sandbox::StandInOptions stand_in(std::chrono::milliseconds latency) {
    sandbox::StandInOptions options;
    options.switches.latency = latency;
    return options;
}

moodle::SiteOptions site_options(const sandbox::StandInMoodle& moodle) {
    moodle::SiteOptions options;
    options.url = moodle.url();
    options.token = moodle.token();
    options.new_user_auth = "userkey";
    return options;
}

}  // namespace

Road::Road(const std::string& database_url, std::chrono::milliseconds latency,
           sync::ApplyOptions apply)
    : folder_(temporary_folder()),
      moodle_(stand_in(latency)),
      site_(site_options(moodle_), http_),
      lms_(site_),
      sis_(*db::MariadbAddress::parse(database_url), {}),
      store_("sqlite:" + (folder_ / "state.db").string(), base::SealingKey::random()),
      state_(store_.link("default")),
      apply_(apply) {}

Road::~Road() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

sync::Engine Road::engine() {
    sync::Policy policy;
    policy.today = kToday;
    return {sis_, lms_, state_, clock_, policy, apply_, {}, {}, {}};
}

sync::RunReport Road::sync() {
    return sync::run_sync(engine(), {});
}

const std::string& school_url() {
    static const std::string url = [] {
        std::string made = support::MariadbServer::shared().url("bench_school");
        const auto connection = db::open_mariadb(*db::MariadbAddress::parse(made));
        sandbox::SchoolOptions options;
        options.students = kStudents;
        options.today = kToday;
        sandbox::make_school(*connection, options);
        return made;
    }();
    return url;
}

}  // namespace causeway::bench
