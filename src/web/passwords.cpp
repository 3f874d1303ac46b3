// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/passwords.h"

#include <chrono>

#include "base/crypt.h"
#include "base/sealed.h"
#include "base/text.h"
#include "web/call.h"

namespace causeway::web {

namespace {

constexpr std::size_t kShortest = 12;
constexpr std::size_t kLongest = 1024;
constexpr std::chrono::seconds kPatience{3};

[[noreturn]] void refuse(const std::string& field, std::string why, std::string cure) {
    throw Refusal(422, {"The password was refused", field, std::move(why), std::move(cure),
                        "web.bad_password"});
}

}  // namespace

class Passwords::Turn {
  public:
    explicit Turn(Passwords& owner) : owner_(owner) {
        if (owner_.turns_.try_acquire_for(kPatience)) return;
        throw Refusal(429,
                      {"Signing in has to wait", "", "too many people sign in at this moment",
                       "Wait some seconds and try again.", "web.busy"},
                      {{"Retry-After", "5"}});
    }
    ~Turn() { owner_.turns_.release(); }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

  private:
    Passwords& owner_;
};

Passwords::Passwords() : nobodys_hash_(base::hash_password(base::random_hex(16))) {}

void Passwords::require_good(std::string_view password, std::string_view name,
                             const std::string& field) {
    const std::size_t length = base::length_utf8(password);
    if (length < kShortest)
        refuse(field, "it is shorter than 12 characters", "Take a longer one: four words will do.");
    if (length > kLongest)
        refuse(field, "it is longer than 1024 characters", "Take a shorter one.");
    if (base::lower_ascii(password) == base::lower_ascii(name))
        refuse(field, "it is the name", "Take one that cannot be guessed.");
    if (password.find_first_not_of(password.front()) == std::string_view::npos)
        refuse(field, "it is one character again and again", "Take one that cannot be guessed.");
}

std::string Passwords::hash(std::string_view password) {
    const Turn turn(*this);
    return base::hash_password(password);
}

bool Passwords::fits(std::string_view password, const std::string& hash) {
    const Turn turn(*this);
    const bool fits = base::password_fits(password, hash.empty() ? nobodys_hash_ : hash);
    return fits && !hash.empty();
}

}  // namespace causeway::web
