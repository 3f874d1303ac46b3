// SPDX-License-Identifier: GPL-3.0-or-later
#include "opensis/addon_folder.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <regex>
#include <sstream>

namespace causeway::opensis {

namespace {

namespace fs = std::filesystem;
using base::ExitCode;
using base::Failure;

constexpr std::string_view kModule = "modules/lms";
constexpr std::string_view kAside = ".causeway-";

// What the add-on rests on, and by which words in which file it is known to be there.
struct Footing {
    std::string_view file;
    std::string_view words;
};
constexpr Footing kFootings[] = {
    {"ConfigInc.php", "$openSISModules"},   // the list that the menu goes by
    {"Menu.php", "profile_exceptions"},     // rights by profile and page
    {"Warehouse.php", "/functions"},        // every file in there is loaded
    {"Modules.php", "Menu.php"},            // whole pages
    {"Ajax.php", "Menu.php"},               // pages in the frame
    {"functions/UserFnc.php", "STAFF_ID"},  // whom a session belongs to
    {"Data.php", "$DatabaseName"},          // where the database is
};

[[noreturn]] void unknown(const fs::path& folder, std::string why) {
    throw Failure(
        ExitCode::usage,
        {"The folder holds no openSIS that Causeway knows", folder.string(), std::move(why),
         "Give the folder of openSIS Classic 9 on its web server, the one with Data.php "
         "in it: --path /var/www/opensis",
         "addon.folder"});
}

[[noreturn]] void failed(const fs::path& file, std::string_view what, const std::string& why) {
    throw Failure(
        ExitCode::error,
        {fmt::format("The add-on's files could not be {}", what), file.string(), why,
         "Run it as the owner of openSIS's folder (often with sudo), and see to the space "
         "on the disk. Nothing was changed.",
         "addon.file"});
}

std::optional<std::string> text_of(const fs::path& file) {
    std::error_code fault;
    const auto status = fs::symlink_status(file, fault);
    if (!fs::exists(status)) return std::nullopt;
    if (!fs::is_regular_file(status)) failed(file, "read", "it is no plain file");
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    if (!in) failed(file, "read", std::strerror(errno));
    return text.str();
}

}  // namespace

AddonFolder::AddonFolder(const fs::path& folder, const std::string& database) {
    std::error_code fault;
    folder_ = fs::canonical(folder, fault);
    if (fault) unknown(folder, fault.message());
    for (const Footing& footing : kFootings) {
        const auto text = text_of(folder_ / footing.file);
        if (!text) unknown(folder_, fmt::format("{} is not there", footing.file));
        if (text->find(footing.words) == std::string::npos)
            unknown(folder_, fmt::format("{} is not as Causeway knows it", footing.file));
    }
    // Rights in one database and files of another openSIS would help nobody.
    const std::string data = *text_of(folder_ / "Data.php");
    std::smatch found;
    const std::regex name("\\$DatabaseName\\s*=\\s*['\"]([^'\"]*)['\"]");
    if (!std::regex_search(data, found, name) || found[1] != database)
        throw Failure(ExitCode::usage,
                      {"The folder and the database do not belong together", folder_.string(),
                       fmt::format("openSIS's Data.php names the database {}, the address {}",
                                   found.empty() ? "?" : found[1].str(), database),
                       "Give the address of openSIS's own database, or the folder of the openSIS "
                       "that is meant.",
                       "addon.database"});
}

std::optional<std::string> AddonFolder::read(std::string_view path) const {
    return text_of(folder_ / path);
}

std::optional<AddonManifest> AddonFolder::manifest() const {
    const auto text = read(kAddonManifest);
    if (!text) return std::nullopt;
    auto manifest = AddonManifest::parse(*text);
    if (!manifest)
        throw Failure(ExitCode::usage,
                      {"What was installed before cannot be told", std::string(kAddonManifest),
                       "the list that the installation left is spoilt",
                       "Put the file back from a backup, or remove it: files that are still as "
                       "this version has them are then taken for its own.",
                       "addon.manifest"});
    return manifest;
}

std::vector<std::string> AddonFolder::ours() const {
    std::vector<std::string> out;
    std::error_code fault;
    const fs::path module = folder_ / kModule;
    if (!fs::exists(fs::symlink_status(module, fault))) return out;
    if (!fs::is_directory(fs::symlink_status(module, fault)))
        failed(module, "read", "it is no plain folder");
    for (fs::recursive_directory_iterator at(module, fault), end; at != end; at.increment(fault)) {
        if (fault) failed(module, "read", fault.message());
        if (!at->is_directory() || at->is_symlink())
            out.push_back(at->path().lexically_relative(folder_).generic_string());
    }
    std::sort(out.begin(), out.end());
    return out;
}

AddonMoves::AddonMoves(const AddonFolder& folder) : folder_(folder.path()) {
    // In the same folder, so that files move by renaming; for its owner alone, so that nobody asks
    // for them over the web meanwhile.
    std::string name = (folder_ / (std::string(kAside) + "XXXXXX")).string();
    if (::mkdtemp(name.data()) == nullptr) failed(folder_, "written", std::strerror(errno));
    aside_ = name;
}

AddonMoves::~AddonMoves() {
    if (!kept_) take_back();
    std::error_code ignored;
    fs::remove_all(aside_, ignored);
}

void AddonMoves::prepare(const std::string& path, std::string_view text, bool secret) {
    const fs::path file = aside_ / "new" / path;
    std::error_code fault;
    fs::create_directories(file.parent_path(), fault);
    if (fault) failed(file, "written", fault.message());
    // As openSIS's own files of the kind: the web server reads those.
    struct stat like{};
    const fs::path model = folder_ / (secret ? "Data.php" : "Warehouse.php");
    if (::stat(model.c_str(), &like) != 0) failed(model, "read", std::strerror(errno));
    const int out = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool good = out >= 0;
    for (std::size_t at = 0; good && at < text.size();) {
        const ssize_t wrote = ::write(out, text.data() + at, text.size() - at);
        good = wrote > 0;
        if (good) at += static_cast<std::size_t>(wrote);
    }
    // Only root can give a file away; whoever else runs this owns openSIS's folder already.
    if (good && ::geteuid() == 0) good = ::fchown(out, like.st_uid, like.st_gid) == 0;
    if (good) good = ::fchmod(out, like.st_mode & 0644) == 0 && ::fsync(out) == 0;
    const int why = errno;
    if (out >= 0) ::close(out);
    if (!good) failed(folder_ / path, "written", std::strerror(why));
}

void AddonMoves::make_parents(const fs::path& file) {
    std::vector<fs::path> missing;
    for (fs::path at = file.parent_path(); !fs::exists(fs::symlink_status(at));
         at = at.parent_path())
        missing.push_back(at);
    struct stat like{};
    if (::stat((folder_ / "modules").c_str(), &like) != 0)
        failed(folder_ / "modules", "read", std::strerror(errno));
    for (auto at = missing.rbegin(); at != missing.rend(); ++at) {
        if (::mkdir(at->c_str(), 0755) != 0) failed(*at, "written", std::strerror(errno));
        made_.push_back(*at);
        if ((::geteuid() == 0 && ::chown(at->c_str(), like.st_uid, like.st_gid) != 0) ||
            ::chmod(at->c_str(), like.st_mode & 0777) != 0)
            failed(*at, "written", std::strerror(errno));
    }
}

void AddonMoves::take(const std::string& path) {
    const fs::path from = folder_ / path;
    const fs::path to = aside_ / "old" / path;
    std::error_code fault;
    if (!fs::exists(fs::symlink_status(from, fault))) return;
    fs::create_directories(to.parent_path(), fault);
    if (!fault) fs::rename(from, to, fault);
    if (fault) failed(from, "moved", fault.message());
    moved_.emplace_back(from, to);
}

void AddonMoves::put(const std::string& path) {
    take(path);
    const fs::path from = aside_ / "new" / path;
    const fs::path to = folder_ / path;
    make_parents(to);
    std::error_code fault;
    fs::rename(from, to, fault);
    if (fault) failed(to, "moved", fault.message());
    moved_.emplace_back(from, to);
}

void AddonMoves::take_back() noexcept {
    std::error_code ignored;
    for (auto at = moved_.rbegin(); at != moved_.rend(); ++at)
        fs::rename(at->second, at->first, ignored);
    for (auto at = made_.rbegin(); at != made_.rend(); ++at)
        ::rmdir(at->c_str());
}

void AddonMoves::keep() {
    kept_ = true;
    // Deepest first; rmdir leaves alone what is not empty.
    for (const char* folder : {"modules/lms/lib", "modules/lms/lang", "modules/lms"})
        ::rmdir((folder_ / folder).c_str());
    // Left by a run that was killed: what it had moved is in place again or replaced by now.
    std::error_code ignored;
    for (const auto& entry : fs::directory_iterator(folder_, ignored))
        if (entry.path().filename().string().starts_with(kAside) && entry.path() != aside_)
            fs::remove_all(entry.path(), ignored);
}

}  // namespace causeway::opensis
