// SPDX-License-Identifier: GPL-3.0-or-later
// The HTTP client: form posts over libcurl, all transfers on one I/O thread, kept-alive
// connections. What matters most in an answer that did not come is whether the server can have
// acted: `Delivery` says it, and a post is never sent twice behind the caller's back.
// Called by moodle/ from many threads at once; post_form() blocks its caller only.
// Errors are values in HttpReply; bodies and tokens are never logged.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "base/clock.h"

namespace causeway::net {

struct HttpRequest {
    std::string url;
    std::string form;      // application/x-www-form-urlencoded, complete; never empty
    std::stop_token stop;  // a request to stop ends the call at once
    std::optional<std::chrono::milliseconds> total_time;  // instead of the client's
};

struct HttpReply {
    enum class Delivery {
        answered,  // status, headers and the whole body are here
        not_sent,  // the server never got the body: it cannot have acted
        unknown,   // the body was on its way, the answer did not come: it may have acted
    };
    enum class Trouble {
        none,
        resolve,      // no such host
        connect,      // refused or not reachable
        certificate,  // TLS: nobody that is known vouches for the certificate
        certificate_expired,
        certificate_early,  // not valid yet
        certificate_host,   // it is another host's
        tls,                // TLS: anything else
        proxy,
        time_out,
        cut,        // the connection broke
        too_large,  // the answer exceeds the limit
        cancelled,
        other,
    };

    Delivery delivery = Delivery::not_sent;
    Trouble trouble = Trouble::none;
    int status = 0;
    std::string content_type;
    std::string location;
    std::string asked;  // of a redirect that was not followed: the address that was called
    std::string via;    // the address that a redirect led to, when it was followed
    std::optional<std::chrono::seconds> retry_after;
    std::optional<base::Instant> date;  // the server's clock
    std::string body;
    std::string error;  // in words, without the address's secrets; empty when answered
};

// Who carries a post. The client below; in tests, a script.
class Transport {
  public:
    virtual ~Transport() = default;
    virtual HttpReply post_form(const HttpRequest& request) = 0;
};

struct HttpOptions {
    std::size_t connections_per_host = 4;  // further calls wait their turn
    std::chrono::milliseconds connect_time{10'000};
    std::chrono::milliseconds total_time{120'000};  // from the moment a call has its turn
    std::size_t max_answer = 64UL * 1024 * 1024;
    std::string extra_ca_file;  // PEM, instead of the system's; empty: the system's
    std::string user_agent = "causeway";
};

class HttpClient final : public Transport {
  public:
    // Throws base::Failure when libcurl cannot be set up or the CA file cannot be read.
    explicit HttpClient(HttpOptions options = {});
    ~HttpClient() override;  // calls under way end as cancelled
    HttpClient(const HttpClient&) = delete;
    HttpClient& operator=(const HttpClient&) = delete;

    HttpReply post_form(const HttpRequest& request) override;

    // Connections opened since the start: shows whether they are kept alive.
    [[nodiscard]] std::uint64_t connections_opened() const;

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace causeway::net
