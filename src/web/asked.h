// SPDX-License-Identifier: GPL-3.0-or-later
// What most questions to the API name: a link, a school, a kind, a cursor; each held against what
// the caller may see. One thread. Errors: Refusal.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "model/key.h"
#include "store/link_book.h"
#include "web/parts.h"

namespace causeway::web {

// 404 when it does not exist or is none of theirs.
service::Link& link_asked(const Call& call, const Parts& parts);
// The school asked for, or those the caller may see; empty: all.
std::vector<std::int64_t> schools_asked(const Call& call, const service::Link& link);
[[nodiscard]] bool among(const std::vector<std::int64_t>& schools, std::int64_t school);
std::optional<model::Kind> kind_asked(const Call& call);
std::optional<store::Shown> standing_asked(const Call& call);
// One of these words, or none: "".
std::string word_asked(const Call& call, std::string_view name,
                       const std::vector<std::string_view>& words);
// 0 without a cursor.
std::int64_t number_cursor(const Call& call);
// The record whose list goes on behind it.
std::optional<model::Key> key_cursor(const Call& call);

}  // namespace causeway::web
