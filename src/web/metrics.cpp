// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/metrics.h"

#include <fmt/format.h>

#include <algorithm>

namespace causeway::web {

namespace {

constexpr std::chrono::minutes kCountAgain{1};

std::string_view known_method(std::string_view method) {
    static constexpr std::string_view kKnown[] = {"GET",   "HEAD",   "POST",   "PUT",
                                                  "PATCH", "DELETE", "OPTIONS"};
    const auto found = std::find(std::begin(kKnown), std::end(kKnown), method);
    return found == std::end(kKnown) ? std::string_view("other") : *found;
}

void head(std::string& out, std::string_view name, std::string_view type, std::string_view help) {
    out += fmt::format("# HELP {} {}\n# TYPE {} {}\n", name, help, name, type);
}

// As the text format wants a label's value.
std::string label(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\\' || c == '"') out += '\\';
        if (c == '\n')
            out += "\\n";
        else
            out += c;
    }
    return out;
}

}  // namespace

void Metrics::note(const Answered& answered) {
    const std::string route(answered.pattern.empty() ? std::string_view("other")
                                                     : answered.pattern);
    const double seconds = std::chrono::duration<double>(answered.took).count();
    const std::scoped_lock lock(mutex_);
    ++requests_[{std::string(known_method(answered.method)), route, answered.status}];
    Histogram& histogram = latency_[route];
    ++histogram.count;
    histogram.seconds += seconds;
    const auto* const bound = std::lower_bound(kBounds.begin(), kBounds.end(), seconds);
    if (bound != kBounds.end())
        ++histogram.within[static_cast<std::size_t>(bound - kBounds.begin())];
}

void Metrics::run_ended(const std::string& link, int exit) {
    const std::scoped_lock lock(mutex_);
    ++runs_[{link, exit}];
}

void Metrics::tell_requests(std::string& out) const {
    const std::scoped_lock lock(mutex_);
    head(out, "causeway_http_requests_total", "counter", "Requests answered.");
    for (const auto& [what, count] : requests_)
        out += fmt::format(
            "causeway_http_requests_total{{method=\"{}\",route=\"{}\",status=\"{}\"}} {}\n",
            std::get<0>(what), label(std::get<1>(what)), std::get<2>(what), count);
    head(out, "causeway_http_request_seconds", "histogram", "Time until an answer was ready.");
    for (const auto& [route, histogram] : latency_) {
        std::int64_t sum = 0;
        for (std::size_t i = 0; i < kBounds.size(); ++i) {
            sum += histogram.within[i];
            out +=
                fmt::format("causeway_http_request_seconds_bucket{{route=\"{}\",le=\"{}\"}} {}\n",
                            label(route), kBounds[i], sum);
        }
        out += fmt::format(
            "causeway_http_request_seconds_bucket{{route=\"{0}\",le=\"+Inf\"}} {1}\n"
            "causeway_http_request_seconds_sum{{route=\"{0}\"}} {2}\n"
            "causeway_http_request_seconds_count{{route=\"{0}\"}} {1}\n",
            label(route), histogram.count, histogram.seconds);
    }
    head(out, "causeway_runs_total", "counter", "Runs that ended, by the exit code they had.");
    for (const auto& [what, count] : runs_)
        out += fmt::format("causeway_runs_total{{link=\"{}\",exit=\"{}\"}} {}\n", label(what.first),
                           what.second, count);
}

std::vector<store::ShownCount> Metrics::records_of(service::Link& link) {
    const auto now = clock_.monotonic();
    const std::int64_t revision = link.state().base_revision();
    {
        const std::scoped_lock lock(mutex_);
        const auto found = counted_.find(link.name());
        if (found != counted_.end() &&
            (found->second.revision == revision || now - found->second.at < kCountAgain))
            return found->second.counts;
    }
    auto counts = link.book().counts({});
    const std::scoped_lock lock(mutex_);
    counted_[link.name()] = {now, revision, counts};
    return counts;
}

void Metrics::tell_links(std::string& out, service::Service& service) {
    const auto links = service.links();
    head(out, "causeway_link_state", "gauge", "1 for the state that the link is in.");
    for (service::Link* link : links)
        out += fmt::format("causeway_link_state{{link=\"{}\",state=\"{}\"}} 1\n",
                           label(link->name()), service::name(link->standing().state));
    head(out, "causeway_link_enabled", "gauge", "Whether synchronization is switched on.");
    for (service::Link* link : links)
        out += fmt::format("causeway_link_enabled{{link=\"{}\"}} {}\n", label(link->name()),
                           link->standing().enabled ? 1 : 0);
    head(out, "causeway_records", "gauge", "Records by kind and standing.");
    for (service::Link* link : links)
        for (const store::ShownCount& count : records_of(*link)) {
            const std::pair<std::string_view, std::int64_t> sorts[] = {
                {"synced", count.synced},
                {"waiting", count.waiting},
                {"refused", count.refused},
                {"left_out", count.left_out}};
            for (const auto& [standing, records] : sorts)
                out +=
                    fmt::format("causeway_records{{link=\"{}\",kind=\"{}\",standing=\"{}\"}} {}\n",
                                label(link->name()), model::name(count.kind), standing, records);
        }
}

std::string Metrics::text(service::Service& service, const std::string& version,
                          std::size_t open_streams) {
    std::string out;
    head(out, "causeway_build_info", "gauge", "The version that runs.");
    out += fmt::format("causeway_build_info{{version=\"{}\"}} 1\n", label(version));
    head(out, "causeway_open_streams", "gauge", "Browsers that listen to events.");
    out += fmt::format("causeway_open_streams {}\n", open_streams);
    tell_links(out, service);
    tell_requests(out);
    return out;
}

}  // namespace causeway::web
