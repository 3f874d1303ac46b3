// SPDX-License-Identifier: GPL-3.0-or-later
#include "opensis/binlog_check.h"

#include <string_view>
#include <utility>

#include "base/text.h"

namespace causeway::opensis {

namespace {

struct Obstacle {
    std::string why;
    std::string cure;
};

std::string asked(db::Connection& connection, std::string_view variable) {
    return connection.one_text("SELECT CAST(" + std::string(variable) + " AS CHAR)").value_or("");
}

bool is_on(db::Connection& connection, std::string_view variable) {
    const std::string value = asked(connection, variable);
    return value == "1" || value == "ON";
}

// 'name'@'host', as a GRANT wants it.
std::string account_of(db::Connection& connection) {
    return connection
        .one_text(
            "SELECT CONCAT(QUOTE(LEFT(CURRENT_USER(), CHAR_LENGTH(CURRENT_USER()) - "
            "CHAR_LENGTH(SUBSTRING_INDEX(CURRENT_USER(), '@', -1)) - 1)), '@', "
            "QUOTE(SUBSTRING_INDEX(CURRENT_USER(), '@', -1)))")
        .value_or("");
}

Obstacle no_right(db::Connection& connection) {
    return {"the account lacks the right REPLICATION SLAVE",
            "GRANT REPLICATION SLAVE ON *.* TO " + account_of(connection) + ";"};
}

// Rights that come by a role are not listed here; then the server itself decides.
bool right_is_listed(db::Connection& connection) {
    return connection
               .one_integer(
                   "SELECT COUNT(*) FROM information_schema.user_privileges "
                   "WHERE privilege_type = 'REPLICATION SLAVE' AND grantee = CONCAT('''', "
                   "LEFT(CURRENT_USER(), CHAR_LENGTH(CURRENT_USER()) - "
                   "CHAR_LENGTH(SUBSTRING_INDEX(CURRENT_USER(), '@', -1)) - 1), '''@''', "
                   "SUBSTRING_INDEX(CURRENT_USER(), '@', -1), '''')")
               .value_or(0) > 0;
}

std::vector<Obstacle> obstacles(db::Connection& connection) {
    if (asked(connection, "@@version").find("MariaDB") == std::string::npos)
        return {{"the server is not MariaDB, and the log of others is not read", "Use MariaDB."}};
    std::vector<Obstacle> out;
    if (!is_on(connection, "@@global.log_bin"))
        out.push_back({"the server writes no binary log (log_bin is off)",
                       "Add to [mariadbd] in the server's configuration: log_bin, binlog_format = "
                       "ROW, server_id = 1; then restart it."});
    else if (asked(connection, "@@global.binlog_format") != "ROW")
        out.push_back({"the server logs statements, not rows (binlog_format is " +
                           asked(connection, "@@global.binlog_format") + ")",
                       "SET GLOBAL binlog_format = 'ROW'; and the same in [mariadbd], so that it "
                       "stays."});
    const std::string image = asked(connection, "@@global.binlog_row_image");
    if (image == "MINIMAL")
        out.push_back({"the log holds rows in part only (binlog_row_image is MINIMAL)",
                       "SET GLOBAL binlog_row_image = 'FULL'; and the same in [mariadbd]."});
    if (is_on(connection, "@@global.log_bin_compress"))
        out.push_back({"the log is compressed (log_bin_compress is on)",
                       "SET GLOBAL log_bin_compress = OFF; and the same in [mariadbd]."});
    // A replica whose own log lacks what it replicates would keep silent.
    if (!is_on(connection, "@@global.log_slave_updates") &&
        (!asked(connection, "@@global.gtid_slave_pos").empty() ||
         is_on(connection, "@@global.wsrep_on")))
        out.push_back(
            {"the server is a replica and does not log what it replicates "
             "(log_slave_updates is off)",
             "Add log_slave_updates to [mariadbd] and restart it, or let opensis.url "
             "name the primary server."});
    return out;
}

base::Problem problem_of(const std::vector<Obstacle>& obstacles) {
    base::Problem out{"The log of openSIS's database cannot be followed", "", "", "",
                      "opensis.no_binlog"};
    for (const Obstacle& obstacle : obstacles) {
        out.why += (out.why.empty() ? "" : "; ") + obstacle.why;
        out.cure += (out.cure.empty() ? "" : " ") + obstacle.cure;
    }
    out.cure += " Until then the tables are polled.";
    return out;
}

}  // namespace

std::optional<base::Problem> why_no_binlog(db::Connection& connection) {
    std::vector<Obstacle> found = obstacles(connection);
    if (found.empty()) return std::nullopt;
    if (!right_is_listed(connection)) found.push_back(no_right(connection));
    return problem_of(found);
}

base::Problem binlog_refused(db::Connection& connection) {
    return problem_of({no_right(connection)});
}

}  // namespace causeway::opensis
