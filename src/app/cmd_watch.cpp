// SPDX-License-Identifier: GPL-3.0-or-later
// causeway opensis watch
#include <fmt/format.h>

#include <boost/json.hpp>

#include "app/commands.h"
#include "app/print.h"
#include "app/wiring.h"
#include "base/log.h"
#include "opensis/change_feed.h"

namespace causeway::app {

namespace {

namespace json = boost::json;
using std::chrono::milliseconds;

constexpr std::size_t kShownKeys = 12;

opensis::FeedKind kind_named(const std::string& name) {
    return name == "binlog" ? opensis::FeedKind::binlog
           : name == "poll" ? opensis::FeedKind::poll
                            : opensis::FeedKind::best;
}

std::string in_words(const opensis::ChangeHint& hint) {
    if (hint.everything) return "everything may have changed";
    std::string out;
    for (std::size_t i = 0; i < std::min(hint.keys.size(), kShownKeys); ++i)
        out += (i == 0 ? "" : ", ") + hint.keys[i].text();
    if (hint.keys.size() > kShownKeys)
        out += fmt::format(" and {} more",
                           grouped(static_cast<std::int64_t>(hint.keys.size() - kShownKeys)));
    return out;
}

void tell(const opensis::ChangeHint& hint, Context& context) {
    const std::string when = base::utc_text(context.clock.now());
    if (!context.common.json) {
        context.out << fmt::format("{}  {}  ({})\n", when, in_words(hint), hint.why) << std::flush;
        return;
    }
    json::array keys;
    for (const model::Key& key : hint.keys)
        keys.emplace_back(key.text());
    context.out << json::object{{"at", when},
                                {"everything", hint.everything},
                                {"keys", std::move(keys)},
                                {"why", hint.why}}
                << "\n"
                << std::flush;
}

void tell_how(const opensis::OpenedFeed& opened, Context& context) {
    if (context.common.json) {
        json::object out{{"feed", opened.kind}};
        if (opened.why_not_better) out["why_not_better"] = problem_json(*opened.why_not_better);
        context.out << out << "\n" << std::flush;
        return;
    }
    if (opened.why_not_better)
        context.out << "Note: " << problem_text(*opened.why_not_better) << "\n";
    context.out << fmt::format("Changes in openSIS are noticed by {}. Ctrl-C ends it.\n",
                               opened.kind == "binlog" ? "the log of its database (binlog)"
                                                       : "polling its tables (poll)")
                << std::flush;
}

}  // namespace

base::ExitCode run(const OpensisWatchOptions& options, Context& context) {
    opensis::FeedOptions feed;
    feed.kind = kind_named(options.kind);
    feed.schools = context.config().integers("opensis.schools");
    const auto opened = opensis::open_feed(opensis_address(context.config()), feed, "");
    tell_how(opened, context);
    const std::stop_token stop = context.interrupt.token();
    while (!stop.stop_requested()) {
        try {
            const opensis::ChangeHint hint = opened.feed->next(milliseconds(10'000), stop);
            if (!hint.empty()) tell(hint, context);
        } catch (const base::Failure& failure) {  // the feed goes on by itself
            base::log::warning("{}", failure.problem().text());
        }
    }
    return base::ExitCode::in_step;
}

}  // namespace causeway::app
