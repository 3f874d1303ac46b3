// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/crypt.h"

#include <sodium.h>

#include <array>

#include "base/failure.h"

namespace causeway::base {

namespace {

void ready() {
    if (sodium_init() < 0)
        throw Failure(ExitCode::error,
                      Problem{"The crypto library did not start", "", "", "", "crypto"});
}

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

template <std::size_t Size>
std::string hex_of(const std::array<unsigned char, Size>& bytes) {
    std::array<char, Size * 2 + 1> text{};
    sodium_bin2hex(text.data(), text.size(), bytes.data(), bytes.size());
    return text.data();
}

constexpr int kBase64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

std::array<unsigned char, crypto_auth_hmacsha256_BYTES> hmac_bytes(std::string_view key,
                                                                   std::string_view message) {
    ready();
    crypto_auth_hmacsha256_state state;
    crypto_auth_hmacsha256_init(&state, bytes_of(key), key.size());
    crypto_auth_hmacsha256_update(&state, bytes_of(message), message.size());
    std::array<unsigned char, crypto_auth_hmacsha256_BYTES> out{};
    crypto_auth_hmacsha256_final(&state, out.data());
    return out;
}

}  // namespace

std::string hash_password(std::string_view password) {
    ready();
    std::array<char, crypto_pwhash_STRBYTES> out{};
    if (crypto_pwhash_str_alg(
            out.data(), password.data(), password.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
            crypto_pwhash_MEMLIMIT_INTERACTIVE, crypto_pwhash_ALG_ARGON2ID13) != 0)
        throw Failure(ExitCode::error, Problem{"The password could not be kept", "",
                                               "there is not enough memory for its hash",
                                               "Free memory and try again.", "crypto.memory"});
    return out.data();
}

bool password_fits(std::string_view password, std::string_view hash) {
    ready();
    if (hash.size() >= crypto_pwhash_STRBYTES) return false;
    return crypto_pwhash_str_verify(std::string(hash).c_str(), password.data(), password.size()) ==
           0;
}

std::string hmac_sha256(std::string_view key, std::string_view message) {
    const auto out = hmac_bytes(key, message);
    return {reinterpret_cast<const char*>(out.data()), out.size()};
}

std::string hmac_sha256_hex(std::string_view key, std::string_view message) {
    return hex_of(hmac_bytes(key, message));
}

std::string base64url(std::string_view bytes) {
    std::string out(sodium_base64_ENCODED_LEN(bytes.size(), kBase64), '\0');
    sodium_bin2base64(out.data(), out.size(), bytes_of(bytes), bytes.size(), kBase64);
    out.resize(out.size() - 1);  // its terminating zero
    return out;
}

std::optional<std::string> from_base64url(std::string_view text) {
    std::string raw(text.size(), '\0');
    std::size_t length = 0;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(raw.data()), raw.size(), text.data(),
                          text.size(), nullptr, &length, nullptr, kBase64) != 0)
        return std::nullopt;
    raw.resize(length);
    // libsodium takes some bytes beyond ASCII for letters: one text only stands for these bytes.
    if (base64url(raw) != text) return std::nullopt;
    return raw;
}

std::string random_base64url(std::size_t bytes) {
    ready();
    std::string raw(bytes, '\0');
    randombytes_buf(raw.data(), raw.size());
    return base64url(raw);
}

std::string digest_hex(std::string_view secret) {
    ready();
    std::array<unsigned char, 32> out{};
    crypto_generichash(out.data(), out.size(), bytes_of(secret), secret.size(), nullptr, 0);
    return hex_of(out);
}

bool same_secret(std::string_view a, std::string_view b) {
    return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

}  // namespace causeway::base
