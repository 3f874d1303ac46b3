// SPDX-License-Identifier: GPL-3.0-or-later
// See server.h. One I/O thread owns every Connection; this file listens, admits and stops.
#include "net/server_shared.h"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_map>

#include "base/failure.h"
#include "base/log.h"

namespace causeway::net {

using tcp = asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::chrono::milliseconds kAcceptPause{100};

}  // namespace

class Server::Impl {
  public:
    Impl(ServerOptions options, Handler handler)
        : shared_(std::move(options), std::move(handler)),
          acceptor_(shared_.io),
          pause_(shared_.io) {
        if (!shared_.options.certificate_file.empty())
            tls_ =
                std::make_unique<Tls>(shared_.options.certificate_file, shared_.options.key_file);
        listen();
        accept();
        io_thread_ = std::thread([this] { run(); });
    }
    ~Impl() { stop(); }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    [[nodiscard]] std::uint16_t port() const { return port_; }
    [[nodiscard]] std::size_t open() const { return shared_.open; }
    [[nodiscard]] std::string url() const {
        const auto& address = shared_.options.address;
        const bool six = address.find(':') != std::string::npos;
        return (tls_ ? "https://" : "http://") + (six ? "[" + address + "]" : address) + ":" +
               std::to_string(port_);
    }

    void stop() {
        const std::lock_guard lock(stop_mutex_);
        if (!io_thread_.joinable()) return;
        shared_.stopping = true;
        asio::post(shared_.io, [this] { begin_stop(); });
        {
            std::unique_lock wait(idle_mutex_);
            idle_.wait_for(wait, shared_.options.stop_grace, [this] { return drained_; });
        }
        // Whoever is still here has had its time. Handlers under way are waited for: their
        // answers find the connection closed.
        asio::post(shared_.io, [this] {
            for (const auto& weak : connections_)
                if (auto connection = weak.second.lock()) connection->drop();
        });
        shared_.workers.join();
        asio::post(shared_.io, [this] {
            check_drained_.reset();
            shared_.io.stop();
        });
        io_thread_.join();
    }

  private:
    void listen() {
        try {
            const tcp::endpoint end(asio::ip::make_address(shared_.options.address),
                                    shared_.options.port);
            acceptor_.open(end.protocol());
            acceptor_.set_option(asio::socket_base::reuse_address(true));
            acceptor_.bind(end);
            acceptor_.listen(asio::socket_base::max_listen_connections);
            port_ = acceptor_.local_endpoint().port();
        } catch (const boost::system::system_error& error) {
            throw base::Failure(
                base::ExitCode::error,
                {.what = "cannot listen on " + shared_.options.address + " port " +
                         std::to_string(shared_.options.port),
                 .record = {},
                 .why = error.code().message(),
                 .cure = "choose an address of this machine and a port that no other program uses",
                 .code = "net.listen"});
        }
    }

    // Out of memory in one connection's callback must not end the others.
    void run() {
        for (;;)
            try {
                shared_.io.run();
                return;
            } catch (const std::exception& error) {
                base::log::error("the HTTP server goes on after: {}", error.what());
            }
    }

    void accept() {
        acceptor_.async_accept([this](error_code error, tcp::socket socket) {
            if (!acceptor_.is_open()) return;
            if (error) return accept_later();
            admit(std::move(socket));
            accept();
        });
    }

    // Out of file descriptors or the like: trying again at once would only spin.
    void accept_later() {
        pause_.expires_after(kAcceptPause);
        pause_.async_wait([this](error_code error) {
            if (!error && acceptor_.is_open()) accept();
        });
    }

    void admit(tcp::socket socket) {
        if (shared_.open >= shared_.options.max_connections) return;  // the socket closes itself
        error_code ignored;
        socket.set_option(tcp::no_delay(true), ignored);
        auto connection = tls_ ? tls_->connection(shared_, std::move(socket))
                               : plain_connection(shared_, std::move(socket));
        forget_the_gone();
        connections_.emplace(connection.get(), connection);
        connection->start();
    }

    void forget_the_gone() {
        if (connections_.size() < 2 * shared_.open + 16) return;
        std::erase_if(connections_, [](const auto& entry) { return entry.second.expired(); });
    }

    void begin_stop() {
        error_code ignored;
        acceptor_.close(ignored);
        pause_.cancel();
        for (const auto& weak : connections_)
            if (auto connection = weak.second.lock()) connection->stop();
        check_drained_.emplace(shared_.io);
        check_drained();
    }

    void check_drained() {
        if (shared_.open == 0) {
            const std::lock_guard lock(idle_mutex_);
            drained_ = true;
            idle_.notify_all();
            return;
        }
        check_drained_->expires_after(std::chrono::milliseconds(2));
        check_drained_->async_wait([this](error_code error) {
            if (!error) check_drained();
        });
    }

    Shared shared_;
    tcp::acceptor acceptor_;
    asio::steady_timer pause_;
    std::optional<asio::steady_timer> check_drained_;
    std::unordered_map<Connection*, std::weak_ptr<Connection>> connections_;  // I/O thread only
    std::unique_ptr<Tls> tls_;                                                // nothing: plain
    std::uint16_t port_ = 0;
    std::thread io_thread_;
    std::mutex stop_mutex_;
    std::mutex idle_mutex_;
    std::condition_variable idle_;
    bool drained_ = false;
};

Server::Server(ServerOptions options, Handler handler)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(handler))) {}
Server::~Server() = default;
std::uint16_t Server::port() const {
    return impl_->port();
}
std::string Server::url() const {
    return impl_->url();
}
std::size_t Server::open_connections() const {
    return impl_->open();
}
void Server::stop() {
    impl_->stop();
}

}  // namespace causeway::net
