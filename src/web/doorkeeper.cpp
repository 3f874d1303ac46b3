// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/doorkeeper.h"

#include <algorithm>

#include "base/crypt.h"
#include "base/log.h"
#include "base/sealed.h"
#include "base/text.h"
#include "web/addresses.h"
#include "web/call.h"

namespace causeway::web {

namespace {

using std::chrono::minutes;

constexpr int kMostWrongCodes = 10;
constexpr std::size_t kLongestName = 100;
constexpr std::size_t kLongestPassword = 1024 * 4;  // bytes

// "K7QF-2MXD-9TRW": 60 bits that are easily typed.
std::string new_code() {
    constexpr std::string_view kLetters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";
    const std::string random = base::random_hex(12);
    std::string out;
    for (std::size_t i = 0; i < 12; ++i) {
        if (i > 0 && i % 4 == 0) out += '-';
        const auto byte = std::stoul(random.substr(i * 2, 2), nullptr, 16);
        out += kLetters[byte % kLetters.size()];
    }
    return out;
}

// As a person types it: without dashes and blanks, in any case.
std::string typed_code(std::string_view code) {
    std::string out = base::lower_ascii(code.substr(0, 64));
    std::erase_if(out, [](char c) { return c == '-' || c == ' '; });
    return out;
}

std::string name_key(const std::string& name) {
    return base::lower_ascii(base::tidy(name));
}

}  // namespace

Doorkeeper::Doorkeeper(store::Accounts& accounts, base::Clock& clock)
    : accounts_(accounts),
      by_address_(clock, 10, minutes(5)),
      by_name_(clock, 20, minutes(10)),
      setup_by_address_(clock, 5, minutes(1)) {}

void Doorkeeper::announce(const std::string& address) {
    if (!setup_needed()) return;
    const std::scoped_lock lock(mutex_);
    address_ = address;
    show_code();
}

void Doorkeeper::show_code() {
    code_ = new_code();
    wrong_codes_ = 0;
    base::log::warning(
        "There is no administrator yet. Open {} and make the first one with this set-up code: {}",
        address_, code_);
}

std::string Doorkeeper::setup_code() const {
    const std::scoped_lock lock(mutex_);
    return code_;
}

void Doorkeeper::require_code(std::string_view code, const std::string& client) {
    if (!setup_needed())
        throw Refusal(409, {"The set-up is done", "", "there is an administrator already",
                            "Sign in.", "web.setup_done"});
    setup_by_address_.require(caller_of(client), "The set-up code");
    const std::scoped_lock lock(mutex_);
    if (!code_.empty() && base::same_secret(typed_code(code), typed_code(code_))) return;
    if (++wrong_codes_ >= kMostWrongCodes && !code_.empty()) show_code();
    throw Refusal(403,
                  {"The set-up code is wrong", "code", "it is not the one in the log",
                   "Take the newest set-up code that the service's log shows.", "web.setup_code"});
}

void Doorkeeper::setup_done() {
    const std::scoped_lock lock(mutex_);
    code_.clear();
}

std::optional<store::Account> Doorkeeper::sign_in(const std::string& name,
                                                  std::string_view password,
                                                  const std::string& client) {
    const std::string caller = caller_of(client);
    const std::string key = name_key(base::cut_utf8(name, kLongestName + 1));
    by_address_.require(caller, "Signing in");
    by_name_.require(key, "Signing in");
    std::optional<store::Account> account;
    if (base::length_utf8(name) <= kLongestName) account = accounts_.by_name(name);
    const bool may = account && account->enabled;
    const bool fits = passwords_.fits(password.substr(0, kLongestPassword),
                                      may ? accounts_.password_hash(account->id) : std::string());
    if (!fits) return std::nullopt;
    by_address_.give_back(caller);
    by_name_.give_back(key);
    return account;
}

void Doorkeeper::require_password(const store::Account& account, std::string_view password,
                                  const std::string& client) {
    const std::string caller = caller_of(client);
    by_address_.require(caller, "The password");
    if (!passwords_.fits(password.substr(0, kLongestPassword), accounts_.password_hash(account.id)))
        throw Refusal(403, {"The password was not changed", "old", "the old password is wrong",
                            "Type the password that you signed in with.", "web.wrong_password"});
    by_address_.give_back(caller);
}

}  // namespace causeway::web
