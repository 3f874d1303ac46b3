// SPDX-License-Identifier: GPL-3.0-or-later
// Who is signed in: a random cookie in the browser, its digest in the store. A session ends when it
// was idle for too long and, used or not, at its absolute end. Any thread. Throws Failure(error) as
// the store does.
#pragma once

#include <chrono>
#include <optional>
#include <string>

#include "base/clock.h"
#include "store/accounts.h"
#include "store/entrances.h"
#include "web/router.h"

namespace causeway::web {

inline constexpr std::string_view kSessionCookie = "causeway_session";
// Of a page in openSIS's frame: a cookie of its own, below that link's /framed/ only.
inline constexpr std::string_view kFramedCookie = "causeway_framed";

struct SessionTimes {
    std::chrono::seconds idle = std::chrono::hours(4);
    std::chrono::seconds whole = std::chrono::hours(24);
};

class Sessions final : public Gate {
  public:
    Sessions(store::Accounts& accounts, store::Entrances& entrances, base::Clock& clock,
             SessionTimes times = {})
        : accounts_(accounts), entrances_(entrances), clock_(clock), times_(times) {}

    struct Opened {
        std::string cookie;  // goes to the browser and nowhere else
        store::SessionRecord record;
    };
    Opened open(const store::Account& account);

    // Who, where and what for come from openSIS; the rest is filled in. The cookie.
    std::string open_handed(store::HandedSession session);

    // Prolongs it, too.
    std::optional<store::SessionRecord> session_of(const net::Request& request) override;
    std::optional<store::SessionRecord> framed_session_of(const net::Request& request,
                                                          std::string_view link) override;
    // The session of this digest, if it still counts; does not prolong it.
    std::optional<store::SessionRecord> session(const std::string& digest);

    void close(const std::string& digest);
    // All of this account but one ("": all).
    void close_all(std::int64_t account, const std::string& except_digest = "");

    // Of the cookie that the request carries; "" when it carries none that could be ours.
    static std::string digest_of(const net::Request& request);
    // The same inside openSIS's frame, where another cookie counts.
    static std::string framed_digest_of(const net::Request& request);
    // For Set-Cookie.
    static std::string cookie_header(const std::string& cookie, bool secure);
    static std::string clear_header(bool secure);
    // `path`: below which it is sent. Over TLS a frame of another site may keep it, apart from what
    // the browser keeps for us alone; without TLS only a frame of the same host can.
    static std::string framed_cookie_header(const std::string& cookie, const std::string& path,
                                            bool secure);

  private:
    std::optional<store::SessionRecord> prolonged(const std::string& digest);

    store::Accounts& accounts_;
    store::Entrances& entrances_;
    base::Clock& clock_;
    const SessionTimes times_;
};

}  // namespace causeway::web
