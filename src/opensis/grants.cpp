// SPDX-License-Identifier: GPL-3.0-or-later
#include "opensis/grants.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/failure.h"
#include "base/text.h"
#include "opensis/gradebook_tables.h"
#include "opensis/rollover_tables.h"
#include "opensis/roster_tables.h"

namespace causeway::opensis {

namespace {

// A backslash means different things in different sql_modes, a control character nothing good.
void refuse_doubtful(std::string_view what, std::string_view name, std::size_t limit) {
    const bool doubtful = std::any_of(name.begin(), name.end(), [](char c) {
        return static_cast<unsigned char>(c) < 0x20 || c == 0x7F || c == '\\';
    });
    if (!name.empty() && !doubtful && base::valid_utf8(name) && base::length_utf8(name) <= limit)
        return;
    throw base::Failure(
        base::ExitCode::usage,
        {fmt::format("The {} cannot stand in a GRANT statement", what), base::tidy(name),
         fmt::format("it is empty, longer than {} characters, or holds a backslash or a control "
                     "character",
                     limit),
         "Choose another name.", "opensis.grant_name"});
}

std::string quoted(std::string_view name, char quote) {
    std::string out(1, quote);
    for (const char c : name) {
        if (c == quote) out += quote;
        out += c;
    }
    return out += quote;
}

std::string account(std::string_view user, std::string_view host) {
    return quoted(user, '\'') + "@" + quoted(host, '\'');
}

}  // namespace

GrantTarget grant_target(std::string_view user, std::string_view host, std::string_view database) {
    refuse_doubtful("account's name", user, 80);
    refuse_doubtful("account's host", host, 255);
    refuse_doubtful("database's name", database, 64);
    return {account(user, host), quoted(database, '`')};
}

std::vector<std::string> grant_statements(std::string_view user, std::string_view host,
                                          std::string_view database) {
    const GrantTarget target = grant_target(user, host, database);
    std::vector<std::string> out;
    const auto grant = [&](const TableUse& use) {
        std::string columns;
        for (const auto column : use.columns)
            columns += (columns.empty() ? "" : ", ") + quoted(column, '`');
        out.push_back(fmt::format("GRANT SELECT ({}) ON {}.{} TO {}", columns, target.database,
                                  quoted(use.table, '`'), target.account));
    };
    for (const TableUse& use : roster_tables())
        grant(use);
    for (const TableUse& use : rollover_tables())
        grant(use);
    return out;
}

std::string feed_statement(std::string_view user, std::string_view host) {
    refuse_doubtful("account's name", user, 80);
    refuse_doubtful("account's host", host, 255);
    return "GRANT REPLICATION SLAVE ON *.* TO " + account(user, host);
}

std::vector<std::string> grade_table_statements(std::string_view database) {
    refuse_doubtful("database's name", database, 64);
    std::vector<std::string> out;
    for (const auto sql : own_tables()) {
        // "CREATE TABLE IF NOT EXISTS name (": the name gets its database.
        constexpr std::string_view kHead = "CREATE TABLE IF NOT EXISTS ";
        out.push_back(std::string(kHead) + quoted(database, '`') + "." +
                      std::string(sql.substr(kHead.size())));
    }
    return out;
}

std::vector<std::string> grade_grant_statements(std::string_view user, std::string_view host,
                                                std::string_view database) {
    refuse_doubtful("account's name", user, 80);
    refuse_doubtful("account's host", host, 255);
    refuse_doubtful("database's name", database, 64);
    std::vector<std::string> out;
    for (const TableUse& use : gradebook_tables()) {
        std::string columns;
        for (const auto column : use.columns)
            columns += (columns.empty() ? "" : ", ") + quoted(column, '`');
        out.push_back(fmt::format("GRANT SELECT ({}) ON {}.{} TO {}", columns,
                                  quoted(database, '`'), quoted(use.table, '`'),
                                  account(user, host)));
    }
    for (const WriteUse& use : gradebook_writes())
        out.push_back(fmt::format("GRANT {} ON {}.{} TO {}", use.rights, quoted(database, '`'),
                                  quoted(use.table, '`'), account(user, host)));
    return out;
}

std::string grant_script(std::string_view user, std::string_view host, std::string_view database,
                         bool feed, bool grades) {
    const auto statements = grant_statements(user, host, database);
    std::string out = fmt::format(
        "-- An account for Causeway that can read the roster{}.\n"
        "-- Make it first, with a password of your own:\n"
        "-- CREATE USER {} IDENTIFIED BY '...';\n",
        grades ? " and keep the gradebook" : " and nothing else", account(user, host));
    for (const auto& statement : statements)
        out += statement + ";\n";
    if (grades) {
        out +=
            "-- For grades: three tables of Causeway's own, which openSIS knows nothing of. They\n"
            "-- hold what was agreed last, where each grade comes from and what each run changed.\n"
            "-- To be rid of them: DROP TABLE causeway_steps, causeway_grades, causeway_items;\n";
        for (const auto& statement : grade_table_statements(database))
            out += statement + ";\n";
        for (const auto& statement : grade_grant_statements(user, host, database))
            out += statement + ";\n";
    }
    if (feed)
        out +=
            "-- To notice a saved change within a second: the log of row changes may be read. It\n"
            "-- is the log of the whole server, other databases included; Causeway takes nothing\n"
            "-- out of it but the numbers of openSIS's records.\n" +
            feed_statement(user, host) +
            ";\n"
            "-- The server must write that log. In [mariadbd] of its configuration:\n"
            "-- log_bin, binlog_format = ROW, server_id = 1; then restart it.\n";
    return out;
}

}  // namespace causeway::opensis
