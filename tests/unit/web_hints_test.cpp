// SPDX-License-Identifier: GPL-3.0-or-later
// Signed hints: believed once, for five minutes, under the key of their link.
#include <gtest/gtest.h>

#include "base/crypt.h"
#include "unit/web_rig.h"
#include "web/replays.h"

namespace causeway::web {
namespace {

constexpr const char* kKey = "0123456789abcdef0123456789abcdef";

class WebHints : public testing::Test {
  protected:
    WebHints() {
        service::Link* link = rig_.service_.create("north", "North");
        link->change({{"schedule.hint_key", {{kKey}}}});
        rig_.service_.create("south", "South");
    }
    static std::string signature(base::Instant time, const std::string& body,
                                 const std::string& key = kKey) {
        const std::string t = std::to_string(time);
        return "t=" + t + ",v1=" + base::hmac_sha256_hex(key, t + "." + body);
    }
    net::Response send(const std::string& body, const std::string& signed_by,
                       const std::string& path = "/hints/opensis") {
        net::Headers headers;
        if (!signed_by.empty()) headers.emplace_back("X-Causeway-Signature", signed_by);
        auto asked = test::request("POST", path, body, headers);
        asked.peer = peer_;
        return rig_.router_.answer(asked);
    }
    [[nodiscard]] base::Instant now() const { return rig_.clock_.now(); }

    test::WebRig rig_;
    std::string peer_ = "192.0.2.20";
    const std::string body_ =
        R"({"keys":["student:1042","learns:331/1042"],"tables":["students"]})";
};

TEST_F(WebHints, AreHeardWhenTheirLinkSignedThem) {
    EXPECT_EQ(send(body_, signature(now(), body_)).status, 204);
    EXPECT_EQ(send(R"({"site":"x","kinds":["enrolments"],"time":1,"nonce":2})",
                   signature(now(), R"({"site":"x","kinds":["enrolments"],"time":1,"nonce":2})"),
                   "/hints/moodle")
                  .status,
              204);
}

TEST_F(WebHints, AreNotBelievedWithoutAGoodSignature) {
    EXPECT_EQ(send(body_, "").status, 401);
    EXPECT_EQ(send(body_, "t=,v1=").status, 401);
    EXPECT_EQ(send(body_, "v1=" + std::string(64, '0')).status, 401);
    EXPECT_EQ(send(body_, signature(now(), body_, "another key")).status, 401);
    EXPECT_EQ(send(body_ + " ", signature(now(), body_)).status, 401);
    EXPECT_EQ(send(body_, signature(now(), body_, "")).status, 401)
        << "a link without a key believes nobody";
    std::string shifted = signature(now(), body_);
    shifted.replace(2, 10, std::to_string(now() + 1));
    EXPECT_EQ(send(body_, shifted).status, 401) << "the time is signed, too";
}

TEST_F(WebHints, AreTooOldOrTooNewAfterFiveMinutes) {
    EXPECT_EQ(send(body_, signature(now() - 301, body_)).status, 401);
    EXPECT_EQ(send(body_, signature(now() + 301, body_)).status, 401);
    EXPECT_EQ(send(body_, signature(now() - 299, body_)).status, 204);
    EXPECT_EQ(send(body_, "t=9223372036854775807,v1=" + std::string(64, '0')).status, 401);
}

TEST_F(WebHints, AreNotUnderstoodWhenTheirBodyIsNone) {
    EXPECT_EQ(send("[1]", signature(now(), "[1]")).status, 400);
    EXPECT_EQ(send(R"({"keys":"student:1"})", signature(now(), R"({"keys":"student:1"})")).status,
              422);
}

TEST_F(WebHints, FromOneAddressAreLimited) {
    int limited = 0;
    for (int i = 0; i < 25; ++i)
        limited += send(body_, "t=1,v1=" + std::string(64, '0')).status == 429 ? 1 : 0;
    EXPECT_EQ(limited, 5);
    peer_ = "192.0.2.21";
    for (int i = 0; i < 100; ++i) {
        const std::string body = R"({"keys":["student:)" + std::to_string(i + 1) + "\"]}";
        ASSERT_EQ(send(body, signature(now(), body)).status, 204) << "good ones are many";
    }
}

TEST(WebReplays, AreKnownUntilTheirTimeIsUp) {
    Replays replays(3);
    EXPECT_TRUE(replays.first_time("a", 100, 50));
    EXPECT_FALSE(replays.first_time("a", 100, 60));
    EXPECT_TRUE(replays.first_time("b", 110, 60));
    EXPECT_TRUE(replays.first_time("a", 300, 101)) << "its time was up";
    EXPECT_EQ(replays.size(), 2U);
}

TEST(WebReplays, TakeNoMoreRoomThanTheyMay) {
    Replays replays(3);
    for (int i = 0; i < 100; ++i)
        EXPECT_TRUE(replays.first_time("n" + std::to_string(i), 1000 + i, 50));
    EXPECT_EQ(replays.size(), 3U);
    EXPECT_FALSE(replays.first_time("n99", 1099, 50)) << "the newest are remembered";
    EXPECT_FALSE(replays.first_time("n98", 1098, 50));
}

}  // namespace
}  // namespace causeway::web
