// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/service.h"

namespace causeway::service {

Service::Service(const Config& file, store::Store& store, base::Clock& clock,
                 std::string user_agent, moodle::PluginVersions carried)
    : file_(file),
      store_(store),
      clock_(clock),
      user_agent_(std::move(user_agent)),
      carried_(carried) {
    for (const std::string& name : store_.link_names())
        open(name);
    if (links_.empty()) open(std::string(kFirstLink));
}

Service::~Service() {
    stop();
}

Link& Service::open(const std::string& name) {
    auto link =
        std::make_unique<Link>(LinkTools{file_, store_, clock_, bus_, user_agent_, carried_}, name);
    return *links_.emplace(name, std::move(link)).first->second;
}

std::vector<Link*> Service::links() {
    const std::scoped_lock lock(mutex_);
    std::vector<Link*> out;
    for (const auto& [name, link] : links_)
        out.push_back(link.get());
    return out;
}

Link* Service::find(std::string_view name) {
    const std::scoped_lock lock(mutex_);
    const auto at = links_.find(name);
    return at == links_.end() ? nullptr : at->second.get();
}

Link* Service::create(const std::string& name, const std::string& title) {
    Link* made = nullptr;
    {
        const std::scoped_lock lock(mutex_);
        if (links_.contains(name) || stopping_) return nullptr;
        made = &open(name);
        made->set_title(title);
        if (started_) made->start();
    }
    bus_.tell({Event::What::link, name, 0});
    return made;
}

void Service::start() {
    const std::scoped_lock lock(mutex_);
    started_ = true;
    for (const auto& [name, link] : links_)
        link->start();
    if (store_.shared())
        tender_ = std::make_unique<Tender>(
            store_, [this](const std::set<std::string>& tended) { look_around(tended); });
}

// Another node may have made links.
void Service::look_around(const std::set<std::string>& tended) {
    for (Link* link : links())  // before anything is asked of a store that may be gone
        link->set_tended(tended.contains(link->name()));
    for (const std::string& name : store_.link_names()) {
        const std::scoped_lock lock(mutex_);
        if (stopping_) return;
        if (!links_.contains(name)) open(name).start();
    }
    for (Link* link : links())
        link->look_around();
}

void Service::stop() {
    std::vector<Link*> all;
    {
        const std::scoped_lock lock(mutex_);
        stopping_ = true;
        for (const auto& [name, link] : links_)
            all.push_back(link.get());
    }
    if (tender_) tender_->stop();
    for (Link* link : all)
        link->stop();
    tender_.reset();  // only now may others take the links over
}

bool Service::stopping() const {
    const std::scoped_lock lock(mutex_);
    return stopping_;
}

}  // namespace causeway::service
