// SPDX-License-Identifier: GPL-3.0-or-later
// The console as the program carries it: files packed with gzip when the program was built, sent as
// they are to browsers that take them and unpacked for the rest. Made once, read by any thread.
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>

#include "net/server.h"

namespace causeway::web {

class Call;

// `packed`: gzip.
struct ConsoleFile {
    std::string_view path;  // "index.html", "assets/index-3f2a.js"
    std::string_view type;  // "text/javascript"
    std::string_view etag;  // without quotes
    std::span<const unsigned char> packed;
};

class ConsoleFiles {
  public:
    // The files outlive this.
    explicit ConsoleFiles(std::span<const ConsoleFile> files);

    // An unknown path without a dot in its name is a page of the console: index.html. Refusal 404
    // for every other unknown one.
    [[nodiscard]] net::Response answer(const Call& call) const;

  private:
    std::map<std::string_view, const ConsoleFile*> files_;
};

// Throws std::runtime_error when the bytes are no gzip.
std::string unpacked(std::span<const unsigned char> gzip);

}  // namespace causeway::web
