// SPDX-License-Identifier: GPL-3.0-or-later
// The HTTP client against a server that does exactly what each test says, on a socket of its own.
#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <future>
#include <latch>
#include <string>
#include <thread>
#include <vector>

#include "base/failure.h"
#include "net/http_client.h"
#include "scripted_server.h"

namespace causeway::net {
namespace {

using test::ScriptedServer;
using Delivery = HttpReply::Delivery;
using Trouble = HttpReply::Trouble;
using std::chrono::milliseconds;

constexpr milliseconds kNever{3'600'000};

std::string answer(std::string_view body, std::string_view headers = "",
                   std::string_view status = "200 OK") {
    return "HTTP/1.1 " + std::string(status) + "\r\n" + std::string(headers) +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

HttpRequest request_to(const ScriptedServer& server, std::string form = "a=1") {
    HttpRequest request;
    request.url = server.url();
    request.form = std::move(form);
    return request;
}

TEST(HttpClient, PostsTheFormAndReadsTheAnswer) {
    std::string seen;
    ScriptedServer server([&](std::size_t, const std::string& form) {
        seen = form;
        return answer("[1]",
                      "Content-Type: application/json\r\nRetry-After: 7\r\n"
                      "Date: Mon, 23 Nov 2026 02:00:00 GMT\r\n");
    });
    HttpClient client;
    const auto reply = client.post_form(request_to(server, "wstoken=x&b=%5B2%5D"));
    EXPECT_EQ(seen, "wstoken=x&b=%5B2%5D");
    EXPECT_EQ(reply.delivery, Delivery::answered);
    EXPECT_EQ(reply.trouble, Trouble::none);
    EXPECT_EQ(reply.status, 200);
    EXPECT_EQ(reply.body, "[1]");
    EXPECT_EQ(reply.content_type, "application/json");
    EXPECT_EQ(reply.retry_after, std::chrono::seconds(7));
    EXPECT_EQ(reply.date, 1795399200);
    EXPECT_EQ(reply.error, "");
}

TEST(HttpClient, RetryAfterMayBeADate) {
    ScriptedServer server([](std::size_t, const std::string&) {
        return answer("",
                      "Date: Mon, 23 Nov 2026 02:00:00 GMT\r\n"
                      "Retry-After: Mon, 23 Nov 2026 02:01:30 GMT\r\n",
                      "503 Unavailable");
    });
    HttpClient client;
    const auto reply = client.post_form(request_to(server));
    EXPECT_EQ(reply.status, 503);
    EXPECT_EQ(reply.retry_after, std::chrono::seconds(90));
}

TEST(HttpClient, KeepsItsConnection) {
    ScriptedServer server([](std::size_t, const std::string& form) { return answer(form); });
    HttpClient client;
    for (int i = 0; i < 5; ++i) {
        const std::string form = "n=" + std::to_string(i);
        EXPECT_EQ(client.post_form(request_to(server, form)).body, form);
    }
    EXPECT_EQ(server.requests(), 5U);
    EXPECT_EQ(server.connections(), 1U);
    EXPECT_EQ(client.connections_opened(), 1U);
}

TEST(HttpClient, SendsAtMostSoManyAtOnce) {
    std::atomic<int> at_once{0};
    std::atomic<int> most{0};
    std::latch both(2);
    ScriptedServer server([&](std::size_t number, const std::string&) {
        const int now = ++at_once;
        int before = most;
        while (before < now && !most.compare_exchange_weak(before, now)) {
        }
        if (number < 2) both.arrive_and_wait();  // there are two at once
        --at_once;
        return answer("ok");
    });
    HttpOptions options;
    options.connections_per_host = 2;
    HttpClient client(options);
    std::vector<std::future<HttpReply>> calls;
    for (int i = 0; i < 8; ++i)
        calls.push_back(
            std::async(std::launch::async, [&] { return client.post_form(request_to(server)); }));
    for (auto& call : calls)
        EXPECT_EQ(call.get().body, "ok");
    EXPECT_EQ(most, 2);
    EXPECT_EQ(server.connections(), 2U);
}

TEST(HttpClient, TimeOutMayHaveActed) {
    ScriptedServer server([&server](std::size_t, const std::string&) {
        server.hold();
        return answer("late");
    });
    HttpClient client;
    HttpRequest request = request_to(server);
    request.total_time = milliseconds(80);
    const auto reply = client.post_form(request);
    EXPECT_EQ(reply.delivery, Delivery::unknown);
    EXPECT_EQ(reply.trouble, Trouble::time_out);
}

TEST(HttpClient, RefusedConnectionWasNotSent) {
    std::string url;
    {
        const ScriptedServer gone([](std::size_t, const std::string&) { return answer(""); });
        url = gone.url();
    }
    HttpClient client;
    HttpRequest request;
    request.url = url;
    request.form = "a=1";
    const auto reply = client.post_form(request);
    EXPECT_EQ(reply.delivery, Delivery::not_sent);
    EXPECT_EQ(reply.trouble, Trouble::connect);
    EXPECT_NE(reply.error, "");
}

TEST(HttpClient, FailedTlsWasNotSent) {
    ScriptedServer server([](std::size_t, const std::string&) { return answer("plain"); });
    HttpClient client;
    HttpRequest request = request_to(server);
    request.url = server.url("https");
    request.total_time =
        milliseconds(3'000);  // the server waits for a request, not for a handshake
    const auto reply = client.post_form(request);
    EXPECT_EQ(reply.delivery, Delivery::not_sent);
    EXPECT_NE(reply.trouble, Trouble::none);
    EXPECT_EQ(server.requests(), 0U);
}

TEST(HttpClient, CutConnectionMayHaveActed) {
    ScriptedServer server([](std::size_t, const std::string&) { return std::string(); });
    HttpClient client;
    const auto reply = client.post_form(request_to(server));
    EXPECT_EQ(reply.delivery, Delivery::unknown);
    EXPECT_EQ(reply.trouble, Trouble::cut);
    EXPECT_EQ(server.requests(), 1U);
}

// libcurl repeats what failed on a kept-alive connection. A post must not be repeated.
TEST(HttpClient, NeverSendsAPostTwice) {
    ScriptedServer server([](std::size_t number, const std::string&) {
        return number == 0 ? answer("first") : std::string();
    });
    HttpClient client;
    EXPECT_EQ(client.post_form(request_to(server)).body, "first");
    const auto reply = client.post_form(request_to(server));
    EXPECT_EQ(reply.delivery, Delivery::unknown);
    EXPECT_EQ(reply.trouble, Trouble::cut);
    EXPECT_EQ(server.requests(), 2U);
}

TEST(HttpClient, GoesOnAfterTheServerClosedAnIdleConnection) {
    ScriptedServer server(
        [](std::size_t, const std::string& form) { return answer(form, "Connection: close\r\n"); });
    HttpClient client;
    EXPECT_EQ(client.post_form(request_to(server, "n=1")).body, "n=1");
    EXPECT_EQ(client.post_form(request_to(server, "n=2")).body, "n=2");
    EXPECT_EQ(server.requests(), 2U);
}

TEST(HttpClient, HalfAnAnswerIsNone) {
    ScriptedServer server([](std::size_t, const std::string&) {
        return std::string("HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n[{\"short-answer\":");
    });
    HttpClient client;
    const auto reply = client.post_form(request_to(server));
    EXPECT_EQ(reply.delivery, Delivery::unknown);
    EXPECT_EQ(reply.trouble, Trouble::cut);
    EXPECT_EQ(reply.body, "");
}

TEST(HttpClient, LimitsTheAnswer) {
    ScriptedServer server([](std::size_t number, const std::string&) {
        return answer(std::string(number == 0 ? 1000 : 1001, 'x'));
    });
    HttpOptions options;
    options.max_answer = 1000;
    HttpClient client(options);
    EXPECT_EQ(client.post_form(request_to(server)).body.size(), 1000U);
    const auto reply = client.post_form(request_to(server));
    EXPECT_EQ(reply.delivery, Delivery::unknown);
    EXPECT_EQ(reply.trouble, Trouble::too_large);
    EXPECT_EQ(reply.body, "");
}

TEST(HttpClient, ShowsRedirectsAndDoesNotFollow) {
    ScriptedServer server([](std::size_t, const std::string&) {
        return answer("", "Location: https://moodle.example.org/\r\n", "303 See Other");
    });
    HttpClient client;
    const auto reply = client.post_form(request_to(server));
    EXPECT_EQ(reply.delivery, Delivery::answered);
    EXPECT_EQ(reply.status, 303);
    EXPECT_EQ(reply.location, "https://moodle.example.org/");
    EXPECT_EQ(server.requests(), 1U);
}

TEST(HttpClient, UnpacksGzip) {
    static constexpr char kPacked[] =
        "\x1f\x8b\x08\x00\x00\x00\x00\x00\x02\x03\x2b\x48\x4c\xce\x4e\x4d\x01\x00"
        "\x10\xb4\xf6\x21\x06\x00\x00\x00";
    ScriptedServer server([](std::size_t, const std::string&) {
        return answer(std::string(kPacked, sizeof kPacked - 1), "Content-Encoding: gzip\r\n");
    });
    HttpClient client;
    EXPECT_EQ(client.post_form(request_to(server)).body, "packed");
}

TEST(HttpClient, CancelledCallReturnsAtOnce) {
    std::latch arrived(1);
    ScriptedServer server([&](std::size_t, const std::string&) {
        arrived.count_down();
        server.hold();
        return answer("late");
    });
    HttpOptions options;
    options.total_time = kNever;
    HttpClient client(options);
    std::stop_source stop;
    HttpRequest request = request_to(server);
    request.stop = stop.get_token();
    auto call = std::async(std::launch::async, [&] { return client.post_form(request); });
    arrived.wait();
    stop.request_stop();
    const auto reply = call.get();  // the server still holds its answer
    EXPECT_EQ(reply.delivery, Delivery::unknown);
    EXPECT_EQ(reply.trouble, Trouble::cancelled);
}

TEST(HttpClient, CancelledBeforeItsTurnWasNotSent) {
    std::latch arrived(1);
    ScriptedServer server([&](std::size_t number, const std::string&) {
        if (number == 0) {
            arrived.count_down();
            server.hold();
        }
        return answer("ok");
    });
    HttpOptions options;
    options.connections_per_host = 1;
    options.total_time = kNever;
    HttpClient client(options);
    auto first =
        std::async(std::launch::async, [&] { return client.post_form(request_to(server)); });
    arrived.wait();  // the only connection is taken
    std::stop_source stop;
    HttpRequest second = request_to(server);
    second.stop = stop.get_token();
    auto waiting = std::async(std::launch::async, [&] { return client.post_form(second); });
    stop.request_stop();
    const auto reply = waiting.get();
    EXPECT_EQ(reply.delivery, Delivery::not_sent);
    EXPECT_EQ(reply.trouble, Trouble::cancelled);
    server.let_go();
    EXPECT_EQ(first.get().body, "ok");
    EXPECT_EQ(server.requests(), 1U);
}

TEST(HttpClient, EndsWithCallsUnderWay) {
    std::latch arrived(1);
    ScriptedServer server([&](std::size_t, const std::string&) {
        arrived.count_down();
        server.hold();
        return answer("late");
    });
    HttpOptions options;
    options.total_time = kNever;
    auto client = std::make_unique<HttpClient>(options);
    HttpClient* const raw = client.get();
    auto call = std::async(std::launch::async, [&] { return raw->post_form(request_to(server)); });
    arrived.wait();
    client.reset();
    const auto reply = call.get();
    EXPECT_EQ(reply.delivery, Delivery::unknown);
    EXPECT_EQ(reply.trouble, Trouble::cancelled);
}

TEST(HttpClient, WantsAReadableCaFile) {
    HttpOptions options;
    options.extra_ca_file = "/nonexistent/ca.pem";
    EXPECT_THROW(HttpClient{options}, base::Failure);
}

}  // namespace
}  // namespace causeway::net
