// SPDX-License-Identifier: GPL-3.0-or-later
// What the server's connections need of their server, and how it sees them. Private to
// net/server*.cpp. A connection belongs to the one I/O thread; `open` may be read by any.
#pragma once

// Before anything of Boost: its compiled half is in boost_impl.cpp.
#define BOOST_ASIO_SEPARATE_COMPILATION
#define BOOST_BEAST_SEPARATE_COMPILATION
#define BOOST_ASIO_NO_DEPRECATED
#include <algorithm>
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/thread_pool.hpp>
#include <memory>

#include "net/server.h"

namespace causeway::net {

namespace asio = boost::asio;

struct Shared {
    Shared(ServerOptions chosen, Server::Handler handle)
        : options(std::move(chosen)),
          handler(std::move(handle)),
          workers(std::max(1U, options.workers)) {}

    ServerOptions options;
    Server::Handler handler;
    std::atomic<bool> stopping{false};
    std::atomic<std::size_t> open{0};  // outlives io, whose end destroys the last connections
    asio::io_context io{1};
    asio::thread_pool workers;
};

class Connection {
  public:
    virtual ~Connection() = default;
    virtual void start() = 0;
    // The server stops: an idle connection goes at once, a held answer is not held any longer, a
    // stream ends.
    virtual void stop() = 0;
    virtual void drop() = 0;
};

std::shared_ptr<Connection> plain_connection(Shared& shared, asio::ip::tcp::socket socket);

// Certificate and key, read once; throws base::Failure(usage) when they cannot be used.
class Tls {
  public:
    Tls(const std::string& certificate_file, const std::string& key_file);
    ~Tls();
    Tls(const Tls&) = delete;
    Tls& operator=(const Tls&) = delete;
    std::shared_ptr<Connection> connection(Shared& shared, asio::ip::tcp::socket socket);

  private:
    struct Context;
    std::unique_ptr<Context> context_;
};

}  // namespace causeway::net
