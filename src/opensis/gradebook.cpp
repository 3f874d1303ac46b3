// SPDX-License-Identifier: GPL-3.0-or-later
#include "opensis/gradebook.h"

#include <algorithm>
#include <iterator>

#include "opensis/gradebook_reader.h"
#include "opensis/gradebook_tables.h"
#include "opensis/session.h"

namespace causeway::opensis {

using model::SchoolBook;

namespace {

constexpr std::size_t kSectionsAtOnce = 50;

}  // namespace

Gradebooks::Gradebooks(db::MariadbAddress address, unsigned timeout_seconds)
    : address_(std::move(address)), timeout_(timeout_seconds) {}

Gradebooks::~Gradebooks() = default;

db::Connection& Gradebooks::connection() {
    if (!connection_) {
        connection_ = db::open_mariadb(address_, timeout_);
        require_own_tables(*connection_);
        // openSIS's own triggers take this for who wrote; nothing may be cut short unseen.
        connection_->execute(
            "SET @userId = 'causeway', SESSION sql_mode = "
            "'STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION'");
    }
    return *connection_;
}

std::vector<SchoolBook> Gradebooks::read(std::span<const std::int64_t> sections,
                                         const BookNarrow* narrow) {
    std::vector<SchoolBook> out;
    if (narrow != nullptr && (narrow->students.empty() || narrow->items.empty())) return out;
    reading([&] {
        db::Transaction snapshot(connection(),
                                 "START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
        std::vector<std::int64_t> ids(sections.begin(), sections.end());
        std::sort(ids.begin(), ids.end());
        ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
        for (std::size_t at = 0; at < ids.size(); at += kSectionsAtOnce) {
            const auto chunk =
                std::span(ids).subspan(at, std::min(kSectionsAtOnce, ids.size() - at));
            auto books = read_books(connection(), chunk, narrow);
            std::move(books.begin(), books.end(), std::back_inserter(out));
        }
        snapshot.commit();
        return 0;
    });
    return out;
}

}  // namespace causeway::opensis
