// SPDX-License-Identifier: GPL-3.0-or-later
// causeway serve: the service with its console, until Ctrl-C or SIGTERM.
#include <fmt/format.h>

#include <boost/json.hpp>

#include "app/carried_console.h"
#include "app/carried_plugins.h"
#include "app/commands.h"
#include "app/print.h"
#include "base/log.h"
#include "service/link_parts.h"
#include "service/service.h"
#include "web/web.h"

namespace causeway::app {

namespace {

constexpr const char* kUserAgent = "causeway/" CAUSEWAY_VERSION;

net::ServerOptions server_options(const ServeOptions& options, const Config& config) {
    net::ServerOptions out;
    const std::string& listen = config.text("service.listen");
    const auto colon = listen.rfind(':');
    out.address = listen.substr(0, colon);
    if (out.address.starts_with('[')) out.address = out.address.substr(1, out.address.size() - 2);
    out.port =
        options.port.value_or(static_cast<std::uint16_t>(std::stoi(listen.substr(colon + 1))));
    out.workers = 8;
    out.certificate_file = config.text("service.certificate");
    out.key_file = config.text("service.certificate_key");
    if (out.certificate_file.empty() != out.key_file.empty())
        throw base::Failure(
            base::ExitCode::usage,
            {"TLS cannot be switched on", "service.certificate",
             "certificate and key go together, and only one of them is given",
             "Set service.certificate and service.certificate_key, or neither.", "config.tls"});
    return out;
}

std::vector<web::PluginFile> plugin_files() {
    std::vector<web::PluginFile> out;
    for (const CarriedPlugin& one : carried_plugins())
        out.push_back({one.file, one.component, one.version, one.release, one.sha256, one.zip});
    return out;
}

}  // namespace

base::ExitCode run(const ServeOptions& options, Context& context) {
    const Config& config = context.config();
    // A service is read by its log; `-q` keeps it to what went wrong.
    if (!context.common.verbose && !context.common.quiet)
        base::log::set_level(base::log::Level::info);
    if (options.log_json) base::log::set_format(base::log::Format::json);
    store::Store store(config.text("store.url"), service::sealing_key(config));
    service::Service service(config, store, context.clock, kUserAgent, carried_versions());
    const auto plugins = plugin_files();
    web::WebOptions web_options;
    web_options.version = CAUSEWAY_VERSION;
    web_options.public_url = config.text("service.public_url");
    web_options.trusted_proxies = config.list("service.trusted_proxies");
    web_options.metrics_readers = config.list("service.metrics_readers");
    web_options.plugins = plugins;
    web_options.console = carried_console();
    store::Accounts accounts(store);
    web::Web web(service, accounts, context.clock, web_options, server_options(options, config));
    service.start();
    const std::string code = web.setup_code();
    if (context.common.json) {
        boost::json::object out{{"url", web.url()}};
        if (!code.empty()) out["setup_code"] = code;
        context.out << boost::json::serialize(out) << std::endl;
    } else {
        context.out << fmt::format("Console: {}\n", web.url());
        if (!code.empty())
            context.out << fmt::format(
                "First start: make the first administrator there with the set-up code {}\n", code);
        context.out << "Ctrl-C ends it.\n" << std::flush;
    }
    context.interrupt.wait();
    base::log::info("stopping: what has begun is settled first");
    service.stop();
    web.stop();
    return base::ExitCode::in_step;
}

}  // namespace causeway::app
