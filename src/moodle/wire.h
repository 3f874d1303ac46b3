// SPDX-License-Identifier: GPL-3.0-or-later
// Moodle's REST wire: arguments flattened the way PHP reads them, and the JSON (or what comes in
// its place) told apart. Channel carries calls to one site with one token.
// Used by the calls_*.cpp of this folder. Any thread; errors are Faults.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "moodle/errors.h"
#include "net/http_client.h"
#include "net/url.h"

namespace boost::json {
class value;
}

namespace causeway::moodle {

// Fields that every call has before its own: token, function, format.
inline constexpr std::size_t kControlFields = 3;

// The arguments of one call. A value that is not given is left out, never sent empty.
class Arguments {
  public:
    // list[index][...]
    class Row {
      public:
        Row& text(std::string_view field, std::string_view value);
        Row& number(std::string_view field, std::int64_t value);
        Row& flag(std::string_view field, bool value);  // 1 or 0
        Row& text(std::string_view field, const std::optional<std::string>& value);
        Row& number(std::string_view field, std::optional<std::int64_t> value);
        Row& flag(std::string_view field, std::optional<bool> value);
        // A text literal is a text, not an optional one.
        Row& text(std::string_view field, const char* value) {
            return text(field, std::string_view(value));
        }
        Row& text(std::string_view field, const std::string& value) {
            return text(field, std::string_view(value));
        }

      private:
        friend class Arguments;
        Row(Arguments& arguments, std::string stem)
            : arguments_(arguments), stem_(std::move(stem)) {}
        Arguments& arguments_;
        std::string stem_;  // already encoded
    };

    explicit Arguments(std::string_view function) : function_(function) {}

    Arguments& text(std::string_view name, std::string_view value);
    Arguments& number(std::string_view name, std::int64_t value);
    Arguments& flag(std::string_view name, bool value);
    Row row(std::string_view list, std::size_t index);
    Arguments& item(std::string_view list, std::size_t index, std::string_view value);
    Arguments& item(std::string_view list, std::size_t index, std::int64_t value);

    [[nodiscard]] const std::string& function() const { return function_; }
    // How many variables PHP has to take in, control fields included (max_input_vars).
    [[nodiscard]] std::size_t leaves() const { return leaves_ + kControlFields; }
    // The whole form. The token comes first: what is last is what a limit cuts off.
    [[nodiscard]] std::string form(std::string_view token) const;

  private:
    void leaf(std::string_view encoded_name, std::string_view value);

    std::string function_;
    std::string body_;
    std::size_t leaves_ = 0;
};

using Json = std::shared_ptr<const boost::json::value>;

// The value that Moodle answered (JSON null for functions that return nothing), or why not.
Called<Json> decode(const net::HttpReply& reply);

class Channel {
  public:
    struct Options {
        net::SiteAddress address;
        std::string token;
        std::chrono::milliseconds call_time{120'000};
        std::stop_token stop;
    };
    Channel(Options options, net::Transport& transport);

    // One request. A redirect to https on the same host is followed once (nothing was done by
    // whoever redirects). A call with more values than the limit is refused without being sent.
    Called<Json> call(const Arguments& arguments);

    void set_limit(std::size_t max_input_vars) { limit_ = max_input_vars; }  // 0: not known
    [[nodiscard]] std::size_t limit() const { return limit_; }
    // The server's clock in the latest answer; 0: it said none.
    [[nodiscard]] base::Instant server_date() const { return server_date_; }
    [[nodiscard]] const net::SiteAddress& address() const { return options_.address; }
    // A redirect has led it from an address with http:// to one with https://.
    [[nodiscard]] bool moved_to_https() const;

  private:
    net::HttpReply post(const std::string& form);

    const Options options_;
    net::Transport& transport_;
    std::atomic<std::size_t> limit_{0};
    std::atomic<base::Instant> server_date_{0};
    mutable std::mutex mutex_;  // guards endpoint_
    std::string endpoint_;      // moves once when the site upgrades to https
};

}  // namespace causeway::moodle
