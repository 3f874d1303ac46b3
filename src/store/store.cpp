// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/store.h"

#include <fcntl.h>
#include <unistd.h>

#include "store/migrations.h"
#include "store/statements.h"

namespace causeway::store {

namespace {

constexpr std::string_view kScheme = "sqlite:";
constexpr std::string_view kMemory = ":memory:";

std::string path_of(const std::string& url) {
    if (url.starts_with(kScheme) && url.size() > kScheme.size()) return url.substr(kScheme.size());
    throw base::Failure(
        base::ExitCode::usage,
        {"The store cannot be opened", url, "its address is not one of SQLite",
         "Set store.url to sqlite:FILE, for example sqlite:/var/lib/causeway/state.db",
         "config.store_url"});
}

// Pupils' names are nobody else's business: the file (and with it SQLite's files beside it) is for
// its owner only. What cannot be made here, SQLite refuses in its own words.
std::string private_file(std::string path) {
    if (path != kMemory) {
        const int made = ::open(path.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
        if (made >= 0) ::close(made);
    }
    return path;
}

}  // namespace

Store::Store(const std::string& url, const base::SealingKey& key)
    : path_(private_file(path_of(url))), key_(key), writer_(db::open_sqlite(path_)) {
    migrate(*writer_);
    statements_ = std::make_unique<Statements>(*writer_);
}

Store::~Store() = default;

LinkState Store::link(const std::string& name) {
    const std::scoped_lock lock(mutex_);
    writer_->run("INSERT INTO link (name) VALUES (?) ON CONFLICT (name) DO NOTHING", {text(name)});
    return {*this, *writer_->one_integer("SELECT id FROM link WHERE name = ?", {text(name)})};
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
