// SPDX-License-Identifier: GPL-3.0-or-later
// Joins the parts of one link for one piece of work: its settings become addresses, policy and
// options; the real openSIS and Moodle take their places behind the sync engine's ports. Each part
// is made when it is first asked for, so that the work touches only what it needs. One thread.
#pragma once

#include <memory>
#include <stop_token>
#include <string>

#include "base/sealed.h"
#include "moodle/connect.h"
#include "net/http_client.h"
#include "service/adapters.h"
#include "service/config.h"
#include "service/state_adapter.h"
#include "sync/run.h"

namespace causeway::service {

db::MariadbAddress opensis_address(const Config& config);  // Failure(usage) when it will not do
sync::Policy policy_from(const Config& config, base::Instant now);
model::RosterScope roster_from(const Config& config, base::Date today);
// The same, each school in the year that counts.
model::RosterScope roster_from(const Config& config, base::Date today,
                               const model::TurnState& turn);
base::SealingKey sealing_key(const Config& config);
net::HttpOptions http_options(const Config& config, std::string user_agent);
moodle::SiteOptions site_options(const Config& config, const std::stop_token& stop);

// How the site's userkey plugin is set up, as the link's facts hold it: "email free guarded".
inline constexpr const char* kUserkeyFact = "sso.userkey";
// Moodle's own address, as the last Connect found it.
inline constexpr const char* kConnectedSite = "connect.site";
std::string userkey_text(const moodle::UserkeySetUp& found);
std::optional<moodle::UserkeySetUp> userkey_from(const std::string& text);

// Keeps what the connection check found (method for new users, roles, limits) with the link.
void remember(sync::State& state, const moodle::ConnectReport& report);

// The settings have moved: the next run, or a person, connects anew.
void forget_connection(sync::State& state);

class LinkParts {
  public:
    // `config` and `clock` outlive this; `stop` ends calls to Moodle at once.
    LinkParts(const Config& config, base::Clock& clock, std::stop_token stop,
              std::string user_agent);
    ~LinkParts();
    LinkParts(const LinkParts&) = delete;
    LinkParts& operator=(const LinkParts&) = delete;

    moodle::Site& site();
    // Everything a run needs. A link that was never connected is connected first.
    sync::Engine engine(sync::State& state, sync::Watch watch);

  private:
    void use_what_connect_found(sync::State& state);
    void join_fields(StateAdapter& state, sync::Policy& policy);

    const Config& config_;
    base::Clock& clock_;
    std::stop_token stop_;
    std::string user_agent_;
    std::unique_ptr<net::HttpClient> http_;
    std::unique_ptr<moodle::Site> site_;
    std::unique_ptr<LmsAdapter> lms_;
    std::unique_ptr<SisAdapter> sis_;
};

}  // namespace causeway::service
