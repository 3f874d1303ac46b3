// SPDX-License-Identifier: GPL-3.0-or-later
// causeway users: who may sign in to the console. For the first account of an unattended
// installation, and for a password that nobody knows any more. Passwords come on standard input, so
// that they stand in no list of processes and in no shell's history.
#include <fmt/format.h>

#include <boost/json.hpp>
#include <iostream>

#include "app/audit.h"
#include "app/commands.h"
#include "app/print.h"
#include "base/crypt.h"
#include "base/text.h"
#include "service/link_parts.h"
#include "store/accounts.h"

namespace causeway::app {

namespace {

constexpr std::size_t kShortest = 12;
constexpr std::size_t kLongest = 1024;

base::Failure usage(std::string what, std::string record, std::string why, std::string cure) {
    return {base::ExitCode::usage,
            {std::move(what), std::move(record), std::move(why), std::move(cure), "usage.users"}};
}

std::string password_from_input() {
    std::string line;
    std::getline(std::cin, line);
    if (line.ends_with('\r')) line.pop_back();
    const std::size_t length = base::length_utf8(line);
    if (length < kShortest || length > kLongest)
        throw usage(
            "The password will not do", "",
            fmt::format("it has {} characters; it must have {} to {}", length, kShortest, kLongest),
            "Write it on standard input: causeway users password NAME < file");
    return line;
}

base::ExitCode list(store::Accounts& accounts, Context& context) {
    if (context.common.json) {
        boost::json::array out;
        for (const store::Account& one : accounts.all())
            out.push_back(boost::json::object{
                {"name", one.name}, {"role", one.role}, {"enabled", one.enabled}});
        print_json(context.out, boost::json::object{{"users", std::move(out)}});
        return base::ExitCode::in_step;
    }
    Table table({"name", "role", "enabled", "last sign-in"});
    for (const store::Account& one : accounts.all())
        table.add({one.name, one.role, one.enabled ? "yes" : "no",
                   one.last_sign_in ? base::utc_text(*one.last_sign_in) : "never"});
    context.out << (table.empty() ? "Nobody may sign in yet: causeway serve shows a set-up code.\n"
                                  : table.text());
    return base::ExitCode::in_step;
}

base::ExitCode add(const UsersOptions& options, store::Accounts& accounts, Context& context) {
    store::Account account;
    account.name = base::tidy(options.name);
    account.role = options.role;
    account.created = context.clock.now();
    const std::string hash = base::hash_password(password_from_input());
    if (!accounts.add(account, hash))
        throw usage("The user cannot be made", "user:" + account.name, "the name is taken",
                    "Choose another, or: causeway users password NAME");
    note(accounts, context.clock, "user.create", "", "user:" + account.name);
    context.out << fmt::format("{} may sign in as {}.\n", account.name, account.role);
    return base::ExitCode::in_step;
}

base::ExitCode password(const UsersOptions& options, store::Accounts& accounts, Context& context) {
    const auto account = accounts.by_name(options.name);
    if (!account)
        throw usage("The password cannot be changed", "user:" + options.name,
                    "nobody has this name", "See: causeway users");
    store::AccountChange change;
    change.password_hash = base::hash_password(password_from_input());
    accounts.change(account->id, change);
    accounts.close_sessions(account->id, "");
    note(accounts, context.clock, "user.password", "", "user:" + account->name);
    context.out << fmt::format("{} has a new password; their sessions have ended.\n",
                               account->name);
    return base::ExitCode::in_step;
}

}  // namespace

base::ExitCode run(const UsersOptions& options, Context& context) {
    const Config& config = context.config();
    store::Store store(config.text("store.url"), service::sealing_key(config));
    store::Accounts accounts(store);
    if (options.what == "add") return add(options, accounts, context);
    if (options.what == "password") return password(options, accounts, context);
    return list(accounts, context);
}

}  // namespace causeway::app
