// SPDX-License-Identifier: GPL-3.0-or-later
// What the streams of one snapshot share: the connection with its frozen read-only transaction,
// the schools that take part, and the rule that one answer is open at a time. Made by
// OpenSis::open(), owned by Snapshot, one thread. Whatever the server does in mid-reading is a
// Failure(incomplete): what was read so far proves nothing.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <vector>

#include "base/failure.h"
#include "db/db.h"
#include "model/roster.h"
#include "opensis/key_filter.h"
#include "opensis/roster_sql.h"
#include "opensis/school_year.h"
#include "opensis/snapshot.h"

namespace causeway::opensis {

class Session {
  public:
    Session(std::unique_ptr<db::Connection> connection, const model::RosterScope& scope,
            ReadOptions options);

    [[nodiscard]] const std::vector<Place>& places() const { return places_; }
    [[nodiscard]] bool scope_names_schools() const { return scope_names_schools_; }
    [[nodiscard]] const ReadOptions& options() const { return options_; }
    // The day that decides in this school what is current.
    [[nodiscard]] base::Date day_of(std::int64_t school) const;

    // From now on statements read these keys only (key_filter.h); no answer may be open.
    void narrow(std::span<const model::Key> keys);
    // Which sections of the year these staff teach. openSIS has no index for it: one scan finds
    // them, and they are remembered.
    std::vector<model::Key> teaches_of(const std::vector<std::int64_t>& staff);
    [[nodiscard]] bool narrowed() const { return filter_.has_value(); }
    [[nodiscard]] bool reads(const model::Key& key) const { return !filter_ || filter_->has(key); }
    // Whether any key of such a list is read: "staff", "learns.who".
    [[nodiscard]] bool reads_any(std::string_view list) const {
        return !filter_ || !filter_->ids(list).empty();
    }

    // The one number that a counting statement answers.
    [[nodiscard]] std::int64_t count(std::string_view statement,
                                     const std::vector<db::Value>& others = {});

    // A statement and its answer, closed in the right order.
    class Answer {
      public:
        // `filter` instead of the keys that the session was narrowed to.
        Answer(Session& session, std::string_view statement, const std::vector<db::Value>& others,
               const KeyFilter* filter = nullptr);
        ~Answer();
        Answer(const Answer&) = delete;
        Answer& operator=(const Answer&) = delete;
        const db::Row* next();  // nullptr at the proven end

      private:
        Session& session_;
        std::unique_ptr<db::Statement> statement_;
        std::unique_ptr<db::Rows> rows_;
    };

  private:
    friend class Answer;

    std::unique_ptr<db::Connection> connection_;
    ReadOptions options_;
    std::unique_ptr<db::Transaction> transaction_;
    bool scope_names_schools_ = false;
    std::vector<Place> places_;
    std::unique_ptr<ScopeValues> scope_;
    std::optional<KeyFilter> filter_;
    std::map<std::int64_t, std::set<std::int64_t>> taught_;  // by staff who were asked for
    bool answering_ = false;
};

// Runs `work`; a Failure that the database caused comes out as Failure(incomplete).
template <class Work>
auto reading(Work&& work) {
    try {
        return work();
    } catch (const base::Failure& failure) {
        if (failure.exit() != base::ExitCode::error) throw;
        throw base::Failure(base::ExitCode::incomplete, failure.problem());
    }
}

}  // namespace causeway::opensis
