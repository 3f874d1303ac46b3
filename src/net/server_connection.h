// SPDX-License-Identifier: GPL-3.0-or-later
// One connection, over plain TCP or TLS: reads requests, hands each to the worker pool by value,
// writes its answer, which may go on as a stream. Touched by the one I/O thread only, except for
// the Flow of a stream. Private to net/server*.cpp. Callbacks instead of coroutines: g++ 12 still
// miscompiles some of the latter.
#pragma once

#include "net/server_answer.h"

#include <boost/asio/post.hpp>
#include <boost/asio/ssl/stream_base.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/stream_traits.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <deque>
#include <exception>
#include <mutex>
#include <optional>
#include <type_traits>

#include "base/log.h"

namespace causeway::net {

using tcp = asio::ip::tcp;
using boost::system::error_code;

inline constexpr std::chrono::milliseconds kLingerTime{2'000};
inline constexpr std::size_t kFirstRead = 8 * 1024;

template <class Stream>
class StreamConnection final : public Connection,
                               public std::enable_shared_from_this<StreamConnection<Stream>> {
  public:
    template <class... Args>
    explicit StreamConnection(Shared& shared, Args&&... args)
        : shared_(shared), stream_(std::forward<Args>(args)...), hold_(shared.io) {
        ++shared_.open;
        error_code ignored;
        const auto end = lowest().socket().remote_endpoint(ignored);
        if (!ignored) peer_ = end.address().to_string();
    }
    ~StreamConnection() override {
        if (outflow_) outflow_->cut();
        --shared_.open;
    }
    StreamConnection(const StreamConnection&) = delete;
    StreamConnection& operator=(const StreamConnection&) = delete;

    void start() override {
        if constexpr (kSecure) {
            state_ = State::reading;
            lowest().expires_after(shared_.options.read_time);
            stream_.async_handshake(asio::ssl::stream_base::server,
                                    [self = self_()](error_code error) {
                                        if (error) return self->drop();
                                        self->wait_for_request();
                                    });
        } else {
            wait_for_request();
        }
    }

    void stop() override {
        if (state_ == State::idle || state_ == State::streaming) return drop();
        if (state_ == State::held) hold_.cancel();
    }
    void drop() override {
        error_code ignored;
        if (outflow_) outflow_->cut();
        hold_.cancel();
        lowest().socket().close(ignored);
    }

  private:
    static constexpr bool kSecure = !std::is_same_v<Stream, beast::tcp_stream>;
    enum class State { idle, reading, working, held, writing, streaming, lingering };

    std::shared_ptr<StreamConnection> self_() { return this->shared_from_this(); }
    beast::tcp_stream& lowest() { return beast::get_lowest_layer(stream_); }

    void wait_for_request() {
        if (shared_.stopping) return drop();
        parser_.emplace();
        parser_->header_limit(static_cast<std::uint32_t>(shared_.options.max_header));
        parser_->body_limit(shared_.options.max_body);
        if (buffer_.size() > 0) return read_head();
        state_ = State::idle;
        lowest().expires_after(shared_.options.idle_time);
        stream_.async_read_some(buffer_.prepare(kFirstRead),
                                [self = self_()](error_code error, std::size_t count) {
                                    if (error) return self->drop();
                                    self->buffer_.commit(count);
                                    self->read_head();
                                });
    }

    // One deadline for the whole request: it is set here and never moved.
    void read_head() {
        state_ = State::reading;
        lowest().expires_after(shared_.options.read_time);
        http::async_read_header(stream_, buffer_, *parser_,
                                [self = self_()](error_code error, std::size_t) {
                                    if (error) return self->refuse(error);
                                    self->read_body();
                                });
    }

    void read_body() {
        const auto expect = parser_->get()[http::field::expect];
        if (!parser_->is_done() && beast::iequals(expect, "100-continue")) return say_continue();
        http::async_read(stream_, buffer_, *parser_,
                         [self = self_()](error_code error, std::size_t) {
                             if (error) return self->refuse(error);
                             self->work();
                         });
    }

    void say_continue() {
        static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
        parser_->get().erase(http::field::expect);
        asio::async_write(stream_, asio::buffer(kContinue),
                          [self = self_()](error_code error, std::size_t) {
                              if (error) return self->drop();
                              self->read_body();
                          });
    }

    void refuse(error_code error) {
        keep_alive_ = false;
        if (error == http::error::header_limit || error == http::error::buffer_overflow)
            return answer(plain_text(431, "The request's header is too large.\n"));
        if (error == http::error::body_limit)
            return answer(plain_text(413, "The request's body is too large.\n"));
        const bool gone = error == http::error::end_of_stream || error == beast::error::timeout ||
                          error == http::error::partial_message ||
                          error.category() != make_error_code(http::error::bad_method).category();
        if (gone) return drop();
        answer(plain_text(400, "This is not a well-formed HTTP request.\n"));
    }

    void work() {
        state_ = State::working;
        keep_alive_ = parser_->get().keep_alive();
        http11_ = parser_->get().version() >= 11;
        head_ = parser_->get().method() == http::verb::head;
        lowest().expires_never();
        asio::post(shared_.workers, [self = self_(), request = taken_from(*parser_, peer_)]() {
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
        return plain_text(500, "The server could not answer this request.\n");
    }

    void hold(Response response) {
        if (response.hold.count() <= 0 || shared_.stopping) return deliver(std::move(response));
        state_ = State::held;
        hold_.expires_after(response.hold);
        hold_.async_wait([self = self_(), response = std::move(response)](error_code) mutable {
            self->deliver(std::move(response));
        });
    }

    void deliver(Response response) {
        if (response.hang_up) return drop();
        answer(std::move(response));
    }

    void answer(Response from) {
        state_ = State::writing;
        keep_alive_ = keep_alive_ && !shared_.stopping && !from.stream;
        stream_to_ = head_ ? nullptr : std::move(from.stream);
        first_piece_ = stream_to_ ? std::move(from.body) : std::string();
        if (stream_to_) from.stream = [](const std::shared_ptr<Outflow>&) {};  // it has no length
        response_ = answer_from(std::move(from), http11_, head_, keep_alive_);
        if (stream_to_) return write_head();
        write();
    }

    void write() {
        lowest().expires_after(shared_.options.write_time);
        http::async_write(stream_, response_, [self = self_()](error_code error, std::size_t) {
            if (error) return self->drop();
            if (!self->keep_alive_) return self->linger();
            self->wait_for_request();
        });
    }

    // ---- an answer that goes on ----

    void write_head() {
        response_.body().clear();
        serializer_.emplace(response_);
        lowest().expires_after(shared_.options.write_time);
        http::async_write_header(stream_, *serializer_,
                                 [self = self_()](error_code error, std::size_t) {
                                     if (error) return self->drop();
                                     self->flow();
                                 });
    }

    void flow() {
        if (shared_.stopping) return drop();
        state_ = State::streaming;
        lowest().expires_never();
        buffer_.clear();
        watch_for_end();
        outflow_ = std::make_shared<Flow>(this->weak_from_this(), shared_);
        if (!first_piece_.empty()) outflow_->send(std::move(first_piece_));
        std::exchange(stream_to_, nullptr)(outflow_);
    }

    // The client has nothing more to say on this connection: what comes is its end.
    void watch_for_end() {
        stream_.async_read_some(buffer_.prepare(kFirstRead),
                                [self = self_()](error_code error, std::size_t) {
                                    if (error) return self->drop();
                                    self->watch_for_end();
                                });
    }

    // What is sent into the answer from any thread; the connection takes it on its own. The pieces
    // wait here, in their order: jobs posted from the I/O thread and from others may overtake one
    // another.
    class Flow final : public Outflow, public std::enable_shared_from_this<Flow> {
      public:
        Flow(std::weak_ptr<StreamConnection> connection, Shared& shared)
            : connection_(std::move(connection)), shared_(shared) {}

        bool send(std::string piece) override {
            if (piece.empty()) return open();
            const std::scoped_lock lock(mutex_);
            if (!open_) return false;
            unsent_ += piece.size();
            if (unsent_ > shared_.options.max_unsent) {
                open_ = false;
                post([](StreamConnection& connection) { connection.drop(); });
                return false;
            }
            pieces_.push_back(std::move(piece));
            post([](StreamConnection& connection) { connection.send_next(); });
            return true;
        }
        void end() override {
            const std::scoped_lock lock(mutex_);
            if (!std::exchange(open_, false)) return;
            ended_ = true;
            post([](StreamConnection& connection) { connection.send_next(); });
        }
        [[nodiscard]] bool open() const override {
            const std::scoped_lock lock(mutex_);
            return open_;
        }
        void cut() {
            const std::scoped_lock lock(mutex_);
            open_ = false;
        }
        // The next piece to write, an empty one behind the last; nothing: wait for more.
        std::optional<std::string> next() {
            const std::scoped_lock lock(mutex_);
            if (pieces_.empty()) return ended_ ? std::optional<std::string>("") : std::nullopt;
            std::string piece = std::move(pieces_.front());
            pieces_.pop_front();
            return piece;
        }
        void sent(std::size_t bytes) {
            const std::scoped_lock lock(mutex_);
            unsent_ -= bytes;
        }

      private:
        // Only while open: then the server is there, for its end cuts every flow first.
        template <class Job>
        void post(Job job) {
            asio::post(shared_.io, [weak = connection_, job = std::move(job)]() mutable {
                if (const auto connection = weak.lock()) job(*connection);
            });
        }

        std::weak_ptr<StreamConnection> connection_;
        Shared& shared_;
        mutable std::mutex mutex_;  // guards what follows
        bool open_ = true;
        bool ended_ = false;
        std::deque<std::string> pieces_;
        std::size_t unsent_ = 0;
    };

    void send_next() {
        if (sending_) return;
        auto piece = outflow_->next();
        if (!piece) return;
        const std::size_t size = piece->size();
        if (size == 0) return write_piece(http11_ ? std::string(kLastChunk) : "", 0, true);
        write_piece(http11_ ? chunk(*piece) : std::move(*piece), size, false);
    }

    void write_piece(std::string bytes, std::size_t counted, bool last) {
        sending_ = true;
        piece_ = std::move(bytes);
        lowest().expires_after(shared_.options.write_time);
        asio::async_write(stream_, asio::buffer(piece_),
                          [self = self_(), counted, last](error_code error, std::size_t) {
                              if (error) return self->drop();
                              self->sending_ = false;
                              self->outflow_->sent(counted);
                              if (last) return self->drop();
                              self->lowest().expires_never();
                              self->send_next();
                          });
    }

    // Closing at once while the client still sends would reset the connection and lose the
    // answer: end our half, then read and forget for a short while.
    void linger() {
        if (state_ != State::lingering) {
            state_ = State::lingering;
            error_code ignored;
            lowest().socket().shutdown(tcp::socket::shutdown_send, ignored);
            lowest().expires_after(kLingerTime);
            buffer_.clear();
        }
        stream_.async_read_some(buffer_.prepare(kFirstRead),
                                [self = self_()](error_code error, std::size_t) {
                                    if (error) return self->drop();
                                    self->linger();
                                });
    }

    Shared& shared_;
    Stream stream_;
    asio::steady_timer hold_;
    beast::flat_buffer buffer_;
    std::optional<RequestParser> parser_;
    Answer response_;
    std::optional<http::response_serializer<http::string_body>> serializer_;
    std::function<void(std::shared_ptr<Outflow>)> stream_to_;
    std::string first_piece_;
    std::shared_ptr<Flow> outflow_;
    std::string piece_;
    bool sending_ = false;
    std::string peer_;
    State state_ = State::idle;
    bool keep_alive_ = false;
    bool http11_ = true;
    bool head_ = false;
};

}  // namespace causeway::net
