// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bcrypt.h"

#include <crypt.h>

#include <memory>

#include "base/crypt.h"
#include "base/failure.h"

namespace causeway::base {

namespace {

constexpr unsigned long kCost = 10;

std::string hashed(std::string_view password, const std::string& setting) {
    const auto data = std::make_unique<crypt_data>();
    const std::string text(password);
    const char* out = crypt_r(text.c_str(), setting.c_str(), data.get());
    if (out == nullptr || out[0] == '*')
        throw Failure(ExitCode::error,
                      {"The password could not be hashed", "", "the system's crypt() has no bcrypt",
                       "Install libcrypt1 (libxcrypt).", "crypt.bcrypt"});
    return out;
}

}  // namespace

std::string bcrypt_hash(std::string_view password) {
    char setting[CRYPT_GENSALT_OUTPUT_SIZE];
    // No bytes given: the system's own random ones.
    if (crypt_gensalt_rn("$2y$", kCost, nullptr, 0, setting, sizeof setting) == nullptr)
        throw Failure(ExitCode::error,
                      {"The password could not be hashed", "", "the system gave no salt",
                       "Install libcrypt1 (libxcrypt).", "crypt.bcrypt"});
    return hashed(password, setting);
}

bool bcrypt_fits(std::string_view password, const std::string& hash) {
    return same_secret(hashed(password, hash), hash);
}

}  // namespace causeway::base
