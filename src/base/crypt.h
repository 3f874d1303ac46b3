// SPDX-License-Identifier: GPL-3.0-or-later
// Passwords and signatures: what a person signs in with is kept as an argon2id hash, what a machine
// sends is proved by HMAC-SHA-256, what a browser holds is kept as a digest. libsodium stays
// inside. Any thread. hash_password() takes about a tenth of a second and 64 MiB: that is its
// purpose.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace causeway::base {

// Text of its own that names algorithm, cost and salt. Throws Failure(error) when out of memory.
std::string hash_password(std::string_view password);
[[nodiscard]] bool password_fits(std::string_view password, std::string_view hash);

std::string hmac_sha256_hex(std::string_view key, std::string_view message);
std::string hmac_sha256(std::string_view key, std::string_view message);  // its 32 bytes
// Bytes as URLs and JSON Web Tokens write them: base64url without padding.
std::string base64url(std::string_view bytes);
// Nothing for a text that base64url() never writes: padding, blanks, stray bits at its end.
std::optional<std::string> from_base64url(std::string_view text);
std::string random_base64url(std::size_t bytes);
// Of a secret that is long and random itself: 64 hexadecimal digits.
std::string digest_hex(std::string_view secret);
// Takes as long whether the texts agree at the first character or at none.
[[nodiscard]] bool same_secret(std::string_view a, std::string_view b);

}  // namespace causeway::base
