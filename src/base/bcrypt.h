// SPDX-License-Identifier: GPL-3.0-or-later
// Password hashes as PHP's password_hash() writes and password_verify() reads them: bcrypt,
// "$2y$10$...". For passwords that openSIS is to check; Causeway's own are argon2id (crypt.h).
// About a twentieth of a second a hash. Throws Failure(error) when the system has no bcrypt.
#pragma once

#include <string>
#include <string_view>

namespace causeway::base {

std::string bcrypt_hash(std::string_view password);
[[nodiscard]] bool bcrypt_fits(std::string_view password, const std::string& hash);

}  // namespace causeway::base
