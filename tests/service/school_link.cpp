// SPDX-License-Identifier: GPL-3.0-or-later
#include "school_link.h"

#include <thread>

#include "sandbox/school/generator.h"
#include "support/mariadb_server.h"

namespace causeway::test {

namespace {

std::filesystem::path temporary_folder() {
    std::string pattern =
        (std::filesystem::temp_directory_path() / "causeway-service-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary folder");
    return pattern;
}

sandbox::StandInOptions with_plugins() {
    sandbox::StandInOptions out;
    out.plugins = sandbox::Plugins::all;
    return out;
}

}  // namespace

SchoolLink::SchoolLink(const std::string& database, int students, std::string store)
    : folder_(temporary_folder()),
      url_(support::MariadbServer::shared().url(database)),
      store_url_(store.empty() ? "sqlite:" + (folder_ / "state.db").string() : std::move(store)),
      config_(service::Config::defaults()),
      moodle_(with_plugins()) {
    opensis_ = db::open_mariadb(*db::MariadbAddress::parse(url_));
    sandbox::SchoolOptions options;
    options.students = students;
    options.today = base::Zone::utc().date_of(clock_.now());
    sandbox::make_school(*opensis_, options);
    begin();
}

void SchoolLink::end() {
    service_.reset();
    store_.reset();
}

base::SealingKey SchoolLink::key() const {
    return base::SealingKey::from_file(folder_ / "key");
}

SchoolLink::~SchoolLink() {
    end();
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
}

void SchoolLink::begin() {
    store_ = std::make_unique<store::Store>(store_url_, key());
    service_ = std::make_unique<service::Service>(config_, *store_, clock_, "causeway/test",
                                                  moodle::PluginVersions{});
    service_->start();
}

void SchoolLink::restart() {
    service_.reset();
    store_.reset();
    begin();
}

service::Link& SchoolLink::link() {
    service::Link& link = *service_->find(service::kFirstLink);
    link.change({{"moodle.url", {{moodle_.url()}}},
                 {"moodle.token", {{moodle_.token()}}},
                 {"opensis.url", {{url_}}}});
    return link;
}

service::Link& SchoolLink::ready_link() {
    service::Link& ready = link();
    ready.connect(false);
    ready.check_opensis();
    ready.set_enabled(true);
    return ready;
}

bool SchoolLink::becomes(const std::function<bool()>& so, std::chrono::milliseconds longest) {
    const auto end = std::chrono::steady_clock::now() + longest;
    while (!so()) {
        if (std::chrono::steady_clock::now() > end) return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
}

std::size_t SchoolLink::ended_runs() {
    std::size_t out = 0;
    for (const auto& run : service_->find(service::kFirstLink)->state().runs(1000))
        out += run.exit ? 1 : 0;
    return out;
}

store::RunRecord SchoolLink::next_run(std::size_t before) {
    service::Link& link = *service_->find(service::kFirstLink);
    const bool came = becomes(
        [&] {
            return ended_runs() > before && link.standing().state != service::LinkState::running;
        },
        std::chrono::seconds(60));
    if (!came) throw std::runtime_error("no run ended within a minute");
    return link.state().runs(1).front();
}

store::RunRecord SchoolLink::run_by(const std::string& by, const service::RunOrder& order) {
    service::Link& link = *service_->find(service::kFirstLink);
    const auto runs = link.state().runs(1);
    const std::int64_t last = runs.empty() ? 0 : runs.front().id;
    link.start_run(order, by);
    std::optional<store::RunRecord> out;
    const bool came = becomes(
        [&] {
            for (const store::RunRecord& run : link.state().runs(10))
                if (run.id > last && run.header.by == by && run.exit) out = run;
            return out.has_value() && link.standing().state != service::LinkState::running;
        },
        std::chrono::seconds(60));
    if (!came) throw std::runtime_error("the run did not end within a minute");
    return *out;
}

}  // namespace causeway::test
