// SPDX-License-Identifier: GPL-3.0-or-later
#include "opensis/change_feed.h"

#include <string_view>
#include <utility>

#include "base/failure.h"
#include "opensis/binlog_check.h"
#include "opensis/binlog_feed.h"
#include "opensis/poll_feed.h"
#include "opensis/session.h"

namespace causeway::opensis {

namespace {

constexpr std::string_view kBinlogMark = "binlog:";
constexpr std::string_view kPollMark = "poll:";

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

// Nothing: begin now. The other feed's places say nothing to this one, but that something may have
// been missed since; "" is where neither feed has ever been.
std::optional<std::string> place_in(const std::string& position, std::string_view mark) {
    if (position.empty()) return std::nullopt;
    return position.starts_with(mark) ? position.substr(mark.size()) : "?";
}

// Leaves a feed in `out`, or why there is none.
void try_binlog(const db::MariadbAddress& address, const FeedOptions& options,
                const std::string& position, OpenedFeed& out) {
    const auto connection = db::open_mariadb(address, options.timeout_seconds);
    out.why_not_better = why_no_binlog(*connection);
    if (out.why_not_better) return;
    try {
        out.feed = std::make_unique<Marked>(
            std::make_unique<BinlogFeed>(address, options, place_in(position, kBinlogMark)),
            kBinlogMark);
        out.kind = BinlogFeed::kName;
    } catch (const base::Failure& failure) {
        if (!is_refusal(failure.problem())) throw;
        out.why_not_better = binlog_refused(*connection);
    }
}

}  // namespace

OpenedFeed open_feed(const db::MariadbAddress& address, const FeedOptions& options,
                     const std::string& position) {
    return reading([&] {
        OpenedFeed out;
        if (options.kind != FeedKind::poll) try_binlog(address, options, position, out);
        if (out.feed) return out;
        if (options.kind == FeedKind::binlog)
            throw base::Failure(base::ExitCode::usage, *out.why_not_better);
        out.kind = PollFeed::kName;
        out.feed = std::make_unique<Marked>(
            std::make_unique<PollFeed>(address, options, place_in(position, kPollMark)), kPollMark);
        return out;
    });
}

}  // namespace causeway::opensis
