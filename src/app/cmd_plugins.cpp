// SPDX-License-Identifier: GPL-3.0-or-later
// causeway plugins: the zips of the two Moodle plugins, listed or written to a folder.
#include <fmt/format.h>

#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <system_error>

#include "app/carried_plugins.h"
#include "app/commands.h"
#include "app/print.h"

namespace causeway::app {

namespace {

namespace fs = std::filesystem;
namespace json = boost::json;

[[noreturn]] void not_written(const fs::path& file, const std::string& why) {
    throw base::Failure(base::ExitCode::error,
                        {"The plugins could not be written", file.string(), why,
                         "Check the folder, its rights and the space left.", "plugins.file"});
}

// A zip is whole or not there at all: it is written beside its place and moved into it.
void write(const CarriedPlugin& plugin, const fs::path& file) {
    fs::path part = file;
    part += ".part";
    std::ofstream out(part, std::ios::binary | std::ios::trunc);
    out.write(reinterpret_cast<const char*>(plugin.zip.data()),
              static_cast<std::streamsize>(plugin.zip.size()));
    out.close();
    std::error_code fault;
    if (out) fs::rename(part, file, fault);
    if (out && !fault) return;
    std::error_code ignored;
    fs::remove(part, ignored);
    not_written(file, fault ? fault.message() : "the file cannot be written");
}

void write_all(const fs::path& folder) {
    std::error_code fault;
    fs::create_directories(folder, fault);
    if (fault) not_written(folder, fault.message());
    for (const auto& plugin : carried_plugins())
        write(plugin, folder / plugin.file);
}

json::object answer_json(const fs::path& folder) {
    json::array plugins;
    for (const auto& plugin : carried_plugins()) {
        json::object entry{{"file", plugin.file},        {"component", plugin.component},
                           {"version", plugin.version},  {"release", plugin.release},
                           {"bytes", plugin.zip.size()}, {"sha256", plugin.sha256}};
        if (!folder.empty()) entry["path"] = (folder / plugin.file).string();
        plugins.push_back(std::move(entry));
    }
    return {{"plugins", std::move(plugins)}};
}

}  // namespace

moodle::PluginVersions carried_versions() {
    moodle::PluginVersions versions;
    for (const auto& plugin : carried_plugins())
        (plugin.component == "local_opensis" ? versions.web_services : versions.authenticator) =
            plugin.version;
    return versions;
}

base::ExitCode run(const PluginsOptions& options, Context& context) {
    const fs::path folder = options.out;
    if (!folder.empty()) write_all(folder);
    if (context.common.json) {
        print_json(context.out, answer_json(folder));
        return base::ExitCode::in_step;
    }
    Table table({"zip", "plugin", "release", "version", "bytes"});
    for (const auto& plugin : carried_plugins())
        table.add({std::string(plugin.file), std::string(plugin.component),
                   std::string(plugin.release), std::to_string(plugin.version),
                   grouped(static_cast<std::int64_t>(plugin.zip.size()))});
    context.out << table.text();
    if (folder.empty())
        context.out << "\nWrite them to a folder with: causeway plugins --out DIR\n";
    else
        context.out << fmt::format(
            "\nWritten to {}. In Moodle, install each under Site administration > Plugins >\n"
            "Install plugins, then open Site administration > Plugins > Local plugins >\n"
            "openSIS Web Services: set-up, or run php local/opensis/cli/setup.php.\n",
            folder.string());
    return base::ExitCode::in_step;
}

}  // namespace causeway::app
