// SPDX-License-Identifier: GPL-3.0-or-later
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

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

TEST(Log, AHiddenSecretIsBlottedOut) {
    log::hide("supersecrettoken");
    EXPECT_EQ(log::redacted("wstoken=supersecrettoken&x=1"), "wstoken=***&x=1");
    EXPECT_EQ(log::redacted("nothing to see"), "nothing to see");
}

}  // namespace
}  // namespace causeway::base
