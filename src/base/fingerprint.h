// SPDX-License-Identifier: GPL-3.0-or-later
// A 64-bit digest of a record's owned fields. Two records with equal fields have equal
// fingerprints on every machine and in every version; it detects change, it is no security.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
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

// A text stood in for by 128 bits, where a million texts have to be told apart: two of them being
// taken for the same is far less likely than a fault of the machine.
struct TextDigest {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    bool operator==(const TextDigest&) const = default;
};
TextDigest digest_of(std::string_view text);
struct TextDigestHash {
    using is_avalanching = void;  // it is a hash already
    std::size_t operator()(const TextDigest& digest) const noexcept {
        return static_cast<std::size_t>(digest.low);
    }
};

// The digest of a few numbers alone, for records read by the million.
Fingerprint fingerprint_of(std::span<const std::int64_t> numbers);

}  // namespace causeway::base
