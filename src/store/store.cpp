// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/store.h"

#include "store/migrations.h"
#include "store/reading.h"
#include "store/statements.h"

namespace causeway::store {

Store::Store(const std::string& url, const base::SealingKey& key)
    : readers_(std::make_shared<Readers>(Place(url))),
      key_(key),
      writer_(readers_->place().open()) {
    migrate(*writer_);
    statements_ = std::make_unique<Statements>(*writer_);
}

Store::~Store() = default;

LinkState Store::link(const std::string& name) {
    const std::scoped_lock lock(mutex_);
    writer_->run("INSERT INTO link (name) VALUES (?) ON CONFLICT (name) DO NOTHING", {text(name)});
    return {*this, *writer_->one_integer("SELECT id FROM link WHERE name = ?", {text(name)})};
}

bool Store::shared() const {
    return readers_->place().shared();
}

std::vector<std::string> Store::link_names() {
    const std::scoped_lock lock(mutex_);
    std::vector<std::string> out;
    const auto rows = writer_->query("SELECT name FROM link ORDER BY id");
    while (const db::Row* row = rows->next())
        out.emplace_back(row->text(0));
    return out;
}

}  // namespace causeway::store
