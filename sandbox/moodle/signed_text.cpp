// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/moodle/signed_text.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

namespace causeway::sandbox {

namespace {

constexpr char kMark = '~';

std::string hex(const unsigned char* bytes, std::size_t count) {
    static constexpr std::string_view kHex = "0123456789abcdef";
    std::string out;
    for (std::size_t i = 0; i < count; ++i) {
        out += kHex[bytes[i] >> 4];
        out += kHex[bytes[i] & 15];
    }
    return out;
}

std::string seal(std::string_view payload, const std::string& secret) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    HMAC(EVP_sha256(), secret.data(), static_cast<int>(secret.size()),
         reinterpret_cast<const unsigned char*>(payload.data()), payload.size(), digest.data(),
         &length);
    return hex(digest.data(), 16);
}

}  // namespace

std::string sha256_hex(std::string_view text) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    EVP_Digest(text.data(), text.size(), digest.data(), &length, EVP_sha256(), nullptr);
    return hex(digest.data(), length);
}

std::string signed_text(std::string_view payload, const std::string& secret) {
    return std::string(payload) + kMark + seal(payload, secret);
}

std::optional<std::string> payload_of(std::string_view text, const std::string& secret) {
    const auto mark = text.rfind(kMark);
    if (mark == std::string_view::npos) return {};
    const std::string_view payload = text.substr(0, mark);
    if (text.substr(mark + 1) != seal(payload, secret)) return {};
    return std::string(payload);
}

}  // namespace causeway::sandbox
