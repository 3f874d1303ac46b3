// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/sessions.h"

#include <algorithm>

#include "base/crypt.h"
#include "base/sealed.h"
#include "base/text.h"

namespace causeway::web {

namespace {

constexpr std::size_t kCookieBytes = 32;
// An expiry is moved on in steps, so that not every request writes to the store.
constexpr base::Instant kStep = 60;

bool plausible(std::string_view cookie) {
    return cookie.size() == 2 * kCookieBytes &&
           std::all_of(cookie.begin(), cookie.end(),
                       [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); });
}

std::string attributes(bool secure) {
    return std::string("; Path=/; HttpOnly; SameSite=Lax") + (secure ? "; Secure" : "");
}

std::string digest_in(const net::Request& request, std::string_view cookie) {
    for (const auto& [name, value] : request.headers) {
        if (base::lower_ascii(name) != "cookie") continue;
        for (const std::string& pair : base::split(value, ';')) {
            const std::string_view text = base::trimmed(pair);
            if (!text.starts_with(cookie)) continue;
            const std::string_view rest = text.substr(cookie.size());
            if (rest.starts_with('=') && plausible(rest.substr(1)))
                return base::digest_hex(rest.substr(1));
        }
    }
    return "";
}

}  // namespace

Sessions::Opened Sessions::open(const store::Account& account) {
    const base::Instant now = clock_.now();
    Opened out;
    out.cookie = base::random_hex(kCookieBytes);
    out.record.account = account;
    out.record.csrf = base::random_hex(kCookieBytes);
    out.record.created = now;
    out.record.expires = now + std::min(times_.idle, times_.whole).count();
    accounts_.drop_expired(now);
    accounts_.open_session(base::digest_hex(out.cookie), account.id, out.record.csrf, now,
                           out.record.expires);
    return out;
}

std::string Sessions::open_handed(store::HandedSession session) {
    const base::Instant now = clock_.now();
    const std::string cookie = base::random_hex(kCookieBytes);
    session.digest = base::digest_hex(cookie);
    session.csrf = base::random_hex(kCookieBytes);
    session.created = now;
    session.expires = now + std::min(times_.idle, times_.whole).count();
    entrances_.open(session);
    return cookie;
}

std::optional<store::SessionRecord> Sessions::session_of(const net::Request& request) {
    auto found = prolonged(digest_of(request));
    if (found && found->account.handed) return std::nullopt;  // its cookie is for the frame alone
    return found;
}

std::optional<store::SessionRecord> Sessions::framed_session_of(const net::Request& request,
                                                                std::string_view link) {
    auto found = prolonged(framed_digest_of(request));
    if (!found || !found->account.handed || found->account.person_link != link) return std::nullopt;
    return found;
}

std::optional<store::SessionRecord> Sessions::prolonged(const std::string& digest) {
    if (digest.empty()) return std::nullopt;
    const base::Instant now = clock_.now();
    auto found = session(digest);
    if (!found) return std::nullopt;
    const base::Instant until =
        std::min(now + times_.idle.count(), found->created + times_.whole.count());
    if (until >= found->expires + kStep) {
        if (found->account.handed)
            entrances_.prolong(digest, until);
        else
            accounts_.prolong_session(digest, until);
        found->expires = until;
    }
    return found;
}

std::optional<store::SessionRecord> Sessions::session(const std::string& digest) {
    const base::Instant now = clock_.now();
    auto found = accounts_.session(digest, now);
    if (!found) found = entrances_.session(digest, now);
    if (found && now >= found->created + times_.whole.count()) return std::nullopt;
    return found;
}

void Sessions::close(const std::string& digest) {
    if (!digest.empty()) accounts_.close_session(digest);
}

void Sessions::close_all(std::int64_t account, const std::string& except_digest) {
    accounts_.close_sessions(account, except_digest);
}

std::string Sessions::digest_of(const net::Request& request) {
    return digest_in(request, kSessionCookie);
}

std::string Sessions::framed_digest_of(const net::Request& request) {
    return digest_in(request, kFramedCookie);
}

std::string Sessions::cookie_header(const std::string& cookie, bool secure) {
    return std::string(kSessionCookie) + "=" + cookie + attributes(secure);
}

std::string Sessions::clear_header(bool secure) {
    return std::string(kSessionCookie) + "=; Max-Age=0" + attributes(secure);
}

std::string Sessions::framed_cookie_header(const std::string& cookie, const std::string& path,
                                           bool secure) {
    return std::string(kFramedCookie) + "=" + cookie + "; Path=" + path + "; HttpOnly" +
           (secure ? "; Secure; SameSite=None; Partitioned" : "; SameSite=Lax");
}

}  // namespace causeway::web
