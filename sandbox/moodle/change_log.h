// SPDX-License-Identifier: GPL-3.0-or-later
// The plugin's change log (its table local_opensis_change): what happened to people, courses,
// enrolments and grades, in the order of writing. Site notes, local_opensis_get_changes reads.
// A call that is refused takes back what it noted. Not thread-safe.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>

namespace causeway::sandbox {

using Id = std::int64_t;

enum class ChangeKind : std::uint8_t { people, courses, enrolments, grades };
enum class What : std::uint8_t { created, updated, removed };

[[nodiscard]] std::string_view name_of(ChangeKind kind);
[[nodiscard]] std::string_view name_of(What what);
// False when there is no such kind.
[[nodiscard]] bool kind_named(std::string_view name, ChangeKind& kind);

struct Change {
    Id id = 0;
    Id objectid = 0, userid = 0, courseid = 0, time = 0;
    ChangeKind kind{};
    What what{};
};

class ChangeLog {
  public:
    bool on = false;
    Id now = 0;         // the moment that is noted
    std::string epoch;  // differs from one log to the next: a cursor of another is foreign

    void note(ChangeKind kind, What what, Id object, Id user, Id course) {
        if (on)
            rows_.push_back({.id = ++last_,
                             .objectid = object,
                             .userid = user,
                             .courseid = course,
                             .time = now,
                             .kind = kind,
                             .what = what});
    }
    [[nodiscard]] Id last() const { return last_; }
    [[nodiscard]] Id trimmed_to() const { return last_ - static_cast<Id>(rows_.size()); }
    [[nodiscard]] const std::deque<Change>& rows() const { return rows_; }  // ids without a gap

    // Forgets what a refused call noted after `mark` (a last() of before).
    void roll_back(Id mark) {
        while (last_ > mark && !rows_.empty()) {
            rows_.pop_back();
            --last_;
        }
    }
    void trim() { rows_.clear(); }  // what the nightly task does to old rows

  private:
    std::deque<Change> rows_;
    Id last_ = 0;
};

}  // namespace causeway::sandbox
