// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/fingerprint.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include <bit>

namespace causeway::base {

Fingerprinter& Fingerprinter::add(std::string_view field) {
    add(static_cast<std::int64_t>(field.size()));
    framed_.append(field);
    return *this;
}

Fingerprinter& Fingerprinter::add(std::int64_t field) {
    const auto bits = static_cast<std::uint64_t>(field);
    for (int shift = 0; shift < 64; shift += 8)  // little-endian on every machine
        framed_.push_back(static_cast<char>((bits >> shift) & 0xff));
    return *this;
}

Fingerprint Fingerprinter::finish() const {
    return XXH3_64bits(framed_.data(), framed_.size());
}

TextDigest digest_of(std::string_view text) {
    const XXH128_hash_t hash = XXH3_128bits(text.data(), text.size());
    return {hash.high64, hash.low64};
}

Fingerprint fingerprint_of(std::span<const std::int64_t> numbers) {
    static_assert(std::endian::native == std::endian::little, "the bytes hashed are little-endian");
    return XXH3_64bits(numbers.data(), numbers.size_bytes());
}

}  // namespace causeway::base
