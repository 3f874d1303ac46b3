// SPDX-License-Identifier: GPL-3.0-or-later
// Passwords of people who sign in: rules, hashes, and a check that takes as long for a name that
// does not exist. A hash is dear (64 MiB, a tenth of a second), so at most two are made at a time;
// who would wait too long for that is sent away with 429. Any thread.
#pragma once

#include <semaphore>
#include <string>
#include <string_view>

namespace causeway::web {

class Passwords {
  public:
    Passwords();

    // Refusal 422, its record the field. `name`: whose it is.
    static void require_good(std::string_view password, std::string_view name,
                             const std::string& field);
    std::string hash(std::string_view password);
    // An empty hash stands for a name that does not exist: false, after the same time.
    bool fits(std::string_view password, const std::string& hash);

  private:
    class Turn;

    std::counting_semaphore<2> turns_{2};
    const std::string nobodys_hash_;
};

}  // namespace causeway::web
