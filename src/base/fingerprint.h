// SPDX-License-Identifier: GPL-3.0-or-later
// A 64-bit digest of a record's owned fields. Two records with equal fields have equal
// fingerprints on every machine and in every version; it detects change, it is no security.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace causeway::base {

using Fingerprint = std::uint64_t;

class Fingerprinter {
  public:
    // Each field is framed by its length, so that ("ab","c") and ("a","bc") differ.
    Fingerprinter& add(std::string_view field);
    Fingerprinter& add(std::int64_t field);
    [[nodiscard]] Fingerprint finish() const;

  private:
    std::string framed_;
};

}  // namespace causeway::base
