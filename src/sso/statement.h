// SPDX-License-Identifier: GPL-3.0-or-later
// What openSIS's add-on hands over when somebody opens one of its pages: a signed statement of who
// it is and what is wanted (docs/handover.md). Reading one is a pure function: whether it was used
// before, and whether its sender may have what is wanted, is asked behind it. Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "model/key.h"

namespace causeway::sso {

enum class Profile : std::uint8_t { super_administrator, administrator, teacher, student, parent };
std::string_view name(Profile profile);

// What is to be opened: a page of the console in openSIS's frame, or Moodle.
enum class Page : std::uint8_t { settings, intake, fields, rollover, people, sections, grades, go };
std::string_view name(Page page);

struct Statement {
    std::string subject;               // "staff:7", "student:16", "parent:1"
    std::optional<model::Key> person;  // the same; nothing for parents, who are no records of ours
    Profile profile = Profile::student;
    std::int64_t profile_id = 0;  // openSIS's own
    std::string name;             // as people say it
    std::string user;             // login in openSIS
    std::int64_t school = 0;
    std::int64_t year = 0;
    Page page = Page::go;
    std::optional<std::int64_t> section;  // openSIS's course period
    std::optional<std::int64_t> item;     // Moodle's course module
    std::string origin;                   // of openSIS itself: "http://127.0.0.1:8081"
    std::string nonce;
    base::Instant issued = 0;
    base::Instant expires = 0;
};

inline constexpr std::size_t kLongestStatement = 4096;
inline constexpr std::int64_t kLongestLife = 60;  // seconds from issued to expires
inline constexpr std::int64_t kMostSkew = 30;     // seconds that the two clocks may differ
// As a nonce has to be remembered.
[[nodiscard]] inline base::Instant forget_at(const Statement& statement) {
    return statement.expires + kMostSkew + 1;
}

// A key as the settings hold it (base64url) in its bytes; nothing when it is shorter than 32.
std::optional<std::string> key_bytes(std::string_view setting);

// `key`: its bytes. `link`: whom the statement has to be for. A Problem's code says at which of
// the checks it failed: handover.form, .algorithm, .signature, .audience, .time, .claim.
base::Result<Statement> read_statement(std::string_view text, std::string_view key,
                                       std::string_view link, base::Instant now);

}  // namespace causeway::sso
