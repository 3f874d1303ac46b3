// SPDX-License-Identifier: GPL-3.0-or-later
// Those who come over from openSIS: which statements were used, the lines of the audit about it,
// and the sessions inside openSIS's frame. When a school day begins, hundreds come in a second:
// what several threads want to write at once goes into one transaction. Every method returns when
// it is on disk. Any thread. Throws Failure(error) as the store does.
#pragma once

#include <condition_variable>
#include <exception>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "store/accounts.h"
#include "store/store.h"

namespace causeway::store {

struct HandedSession {
    std::string digest;  // of the cookie
    std::string link;
    std::string person;  // "staff:7"
    std::string name;
    std::string role;
    std::int64_t school = 0;
    std::string page;
    std::string csrf;
    base::Instant created = 0;
    base::Instant expires = 0;
};

class Entrances {
  public:
    explicit Entrances(Store& store) : store_(store) {}

    // Whether this link's statement is used for the first time. It is known until `until`, in this
    // process and every other one on this store.
    bool first_use(const std::string& link, const std::string& nonce, base::Instant until,
                   base::Instant now);
    void note(const AuditEntry& entry);

    void open(const HandedSession& session);
    // Not expired; its account is marked as handed over.
    std::optional<SessionRecord> session(const std::string& digest, base::Instant now);
    void prolong(const std::string& digest, base::Instant expires);

  private:
    struct Wish {
        const std::string* link = nullptr;  // with `nonce`: a use
        const std::string* nonce = nullptr;
        base::Instant until = 0;
        base::Instant now = 0;
        const AuditEntry* entry = nullptr;
        bool first = false;
        bool done = false;
        std::exception_ptr error;
    };
    void fulfil(Wish& wish);
    void write(const std::vector<Wish*>& wishes);

    Store& store_;
    std::mutex mutex_;  // guards what follows, and is not held while writing
    std::condition_variable done_;
    std::vector<Wish*> waiting_;
    bool writing_ = false;
    base::Instant swept_ = 0;
};

}  // namespace causeway::store
