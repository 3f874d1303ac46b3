// SPDX-License-Identifier: GPL-3.0-or-later
// Secrets at rest (XChaCha20-Poly1305, libsodium), and random bytes. The key lives in a file of
// its own, never in the store; a sealed text names the key that sealed it by a short id.
#pragma once

#include <array>
#include <filesystem>
#include <string>
#include <string_view>

#include "base/result.h"

namespace causeway::base {

class SealingKey {
  public:
    // Reads the key file; makes it (mode 0600) when it does not exist yet.
    // Throws Failure(usage) when it cannot be read, written, or is readable by others.
    static SealingKey from_file(const std::filesystem::path& file);
    static SealingKey random();
    ~SealingKey();
    SealingKey(const SealingKey&) = default;
    SealingKey& operator=(const SealingKey&) = default;

    // `purpose` is bound in: a text sealed for one purpose does not open for another.
    [[nodiscard]] std::string seal(std::string_view plain, std::string_view purpose) const;
    [[nodiscard]] Result<std::string> open(std::string_view sealed, std::string_view purpose) const;

  private:
    SealingKey() = default;
    std::array<unsigned char, 32> bytes_{};
};

std::string random_hex(std::size_t bytes);
// A password of `length` that meets Moodle's default policy: lower, upper, digit and mark.
std::string random_password(std::size_t length);

}  // namespace causeway::base
