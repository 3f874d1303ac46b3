// SPDX-License-Identifier: GPL-3.0-or-later
// See server.h. One I/O thread owns every Session; a Session is touched by no other thread. A
// request goes to the worker pool by value and its answer comes back by value. Callbacks instead
// of coroutines: g++ 12 still miscompiles some of the latter.
#define BOOST_ASIO_SEPARATE_COMPILATION
#define BOOST_BEAST_SEPARATE_COMPILATION
#define BOOST_ASIO_NO_DEPRECATED
#include "net/server.h"

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <boost/beast/http/write.hpp>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <ctime>
#include <exception>
#include <mutex>
#include <thread>
#include <unordered_map>

#include "base/failure.h"
#include "base/log.h"
#include "base/text.h"

namespace causeway::net {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = beast::http;
using tcp = asio::ip::tcp;
using boost::system::error_code;

namespace {

constexpr std::chrono::milliseconds kLingerTime{2'000};
constexpr std::chrono::milliseconds kAcceptPause{100};
constexpr std::size_t kFirstRead = 8 * 1024;

std::string http_date() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&now, &parts);
    char text[40];
    const std::size_t length =
        std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
    return {text, length};
}

// A handler's text must not be able to start a header of its own.
std::string one_line(std::string text) {
    std::replace_if(
        text.begin(), text.end(), [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
    return text;
}

Response plain(int status, std::string text) {
    Response response;
    response.status = status;
    response.body = std::move(text);
    return response;
}

}  // namespace

std::string_view Request::header(std::string_view name) const {
    for (const auto& [key, value] : headers)
        if (beast::iequals({key.data(), key.size()}, {name.data(), name.size()})) return value;
    return {};
}

namespace {

// What sessions need of their server.
struct Shared {
    Shared(ServerOptions chosen, Server::Handler handle)
        : options(std::move(chosen)),
          handler(std::move(handle)),
          workers(std::max(1U, options.workers)) {}

    ServerOptions options;
    Server::Handler handler;
    std::atomic<bool> stopping{false};
    std::atomic<std::size_t> open{0};  // outlives io, whose end destroys the last sessions
    asio::io_context io{1};
    asio::thread_pool workers;
};

class Session : public std::enable_shared_from_this<Session> {
  public:
    Session(Shared& shared, tcp::socket socket)
        : shared_(shared), stream_(std::move(socket)), hold_(shared.io) {
        ++shared_.open;
        error_code ignored;
        const auto end = stream_.socket().remote_endpoint(ignored);
        if (!ignored) peer_ = end.address().to_string();
    }
    ~Session() { --shared_.open; }
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    void start() { wait_for_request(); }

    // The server stops: an idle connection goes at once, a held answer is not held any longer.
    void stop() {
        if (state_ == State::idle) return drop();
        if (state_ == State::held) hold_.cancel();
    }
    void drop() {
        error_code ignored;
        hold_.cancel();
        stream_.socket().close(ignored);
    }

  private:
    enum class State { idle, reading, working, held, writing, lingering };
    using Parser = http::request_parser<http::string_body>;

    void wait_for_request() {
        if (shared_.stopping) return drop();
        parser_.emplace();
        parser_->header_limit(static_cast<std::uint32_t>(shared_.options.max_header));
        parser_->body_limit(shared_.options.max_body);
        if (buffer_.size() > 0) return read_head();
        state_ = State::idle;
        stream_.expires_after(shared_.options.idle_time);
        stream_.async_read_some(buffer_.prepare(kFirstRead),
                                [self = shared_from_this()](error_code error, std::size_t count) {
                                    if (error) return self->drop();
                                    self->buffer_.commit(count);
                                    self->read_head();
                                });
    }

    // One deadline for the whole request: it is set here and never moved.
    void read_head() {
        state_ = State::reading;
        stream_.expires_after(shared_.options.read_time);
        http::async_read_header(stream_, buffer_, *parser_,
                                [self = shared_from_this()](error_code error, std::size_t) {
                                    if (error) return self->refuse(error);
                                    self->read_body();
                                });
    }

    void read_body() {
        const auto expect = parser_->get()[http::field::expect];
        if (!parser_->is_done() && beast::iequals(expect, "100-continue")) return say_continue();
        http::async_read(stream_, buffer_, *parser_,
                         [self = shared_from_this()](error_code error, std::size_t) {
                             if (error) return self->refuse(error);
                             self->work();
                         });
    }

    void say_continue() {
        static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
        parser_->get().erase(http::field::expect);
        asio::async_write(stream_, asio::buffer(kContinue),
                          [self = shared_from_this()](error_code error, std::size_t) {
                              if (error) return self->drop();
                              self->read_body();
                          });
    }

    void refuse(error_code error) {
        keep_alive_ = false;
        if (error == http::error::header_limit || error == http::error::buffer_overflow)
            return answer(plain(431, "The request's header is too large.\n"));
        if (error == http::error::body_limit)
            return answer(plain(413, "The request's body is too large.\n"));
        const bool gone = error == http::error::end_of_stream || error == beast::error::timeout ||
                          error == http::error::partial_message ||
                          error.category() != make_error_code(http::error::bad_method).category();
        if (gone) return drop();
        answer(plain(400, "This is not a well-formed HTTP request.\n"));
    }

    Request taken() {
        auto message = parser_->release();
        Request request;
        request.method = std::string(message.method_string());
        const std::string_view target(message.target().data(), message.target().size());
        const auto mark = target.find('?');
        request.path = std::string(target.substr(0, mark));
        if (mark != std::string_view::npos) request.query = std::string(target.substr(mark + 1));
        for (const auto& field : message)
            request.headers.emplace_back(std::string(field.name_string()),
                                         std::string(field.value()));
        request.body = std::move(message.body());
        request.peer = peer_;
        keep_alive_ = message.keep_alive();
        http11_ = message.version() >= 11;
        head_ = message.method() == http::verb::head;
        return request;
    }

    void work() {
        state_ = State::working;
        stream_.expires_never();
        asio::post(shared_.workers, [self = shared_from_this(), request = taken()]() {
            Response response = self->handled(request);
            asio::post(self->shared_.io, [self, response = std::move(response)]() mutable {
                self->hold(std::move(response));
            });
        });
    }

    // On a worker thread.
    Response handled(const Request& request) const {
        try {
            return shared_.handler(request);
        } catch (const std::exception& error) {
            base::log::error("{} {} failed: {}", request.method, request.path, error.what());
        } catch (...) {
            base::log::error("{} {} failed", request.method, request.path);
        }
        return plain(500, "The server could not answer this request.\n");
    }

    void hold(Response response) {
        if (response.hold.count() <= 0 || shared_.stopping) return deliver(std::move(response));
        state_ = State::held;
        hold_.expires_after(response.hold);
        hold_.async_wait([self = shared_from_this(), response = std::move(response)](
                             error_code) mutable { self->deliver(std::move(response)); });
    }

    void deliver(Response response) {
        if (response.hang_up) return drop();
        answer(std::move(response));
    }

    void answer(Response from) {
        state_ = State::writing;
        keep_alive_ = keep_alive_ && !shared_.stopping;
        response_ = {};
        response_.version(http11_ ? 11 : 10);
        response_.result(static_cast<unsigned>(from.status));
        if (!from.reason.empty()) response_.reason(one_line(std::move(from.reason)));
        response_.set(http::field::date, http_date());
        if (!from.content_type.empty())
            response_.set(http::field::content_type, one_line(std::move(from.content_type)));
        for (auto& [name, value] : from.headers)
            response_.insert(one_line(std::move(name)), one_line(std::move(value)));
        response_.keep_alive(keep_alive_);
        const std::size_t length = from.body.size();
        if (!head_) response_.body() = std::move(from.body);
        if (from.chunked && http11_ && !head_)
            response_.chunked(true);
        else
            response_.content_length(length);
        write();
    }

    void write() {
        stream_.expires_after(shared_.options.write_time);
        http::async_write(stream_, response_,
                          [self = shared_from_this()](error_code error, std::size_t) {
                              if (error) return self->drop();
                              if (!self->keep_alive_) return self->linger();
                              self->wait_for_request();
                          });
    }

    // Closing at once while the client still sends would reset the connection and lose the
    // answer: end our half, then read and forget for a short while.
    void linger() {
        if (state_ != State::lingering) {
            state_ = State::lingering;
            error_code ignored;
            stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
            stream_.expires_after(kLingerTime);
            buffer_.clear();
        }
        stream_.async_read_some(buffer_.prepare(kFirstRead),
                                [self = shared_from_this()](error_code error, std::size_t) {
                                    if (error) return self->drop();
                                    self->linger();
                                });
    }

    Shared& shared_;
    beast::tcp_stream stream_;
    asio::steady_timer hold_;
    beast::flat_buffer buffer_;
    std::optional<Parser> parser_;
    http::response<http::string_body> response_;
    std::string peer_;
    State state_ = State::idle;
    bool keep_alive_ = false;
    bool http11_ = true;
    bool head_ = false;
};

}  // namespace

class Server::Impl {
  public:
    Impl(ServerOptions options, Handler handler)
        : shared_(std::move(options), std::move(handler)),
          acceptor_(shared_.io),
          pause_(shared_.io) {
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
        return "http://" + (six ? "[" + address + "]" : address) + ":" + std::to_string(port_);
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
            for (const auto& weak : sessions_)
                if (auto session = weak.second.lock()) session->drop();
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
        auto session = std::make_shared<Session>(shared_, std::move(socket));
        forget_the_gone();
        sessions_.emplace(session.get(), session);
        session->start();
    }

    void forget_the_gone() {
        if (sessions_.size() < 2 * shared_.open + 16) return;
        std::erase_if(sessions_, [](const auto& entry) { return entry.second.expired(); });
    }

    void begin_stop() {
        error_code ignored;
        acceptor_.close(ignored);
        pause_.cancel();
        for (const auto& weak : sessions_)
            if (auto session = weak.second.lock()) session->stop();
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
    std::unordered_map<Session*, std::weak_ptr<Session>> sessions_;  // I/O thread only
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
