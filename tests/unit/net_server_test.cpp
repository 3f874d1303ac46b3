// SPDX-License-Identifier: GPL-3.0-or-later
// The HTTP server at the level of bytes: framing, limits, deadlines, parallel work, its end.
#include "net/server.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <future>
#include <memory>
#include <mutex>
#include <thread>

#include "base/failure.h"
#include "unit/raw_http.h"

using namespace causeway;
using net::Request;
using net::Response;
using test::body_of;
using test::Millis;
using test::RawHttp;
using Steady = std::chrono::steady_clock;

namespace {

Response said(std::string body) {
    Response response;
    response.body = std::move(body);
    return response;
}

Response echo(const Request& request) {
    return said(request.method + "|" + request.path + "|" + request.query + "|" +
                std::string(request.header("X-TEST")) + "|" + request.body + "|" + request.peer);
}

Millis since(Steady::time_point start) {
    return std::chrono::duration_cast<Millis>(Steady::now() - start);
}

// Opens once, for any number of waiters.
class Gate {
  public:
    void open() {
        const std::lock_guard lock(mutex_);
        open_ = true;
        changed_.notify_all();
    }
    bool wait() {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, std::chrono::seconds(10), [this] { return open_; });
    }

  private:
    std::mutex mutex_;
    std::condition_variable changed_;
    bool open_ = false;
};

}  // namespace

TEST(NetServer, HandsTheRequestOverWhole) {
    net::Server server({}, echo);
    RawHttp client(server.port());
    const std::string answer =
        client.ask("POST", "/a/b%20c?x=1&y=%3D", "hello", "x-test: value\r\n");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
    EXPECT_EQ(body_of(answer), "POST|/a/b%20c|x=1&y=%3D|value|hello|127.0.0.1");
    EXPECT_EQ(server.url(), "http://127.0.0.1:" + std::to_string(server.port()));
}

TEST(NetServer, KeepsTheConnectionForTheNextRequest) {
    net::Server server({}, echo);
    RawHttp client(server.port());
    for (int i = 0; i < 5; ++i)
        EXPECT_EQ(body_of(client.ask("GET", "/" + std::to_string(i))),
                  "GET|/" + std::to_string(i) + "||||127.0.0.1");
}

TEST(NetServer, AnswersPipelinedRequestsInOrder) {
    net::Server server({}, echo);
    RawHttp client(server.port());
    client.send("GET /1 HTTP/1.1\r\nHost: t\r\n\r\nGET /2 HTTP/1.1\r\nHost: t\r\n\r\n");
    EXPECT_NE(client.answer().find("GET|/1|"), std::string::npos);
    EXPECT_NE(client.answer().find("GET|/2|"), std::string::npos);
}

TEST(NetServer, ClosesWhenAskedTo) {
    net::Server server({}, echo);
    RawHttp client(server.port());
    client.send("GET / HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n");
    EXPECT_NE(client.rest().find("Connection: close\r\n"), std::string::npos);
    EXPECT_TRUE(client.closed());
    RawHttp old(server.port());
    old.send("GET / HTTP/1.0\r\n\r\n");
    EXPECT_NE(old.rest().find("GET|/|"), std::string::npos);
    EXPECT_TRUE(old.closed());
}

TEST(NetServer, SendsNoBodyForHead) {
    net::Server server({}, [](const Request&) {
        Response response = said("12345");
        response.chunked = true;
        return response;
    });
    RawHttp client(server.port());
    client.send("HEAD / HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n");
    const std::string answer = client.rest();
    EXPECT_NE(answer.find("Content-Length: 5\r\n"), std::string::npos) << answer;
    EXPECT_EQ(body_of(answer), "");
}

TEST(NetServer, SendsChunksWhenAskedTo) {
    net::Server server({}, [](const Request&) {
        Response response = said("hello");
        response.chunked = true;
        return response;
    });
    RawHttp client(server.port());
    client.send("GET / HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n");
    const std::string answer = client.rest();
    EXPECT_NE(answer.find("Transfer-Encoding: chunked\r\n"), std::string::npos) << answer;
    EXPECT_EQ(answer.find("Content-Length"), std::string::npos);
    EXPECT_EQ(body_of(answer), "5\r\nhello\r\n0\r\n\r\n");
}

TEST(NetServer, AsksForTheBodyThatWaitsForIt) {
    net::Server server({}, echo);
    RawHttp client(server.port());
    client.send("POST / HTTP/1.1\r\nHost: t\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    EXPECT_EQ(client.answer(), "HTTP/1.1 100 Continue\r\n\r\n");
    client.send("ok");
    EXPECT_EQ(body_of(client.answer()), "POST|/|||ok|127.0.0.1");
}

TEST(NetServer, KeepsHeaderLinesApart) {
    net::Server server({}, [](const Request&) {
        Response response = said("x");
        response.reason = "Fine\r\nX-Evil: 1";
        response.headers = {{"X-Name", "a\r\nX-Evil: 2"}};
        return response;
    });
    RawHttp client(server.port());
    EXPECT_EQ(client.ask("GET", "/").find("\r\nX-Evil"), std::string::npos);
}

TEST(NetServer, RefusesAHeaderThatIsTooLarge) {
    net::ServerOptions options;
    options.max_header = 1'000;
    net::Server server(options, echo);
    RawHttp client(server.port());
    client.send("GET / HTTP/1.1\r\nX-Test: " + std::string(2'000, 'x') + "\r\n\r\n");
    EXPECT_TRUE(client.rest().starts_with("HTTP/1.1 431 "));
    EXPECT_TRUE(client.closed());
}

TEST(NetServer, RefusesABodyThatIsTooLargeBeforeReadingIt) {
    net::ServerOptions options;
    options.max_body = 1'000;
    std::atomic<int> handled = 0;
    net::Server server(options, [&](const Request& request) {
        ++handled;
        return said(std::to_string(request.body.size()));
    });
    RawHttp fits(server.port());
    EXPECT_EQ(body_of(fits.ask("POST", "/", std::string(1'000, 'x'))), "1000");
    RawHttp announced(server.port());
    announced.send("POST / HTTP/1.1\r\nHost: t\r\nContent-Length: 1001\r\n\r\n");
    EXPECT_TRUE(announced.answer().starts_with("HTTP/1.1 413 "));
    RawHttp chunked(server.port());
    chunked.send("POST / HTTP/1.1\r\nHost: t\r\nTransfer-Encoding: chunked\r\n\r\n");
    for (int i = 0; i < 20; ++i)
        chunked.send("64\r\n" + std::string(100, 'x') + "\r\n");
    EXPECT_TRUE(chunked.answer().starts_with("HTTP/1.1 413 "));
    EXPECT_EQ(handled, 1);
}

TEST(NetServer, RefusesWhatIsNotHttp) {
    net::Server server({}, echo);
    RawHttp client(server.port());
    client.send("\x16\x03\x01 this is no request\r\n\r\n");
    EXPECT_TRUE(client.rest().starts_with("HTTP/1.1 400 "));
    EXPECT_TRUE(client.closed());
}

TEST(NetServer, GoesOnAfterAHandlerThrew) {
    net::Server server({}, [](const Request& request) -> Response {
        if (request.path == "/bad") throw std::runtime_error("secret detail");
        return said("fine");
    });
    RawHttp client(server.port());
    const std::string answer = client.ask("GET", "/bad");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 500 ")) << answer;
    EXPECT_EQ(answer.find("secret"), std::string::npos);
    EXPECT_EQ(body_of(client.ask("GET", "/good")), "fine");
}

// The limit is a deadline: bytes that keep coming do not move it.
TEST(NetServer, CutsAClientThatTrickles) {
    net::ServerOptions options;
    options.read_time = Millis(300);
    net::Server server(options, echo);
    RawHttp client(server.port());
    const auto start = Steady::now();
    client.send("GET / HTTP/1.1\r\nX-Test: ");
    while (!client.closed() && since(start) < Millis(5'000)) {
        client.send("x");
        client.more(Millis(20));  // paces the bytes and notices the end
    }
    EXPECT_TRUE(client.closed());
    EXPECT_GE(since(start), Millis(250));
    EXPECT_LT(since(start), Millis(2'500));
    EXPECT_EQ(client.rest(), "");
}

TEST(NetServer, CutsAnIdleConnection) {
    net::ServerOptions options;
    options.idle_time = Millis(100);
    net::Server server(options, echo);
    RawHttp client(server.port());
    EXPECT_NE(client.ask("GET", "/"), "");
    client.rest();
    EXPECT_TRUE(client.closed());
}

TEST(NetServer, CutsAClientThatDoesNotReadItsAnswer) {
    net::ServerOptions options;
    options.write_time = Millis(200);
    net::Server server(options, [](const Request&) { return said(std::string(64 << 20, 'x')); });
    RawHttp client(server.port());
    client.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
    const auto start = Steady::now();
    while (server.open_connections() == 0 && since(start) < Millis(5'000))
        std::this_thread::yield();
    while (server.open_connections() > 0 && since(start) < Millis(5'000))
        std::this_thread::yield();
    EXPECT_EQ(server.open_connections(), 0U);
}

TEST(NetServer, WorksOnRequestsAtTheSameTime) {
    constexpr int kAtOnce = 4;
    std::atomic<int> inside = 0;
    Gate all_inside;
    net::ServerOptions options;
    options.workers = kAtOnce;
    net::Server server(options, [&](const Request&) {
        if (++inside == kAtOnce) all_inside.open();
        return said(all_inside.wait() ? "together" : "alone");
    });
    std::vector<std::unique_ptr<RawHttp>> clients;
    for (int i = 0; i < kAtOnce; ++i) {
        clients.push_back(std::make_unique<RawHttp>(server.port()));
        clients.back()->send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
    }
    for (auto& client : clients)
        EXPECT_EQ(body_of(client->answer()), "together");
}

TEST(NetServer, CarriesManyRequestsFromManyClients) {
    net::Server server({}, [](const Request& request) { return said(request.body); });
    std::atomic<int> right = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 8; ++t)
        threads.emplace_back([&, t] {
            RawHttp client(server.port());
            for (int i = 0; i < 100; ++i) {
                const std::string body = std::to_string(t) + ":" + std::to_string(i);
                if (body_of(client.ask("POST", "/", body)) == body) ++right;
            }
        });
    for (auto& thread : threads)
        thread.join();
    EXPECT_EQ(right, 800);
}

TEST(NetServer, HoldsAnswersWithoutHoldingThreads) {
    net::ServerOptions options;
    options.workers = 1;
    net::Server server(options, [](const Request&) {
        Response response = said("late");
        response.hold = Millis(300);
        return response;
    });
    const auto start = Steady::now();
    std::vector<std::unique_ptr<RawHttp>> clients;
    for (int i = 0; i < 10; ++i) {
        clients.push_back(std::make_unique<RawHttp>(server.port()));
        clients.back()->send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
    }
    for (auto& client : clients)
        EXPECT_EQ(body_of(client->answer()), "late");
    EXPECT_GE(since(start), Millis(300));
    EXPECT_LT(since(start), Millis(2'000)) << "one after the other would take 3 s";
}

TEST(NetServer, HangsUpWhenToldTo) {
    net::Server server({}, [](const Request&) {
        Response response = said("never seen");
        response.hang_up = true;
        return response;
    });
    RawHttp client(server.port());
    client.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
    EXPECT_EQ(client.rest(), "");
    EXPECT_TRUE(client.closed());
}

TEST(NetServer, TakesNoMoreConnectionsThanAllowed) {
    net::ServerOptions options;
    options.max_connections = 2;
    net::Server server(options, echo);
    RawHttp first(server.port()), second(server.port());
    EXPECT_NE(first.ask("GET", "/"), "");
    EXPECT_NE(second.ask("GET", "/"), "");
    RawHttp third(server.port());
    third.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
    EXPECT_EQ(third.rest(), "");
    EXPECT_NE(first.ask("GET", "/"), "");
}

TEST(NetServer, StopFinishesWhatIsUnderWay) {
    Gate begun, release;
    net::Server server({}, [&](const Request&) {
        begun.open();
        release.wait();
        return said("finished");
    });
    RawHttp busy(server.port()), idle(server.port());
    EXPECT_TRUE(idle.connected());
    busy.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
    ASSERT_TRUE(begun.wait());
    auto stopped = std::async(std::launch::async, [&] { server.stop(); });
    EXPECT_EQ(idle.rest(), "") << "closed at once";
    EXPECT_TRUE(idle.closed());
    EXPECT_EQ(stopped.wait_for(Millis(0)), std::future_status::timeout);
    release.open();
    const std::string answer = busy.answer();
    EXPECT_EQ(body_of(answer), "finished");
    EXPECT_NE(answer.find("Connection: close\r\n"), std::string::npos);
    EXPECT_EQ(stopped.wait_for(std::chrono::seconds(5)), std::future_status::ready);
    EXPECT_FALSE(RawHttp(server.port()).connected());
    server.stop();  // once more does no harm
}

TEST(NetServer, StopDoesNotWaitForHeldAnswersOrEndlessClients) {
    net::ServerOptions options;
    options.stop_grace = Millis(200);
    net::Server server(options, [](const Request& request) {
        Response response = said("held");
        response.hold = std::chrono::minutes(10);
        response.hang_up = request.path == "/cut";
        return response;
    });
    RawHttp held(server.port()), cut(server.port()), half(server.port());
    held.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
    cut.send("GET /cut HTTP/1.1\r\nHost: t\r\n\r\n");
    half.send("GET / HTT");
    const auto ready = Steady::now();
    while (server.open_connections() < 3 && since(ready) < Millis(5'000))
        std::this_thread::yield();
    const auto start = Steady::now();
    server.stop();
    EXPECT_LT(since(start), Millis(5'000));
    EXPECT_EQ(cut.rest(), "");
    EXPECT_EQ(half.rest(), "");
    held.rest();
    EXPECT_TRUE(held.closed() && cut.closed() && half.closed());
}

TEST(NetServer, SaysWhyItCannotListen) {
    net::Server server({}, echo);
    net::ServerOptions taken;
    taken.port = server.port();
    try {
        net::Server second(taken, echo);
        FAIL() << "two servers on one port";
    } catch (const base::Failure& failure) {
        EXPECT_EQ(failure.problem().code, "net.listen");
        EXPECT_FALSE(failure.problem().cure.empty());
    }
    net::ServerOptions nowhere;
    nowhere.address = "not an address";
    EXPECT_THROW(net::Server(nowhere, echo), base::Failure);
}
