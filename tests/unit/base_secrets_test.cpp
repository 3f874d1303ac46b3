// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "base/crypt.h"
#include "base/failure.h"
#include "base/log.h"
#include "base/sealed.h"

namespace causeway::base {
namespace {

TEST(Sealed, OpensOnlyWithItsKeyAndForItsPurpose) {
    const auto key = SealingKey::random();
    const std::string sealed = key.seal("the token", "moodle.token");
    EXPECT_EQ(sealed.find("the token"), std::string::npos);
    EXPECT_EQ(key.open(sealed, "moodle.token").value(), "the token");
    EXPECT_FALSE(key.open(sealed, "opensis.password"));
    EXPECT_FALSE(SealingKey::random().open(sealed, "moodle.token"));
    EXPECT_FALSE(key.open("s1.garbage", "moodle.token"));
    EXPECT_FALSE(key.open("", "moodle.token"));
    EXPECT_NE(key.seal("the token", "moodle.token"), sealed) << "a nonce was used twice";
}

TEST(Sealed, TheKeyFileIsMadePrivateAndRefusedWhenItIsNot) {
    const auto file =
        std::filesystem::temp_directory_path() / ("causeway-key-" + std::to_string(::getpid()));
    const auto key = SealingKey::from_file(file);
    EXPECT_EQ(SealingKey::from_file(file).open(key.seal("x", "p"), "p").value(), "x");
    std::filesystem::permissions(file, std::filesystem::perms::others_read,
                                 std::filesystem::perm_options::add);
    EXPECT_THROW(SealingKey::from_file(file), Failure);
    std::filesystem::remove(file);
}

TEST(Password, MeetsMoodlesDefaultPolicy) {
    const std::string password = random_password(24);
    EXPECT_EQ(password.size(), 24U);
    EXPECT_NE(password.find_first_of("abcdefghijkmnpqrstuvwxyz"), std::string::npos);
    EXPECT_NE(password.find_first_of("ABCDEFGHJKLMNPQRSTUVWXYZ"), std::string::npos);
    EXPECT_NE(password.find_first_of("23456789"), std::string::npos);
    EXPECT_NE(password.find_first_of("-_.!*#"), std::string::npos);
    EXPECT_NE(password, random_password(24));
}

TEST(Base64url, HasOneTextForEachRunOfBytes) {
    EXPECT_EQ(base64url("foobar"), "Zm9vYmFy");
    EXPECT_EQ(base64url("fo"), "Zm8");
    EXPECT_EQ(base64url("\xfb\xff"), "-_8");
    EXPECT_EQ(from_base64url("Zm9v"), "foo");
    EXPECT_EQ(from_base64url(""), "");
    for (const char* odd : {"Zm8=", "Zm9v ", "Z", "Zm9", "+_8", "-/8", "Zm9\n"})
        EXPECT_FALSE(from_base64url(odd)) << odd;
    for (int c = 0; c < 256; ++c) {
        const std::string text = std::string("AAA") + static_cast<char>(c);
        const auto bytes = from_base64url(text);
        EXPECT_EQ(base64url(bytes.value_or("")), bytes ? text : "") << c;
    }
    EXPECT_NE(random_base64url(16), random_base64url(16));
    EXPECT_EQ(random_base64url(16).size(), 22U);
}

// RFC 4231, test case 2.
TEST(Hmac, IsSha256s) {
    EXPECT_EQ(hmac_sha256_hex("Jefe", "what do ya want for nothing?"),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    EXPECT_EQ(hmac_sha256("Jefe", "what do ya want for nothing?").size(), 32U);
}

TEST(Log, AHiddenSecretIsBlottedOut) {
    log::hide("supersecrettoken");
    EXPECT_EQ(log::redacted("wstoken=supersecrettoken&x=1"), "wstoken=***&x=1");
    EXPECT_EQ(log::redacted("nothing to see"), "nothing to see");
}

}  // namespace
}  // namespace causeway::base
