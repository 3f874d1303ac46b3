// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/sealed.h"

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <iterator>

#include "base/failure.h"

namespace causeway::base {

namespace {

constexpr std::string_view kVersion = "s1.";
constexpr std::size_t kNonce = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTag = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr int kBase64 = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

void ready() {
    if (sodium_init() < 0)
        throw Failure(ExitCode::error,
                      Problem{"The crypto library did not start", "", "", "", "crypto"});
}

[[noreturn]] void refuse(const std::filesystem::path& file, std::string why, std::string cure) {
    throw Failure(ExitCode::usage, Problem{"The key file cannot be used", file.string(),
                                           std::move(why), std::move(cure), "store.key"});
}

const unsigned char* bytes_of(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

std::string encode(std::string_view raw) {
    std::string out(sodium_base64_ENCODED_LEN(raw.size(), kBase64), '\0');
    sodium_bin2base64(out.data(), out.size(), bytes_of(raw), raw.size(), kBase64);
    out.resize(out.size() - 1);  // its terminating zero
    return out;
}

bool decode(std::string_view text, std::string& raw) {
    raw.resize(text.size());
    std::size_t length = 0;
    if (sodium_base642bin(reinterpret_cast<unsigned char*>(raw.data()), raw.size(), text.data(),
                          text.size(), nullptr, &length, nullptr, kBase64) != 0)
        return false;
    raw.resize(length);
    return true;
}

}  // namespace

SealingKey SealingKey::random() {
    ready();
    SealingKey key;
    randombytes_buf(key.bytes_.data(), key.bytes_.size());
    return key;
}

SealingKey SealingKey::from_file(const std::filesystem::path& file) {
    ready();
    const int made = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (made >= 0) {
        const SealingKey key = random();
        const auto written = ::write(made, key.bytes_.data(), key.bytes_.size());
        const bool safe = written == static_cast<ssize_t>(key.bytes_.size()) && ::fsync(made) == 0;
        ::close(made);
        if (!safe) refuse(file, "it could not be written", "Check the free space of that disk.");
        return key;
    }
    struct stat info{};
    if (::stat(file.c_str(), &info) != 0)
        refuse(file, "it does not exist and could not be made",
               "Check that its folder exists and that this account may write there.");
    if ((info.st_mode & 077) != 0)
        refuse(file, "other accounts may read it", "Run: chmod 600 " + file.string());
    std::ifstream in(file, std::ios::binary);
    const std::string raw{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
    SealingKey key;
    if (raw.size() != key.bytes_.size())
        refuse(file, "it does not hold a key of 32 bytes",
               "Put the right key file back from a backup.");
    std::copy(raw.begin(), raw.end(), key.bytes_.begin());
    return key;
}

SealingKey::~SealingKey() {
    sodium_memzero(bytes_.data(), bytes_.size());
}

std::string SealingKey::seal(std::string_view plain, std::string_view purpose) const {
    std::string raw(kNonce + plain.size() + kTag, '\0');
    auto* out = reinterpret_cast<unsigned char*>(raw.data());
    randombytes_buf(out, kNonce);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + kNonce, nullptr, bytes_of(plain), plain.size(),
                                               bytes_of(purpose), purpose.size(), nullptr, out,
                                               bytes_.data());
    return std::string(kVersion) + encode(raw);
}

Result<std::string> SealingKey::open(std::string_view sealed, std::string_view purpose) const {
    const Problem wrong{"A stored secret cannot be opened", std::string(purpose),
                        "it was sealed with another key, or was altered",
                        "Put the right key file back, or enter the secret again.", "store.sealed"};
    std::string raw;
    if (!sealed.starts_with(kVersion) || !decode(sealed.substr(kVersion.size()), raw)) return wrong;
    if (raw.size() < kNonce + kTag) return wrong;
    std::string plain(raw.size() - kNonce - kTag, '\0');
    const auto* in = bytes_of(raw);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(
            reinterpret_cast<unsigned char*>(plain.data()), nullptr, nullptr, in + kNonce,
            raw.size() - kNonce, bytes_of(purpose), purpose.size(), in, bytes_.data()) != 0)
        return wrong;
    return plain;
}

std::string random_hex(std::size_t bytes) {
    ready();
    std::string raw(bytes, '\0');
    randombytes_buf(raw.data(), raw.size());
    std::string out(bytes * 2 + 1, '\0');
    sodium_bin2hex(out.data(), out.size(), bytes_of(raw), raw.size());
    out.pop_back();
    return out;
}

std::string random_password(std::size_t length) {
    ready();
    constexpr std::string_view kSets[] = {"abcdefghijkmnpqrstuvwxyz", "ABCDEFGHJKLMNPQRSTUVWXYZ",
                                          "23456789", "-_.!*#"};
    std::string out;
    for (std::size_t i = 0; i < length; ++i) {
        // The first four characters serve one set each, the rest any.
        const auto set = kSets[i < 4 ? i : randombytes_uniform(4)];
        out += set[randombytes_uniform(static_cast<std::uint32_t>(set.size()))];
    }
    return out;
}

}  // namespace causeway::base
