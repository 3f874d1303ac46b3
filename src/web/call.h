// SPDX-License-Identifier: GPL-3.0-or-later
// One request of the API as its handler sees it: checked for session, role and CSRF token by the
// router before. What is wrong with it is thrown as a Refusal and becomes the answer. One thread.
#pragma once

#include <boost/json/fwd.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/problem.h"
#include "net/server.h"
#include "store/accounts.h"

namespace causeway::web {

// An answer that is a Problem: 400 not understood, 404 no such thing, 409 not in this state, 422
// understood and refused, ...
class Refusal : public std::runtime_error {
  public:
    Refusal(int status, base::Problem problem, net::Headers headers = {})
        : std::runtime_error(problem.text()),
          status_(status),
          problem_(std::move(problem)),
          headers_(std::move(headers)) {}
    [[nodiscard]] int status() const { return status_; }
    [[nodiscard]] const base::Problem& problem() const { return problem_; }
    [[nodiscard]] const net::Headers& headers() const { return headers_; }  // Retry-After, Allow

  private:
    int status_;
    base::Problem problem_;
    net::Headers headers_;
};

// "There is no such thing": a person's or attacker's slip; names what was asked for.
Refusal no_such(std::string_view what, std::string_view name);

// Who asks, behind trusted proxies.
struct Client {
    std::string address;
    bool secure = false;      // over TLS, here or at the proxy
    std::string origin;       // as the client has it: "https://causeway.example.org"
    std::string framed = {};  // the link whose page openSIS shows in a frame; "": none
};

using PathValues = std::map<std::string, std::string, std::less<>>;

class Call {
  public:
    // `path`: the pattern's names with their decoded values. `session`: nothing for open routes
    // that nobody signed in calls. The request outlives the call.
    Call(const net::Request& request, PathValues path, Client client,
         std::optional<store::SessionRecord> session);

    [[nodiscard]] const net::Request& request() const { return request_; }
    [[nodiscard]] const std::string& client() const { return client_.address; }
    [[nodiscard]] bool secure() const { return client_.secure; }
    [[nodiscard]] const std::string& origin() const { return client_.origin; }
    [[nodiscard]] const std::string& framed() const { return client_.framed; }

    // Must stand in the route's pattern.
    [[nodiscard]] const std::string& path(std::string_view name) const;
    [[nodiscard]] std::int64_t path_integer(std::string_view name) const;  // Refusal 404

    // Decoded; the first of that name. Refusal 400 when it is no valid UTF-8.
    [[nodiscard]] std::optional<std::string> query(std::string_view name) const;
    // Refusal 400 when it is no whole number within the bounds.
    [[nodiscard]] std::int64_t query_integer(std::string_view name, std::int64_t fallback,
                                             std::int64_t lowest, std::int64_t highest) const;
    [[nodiscard]] std::optional<std::int64_t> query_integer(std::string_view name) const;
    // The same, with a bound in characters; "" when it is missing. Refusal 400 when it is longer.
    [[nodiscard]] std::string query_text(std::string_view name, std::size_t most) const;

    // The JSON object of the body; an empty body is an empty object. Refusal 415 for another
    // content type, 400 for bad JSON, for another type and for depth beyond reason.
    [[nodiscard]] boost::json::object body() const;

    [[nodiscard]] bool signed_in() const { return session_.has_value(); }
    [[nodiscard]] const store::SessionRecord& session() const { return *session_; }
    [[nodiscard]] const store::Account& who() const { return session_->account; }
    [[nodiscard]] bool super_administrator() const {
        return session_ && session_->account.role == "super_administrator";
    }
    // The schools of this link that the caller may see; nothing: all of them.
    // Refusal 404 when the link is none of theirs: they are not told that it exists. 403 for
    // roles that have nothing here.
    [[nodiscard]] std::optional<std::vector<std::int64_t>> schools_of(std::string_view link) const;

  private:
    const net::Request& request_;
    const PathValues path_;
    const Client client_;
    const std::optional<store::SessionRecord> session_;
};

// %XX and, in queries, '+' undone; nothing when it is no valid UTF-8 or holds a NUL.
std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_blank);

}  // namespace causeway::web
