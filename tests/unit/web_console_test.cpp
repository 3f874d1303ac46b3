// SPDX-License-Identifier: GPL-3.0-or-later
// The console's files: packed or not as the client takes them, asked for again or kept for good.
#include <gtest/gtest.h>
#include <zlib.h>

#include "unit/web_rig.h"

namespace causeway::web {
namespace {

using test::header_of;
using test::request;

std::vector<unsigned char> packed(const std::string& text) {
    z_stream stream{};
    EXPECT_EQ(deflateInit2(&stream, 9, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), Z_OK);
    std::vector<unsigned char> out(deflateBound(&stream, text.size()) + 32);
    std::string in = text;
    stream.next_in = reinterpret_cast<Bytef*>(in.data());
    stream.avail_in = static_cast<uInt>(in.size());
    stream.next_out = out.data();
    stream.avail_out = static_cast<uInt>(out.size());
    EXPECT_EQ(deflate(&stream, Z_FINISH), Z_STREAM_END);
    out.resize(stream.total_out);
    deflateEnd(&stream);
    return out;
}

class WebConsole : public testing::Test {
  protected:
    net::Response ask(const std::string& path, net::Headers headers = {}) {
        const auto asked = request("GET", path, "", std::move(headers));
        return files_.answer(Call(asked, {}, {"192.0.2.1", false, ""}, std::nullopt));
    }
    const std::string script_text_ = std::string(200'000, 'x') + "end";
    const std::vector<unsigned char> index_ = packed("<!doctype html>");
    const std::vector<unsigned char> script_ = packed(script_text_);
    const ConsoleFile list_[2] = {
        {"index.html", "text/html; charset=utf-8", "aaa", index_},
        {"assets/index-3f2a.js", "text/javascript; charset=utf-8", "bbb", script_}};
    const ConsoleFiles files_{list_};
};

TEST_F(WebConsole, AreSentPackedOrUnpackedAsTheClientTakesThem) {
    const auto plain = ask("/assets/index-3f2a.js");
    EXPECT_EQ(plain.body, script_text_);
    EXPECT_EQ(header_of(plain, "Content-Encoding"), "");
    EXPECT_EQ(plain.content_type, "text/javascript; charset=utf-8");
    const auto small = ask("/assets/index-3f2a.js", {{"Accept-Encoding", "br, gzip;q=0.8"}});
    EXPECT_EQ(header_of(small, "Content-Encoding"), "gzip");
    EXPECT_EQ(small.body.size(), script_.size());
    EXPECT_EQ(header_of(small, "Vary"), "Accept-Encoding");
    EXPECT_EQ(ask("/", {{"Accept-Encoding", "gzip;q=0"}}).body, "<!doctype html>");
}

TEST_F(WebConsole, HashedFilesAreKeptForGoodThePageIsAskedForAgain) {
    EXPECT_EQ(header_of(ask("/assets/index-3f2a.js"), "Cache-Control"),
              "public, max-age=31536000, immutable");
    const auto page = ask("/");
    EXPECT_EQ(header_of(page, "Cache-Control"), "no-cache");
    const auto again = ask("/", {{"If-None-Match", "\"zzz\", " + header_of(page, "ETag")}});
    EXPECT_EQ(again.status, 304);
    EXPECT_EQ(again.body, "");
    EXPECT_EQ(ask("/", {{"If-None-Match", "\"zzz\""}}).status, 200);
    EXPECT_NE(header_of(ask("/", {{"Accept-Encoding", "gzip"}}), "ETag"), header_of(page, "ETag"))
        << "packed and unpacked are two things";
}

TEST_F(WebConsole, PagesAreTheIndexAndOtherFilesAreNotThere) {
    EXPECT_EQ(ask("/links/main/people").body, "<!doctype html>");
    EXPECT_EQ(ask("/people/").body, "<!doctype html>");
    for (const char* path : {"/assets/none.js", "/favicon.ico", "/index.php", "/links/a.b"}) {
        try {
            ask(path);
            ADD_FAILURE() << path << " was found";
        } catch (const Refusal& refusal) {
            EXPECT_EQ(refusal.status(), 404) << path;
        }
    }
    EXPECT_THROW(unpacked(std::vector<unsigned char>{1, 2, 3}), std::runtime_error);
}

}  // namespace
}  // namespace causeway::web
