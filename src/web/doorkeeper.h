// SPDX-License-Identifier: GPL-3.0-or-later
// Who may come in: sign-in with name and password, and the one-time set-up code that makes the
// first administrator. Both are limited per address and per name, and tell nothing but yes or no.
// Any thread. Errors: Refusal; Failure(error) as the store does.
#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "store/accounts.h"
#include "web/passwords.h"
#include "web/rate_limit.h"

namespace causeway::web {

class Doorkeeper {
  public:
    Doorkeeper(store::Accounts& accounts, base::Clock& clock);

    Passwords& passwords() { return passwords_; }

    // ---- the first start ----
    [[nodiscard]] bool setup_needed() { return accounts_.count() == 0; }
    // Shows the code in the log while there is no account; `address`: where to use it.
    void announce(const std::string& address);
    [[nodiscard]] std::string setup_code() const;  // "" before announce() and once it is used
    // 403 for a wrong one, 409 when there is an account. A new code is made after ten wrong ones.
    void require_code(std::string_view code, const std::string& client);
    void setup_done();

    // ---- signing in ----
    // The account, if name and password fit and it is enabled; nothing else is told.
    std::optional<store::Account> sign_in(const std::string& name, std::string_view password,
                                          const std::string& client);
    // Of somebody who is signed in: 403 when it is wrong.
    void require_password(const store::Account& account, std::string_view password,
                          const std::string& client);

  private:
    void show_code();  // with mutex_ held

    store::Accounts& accounts_;
    Passwords passwords_;
    RateLimit by_address_;
    RateLimit by_name_;
    RateLimit setup_by_address_;
    mutable std::mutex mutex_;  // guards what follows
    std::string address_;
    std::string code_;
    int wrong_codes_ = 0;
};

}  // namespace causeway::web
