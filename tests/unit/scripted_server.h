// SPDX-License-Identifier: GPL-3.0-or-later
// An HTTP server for tests that does exactly what a script says, byte for byte, on a socket of its
// own: how the HTTP client takes answers, cuts and silence. A thread for each connection; the
// script is called from them.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

namespace causeway::net::test {

// For each request, in order of arrival: the bytes to send back; empty: close the connection.
class ScriptedServer {
  public:
    using Script = std::function<std::string(std::size_t number, const std::string& form)>;

    explicit ScriptedServer(Script script) : script_(std::move(script)) {
        listener_ = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        EXPECT_EQ(::bind(listener_, reinterpret_cast<sockaddr*>(&address), size), 0);
        EXPECT_EQ(::listen(listener_, 16), 0);
        ::getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size);
        port_ = ntohs(address.sin_port);
        acceptor_ = std::thread([this] { accept_all(); });
    }

    ~ScriptedServer() {
        let_go();
        ::shutdown(listener_, SHUT_RDWR);
        acceptor_.join();
        {
            const std::lock_guard lock(mutex_);
            for (const int socket : sockets_)
                ::shutdown(socket, SHUT_RDWR);
        }
        for (auto& thread : threads_)
            thread.join();
        for (const int socket : sockets_)
            ::close(socket);
        ::close(listener_);
    }

    [[nodiscard]] std::string url(std::string_view scheme = "http") const {
        return std::string(scheme) + "://127.0.0.1:" + std::to_string(port_) + "/server.php";
    }
    [[nodiscard]] std::size_t requests() const { return requests_; }
    [[nodiscard]] std::size_t connections() const { return connections_; }

    // For scripts that hold their answer: until the test lets go.
    void hold() {
        std::unique_lock lock(mutex_);
        released_.wait(lock, [this] { return let_go_; });
    }
    void let_go() {
        {
            const std::lock_guard lock(mutex_);
            let_go_ = true;
        }
        released_.notify_all();
    }

  private:
    void accept_all() {
        for (;;) {
            const int socket = ::accept(listener_, nullptr, nullptr);
            if (socket < 0) return;
            ++connections_;
            const std::lock_guard lock(mutex_);
            sockets_.push_back(socket);
            threads_.emplace_back([this, socket] { serve(socket); });
        }
    }

    void serve(int socket) {
        std::string buffer;
        for (;;) {
            const auto form = read_form(socket, buffer);
            if (!form) {
                ::shutdown(socket, SHUT_RDWR);
                return;
            }
            const std::string bytes = script_(requests_++, *form);
            if (bytes.empty()) {
                ::shutdown(socket, SHUT_RDWR);
                return;
            }
            std::size_t sent = 0;
            while (sent < bytes.size()) {
                const auto n =
                    ::send(socket, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
                if (n <= 0) return;
                sent += static_cast<std::size_t>(n);
            }
            if (bytes.find("\r\nConnection: close") != std::string::npos ||
                bytes.find("short-answer") != std::string::npos) {
                ::shutdown(socket, SHUT_RDWR);
                return;
            }
        }
    }

    static std::optional<std::string> read_form(int socket, std::string& buffer) {
        for (;;) {
            if (const auto end = buffer.find("\r\n\r\n"); end != std::string::npos) {
                const auto at = buffer.find("Content-Length: ");
                const std::size_t length = std::stoul(buffer.substr(at + 16));
                if (buffer.size() >= end + 4 + length) {
                    std::string form = buffer.substr(end + 4, length);
                    buffer.erase(0, end + 4 + length);
                    return form;
                }
            }
            char bytes[4096];
            const auto n = ::recv(socket, bytes, sizeof bytes, 0);
            if (n <= 0) return std::nullopt;
            buffer.append(bytes, static_cast<std::size_t>(n));
            if (buffer.front() == '\x16') return std::nullopt;  // a TLS greeting
        }
    }

    Script script_;
    int listener_ = -1;
    int port_ = 0;
    std::atomic<std::size_t> requests_{0};
    std::atomic<std::size_t> connections_{0};
    std::mutex mutex_;
    std::condition_variable released_;
    bool let_go_ = false;
    std::vector<int> sockets_;
    std::vector<std::thread> threads_;
    std::thread acceptor_;
};

}  // namespace causeway::net::test
