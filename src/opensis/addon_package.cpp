// SPDX-License-Identifier: GPL-3.0-or-later
// addon.json, which the program carries, and the manifest, which an installation keeps.
#include <boost/json.hpp>

#include "opensis/addon.h"

namespace causeway::opensis {

namespace {

namespace json = boost::json;

// Whoever asks for the file over the web gets nothing; what follows is for the next installation.
constexpr std::string_view kGuard = "<?php http_response_code(404); exit; ?>\n";

}  // namespace

AddonPackage addon_package(std::string_view about, std::span<const AddonFile> files) {
    const json::value value = json::parse({about.data(), about.size()});
    AddonPackage out;
    out.version = value.at("version").to_number<std::int64_t>();
    out.release = value_to<std::string>(value.at("release"));
    for (const json::value& entry : value.at("pages").as_array()) {
        AddonPage page;
        page.page = value_to<std::string>(entry.at("page"));
        page.edit = entry.at("edit").as_bool();
        for (const json::value& profile : entry.at("profiles").as_array())
            page.profiles.insert(value_to<std::string>(profile));
        out.pages.push_back(std::move(page));
    }
    out.files.assign(files.begin(), files.end());
    return out;
}

std::string AddonManifest::text() const {
    json::object named;
    for (const auto& [path, digest] : files)
        named[path] = digest;
    json::array given;
    for (const auto& [profile, page] : rights)
        given.push_back(json::array{profile, page});
    return std::string(kGuard) +
           json::serialize(json::object{{"version", version},
                                        {"release", release},
                                        {"files", std::move(named)},
                                        {"rights", std::move(given)}}) +
           "\n";
}

std::optional<AddonManifest> AddonManifest::parse(std::string_view text) {
    if (!text.starts_with(kGuard)) return std::nullopt;
    text.remove_prefix(kGuard.size());
    try {
        const json::value value = json::parse({text.data(), text.size()});
        AddonManifest out;
        out.version = value.at("version").to_number<std::int64_t>();
        out.release = value_to<std::string>(value.at("release"));
        for (const auto& [path, digest] : value.at("files").as_object())
            out.files[std::string(path)] = value_to<std::string>(digest);
        for (const json::value& right : value.at("rights").as_array())
            out.rights.emplace(right.at(0).to_number<std::int64_t>(),
                               value_to<std::string>(right.at(1)));
        return out;
    } catch (const std::exception&) {
        return std::nullopt;  // Boost.JSON's own words would help nobody: it is not ours, or spoilt
    }
}

}  // namespace causeway::opensis
