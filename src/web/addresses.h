// SPDX-License-Identifier: GPL-3.0-or-later
// Lists of addresses that are trusted with something: "10.1.2.3", "2001:db8::7", "10.1.0.0/16".
// Names are not looked up: what a name stands for can change. Made once, then read by any thread.
// An IPv4 client that came in over IPv6 (::ffff:10.1.2.3) counts as its IPv4 address.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace causeway::web {

class AddressList {
  public:
    // Throws base::Failure(usage) for an entry that is no address and no net.
    explicit AddressList(const std::vector<std::string>& entries);

    [[nodiscard]] bool holds(std::string_view address) const;
    [[nodiscard]] bool empty() const { return nets_.empty(); }

  private:
    struct Net {
        std::array<unsigned char, 16> bits{};
        unsigned length = 128;
    };
    std::vector<Net> nets_;
};

// The address in its one usual form; nothing when it is none.
std::optional<std::string> tidy_address(std::string_view text);
[[nodiscard]] bool is_loopback(std::string_view address);
// What counts as one caller: the address; of IPv6 the /64 net that a household or host is given.
std::string caller_of(std::string_view address);

}  // namespace causeway::web
