// SPDX-License-Identifier: GPL-3.0-or-later
// Who may sign in to the console, their sessions, and the audit: who did what when. Passwords come
// as hashes and cookies as digests; neither's text is ever here. Every method is one transaction.
// Any thread. Throws Failure(error) as the store does.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "store/store.h"

namespace causeway::store {

struct SchoolRight {
    std::string link;
    std::int64_t school = 0;
    bool operator==(const SchoolRight&) const = default;
};

struct Account {
    std::int64_t id = 0;
    std::string name;
    std::string role;  // "super_administrator", "administrator", ...
    std::vector<SchoolRight> schools;
    bool enabled = true;
    base::Instant created = 0;
    std::optional<base::Instant> last_sign_in;
    // Who it is in openSIS ("staff:7" of this link), for single sign-on; "": not told.
    std::string person_link;
    std::string person;
    // Came over from openSIS for one session: no account of the console, and sees that link alone.
    bool handed = false;
};

struct AccountChange {
    std::optional<std::string> password_hash;
    std::optional<std::string> role;
    std::optional<std::vector<SchoolRight>> schools;
    std::optional<bool> enabled;
    std::optional<std::pair<std::string, std::string>> person;  // link and key
};

struct SessionRecord {
    Account account;
    std::string csrf;
    base::Instant created = 0;
    base::Instant expires = 0;
    // Of sessions in openSIS's frame: the page that was opened there, and the school.
    std::string page;
    std::int64_t school = 0;
};

struct AuditEntry {
    std::int64_t id = 0;
    base::Instant at = 0;
    std::string who;
    std::string address;
    std::string action;  // "session.begin", "link.settings"
    std::string link;
    std::string record;
    std::string detail;
};

struct AuditFilter {
    std::string who;     // exactly
    std::string action;  // or its beginning
    std::string link;
    std::optional<base::Instant> from;
    std::optional<base::Instant> to;
    std::int64_t before = 0;  // only entries with a lower id; 0: from the newest
    std::int64_t limit = 50;
};

class Accounts {
  public:
    explicit Accounts(Store& store) : store_(store) {}

    std::int64_t count();
    // Nothing when the name is taken (whatever its case); with `only_first`, also when there is
    // any account at all.
    std::optional<Account> add(const Account& account, const std::string& password_hash,
                               bool only_first = false);
    std::vector<Account> all();
    std::optional<Account> by_id(std::int64_t id);
    std::optional<Account> by_name(std::string_view name);
    std::string password_hash(std::int64_t id);
    // False, and nothing is changed, when no enabled super administrator would be left.
    bool change(std::int64_t id, const AccountChange& change);
    bool remove(std::int64_t id);
    void note_sign_in(std::int64_t id, base::Instant at);

    void open_session(const std::string& digest, std::int64_t account, const std::string& csrf,
                      base::Instant now, base::Instant expires);
    // Of an enabled account, and not expired.
    std::optional<SessionRecord> session(const std::string& digest, base::Instant now);
    void prolong_session(const std::string& digest, base::Instant expires);
    void close_session(const std::string& digest);
    void close_sessions(std::int64_t account, const std::string& except_digest);
    void drop_expired(base::Instant now);

    void note(const AuditEntry& entry);
    std::vector<AuditEntry> audit(const AuditFilter& filter);  // newest first

  private:
    bool last_super_administrator_gone();

    Store& store_;
};

}  // namespace causeway::store
