// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/addresses.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

#include "base/failure.h"
#include "base/text.h"

namespace causeway::web {

namespace {

using Bits = std::array<unsigned char, 16>;

constexpr unsigned kMappedBits = 96;  // ::ffff:0:0/96 holds the IPv4 addresses

// Every address as IPv6.
std::optional<Bits> bits_of(std::string_view text, bool* four = nullptr) {
    const std::string plain(text);
    Bits bits{};
    in_addr v4{};
    if (inet_pton(AF_INET, plain.c_str(), &v4) == 1) {
        bits[10] = bits[11] = 0xff;
        const auto* bytes = reinterpret_cast<const unsigned char*>(&v4);
        std::copy(bytes, bytes + 4, bits.begin() + 12);
        if (four != nullptr) *four = true;
        return bits;
    }
    if (inet_pton(AF_INET6, plain.c_str(), bits.data()) != 1) return std::nullopt;
    if (four != nullptr) *four = false;
    return bits;
}

bool agree(const Bits& a, const Bits& b, unsigned length) {
    const std::size_t whole = length / 8;
    if (!std::equal(a.begin(), a.begin() + static_cast<std::ptrdiff_t>(whole), b.begin()))
        return false;
    const unsigned rest = length % 8;
    if (rest == 0) return true;
    const auto mask = static_cast<unsigned char>(0xff << (8 - rest));
    return (a[whole] & mask) == (b[whole] & mask);
}

bool is_mapped(const Bits& bits) {
    static const Bits mapped = *bits_of("0.0.0.0");
    return agree(bits, mapped, kMappedBits);
}

std::string text_of(const Bits& bits) {
    char text[INET6_ADDRSTRLEN];
    if (is_mapped(bits))
        inet_ntop(AF_INET, bits.data() + 12, text, sizeof text);
    else
        inet_ntop(AF_INET6, bits.data(), text, sizeof text);
    return text;
}

[[noreturn]] void refuse(const std::string& entry) {
    throw base::Failure(base::ExitCode::usage,
                        {"The list of trusted addresses cannot be used", "",
                         "\"" + base::clean_utf8(entry) + "\" is neither an address nor a net",
                         "Write addresses like 10.1.2.3 or 2001:db8::7, or nets like 10.1.0.0/16.",
                         "web.bad_address"});
}

}  // namespace

AddressList::AddressList(const std::vector<std::string>& entries) {
    for (const std::string& entry : entries) {
        const auto slash = entry.find('/');
        bool four = false;
        const auto bits = bits_of(base::trimmed(entry).substr(0, slash), &four);
        if (!bits) refuse(entry);
        Net net{*bits, 128};
        if (slash != std::string::npos) {
            const std::string_view length = std::string_view(entry).substr(slash + 1);
            unsigned value = 0;
            const auto [end, error] =
                std::from_chars(length.data(), length.data() + length.size(), value);
            if (error != std::errc{} || end != length.data() + length.size() ||
                value > (four ? 32U : 128U))
                refuse(entry);
            net.length = four ? kMappedBits + value : value;
        }
        nets_.push_back(net);
    }
}

bool AddressList::holds(std::string_view address) const {
    const auto bits = bits_of(address);
    return bits && std::any_of(nets_.begin(), nets_.end(),
                               [&](const Net& net) { return agree(*bits, net.bits, net.length); });
}

std::optional<std::string> tidy_address(std::string_view text) {
    const auto bits = bits_of(text);
    if (!bits) return std::nullopt;
    return text_of(*bits);
}

bool is_loopback(std::string_view address) {
    static const AddressList loopback({"127.0.0.0/8", "::1"});
    return loopback.holds(address);
}

std::string caller_of(std::string_view address) {
    auto bits = bits_of(address);
    if (!bits) return std::string(address);
    if (is_mapped(*bits)) return text_of(*bits);
    std::fill(bits->begin() + 8, bits->end(), static_cast<unsigned char>(0));
    return text_of(*bits);
}

}  // namespace causeway::web
