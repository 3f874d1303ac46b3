// SPDX-License-Identifier: GPL-3.0-or-later
// The HTTP server: HTTP/1.1, plain or over TLS, behind one small face; Boost.Beast stays inside
// server*.cpp.
// A handler is an ordinary function that may block; it runs on one of `workers` threads, several
// at a time. One more thread does all reading and writing. Every limit is a deadline counted from
// the start of what it limits, so that a client that trickles bytes cannot stretch it.
// An answer may go on as a stream, which costs no thread while nothing is said.
// Errors: the constructor throws base::Failure when it cannot listen; a handler that throws is
// answered with 500. stop() (and the destructor) ends gracefully.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace causeway::net {

using Headers = std::vector<std::pair<std::string, std::string>>;

struct ServerOptions {
    std::string address = "127.0.0.1";  // an IPv4 or IPv6 address, not a name
    std::uint16_t port = 0;             // 0: the system chooses; ask port()
    unsigned workers = 4;
    std::size_t max_connections = 1024;            // one more is closed at once
    std::size_t max_header = 16 * 1024;            // bytes; more is answered with 431
    std::size_t max_body = 8 * 1024 * 1024;        // bytes; more is answered with 413
    std::chrono::milliseconds idle_time{60'000};   // between two requests of one connection
    std::chrono::milliseconds read_time{20'000};   // first byte to last byte of a request
    std::chrono::milliseconds write_time{60'000};  // of an answer
    std::chrono::milliseconds stop_grace{5'000};   // for requests under way when stop() is called
    std::size_t max_unsent = 256 * 1024;           // bytes a stream's slow client may lag behind
    std::string certificate_file;                  // PEM, the whole chain; with key_file: TLS
    std::string key_file;                          // PEM
};

struct Request {
    std::string method;  // "GET"
    std::string path;    // "/courses", still percent-encoded
    std::string query;   // behind the '?', still percent-encoded
    Headers headers;
    std::string body;
    std::string peer;  // the client's address

    // The first header of that name (any case), or "".
    [[nodiscard]] std::string_view header(std::string_view name) const;
};

// The open end of an answer that goes on. Any thread; no call waits for the client.
class Outflow {
  public:
    virtual ~Outflow() = default;
    // False, and nothing is sent, once the client is gone or lags too far behind: it is dropped.
    virtual bool send(std::string piece) = 0;
    virtual void end() = 0;
    [[nodiscard]] virtual bool open() const = 0;
};

struct Response {
    int status = 200;
    std::string reason;  // empty: the usual words of that status
    std::string content_type = "text/plain; charset=utf-8";
    Headers headers;
    std::string body;
    bool chunked = false;  // Transfer-Encoding: chunked instead of Content-Length
    // The answer goes on behind its body: called once, when its head is on its way, on the I/O
    // thread; must return at once. Whoever keeps the outflow ends it; stop() ends all.
    std::function<void(std::shared_ptr<Outflow>)> stream;

    // For servers that play a part (the stand-in Moodle); no thread waits meanwhile.
    std::chrono::milliseconds hold{0};  // write the answer this much later
    bool hang_up = false;               // close the connection instead of answering
};

class Server {
  public:
    using Handler = std::function<Response(const Request&)>;

    Server(ServerOptions options, Handler handler);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    // "http://127.0.0.1:8080", without a slash at the end; https:// with a certificate.
    [[nodiscard]] std::string url() const;
    [[nodiscard]] std::size_t open_connections() const;

    // No new connections; idle ones close at once, requests under way get `stop_grace` to finish.
    // Returns when every thread has ended. Any thread but a handler's; more than once is fine.
    void stop();

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace causeway::net
