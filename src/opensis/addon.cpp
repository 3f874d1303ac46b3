// SPDX-License-Identifier: GPL-3.0-or-later
#include "opensis/addon.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/crypt.h"
#include "base/sealed.h"
#include "opensis/addon_folder.h"
#include "opensis/addon_rows.h"

namespace causeway::opensis {

namespace {

using base::ExitCode;
using base::Failure;
using Verb = AddonFileStep::Verb;

// While one installs, another waits for its turn in vain rather than in between.
class Turn {
  public:
    explicit Turn(db::Connection& connection) : connection_(connection) {
        if (connection.one_integer("SELECT GET_LOCK('causeway_addon', 0)").value_or(0) == 1) return;
        throw Failure(ExitCode::locked, {"The add-on is being installed or removed already", "",
                                         "another run holds the database's lock",
                                         "Wait until it has ended.", "addon.locked"});
    }
    ~Turn() {
        try {
            (void)connection_.one_integer("SELECT RELEASE_LOCK('causeway_addon')");
        } catch (const Failure&) {  // the server lets go of it with the connection
        }
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

  private:
    db::Connection& connection_;
};

std::string database_of(db::Connection& connection) {
    return connection.one_text("SELECT DATABASE()").value_or("");
}

std::set<std::string> pages_of(const AddonPackage& package,
                               const std::optional<AddonManifest>& manifest) {
    std::set<std::string> out;
    for (const AddonPage& page : package.pages)
        out.insert(page.page);
    if (manifest)
        for (const auto& [profile, page] : manifest->rights)
            out.insert(page);
    return out;
}

[[noreturn]] void foreign_file(const std::string& path) {
    throw Failure(ExitCode::usage,
                  {"A file is in the add-on's way", path,
                   "it stands where the add-on's own belongs, and Causeway did not put it there",
                   "Find out whose it is; move it away and try again.", "addon.foreign"});
}

void plan_files(const AddonFolder& folder, const AddonPackage& package,
                const std::optional<AddonManifest>& manifest, AddonPlan& plan) {
    for (const AddonFile& file : package.files) {
        const std::string path(file.path);
        const std::string wanted = base::digest_hex(file.text);
        plan.becomes.files[path] = wanted;
        const auto there = folder.read(path);
        if (!there) {
            plan.files.push_back({path, Verb::add, false});
            continue;
        }
        const std::string found = base::digest_hex(*there);
        if (found == wanted) continue;
        const bool known = manifest && manifest->files.contains(path);
        if (!known) foreign_file(path);
        plan.files.push_back({path, Verb::replace, found != manifest->files.at(path)});
    }
    if (!manifest) return;
    for (const auto& [path, digest] : manifest->files) {
        if (plan.becomes.files.contains(path)) continue;
        if (const auto there = folder.read(path))
            plan.files.push_back({path, Verb::remove, base::digest_hex(*there) != digest});
    }
}

// A right that an earlier installation gave and that is gone was taken away by somebody: it stays
// away. Unless all are gone: then the table was put back to an older state.
void plan_rights(db::Connection& connection, const AddonPackage& package,
                 const std::optional<AddonManifest>& manifest, AddonPlan& plan) {
    const auto there = addon_rights(connection, pages_of(package, manifest));
    const bool given_before = manifest && !there.empty();
    for (const AddonProfile& profile : addon_profiles(connection))
        for (const AddonPage& page : package.pages) {
            if (!page.profiles.contains(profile.word)) continue;
            const AddonRight right{profile.id, page.page};
            plan.becomes.rights.insert(right);
            if (there.contains(right) || (given_before && manifest->rights.contains(right)))
                continue;
            const bool edit = page.edit && profile.word != "student" && profile.word != "parent";
            plan.rights.push_back({right, profile.title, edit});
        }
    if (manifest)  // of profiles that are gone, and of pages of an older version
        plan.becomes.rights.insert(manifest->rights.begin(), manifest->rights.end());
}

void find_strangers(const AddonFolder& folder, const std::map<std::string, std::string>& known,
                    AddonPlan& plan) {
    for (std::string& path : folder.ours())
        if (!known.contains(path) && path != kAddonManifest && path != kAddonSeal)
            plan.strangers.push_back(std::move(path));
}

// Files move in an order that leaves no moment at which openSIS meets half an add-on: what is
// loaded on every request comes last and goes first.
bool loaded_always(const AddonFileStep& step) {
    return step.path.starts_with("functions/");
}

void put_files(const AddonPlan& plan, AddonMoves& moves) {
    if (plan.seal) moves.put(std::string(kAddonSeal));
    if (plan.manifest) moves.put(std::string(kAddonManifest));
    for (const bool last : {false, true})
        for (const AddonFileStep& step : plan.files) {
            if (loaded_always(step) != last) continue;
            if (step.verb == Verb::remove)
                moves.take(step.path);
            else
                moves.put(step.path);
        }
}

void install(const AddonPlan& plan, const AddonPackage& package, AddonMoves& moves,
             AddonRows& rows) {
    for (const AddonFileStep& step : plan.files) {
        if (step.verb == Verb::remove) continue;
        const auto file =
            std::find_if(package.files.begin(), package.files.end(),
                         [&step](const AddonFile& one) { return one.path == step.path; });
        moves.prepare(step.path, file->text, false);
    }
    if (plan.manifest) moves.prepare(std::string(kAddonManifest), plan.becomes.text(), true);
    if (plan.seal)
        moves.prepare(std::string(kAddonSeal),
                      fmt::format("<?php\n\n"
                                  "// Opens the keys in the table causeway_settings. Made by the "
                                  "installation; keep it to yourself.\n\n"
                                  "if (!defined('CAUSEWAY_LMS')) {{\n    http_response_code(404);\n"
                                  "    exit;\n}}\nreturn '{}';\n",
                                  base::random_hex(32)),
                      true);
    if (plan.table) rows.make_table();
    if (!plan.rights.empty()) rows.give(plan.rights);
    put_files(plan, moves);
}

void remove(const AddonPlan& plan, AddonMoves& moves, AddonRows& rows) {
    for (const bool first : {true, false})
        for (const AddonFileStep& step : plan.files)
            if (loaded_always(step) == first) moves.take(step.path);
    moves.take(std::string(kAddonSeal));
    moves.take(std::string(kAddonManifest));
    std::set<std::string> pages;
    for (const AddonRightStep& step : plan.rights)
        pages.insert(step.right.second);
    rows.take_away(pages);
    if (plan.table) rows.drop_table();
}

}  // namespace

AddonPlan plan_install(const std::filesystem::path& path, const AddonPackage& package,
                       db::Connection& connection) {
    AddonPlan plan;
    plan.database = database_of(connection);
    plan.opensis = known_opensis(connection);
    const AddonFolder folder(path, plan.database);
    plan.folder = folder.path();
    const auto manifest = folder.manifest();
    if (manifest) {
        plan.release_at = manifest->release;
        if (manifest->version > package.version)
            throw Failure(ExitCode::usage,
                          {"A newer add-on is installed", manifest->release,
                           "this program carries " + package.release,
                           "Use the newer Causeway; or remove the add-on first, with its settings.",
                           "addon.newer"});
    }
    plan.release = package.release;
    plan.becomes.version = package.version;
    plan.becomes.release = package.release;
    plan_files(folder, package, manifest, plan);
    plan_rights(connection, package, manifest, plan);
    plan.table = !addon_table_there(connection);
    plan.seal = !folder.read(kAddonSeal);
    plan.manifest = !manifest || manifest->text() != plan.becomes.text();
    auto known = plan.becomes.files;
    if (manifest) known.insert(manifest->files.begin(), manifest->files.end());
    find_strangers(folder, known, plan);
    return plan;
}

AddonPlan plan_removal(const std::filesystem::path& path, const AddonPackage& package,
                       db::Connection& connection) {
    AddonPlan plan;
    plan.removal = true;
    plan.database = database_of(connection);
    plan.opensis = known_opensis(connection);
    const AddonFolder folder(path, plan.database);
    plan.folder = folder.path();
    const auto manifest = folder.manifest();
    std::map<std::string, std::string> known;
    if (manifest) {
        plan.release_at = manifest->release;
        known = manifest->files;
    }
    // Without a list of what was put in, only what is exactly ours is taken out.
    for (const AddonFile& file : package.files)
        if (!known.contains(std::string(file.path)) && folder.read(file.path) == file.text)
            known[std::string(file.path)] = base::digest_hex(file.text);
    for (const auto& [file, digest] : known)
        if (const auto there = folder.read(file))
            plan.files.push_back({file, Verb::remove, base::digest_hex(*there) != digest});
    std::map<std::int64_t, std::string> titles;
    for (const AddonProfile& profile : addon_profiles(connection))
        titles[profile.id] = profile.title;
    for (const AddonRight& right : addon_rights(connection, pages_of(package, manifest)))
        plan.rights.push_back({right, titles[right.first], false});
    plan.table = addon_table_there(connection);
    plan.manifest = manifest.has_value();
    plan.seal = folder.read(kAddonSeal).has_value();
    find_strangers(folder, known, plan);
    return plan;
}

void carry_out(const AddonPlan& plan, const AddonPackage& package, db::Connection& connection) {
    if (plan.nothing()) return;
    const Turn turn(connection);
    const AddonFolder folder(plan.folder, plan.database);
    AddonRows rows(connection);
    AddonMoves moves(folder);
    if (plan.removal)
        remove(plan, moves, rows);
    else
        install(plan, package, moves, rows);
    rows.keep();
    moves.keep();
}

std::vector<std::string> addon_grants(std::string_view user, std::string_view host,
                                      std::string_view database) {
    const auto quoted = [](std::string_view name, char quote) {
        std::string out(1, quote);
        for (const char c : name) {
            if (c == quote) out += quote;
            out += c;
        }
        return out += quote;
    };
    const std::string account = quoted(user, '\'') + "@" + quoted(host, '\'');
    const std::string in = quoted(database, '`');
    return {
        fmt::format("GRANT SELECT ON {}.`app` TO {}", in, account),
        fmt::format("GRANT SELECT ON {}.`user_profiles` TO {}", in, account),
        fmt::format("GRANT SELECT, INSERT, DELETE ON {}.`profile_exceptions` TO {}", in, account),
        fmt::format("GRANT CREATE, DROP, SELECT ON {}.`causeway_settings` TO {}", in, account),
    };
}

}  // namespace causeway::opensis
