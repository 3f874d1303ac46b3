// SPDX-License-Identifier: GPL-3.0-or-later
// Single sign-on: from a person of openSIS to the address that signs their browser in to Moodle as
// themselves, or to the reason why not. The guards are here, whichever userkey plugin the site has:
// no suspended, deleted or closed account, no site administrator unless both sides allow it, no
// address beyond the site, one account behind the name. Any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "sso/ports.h"
#include "sso/statement.h"

namespace causeway::sso {

// What became of a wish, and so which page is shown.
enum class Entry : std::uint8_t {
    in,                  // `address` signs the browser in
    follow,              // another tab of this browser is being signed in: go to `target`
    not_synced,          // not in Moodle, and not to be brought there now
    refused_record,      // not in Moodle, for the reason that its standing names
    left,                // suspended by Causeway: the person left
    gone,                // the account was deleted in Moodle
    suspended,           // suspended in Moodle
    closed,              // of a method that nobody enters by a browser with
    doubtful,            // several accounts could be meant
    site_administrator,  // and one of the two sides forbids it
    parents_off,
    unmapped_parent,  // Moodle has no account that the school gave this parent
    not_in_course,
    moodle_down,
    set_up,  // Causeway's connection is at fault
    too_often,
    busy,
};
std::string_view name(Entry entry);  // "not_synced"

struct Wish {
    std::string subject;
    std::optional<model::Key> person;  // nothing: a parent
    Profile profile = Profile::student;
    std::optional<std::int64_t> section;
    std::optional<std::int64_t> item;
    std::string browser;  // its address
};

struct EntryRules {
    std::string prefix;                // of id numbers
    bool parents = false;              // sso.parents
    bool site_administrators = false;  // sso.site_administrators
};

struct Entered {
    Entry entry = Entry::in;
    std::string address;          // signs in, once; a secret: into no log
    std::string target;           // where it leads, without a key
    base::Problem problem;        // unless `in` or `follow`
    model::RemoteId account = 0;  // Moodle's
    bool rules_the_site = false;  // as a site administrator
    std::string note;             // for the audit: what was not as wished
};

Entered enter(Book& book, Moodle& moodle, const EntryRules& rules, const Wish& wish);

}  // namespace causeway::sso
