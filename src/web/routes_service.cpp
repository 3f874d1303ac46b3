// SPDX-License-Identifier: GPL-3.0-or-later
// What the service tells about itself: version and addresses, health, metrics, and the zips of the
// Moodle plugins.
#include <algorithm>
#include <boost/json.hpp>

#include "base/log.h"
#include "web/event_hub.h"
#include "web/metrics.h"
#include "web/parts.h"

namespace causeway::web {

namespace {

namespace json = boost::json;

net::Response about(const Call& call, const Parts& parts) {
    json::array plugins;
    for (const PluginFile& plugin : parts.options.plugins)
        plugins.push_back(json::object{{"file", plugin.file},
                                       {"component", plugin.component},
                                       {"version", plugin.version},
                                       {"release", plugin.release},
                                       {"sha256", plugin.sha256},
                                       {"size", plugin.zip.size()},
                                       {"url", "/plugins/" + std::string(plugin.file)}});
    return json_answer(
        json::object{{"version", parts.options.version},
                     {"addresses", json::object{{"console", call.origin() + "/"},
                                                {"hints_opensis", call.origin() + "/hints/opensis"},
                                                {"hints_moodle", call.origin() + "/hints/moodle"}}},
                     {"plugins", std::move(plugins)}});
}

net::Response status(std::string_view word, int code) {
    return json_answer(json::object{{"status", word}}, code);
}

net::Response ready(const Parts& parts) {
    if (parts.service.stopping()) return status("stopping", 503);
    try {
        (void)parts.accounts.count();
    } catch (const std::exception& error) {
        base::log::error("web: not ready: {}", error.what());
        return status("failing", 503);
    }
    return status("ok", 200);
}

// A proxy that nobody named would make every client look like this machine.
bool may_read_metrics(const Call& call, const AddressList& readers) {
    const net::Request& request = call.request();
    const bool handed_on =
        !request.header("X-Forwarded-For").empty() || !request.header("Forwarded").empty();
    if (handed_on && tidy_address(request.peer) == call.client()) return false;
    return is_loopback(call.client()) || readers.holds(call.client());
}

net::Response metrics(const Call& call, const Parts& parts, const AddressList& readers) {
    if (!may_read_metrics(call, readers))
        throw Refusal(403, {"The metrics are not for this address", "",
                            "only this machine and named addresses may read them",
                            "Name the address in the service's settings.", "web.not_yours"});
    net::Response response;
    response.content_type = "text/plain; version=0.0.4; charset=utf-8";
    response.body =
        parts.metrics.text(parts.service, parts.options.version, parts.events.streams());
    return response;
}

net::Response plugin(const Call& call, const Parts& parts) {
    const std::string& name = call.path("zip");
    const auto plugins = parts.options.plugins;
    const auto found = std::find_if(plugins.begin(), plugins.end(),
                                    [&](const PluginFile& one) { return one.file == name; });
    if (found == plugins.end()) throw no_such("plugin", name);
    net::Response response;
    response.content_type = "application/zip";
    response.headers.emplace_back("Content-Disposition", "attachment; filename=\"" + name + "\"");
    response.body.assign(reinterpret_cast<const char*>(found->zip.data()), found->zip.size());
    return response;
}

}  // namespace

void add_service_routes(Router& router, const Parts& parts) {
    router.add({"GET", "/api/about", Access::signed_in,
                [parts](const Call& call) { return about(call, parts); }});
    router.add({"GET", "/healthz", Access::anyone, [](const Call&) { return status("ok", 200); }});
    router.add({"GET", "/readyz", Access::anyone, [parts](const Call&) { return ready(parts); }});
    router.add({"GET", "/metrics", Access::anyone,
                [parts, readers = AddressList(parts.options.metrics_readers)](const Call& call) {
                    return metrics(call, parts, readers);
                }});
    router.add({"GET", "/plugins/{zip}", Access::anyone,
                [parts](const Call& call) { return plugin(call, parts); }});
}

}  // namespace causeway::web
