// SPDX-License-Identifier: GPL-3.0-or-later
// openSIS's folder on the web server: whether it is one, what of ours is in it, and moving files in
// and out of it so that everything can be taken back. Nothing follows a symbolic link. One thread.
#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "opensis/addon.h"

namespace causeway::opensis {

class AddonFolder {
  public:
    // Throws Failure(usage) unless the folder holds an openSIS whose menu works as the add-on needs
    // it, set up for this database.
    AddonFolder(const std::filesystem::path& folder, const std::string& database);

    [[nodiscard]] const std::filesystem::path& path() const { return folder_; }
    // The text of a file of ours, nothing when there is none. Throws for what is no plain file.
    [[nodiscard]] std::optional<std::string> read(std::string_view path) const;
    // Nothing when the add-on is not there. Throws when one is there and cannot be read.
    [[nodiscard]] std::optional<AddonManifest> manifest() const;
    // Files below modules/lms, by their path below the folder.
    [[nodiscard]] std::vector<std::string> ours() const;

  private:
    std::filesystem::path folder_;
};

// Puts files into the folder and takes others out of it, by renaming from and to a folder of its
// own beside them; the destructor takes all of it back unless keep() was called.
class AddonMoves {
  public:
    explicit AddonMoves(const AddonFolder& folder);
    ~AddonMoves();
    AddonMoves(const AddonMoves&) = delete;
    AddonMoves& operator=(const AddonMoves&) = delete;

    // Writes the text where put() finds it. `secret`: readable by whoever may read openSIS's own
    // database password, and by nobody else.
    void prepare(const std::string& path, std::string_view text, bool secret);
    void put(const std::string& path);   // what prepare() wrote; what was there is kept aside
    void take(const std::string& path);  // out of the folder, aside
    // Everything stays as it is now; what was kept aside goes, and folders of ours that are empty.
    void keep();

  private:
    void take_back() noexcept;
    void make_parents(const std::filesystem::path& file);

    std::filesystem::path folder_;
    std::filesystem::path aside_;
    std::vector<std::pair<std::filesystem::path, std::filesystem::path>> moved_;  // from, to
    std::vector<std::filesystem::path> made_;                                     // folders
    bool kept_ = false;
};

}  // namespace causeway::opensis
