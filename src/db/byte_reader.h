// SPDX-License-Identifier: GPL-3.0-or-later
// Reads little-endian fields off a span and never beyond it: one field that is not there makes the
// reader bad for good, and everything read from then on is zero or empty. Used by the parsers of
// the binary log. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace causeway::db {

class ByteReader {
  public:
    explicit ByteReader(std::span<const std::uint8_t> bytes) : rest_(bytes) {}

    [[nodiscard]] bool ok() const { return ok_; }
    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    [[nodiscard]] std::size_t left() const { return rest_.size(); }

    std::span<const std::uint8_t> take(std::uint64_t count) {
        if (!ok_ || count > rest_.size()) {
            ok_ = false;
            rest_ = {};
            return {};
        }
        const auto out = rest_.first(static_cast<std::size_t>(count));
        rest_ = rest_.subspan(static_cast<std::size_t>(count));
        return out;
    }

    std::uint64_t number(unsigned size) {
        std::uint64_t out = 0;
        unsigned shift = 0;
        for (const std::uint8_t byte : take(size)) {
            out |= static_cast<std::uint64_t>(byte) << shift;
            shift += 8;
        }
        return out;
    }

    // The protocol's numbers of one to nine bytes.
    std::uint64_t packed_number() {
        const std::uint64_t first = number(1);
        if (first < 251) return first;
        if (first == 252) return number(2);
        if (first == 253) return number(3);
        if (first == 254) return number(8);
        ok_ = false;  // NULL and the error mark have no place here
        return 0;
    }

    std::string_view text(std::uint64_t size) {
        const auto bytes = take(size);
        return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
    }

  private:
    std::span<const std::uint8_t> rest_;
    bool ok_ = true;
};

}  // namespace causeway::db
