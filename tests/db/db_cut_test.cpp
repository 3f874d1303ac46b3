// SPDX-License-Identifier: GPL-3.0-or-later
// A connection to MariaDB that is cut after any byte of an answer: a relay on a unix socket passes
// so many bytes on and no more. Wherever the cut falls, it must never look like the end.
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstring>
#include <filesystem>
#include <thread>

#include "base/failure.h"
#include "db/db.h"
#include "support/mariadb_server.h"

namespace causeway::db {
namespace {

sockaddr_un socket_name(const std::string& path) {
    sockaddr_un name{};
    name.sun_family = AF_UNIX;
    std::memcpy(name.sun_path, path.data(), std::min(path.size(), sizeof name.sun_path - 1));
    return name;
}

// Serves one connection; from arm() on, so many more bytes of the server reach the client.
class Relay {
  public:
    explicit Relay(const std::string& server)
        : path_((std::filesystem::temp_directory_path() /
                 ("causeway-relay-" + std::to_string(::getpid()) + ".sock"))
                    .string()),
          listener_(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        std::filesystem::remove(path_);
        const sockaddr_un own = socket_name(path_);
        if (::bind(listener_, reinterpret_cast<const sockaddr*>(&own), sizeof own) != 0 ||
            ::listen(listener_, 1) != 0)
            throw std::runtime_error("the relay cannot listen");
        thread_ = std::thread([this, server] { serve(server); });
    }
    ~Relay() {
        thread_.join();
        ::close(listener_);
        std::filesystem::remove(path_);
    }
    Relay(const Relay&) = delete;
    Relay& operator=(const Relay&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }
    void arm(std::int64_t bytes) { left_ = bytes; }
    [[nodiscard]] std::int64_t passed() const { return passed_; }

  private:
    void serve(const std::string& server) {
        const int client = ::accept(listener_, nullptr, nullptr);
        const int upstream = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const sockaddr_un name = socket_name(server);
        if (::connect(upstream, reinterpret_cast<const sockaddr*>(&name), sizeof name) == 0)
            while (pass(client, upstream)) {
            }
        ::close(upstream);
        ::close(client);
    }
    bool pass(int client, int upstream) {
        std::array<pollfd, 2> ready = {pollfd{client, POLLIN, 0}, pollfd{upstream, POLLIN, 0}};
        if (::poll(ready.data(), ready.size(), 30'000) <= 0) return false;
        std::array<char, 4096> bytes{};
        if (ready[0].revents != 0) {
            const auto n = ::read(client, bytes.data(), bytes.size());
            if (n <= 0 || ::write(upstream, bytes.data(), static_cast<std::size_t>(n)) != n)
                return false;
        }
        if (ready[1].revents == 0) return true;
        const auto n = ::read(upstream, bytes.data(), bytes.size());
        if (n <= 0) return false;
        const auto allowed = std::min<std::int64_t>(n, left_);
        left_ -= allowed;
        passed_ += allowed;
        return ::write(client, bytes.data(), static_cast<std::size_t>(allowed)) == allowed &&
               allowed == n;
    }

    std::string path_;
    int listener_;
    std::atomic<std::int64_t> left_ = INT64_MAX;
    std::atomic<std::int64_t> passed_ = 0;
    std::thread thread_;
};

class MariadbCut : public testing::Test {
  protected:
    static constexpr int kRows = 20;

    MariadbCut()
        : address_(*MariadbAddress::parse(support::MariadbServer::shared().url("db_cut_test"))) {
        const auto c = open_mariadb(address_);
        c->execute("DROP TABLE IF EXISTS t");
        c->execute("CREATE TABLE t (id INT PRIMARY KEY, txt VARCHAR(20), nothing INT)");
        for (std::int64_t i = 1; i <= kRows; ++i)
            c->run("INSERT INTO t VALUES (?, 'some text', NULL)", {Value{i}});
    }

    struct Reading {
        int rows = 0;
        bool ended = false;        // cleanly
        bool ended_later = false;  // cleanly, when asked again after the error
        std::int64_t bytes = 0;
    };
    // Reads the table with the connection cut after so many bytes of the answer.
    Reading read(std::int64_t cut) {
        Relay relay(address_.socket);
        MariadbAddress through = address_;
        through.socket = relay.path();
        Reading out;
        const auto c = open_mariadb(through, 10);
        const auto statement = c->prepare("SELECT id, txt, nothing FROM t ORDER BY id");
        const auto before = relay.passed();
        relay.arm(cut);
        std::unique_ptr<Rows> rows;
        try {
            rows = statement->query({});
            while (const Row* row = rows->next())
                EXPECT_EQ(row->integer(0), ++out.rows);
            out.ended = true;
        } catch (const base::Failure& failure) {
            EXPECT_EQ(failure.exit(), base::ExitCode::incomplete) << failure.what();
            EXPECT_FALSE(failure.problem().why.empty());
            try {
                out.ended_later = rows && rows->next() == nullptr;
            } catch (const base::Failure&) {  // as it should be
            }
        }
        out.bytes = relay.passed() - before;
        return out;
    }

    MariadbAddress address_;
};

TEST_F(MariadbCut, AfterAnyByteItIsAnErrorNotAnEnd) {
    const Reading whole = read(INT64_MAX);
    ASSERT_TRUE(whole.ended);
    ASSERT_EQ(whole.rows, kRows);
    ASSERT_GT(whole.bytes, kRows * 10);
    for (std::int64_t cut = 0; cut < whole.bytes; ++cut) {
        const Reading broken = read(cut);
        EXPECT_FALSE(broken.ended) << "after " << cut << " of " << whole.bytes << " bytes, with "
                                   << broken.rows << " rows, it looked like the end";
        EXPECT_FALSE(broken.ended_later) << "after " << cut << " bytes";
    }
    EXPECT_TRUE(read(whole.bytes).ended);
}

}  // namespace
}  // namespace causeway::db
