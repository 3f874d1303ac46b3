// SPDX-License-Identifier: GPL-3.0-or-later
// Answers that go on: pieces arrive as they are sent, the end of either side is noticed, a client
// that does not read is dropped, stop() waits for no stream. And the same server over TLS.
#include <gtest/gtest.h>

#include <condition_variable>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <mutex>

#include "base/failure.h"
#include "net/http_client.h"
#include "net/server.h"
#include "unit/raw_http.h"

namespace causeway::net {
namespace {

using test::Millis;
using test::RawHttp;

// A server whose every answer is a stream that the test holds.
class NetStream : public testing::Test {
  protected:
    explicit NetStream(std::size_t max_unsent = 64 * 1024) {
        ServerOptions options;
        options.workers = 1;
        options.max_unsent = max_unsent;
        server_ = std::make_unique<Server>(options, [this](const Request&) {
            Response response;
            response.content_type = "text/event-stream";
            response.body = "begin\n";
            response.stream = [this](std::shared_ptr<Outflow> outflow) {
                const std::scoped_lock lock(mutex_);
                outflow_ = std::move(outflow);
                came_.notify_all();
            };
            return response;
        });
    }

    std::shared_ptr<Outflow> outflow() {
        std::unique_lock lock(mutex_);
        came_.wait_for(lock, Millis(5'000), [&] { return outflow_ != nullptr; });
        return outflow_;
    }
    static bool closes(const Outflow& outflow) {
        for (int i = 0; i < 500 && outflow.open(); ++i)
            std::this_thread::sleep_for(Millis(10));
        return !outflow.open();
    }

    std::mutex mutex_;
    std::condition_variable came_;
    std::shared_ptr<Outflow> outflow_;
    std::unique_ptr<Server> server_;
};

TEST_F(NetStream, pieces_arrive_one_by_one_and_the_end_is_an_end) {
    RawHttp client(server_->port());
    client.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
    const auto flow = outflow();
    ASSERT_TRUE(flow);
    ASSERT_TRUE(flow->send("one\n"));
    ASSERT_TRUE(flow->send("two\n"));
    flow->end();
    EXPECT_FALSE(flow->open());
    EXPECT_FALSE(flow->send("late\n"));
    const std::string all = client.rest();
    EXPECT_NE(all.find("Transfer-Encoding: chunked"), std::string::npos) << all;
    EXPECT_EQ(all.find("Content-Length"), std::string::npos) << all;
    EXPECT_EQ(test::body_of(all), "6\r\nbegin\n\r\n4\r\none\n\r\n4\r\ntwo\n\r\n0\r\n\r\n");
}

TEST_F(NetStream, a_client_of_http_1_0_gets_the_bare_pieces) {
    RawHttp client(server_->port());
    client.send("GET / HTTP/1.0\r\n\r\n");
    outflow()->send("one\n");
    outflow()->end();
    EXPECT_EQ(test::body_of(client.rest()), "begin\none\n");
}

TEST_F(NetStream, a_head_request_begins_no_stream) {
    RawHttp client(server_->port());
    client.send("HEAD / HTTP/1.1\r\nHost: t\r\nConnection: close\r\n\r\n");
    EXPECT_EQ(test::body_of(client.rest()), "");
    EXPECT_EQ(outflow_, nullptr);
}

TEST_F(NetStream, a_client_that_leaves_is_noticed) {
    std::shared_ptr<Outflow> flow;
    {
        RawHttp client(server_->port());
        client.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
        flow = outflow();
        ASSERT_TRUE(flow);
        EXPECT_TRUE(flow->open());
    }
    EXPECT_TRUE(closes(*flow));
    EXPECT_FALSE(flow->send("nobody hears"));
}

TEST_F(NetStream, a_client_that_does_not_read_is_dropped) {
    RawHttp client(server_->port());
    client.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
    const auto flow = outflow();
    const std::string piece(16 * 1024, 'x');
    int taken = 0;
    while (flow->send(piece) && taken < 10'000)
        ++taken;
    EXPECT_LT(taken, 10'000) << "160 MB were queued for a client that reads nothing";
    EXPECT_FALSE(flow->open());
}

TEST_F(NetStream, stop_ends_streams_at_once) {
    RawHttp client(server_->port());
    client.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
    const auto flow = outflow();
    const auto begun = std::chrono::steady_clock::now();
    server_->stop();
    EXPECT_LT(std::chrono::steady_clock::now() - begun, std::chrono::seconds(3));
    EXPECT_FALSE(flow->send("too late"));
}

TEST_F(NetStream, an_outflow_may_outlive_its_server) {
    RawHttp client(server_->port());
    client.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
    const auto flow = outflow();
    server_.reset();
    EXPECT_FALSE(flow->open());
    EXPECT_FALSE(flow->send("nobody there"));
    flow->end();
}

class NetTls : public testing::Test {
  protected:
    void SetUp() override {
        folder_ =
            std::filesystem::temp_directory_path() / ("causeway-tls-" + std::to_string(getpid()));
        std::filesystem::create_directories(folder_);
        const std::string command =
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "
            "/CN=localhost -addext subjectAltName=IP:127.0.0.1 -keyout " +
            (folder_ / "key.pem").string() + " -out " + (folder_ / "cert.pem").string() +
            " 2>/dev/null";
        ASSERT_EQ(std::system(command.c_str()), 0) << "openssl is missing";
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    ServerOptions options() const {
        ServerOptions out;
        out.certificate_file = (folder_ / "cert.pem").string();
        out.key_file = (folder_ / "key.pem").string();
        return out;
    }
    std::filesystem::path folder_;
};

TEST_F(NetTls, the_same_requests_go_over_tls_and_the_certificate_is_checked) {
    Server server(options(), [](const Request& request) {
        Response response;
        response.body = "heard " + request.body;
        return response;
    });
    EXPECT_TRUE(server.url().starts_with("https://127.0.0.1:"));
    HttpOptions trusting;
    trusting.extra_ca_file = (folder_ / "cert.pem").string();
    HttpClient client(trusting);
    for (int i = 0; i < 3; ++i) {
        const HttpReply reply = client.post_form({server.url() + "/x", "a=1", {}, {}});
        EXPECT_EQ(reply.status, 200) << reply.error;
        EXPECT_EQ(reply.body, "heard a=1");
    }
    EXPECT_EQ(client.connections_opened(), 1U) << "the connection is kept";
    HttpClient stranger;
    EXPECT_EQ(stranger.post_form({server.url() + "/x", "a=1", {}, {}}).trouble,
              HttpReply::Trouble::certificate);
}

TEST_F(NetTls, plain_http_to_a_tls_port_gets_nothing_and_harms_nobody) {
    Server server(options(), [](const Request&) { return Response{}; });
    RawHttp client(server.port());
    client.send("GET / HTTP/1.1\r\nHost: t\r\n\r\n");
    EXPECT_EQ(client.rest().find("HTTP/1.1 200"), std::string::npos);
    HttpOptions trusting;
    trusting.extra_ca_file = (folder_ / "cert.pem").string();
    EXPECT_EQ(HttpClient(trusting).post_form({server.url(), "a=1", {}, {}}).status, 200);
}

TEST_F(NetTls, a_certificate_that_cannot_be_read_is_named) {
    auto broken = options();
    broken.key_file = (folder_ / "nothing.pem").string();
    try {
        Server server(broken, [](const Request&) { return Response{}; });
        FAIL() << "it listened without a key";
    } catch (const base::Failure& failure) {
        EXPECT_EQ(failure.problem().code, "net.certificate");
    }
}

}  // namespace
}  // namespace causeway::net
