// SPDX-License-Identifier: GPL-3.0-or-later
// Event streams: hello comes first, each session sees its own links, an ended session is told so,
// a client that does not keep up holds up nobody, and there are not more streams than may be.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>

#include "unit/web_rig.h"

namespace causeway::web {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::Not;

// A client's end: what it was sent.
class Listener final : public net::Outflow {
  public:
    explicit Listener(bool slow = false) : slow_(slow) {}

    bool send(std::string piece) override {
        const std::scoped_lock lock(mutex_);
        if (!open_) return false;
        if (slow_ && !text_.empty()) {
            open_ = false;
            came_.notify_all();
            return false;
        }
        text_ += piece;
        came_.notify_all();
        return true;
    }
    void end() override {
        const std::scoped_lock lock(mutex_);
        open_ = false;
        came_.notify_all();
    }
    [[nodiscard]] bool open() const override {
        const std::scoped_lock lock(mutex_);
        return open_;
    }

    // Waits until `words` were sent; what was sent until then.
    std::string until(const std::string& words) {
        std::unique_lock lock(mutex_);
        const bool came = came_.wait_for(lock, std::chrono::seconds(10),
                                         [&] { return text_.find(words) != std::string::npos; });
        EXPECT_TRUE(came) << "never came: " << words << "\nbut: " << text_;
        return text_;
    }
    bool closes() {
        std::unique_lock lock(mutex_);
        return came_.wait_for(lock, std::chrono::seconds(10), [&] { return !open_; });
    }

  private:
    const bool slow_;
    mutable std::mutex mutex_;
    std::condition_variable came_;
    std::string text_;
    bool open_ = true;
};

class WebEvents : public testing::Test {
  protected:
    WebEvents() : rig_({}, {milliseconds(1), milliseconds(20)}) {
        rig_.service_.create("north", "North School");
        rig_.service_.create("south", "South School");
    }
    static std::shared_ptr<Listener> listen(test::Browser& browser, bool slow = false) {
        auto response = browser.get("/api/events");
        EXPECT_EQ(response.status, 200) << response.body;
        EXPECT_TRUE(response.stream);
        auto listener = std::make_shared<Listener>(slow);
        if (response.stream) response.stream(listener);
        return listener;
    }
    test::WebRig rig_;
};

TEST_F(WebEvents, HelloComesFirstAndTellsTheLinks) {
    auto browser = rig_.super();
    const auto listener = listen(browser);
    const std::string text = listener->until("\n\n");
    EXPECT_THAT(text, testing::StartsWith("id: "));
    EXPECT_THAT(text, HasSubstr("event: hello\ndata: {\"version\":\"test\""));
    EXPECT_THAT(text, HasSubstr("North School"));
    EXPECT_THAT(text, HasSubstr("South School"));
    rig_.service_.find("north")->set_title("Northern School");
    const std::string more = listener->until("event: link");
    EXPECT_LT(more.find("event: hello"), more.find("event: link"));
    listener->until("Northern School");
    listener->until(":\n\n");
}

TEST_F(WebEvents, EachSeesTheirOwnLinksOnly) {
    auto browser = rig_.as("administrator", "South", {{"south", 2}});
    auto super = rig_.super();
    const auto listener = listen(browser);
    const auto all = listen(super);
    EXPECT_THAT(listener->until("event: hello"), Not(HasSubstr("North")));
    all->until("event: hello");
    rig_.service_.find("north")->set_title("Northern School");
    rig_.service_.find("south")->set_title("Southern School");
    all->until("Southern School");
    EXPECT_THAT(listener->until("Southern School"), Not(HasSubstr("Northern")));
}

TEST_F(WebEvents, AnEndedSessionIsToldAndEnds) {
    auto browser = rig_.super();
    auto other = rig_.as("super_administrator", "Other");
    const auto listener = listen(browser);
    const auto stays = listen(other);
    listener->until("event: hello");
    stays->until("event: hello");
    EXPECT_EQ(browser.send("DELETE", "/api/session").status, 204);
    EXPECT_THAT(listener->until("event: session"), HasSubstr(R"({"state":"ended"})"));
    EXPECT_TRUE(listener->closes());
    EXPECT_TRUE(stays->open());
}

TEST_F(WebEvents, AnExpiredSessionIsNoticedWithoutAWord) {
    auto browser = rig_.super();
    const auto listener = listen(browser);
    listener->until("event: hello");
    rig_.clock_.pass(std::chrono::hours(5));
    listener->until("event: session");
    EXPECT_TRUE(listener->closes());
}

// In openSIS's frame another cookie counts, also beside the console's own.
TEST_F(WebEvents, AStreamInTheFrameLivesAsLongAsItsSession) {
    rig_.service_.find("north")->change({{"opensis.web_origin", {{"http://127.0.0.1:8081"}}}});
    store::HandedSession session;
    session.link = "north";
    session.person = "staff:7";
    session.name = "Ada Quill (staff:7)";
    session.role = "super_administrator";
    session.school = 1;
    session.page = "settings";
    const std::string cookie = "causeway_framed=" + rig_.sessions_.open_handed(session);
    auto console = rig_.super();
    for (const std::string& cookies : {cookie, console.cookie + "; " + cookie}) {
        auto response = rig_.router_.answer(
            test::request("GET", "/framed/north/api/events", "", {{"Cookie", cookies}}));
        ASSERT_EQ(response.status, 200) << response.body;
        auto listener = std::make_shared<Listener>();
        response.stream(listener);
        listener->until("event: hello");
        // Looked at twice since.
        listener->until(":\n\n:\n\n");
        EXPECT_TRUE(listener->open());
        if (cookies != cookie) {
            rig_.clock_.pass(std::chrono::hours(24));
            EXPECT_THAT(listener->until("event: session"), HasSubstr("ended"));
            EXPECT_TRUE(listener->closes());
        }
    }
}

TEST_F(WebEvents, RightsThatWereTakenAwayAreHeeded) {
    auto browser = rig_.as("administrator", "South", {{"south", 2}, {"north", 1}});
    auto super = rig_.super();
    const auto listener = listen(browser);
    listener->until("event: hello");
    const auto account = rig_.accounts_.by_name("South");
    ASSERT_EQ(super
                  .send("PATCH", "/api/users/" + std::to_string(account->id),
                        R"({"schools":[{"link":"south","school":2}]})")
                  .status,
              200);
    rig_.service_.find("north")->set_title("Northern School");
    rig_.service_.find("south")->set_title("Southern School");
    EXPECT_THAT(listener->until("Southern School"), Not(HasSubstr("Northern")));
}

TEST_F(WebEvents, WhoDoesNotKeepUpHoldsUpNobody) {
    auto browser = rig_.super();
    const auto slow = listen(browser, true);
    const auto quick = listen(browser);
    slow->until("event: hello");
    quick->until("event: hello");
    rig_.service_.find("north")->set_title("Northern School");
    quick->until("Northern School");
    EXPECT_TRUE(slow->closes());
    rig_.service_.find("south")->set_title("Southern School");
    quick->until("Southern School");
    EXPECT_EQ(rig_.hub_.streams(), 1U);
}

TEST_F(WebEvents, ASessionHasTenStreamsAtMost) {
    auto browser = rig_.super();
    std::vector<std::shared_ptr<Listener>> listeners;
    for (int i = 0; i < 10; ++i)
        listeners.push_back(listen(browser));
    EXPECT_EQ(browser.get("/api/events").status, 503);
    auto other = rig_.as("super_administrator", "Other");
    listen(other)->until("event: hello");
    listeners.front()->end();
    EXPECT_EQ(browser.get("/api/events").status, 200) << "a closed one makes room";
}

TEST_F(WebEvents, AnAnswerThatNobodyTookMakesRoomAgain) {
    auto browser = rig_.super();
    for (int i = 0; i < 30; ++i)
        EXPECT_EQ(browser.get("/api/events").status, 200);
    EXPECT_EQ(browser.send("HEAD", "/api/events").status, 200);
    EXPECT_EQ(rig_.hub_.streams(), 0U);
}

TEST_F(WebEvents, StrangersAndTheEndOfTheService) {
    EXPECT_EQ(rig_.browser().get("/api/events").status, 401);
    auto teacher = rig_.as("teacher", "Teacher");
    EXPECT_EQ(teacher.get("/api/events").status, 403);
    auto browser = rig_.super();
    const auto listener = listen(browser);
    rig_.hub_.stop();
    EXPECT_TRUE(listener->closes());
    EXPECT_EQ(browser.get("/api/events").status, 503);
}

}  // namespace
}  // namespace causeway::web
