// SPDX-License-Identifier: GPL-3.0-or-later
#include "opensis/change_feed.h"

#include <algorithm>

#include "base/failure.h"
#include "opensis/binlog_check.h"
#include "opensis/binlog_feed.h"
#include "opensis/session.h"

namespace causeway::opensis {

namespace {

constexpr std::string_view kBinlogMark = "binlog:";

// The server's refusals of the log: a right that is missing.
bool is_refusal(const base::Problem& problem) {
    return problem.code == "db.mariadb.1227" || problem.code == "db.mariadb.1045";
}

// A feed whose places have a mark of the feed's kind, so that none is taken for another's.
class Marked final : public ChangeFeed {
  public:
    Marked(std::unique_ptr<ChangeFeed> feed, std::string_view mark)
        : feed_(std::move(feed)), mark_(mark) {}
    ChangeHint next(std::chrono::milliseconds longest, std::stop_token stop) override {
        return feed_->next(longest, std::move(stop));
    }
    [[nodiscard]] std::string position() const override { return mark_ + feed_->position(); }

  private:
    std::unique_ptr<ChangeFeed> feed_;
    std::string mark_;
};

std::optional<std::string> without_mark(const std::string& position, std::string_view mark) {
    if (!position.starts_with(mark)) return std::nullopt;
    return position.substr(mark.size());
}

}  // namespace

OpenedFeed open_feed(const db::MariadbAddress& address, const FeedOptions& options,
                     const std::string& position) {
    return reading([&] {
        OpenedFeed out;
        const auto connection = db::open_mariadb(address, options.timeout_seconds);
        out.why_not_better = why_no_binlog(*connection);
        if (!out.why_not_better) {
            try {
                out.feed = std::make_unique<Marked>(
                    std::make_unique<BinlogFeed>(address, options,
                                                 without_mark(position, kBinlogMark)),
                    kBinlogMark);
                out.kind = "binlog";
                return out;
            } catch (const base::Failure& failure) {
                if (!is_refusal(failure.problem())) throw;
                out.why_not_better = binlog_refused(*connection);
            }
        }
        throw base::Failure(base::ExitCode::usage, *out.why_not_better);
    });
}

}  // namespace causeway::opensis
