// SPDX-License-Identifier: GPL-3.0-or-later
// Texts that come back unaltered or not at all: cursors. And hashes, as hexadecimal digits.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace causeway::sandbox {

[[nodiscard]] std::string sha256_hex(std::string_view text);
// Letters, digits and '~' when the payload is printable ASCII without '~'.
[[nodiscard]] std::string signed_text(std::string_view payload, const std::string& secret);
// The payload, or nothing when the text was made otherwise.
[[nodiscard]] std::optional<std::string> payload_of(std::string_view text,
                                                    const std::string& secret);

}  // namespace causeway::sandbox
