// SPDX-License-Identifier: GPL-3.0-or-later
// What `causeway serve` keeps running: all links of one store, each with its worker. Several nodes
// may share a store: then each link is tended by one of them, and all of them answer. Any thread.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "service/link.h"
#include "service/tender.h"

namespace causeway::service {

class Service {
  public:
    // `file`: the configuration below every link's own settings. All of them outlive this.
    Service(const Config& file, store::Store& store, base::Clock& clock, std::string user_agent,
            moodle::PluginVersions carried);
    ~Service();
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;

    // In the order of their names. A link, once told, lives as long as the service.
    [[nodiscard]] std::vector<Link*> links();
    [[nodiscard]] Link* find(std::string_view name);  // or nullptr
    // nullptr when the name is taken.
    Link* create(const std::string& name, const std::string& title);

    [[nodiscard]] Bus& bus() { return bus_; }
    [[nodiscard]] store::Store& store() { return store_; }

    void start();
    // Lets runs settle what they have begun, then ends all threads.
    void stop();
    [[nodiscard]] bool stopping() const;

  private:
    Link& open(const std::string& name);
    void look_around(const std::set<std::string>& tended);

    const Config& file_;
    store::Store& store_;
    base::Clock& clock_;
    const std::string user_agent_;
    const moodle::PluginVersions carried_;
    Bus bus_;
    mutable std::mutex mutex_;  // guards what follows
    std::map<std::string, std::unique_ptr<Link>, std::less<>> links_;
    bool started_ = false;
    bool stopping_ = false;
    std::unique_ptr<Tender> tender_;  // where several nodes share the store
};

}  // namespace causeway::service
