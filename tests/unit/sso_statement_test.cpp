// SPDX-License-Identifier: GPL-3.0-or-later
// Statements of openSIS's add-on: read when they are whole, signed, meant for us and young; and
// never otherwise.
#include <gtest/gtest.h>

#include <random>
#include <set>

#include "sso/statement.h"
#include "support/sso_signer.h"

namespace causeway::sso {
namespace {

namespace json = boost::json;
using test::signed_claims;
using test::signed_text;
using test::some_claims;

constexpr base::Instant kNow = 1'790'000'000;
constexpr const char* kHeader = R"({"alg":"HS256","typ":"JWT"})";

base::Result<Statement> read(const std::string& text, base::Instant now = kNow) {
    return read_statement(text, test::kHandoverBytes, "default", now);
}
std::string code(const std::string& text, base::Instant now = kNow) {
    const auto out = read(text, now);
    return out ? "accepted" : out.problem().code;
}
json::object with(std::string_view name, const json::value& value) {
    auto claims = some_claims(kNow);
    claims[name] = value;
    return claims;
}
json::object with(std::string_view name, const std::string& text) {
    return with(name, json::value(json::string(text)));
}
json::object with(std::string_view name, const char* text) {
    return with(name, std::string(text));
}

TEST(SsoStatement, IsReadWhole) {
    auto claims = some_claims(kNow, "grades");
    claims["section"] = 331;
    claims["item"] = 12;
    claims["later"] = "an add-on of next year says more";
    const auto out = read(signed_claims(claims));
    ASSERT_TRUE(out) << out.problem().text();
    EXPECT_EQ(out->subject, "staff:7");
    EXPECT_EQ(out->person, (model::Key{model::Kind::staff, 7, 0}));
    EXPECT_EQ(out->profile, Profile::super_administrator);
    EXPECT_EQ(out->name, "Ada Quill");
    EXPECT_EQ(out->school, 1);
    EXPECT_EQ(out->year, 2026);
    EXPECT_EQ(out->page, Page::grades);
    EXPECT_EQ(out->section, 331);
    EXPECT_EQ(out->item, 12);
    EXPECT_EQ(out->origin, "http://127.0.0.1:8081");
    EXPECT_EQ(out->issued, kNow);
    EXPECT_EQ(out->expires, kNow + 60);
}

// A token made by another implementation (Python's hmac and json), kept as a text.
TEST(SsoStatement, OfAnotherImplementationIsRead) {
    const std::string text =
        "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJvcGVuc2lzIiwiYXVkIjoiY2F1c2V3YXk6ZGV"
        "mYXVsdCIsInN1YiI6InN0dWRlbnQ6MTYiLCJwcm9maWxlIjoic3R1ZGVudCIsInByb2ZpbGVfaWQiOjMsIm5"
        "hbWUiOiJab8OrIE8nTmVpbCIsInVzZXIiOiJ6b2UiLCJzY2hvb2wiOjEsInllYXIiOjIwMjYsInBhZ2UiOiJ"
        "nbyIsIm9yaWdpbiI6Imh0dHBzOi8vc2lzLmV4YW1wbGUub3JnIiwianRpIjoiQUFFQ0F3UUZCZ2NJQ1FvTER"
        "BME9EdyIsImlhdCI6MTc5MDAwMDAwMCwiZXhwIjoxNzkwMDAwMDYwfQ.jeRBN0aWEoeRNnyRFIyzNGjN-0GQ"
        "Z8nCn25yjNGq2h0";
    const auto out = read_statement(text, test::kHandoverBytes, "default", 1790000010);
    ASSERT_TRUE(out) << out.problem().text();
    EXPECT_EQ(out->subject, "student:16");
    EXPECT_EQ(out->name, "Zoë O'Neil");
}

TEST(SsoStatement, NeedsEveryClaim) {
    for (const char* name : {"iss", "aud", "sub", "profile", "profile_id", "name", "user", "school",
                             "year", "page", "origin", "jti", "iat", "exp"}) {
        auto claims = some_claims(kNow);
        claims.erase(name);
        EXPECT_EQ(code(signed_claims(claims)), "handover.claim") << name;
        EXPECT_EQ(code(signed_claims(with(name, json::value(nullptr)))), "handover.claim") << name;
        EXPECT_EQ(code(signed_claims(with(name, json::array{1}))), "handover.claim") << name;
        EXPECT_EQ(code(signed_claims(with(name, std::string(400, 'x')))), "handover.claim") << name;
    }
    EXPECT_EQ(code(signed_claims(with("school", json::value(0)))), "handover.claim");
    EXPECT_EQ(code(signed_claims(with("school", 1.5))), "handover.claim");
    EXPECT_EQ(code(signed_claims(with("section", json::value(0)))), "handover.claim");
    EXPECT_EQ(code(signed_claims(with("item", "12"))), "handover.claim");
    EXPECT_EQ(code(signed_claims(with("page", "audit"))), "handover.claim");
    EXPECT_EQ(code(signed_claims(with("profile", "king"))), "handover.claim");
    EXPECT_EQ(code(signed_claims(with("iss", "moodle"))), "handover.claim");
}

TEST(SsoStatement, NamesAPersonThatGoesWithTheProfile) {
    const auto said = [](const char* subject, const char* profile) {
        auto claims = some_claims(kNow, "go");
        claims["sub"] = subject;
        claims["profile"] = profile;
        return code(signed_claims(claims));
    };
    EXPECT_EQ(said("student:16", "student"), "accepted");
    EXPECT_EQ(said("parent:1", "parent"), "accepted");
    EXPECT_EQ(said("staff:7", "teacher"), "accepted");
    EXPECT_EQ(said("student:16", "super_administrator"), "handover.claim");
    EXPECT_EQ(said("parent:1", "administrator"), "handover.claim");
    EXPECT_EQ(said("staff:7", "student"), "handover.claim");
    EXPECT_EQ(said("staff:7", "parent"), "handover.claim");
    for (const char* odd : {"staff:0", "staff:-1", "staff:7 ", "staff:07x", "staff", "7", "parent:",
                            "parent:x", "section:331", "teaches:1/7", "staff:99999999999999999999"})
        for (const char* profile : {"teacher", "student", "parent"})
            EXPECT_EQ(said(odd, profile), "handover.claim") << odd << " as " << profile;
}

TEST(SsoStatement, HasARandomNumber) {
    for (const std::string& odd :
         {std::string(21, 'a'), std::string(129, 'a'), std::string(22, '='),
          std::string("aaaaaaaaaaaaaaaaaaaaaaaaaaa aaa")})
        EXPECT_EQ(code(signed_claims(with("jti", odd))), "handover.claim") << odd;
    EXPECT_EQ(code(signed_claims(with("jti", std::string(22, 'a')))), "accepted");
    EXPECT_EQ(code(signed_claims(with("jti", std::string(128, 'a')))), "accepted");
}

TEST(SsoStatement, IsForOneLink) {
    for (const char* other : {"causeway:annex", "causeway:", "default", "causeway:default2",
                              "CAUSEWAY:default", "moodle:default"})
        EXPECT_EQ(code(signed_claims(with("aud", other))), "handover.audience") << other;
}

TEST(SsoStatement, LivesForAMinute) {
    const std::string text = signed_claims(some_claims(kNow));
    EXPECT_EQ(code(text, kNow - 30), "accepted");
    EXPECT_EQ(code(text, kNow - 31), "handover.time") << "from the future";
    EXPECT_EQ(code(text, kNow + 89), "accepted");
    EXPECT_EQ(code(text, kNow + 90), "handover.time") << "too old";
    EXPECT_EQ(code(signed_claims(with("exp", kNow + 61))), "handover.time");
    EXPECT_EQ(code(signed_claims(with("exp", kNow))), "handover.time");
    EXPECT_EQ(code(signed_claims(with("exp", INT64_MAX))), "handover.time");
    auto ever = some_claims(kNow);
    ever["iat"] = 1;
    ever["exp"] = 61;
    EXPECT_EQ(code(signed_claims(ever)), "handover.time");
    const auto out = read(text, kNow + 89);
    ASSERT_TRUE(out);
    EXPECT_GT(forget_at(*out), kNow + 90) << "its use is remembered for as long as it is believed";
}

TEST(SsoStatement, IsSignedByHmacSha256Alone) {
    const std::string payload = json::serialize(some_claims(kNow));
    EXPECT_EQ(code(signed_text(kHeader, payload)), "accepted");
    EXPECT_EQ(code(signed_text(R"({"alg":"HS256"})", payload)), "accepted");
    for (const char* header :
         {R"({"alg":"none"})", R"({"alg":"None","typ":"JWT"})", R"({"alg":"HS512","typ":"JWT"})",
          R"({"alg":"RS256","typ":"JWT"})", R"({"alg":"hs256"})", R"({"typ":"JWT"})",
          R"({"alg":["HS256"]})", R"({"alg":"HS256","typ":"JWE"})",
          R"({"alg":"HS256","crit":["b64"],"b64":false})"}) {
        EXPECT_EQ(code(signed_text(header, payload)), "handover.algorithm") << header;
        const std::string whole = signed_text(header, payload);
        EXPECT_EQ(code(whole.substr(0, whole.rfind('.') + 1)), "handover.algorithm") << header;
    }
    const std::string whole = signed_text(kHeader, payload);
    EXPECT_EQ(code(whole.substr(0, whole.rfind('.') + 1)), "handover.signature");
    EXPECT_EQ(code(signed_text(kHeader, payload, std::string(32, 'k'))), "handover.signature");
    EXPECT_EQ(code(signed_text(kHeader, payload, test::kHandoverKey)), "handover.signature")
        << "the key's text is not the key";
    const auto no_key = read_statement(signed_text(kHeader, payload, ""), "", "default", kNow);
    ASSERT_FALSE(no_key) << "a link without a key believes nobody";
}

TEST(SsoStatement, HasThreePartsAndNoMore) {
    const std::string whole = signed_claims(some_claims(kNow));
    for (const std::string& odd :
         {std::string(), std::string("."), std::string(".."), std::string("a.b.c"), whole + ".",
          whole + "." + whole, "." + whole, whole.substr(0, whole.rfind('.')),
          std::string(5000, 'a'), " " + whole})
        EXPECT_NE(code(odd), "accepted") << odd.substr(0, 60);
    EXPECT_EQ(code(signed_text(kHeader, "[1]")), "handover.form");
    EXPECT_EQ(code(signed_text(kHeader, "{")), "handover.form");
    EXPECT_EQ(code(signed_text(kHeader, "{\"a\":\xff}")), "handover.form");
}

TEST(SsoStatement, KeysHave32BytesAtLeast) {
    EXPECT_EQ(key_bytes(test::kHandoverKey), test::kHandoverBytes);
    EXPECT_FALSE(key_bytes(""));
    EXPECT_FALSE(key_bytes("c2hvcnQ"));
    EXPECT_FALSE(key_bytes(test::kHandoverKey + "="));
    EXPECT_FALSE(key_bytes("not base64url at all, but quite long enough for one"));
}

// Any change whatever makes it another text, and no other text is believed.
TEST(SsoStatement, TenThousandMutationsAreRefused) {
    std::mt19937_64 random(20261127);
    constexpr std::string_view kLetters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random() % n); };
    const std::string good = signed_claims(some_claims(kNow));
    const std::string other = signed_claims(some_claims(kNow, "go"));
    ASSERT_EQ(code(good), "accepted");
    ASSERT_EQ(code(other), "accepted");
    std::set<std::string> codes;
    int tried = 0;
    while (tried < 10'000) {
        std::string text = good;
        for (std::size_t times = 1 + below(3); times > 0; --times) {
            const std::size_t at = below(text.size());
            switch (below(8)) {
                case 0:
                    text[at] = kLetters[below(kLetters.size())];
                    break;
                case 1:
                    text[at] = static_cast<char>(text[at] ^ (1 << below(8)));
                    break;
                case 2:
                    text.insert(at, 1, kLetters[below(kLetters.size())]);
                    break;
                case 3:
                    text.erase(at, 1 + below(4));
                    break;
                case 4:
                    std::swap(text[at], text[below(text.size())]);
                    break;
                case 5:  // a part of another good one
                    text = text.substr(0, text.rfind('.')) + other.substr(other.rfind('.'));
                    break;
                case 6:  // the last letters: where bits are left over
                    text.back() = kLetters[below(kLetters.size())];
                    break;
                default:
                    text.append(1 + below(3), kLetters[below(kLetters.size())]);
            }
            if (text.empty()) text = "x";
        }
        if (text == good || text == other) continue;
        ++tried;
        const std::string what = code(text);
        ASSERT_NE(what, "accepted") << text;
        codes.insert(what);
    }
    EXPECT_TRUE(codes.contains("handover.signature"));
    EXPECT_TRUE(codes.contains("handover.form"));
}

}  // namespace
}  // namespace causeway::sso
