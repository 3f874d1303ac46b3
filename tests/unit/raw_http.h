// SPDX-License-Identifier: GPL-3.0-or-later
// A bare TCP connection to a server of ours on 127.0.0.1, for tests that look at single bytes.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace causeway::test {

using Millis = std::chrono::milliseconds;

class RawHttp {
  public:
    explicit RawHttp(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    }
    ~RawHttp() { ::close(socket_); }
    RawHttp(const RawHttp&) = delete;
    RawHttp& operator=(const RawHttp&) = delete;

    [[nodiscard]] bool connected() const { return connected_; }

    // False when the other side no longer takes anything.
    bool send(const std::string& bytes) {
        std::size_t done = 0;
        while (done < bytes.size()) {
            const auto sent =
                ::send(socket_, bytes.data() + done, bytes.size() - done, MSG_NOSIGNAL);
            if (sent <= 0) return false;
            done += static_cast<std::size_t>(sent);
        }
        return true;
    }

    // Waits for more; false when nothing came in that time. At the end of the stream closed()
    // turns true.
    bool more(Millis patience = Millis(5'000)) {
        pollfd waiting{socket_, POLLIN, 0};
        if (closed_ || ::poll(&waiting, 1, static_cast<int>(patience.count())) <= 0) return false;
        char block[65'536];
        const auto count = ::recv(socket_, block, sizeof block, 0);
        if (count > 0) received_.append(block, static_cast<std::size_t>(count));
        closed_ = count <= 0;
        return count > 0;
    }

    // One answer with Content-Length (or none: its head), taken off what was received.
    std::string answer() {
        auto end = received_.find("\r\n\r\n");
        while (end == std::string::npos && more())
            end = received_.find("\r\n\r\n");
        if (end == std::string::npos) return take(received_.size());
        std::size_t length = end + 4;
        const auto mark = received_.find("Content-Length: ");
        if (mark != std::string::npos && mark < end)
            length += static_cast<std::size_t>(std::atol(received_.c_str() + mark + 16));
        while (received_.size() < length && more())
            continue;
        return take(std::min(length, received_.size()));
    }
    // Everything up to the end of the stream.
    std::string rest(Millis patience = Millis(5'000)) {
        while (more(patience))
            continue;
        return take(received_.size());
    }
    [[nodiscard]] bool closed() const { return closed_; }

    // GET or POST in one go, answered whole.
    std::string ask(const std::string& method, const std::string& target,
                    const std::string& body = "", const std::string& headers = "") {
        send(method + " " + target + " HTTP/1.1\r\nHost: test\r\n" + headers +
             (body.empty() ? "" : "Content-Length: " + std::to_string(body.size()) + "\r\n") +
             "\r\n" + body);
        return answer();
    }

  private:
    std::string take(std::size_t count) {
        std::string taken = received_.substr(0, count);
        received_.erase(0, count);
        return taken;
    }

    int socket_;
    bool connected_ = false, closed_ = false;
    std::string received_;
};

inline std::string body_of(const std::string& answer) {
    const auto end = answer.find("\r\n\r\n");
    return end == std::string::npos ? "" : answer.substr(end + 4);
}

}  // namespace causeway::test
