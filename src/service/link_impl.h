// SPDX-License-Identifier: GPL-3.0-or-later
// What a link is made of: for the link's own files alone.
#pragma once

#include <atomic>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/log.h"
#include "opensis/field_table.h"
#include "service/link.h"
#include "service/link_parts.h"
#include "service/watcher.h"
#include "service/worker.h"
#include "store/field_desk.h"

namespace causeway::service {

class Link::Impl {
  public:
    Impl(const LinkTools& tools, const std::string& name)
        : tools_(tools),
          book_(tools.store, name),
          state_(tools.store.link(name)),
          tended_(!tools.store.shared()),
          worker_({name, tools.store, state_, plans_, intakes_, tools.clock, tools.bus,
                   tools.user_agent, [this] { return config(); }, [this] { look(); }}),
          watcher_(name, [this](const opensis::ChangeHint& hint) {
              base::log::debug("link {}: {}", book_.name(), hint.why);
              worker_.hint(hint.keys, hint.everything);
          }) {}

    Config config() { return link_config(tools_.file, book_, state_); }

    void reschedule() {
        try {
            const Config config = this->config();
            enabled_ = book_.row().enabled;
            worker_.set_schedule(enabled_, schedule_from(config));
            watch(config);
        } catch (const base::Failure& failure) {
            base::log::error("link {}: {}", book_.name(), failure.problem().text());
        }
    }

    // The command line may have switched the link on or off, or another service changed it.
    void look() {
        const bool enabled = book_.row().enabled;
        if (enabled == enabled_) return;
        reschedule();
        tell_moved();
    }

    void watch(const Config& config) {
        const std::scoped_lock lock(mutex_);
        const bool on = started_ && enabled_ && tended_ && !config.text("opensis.url").empty();
        std::string what = on ? config.text("opensis.url") : "";
        if (on)
            for (const std::string& school : config.list("opensis.schools"))
                what += " " + school;
        std::vector<std::pair<std::string, std::string>> columns;
        for (const auto& one : store::FieldDesk(state_).mappings())
            if (auto column = opensis::column_of(one.whose, one.sis); on && column) {
                what += " " + column->first + "." + column->second;
                columns.push_back(*std::move(column));
            }
        if (what == watched_) return;
        watched_ = std::move(what);
        if (!on) return watcher_.follow(std::nullopt);
        Watcher::Followed followed{opensis_address(config), {}};
        followed.options.schools = config.integers("opensis.schools");
        followed.options.columns = std::move(columns);
        watcher_.follow(std::move(followed));
    }

    // Settings, too, may have been changed on another node.
    void look_around() {
        const bool enabled = enabled_;
        worker_.look_elsewhere();
        reschedule();
        if (enabled != enabled_) tell_moved();
    }

    void tell_moved() { tools_.bus.tell({Event::What::link, book_.name(), 0}); }

    LinkTools tools_;
    store::LinkBook book_;
    store::LinkState state_;
    Plans plans_;
    Intakes intakes_;
    std::atomic<bool> enabled_ = false;  // as the worker knows it
    std::atomic<bool> tended_;           // the clock and openSIS are followed here
    Worker worker_;
    Watcher watcher_;
    std::mutex mutex_;               // guards what follows
    std::string failed_connection_;  // what the last Connect found, when it did not pass
    std::string failed_opensis_;     // and the openSIS check
    bool started_ = false;
    std::string watched_;  // the address and schools that are followed
};

}  // namespace causeway::service
