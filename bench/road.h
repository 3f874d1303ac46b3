// SPDX-License-Identifier: GPL-3.0-or-later
// The whole road for a benchmark: a sample school in a private MariaDB, the stand-in Moodle, a
// store in a temporary folder, and the engine between them.
#pragma once

#include <filesystem>
#include <memory>

#include "net/http_client.h"
#include "sandbox/moodle/stand_in.h"
#include "service/adapters.h"
#include "service/state_adapter.h"
#include "store/store.h"
#include "sync/run.h"

namespace causeway::bench {

class Road {
  public:
    // `latency` is added to every call of the stand-in; `apply` are the ceilings of the engine.
    Road(const std::string& database_url, std::chrono::milliseconds latency,
         sync::ApplyOptions apply);
    ~Road();
    Road(const Road&) = delete;
    Road& operator=(const Road&) = delete;

    sync::RunReport sync();
    sync::Engine engine();
    [[nodiscard]] sandbox::StandInMoodle& moodle() { return moodle_; }
    [[nodiscard]] service::StateAdapter& state() { return state_; }

  private:
    std::filesystem::path folder_;
    base::SystemClock clock_;
    sandbox::StandInMoodle moodle_;
    net::HttpClient http_;
    moodle::Site site_;
    service::LmsAdapter lms_;
    service::SisAdapter sis_;
    store::Store store_;
    service::StateAdapter state_;
    sync::ApplyOptions apply_;
};

inline constexpr int kStudents = 2000;
// The sample school of kStudents, made once a program; its database's address.
const std::string& school_url();

}  // namespace causeway::bench
