// SPDX-License-Identifier: GPL-3.0-or-later
// Causeway's add-on inside an openSIS: files below its folder on the web server, one table, and
// the rights of its pages. What is to be done is planned first (addon_plan.h reads, nothing is
// written), shown to a person, and then done whole or not at all; a removal takes back exactly what
// was put in. No file of openSIS's own is touched. One thread, and one at a time for a database.
//
// Errors: an openSIS that is not known, a folder and a database that do not belong together, a file
// that somebody else put where ours belongs: Failure(usage) before anything is written. A right or
// a disk that fails in the middle: everything is taken back, then Failure(error).
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/failure.h"
#include "db/db.h"

namespace causeway::opensis {

struct AddonFile {
    std::string_view path;  // below openSIS's folder: "modules/lms/Menu.php"
    std::string_view text;
};

struct AddonPage {
    std::string page;                // as openSIS's rights name it: "lms/GoToLms.php"
    std::set<std::string> profiles;  // who gets it: "super_administrator", "teacher", ...
    bool edit = false;               // with the right to change, where openSIS knows one
};

// What the program carries.
struct AddonPackage {
    std::int64_t version = 0;
    std::string release;  // "1.0.0"
    std::vector<AddonPage> pages;
    std::vector<AddonFile> files;
};
// `about`: the text of addon.json.
AddonPackage addon_package(std::string_view about, std::span<const AddonFile> files);

// A right that was given: openSIS's number of the profile, and the page.
using AddonRight = std::pair<std::int64_t, std::string>;

// What an installation left beside its files, so that a later one knows which of them are ours and
// which rights the school has since taken away on purpose.
struct AddonManifest {
    std::int64_t version = 0;
    std::string release;
    std::map<std::string, std::string> files;  // path -> digest
    std::set<AddonRight> rights;

    [[nodiscard]] std::string text() const;  // PHP that answers nothing, then JSON
    static std::optional<AddonManifest> parse(std::string_view text);
};

inline constexpr std::string_view kAddonManifest = "modules/lms/Manifest.php";
inline constexpr std::string_view kAddonSeal = "modules/lms/Seal.php";
inline constexpr std::string_view kAddonTable = "causeway_settings";

struct AddonFileStep {
    enum class Verb : std::uint8_t { add, replace, remove };
    std::string path;
    Verb verb = Verb::add;
    bool changed_here = false;  // it is not as it was put in: somebody's change will be lost
};

struct AddonRightStep {
    AddonRight right;
    std::string profile;  // its title in openSIS
    bool edit = false;
};

struct AddonPlan {
    bool removal = false;
    std::filesystem::path folder;
    std::string database;
    std::string opensis;                    // "9.2 (build 20250827001)"
    std::optional<std::string> release_at;  // what is there now
    std::string release;                    // what will be there; "" for a removal
    std::vector<AddonFileStep> files;
    std::vector<AddonRightStep> rights;  // to give, or to take away
    bool table = false;                  // to make, or to drop
    bool manifest = false;               // is written anew, or goes
    bool seal = false;                   // is made, or goes
    AddonManifest becomes;               // what the manifest will say
    std::vector<std::string> strangers;  // files in our folder that are not ours; they stay

    [[nodiscard]] bool nothing() const {
        return files.empty() && rights.empty() && !table && !manifest && !seal;
    }
};

AddonPlan plan_install(const std::filesystem::path& folder, const AddonPackage& package,
                       db::Connection& connection);
AddonPlan plan_removal(const std::filesystem::path& folder, const AddonPackage& package,
                       db::Connection& connection);

// Does what was planned, whole or not at all.
void carry_out(const AddonPlan& plan, const AddonPackage& package, db::Connection& connection);

// The rights on the database that both need, as statements without their semicolon.
std::vector<std::string> addon_grants(std::string_view user, std::string_view host,
                                      std::string_view database);

}  // namespace causeway::opensis
