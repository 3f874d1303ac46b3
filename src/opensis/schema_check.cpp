// SPDX-License-Identifier: GPL-3.0-or-later
#include "opensis/schema_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/failure.h"
#include "base/text.h"
#include "opensis/entered_text.h"
#include "opensis/roster_tables.h"

namespace causeway::opensis {

namespace {

using base::Problem;

constexpr std::string_view kCure =
    "Check that the address names openSIS Classic's own database (9.x), and give the account the "
    "rights that `causeway opensis grants` prints.";

// What this account can see: table names, and "table.column". information_schema shows only
// what the account has a right to, so "missing" is "not there, or not granted".
std::set<std::string> visible_columns(db::Connection& connection) {
    std::set<std::string> out;
    const auto rows = connection.query(
        "SELECT table_name, column_name FROM information_schema.columns "
        "WHERE table_schema = DATABASE()");
    while (const auto* row = rows->next()) {
        const std::string table = base::lower_ascii(row->text(0));
        out.insert(table + "." + base::lower_ascii(row->text(1)));
        out.insert(table);
    }
    return out;
}

Problem missing(std::string_view kind, std::string record) {
    return {fmt::format("openSIS's database lacks a {} that Causeway reads", kind),
            std::move(record), "it is not there, or the account may not read it",
            std::string(kCure), "opensis.schema"};
}

void find_missing(const std::set<std::string>& visible, std::span<const TableUse> tables,
                  SchemaReport& report) {
    for (const TableUse& use : tables) {
        const std::string table(use.table);
        if (!use.needed) continue;
        if (!visible.contains(table)) {
            report.missing.push_back(missing("table", table));
            continue;
        }
        for (const auto column : use.columns) {
            std::string name = table + "." + std::string(column);
            if (!visible.contains(name))
                report.missing.push_back(missing("column", std::move(name)));
        }
    }
}

// openSIS keeps ('version', '9.2') and ('build', '20250827001') in `app`.
void read_version(db::Connection& connection, SchemaReport& report) {
    const auto rows = connection.query("SELECT name, value FROM app ORDER BY name");
    while (const auto* row = rows->next()) {
        const std::string name = base::lower_ascii(row->text(0));
        if (name == "version") report.version = entered_text(row->text(1));
        if (name == "build") report.build = entered_text(row->text(1));
    }
}

// Rights of this account on the whole server, on this database or on one of its tables.
void warn_of_writing(db::Connection& connection, SchemaReport& report) {
    const auto rights = connection.one_text(
        "SELECT GROUP_CONCAT(DISTINCT p.privilege_type ORDER BY p.privilege_type SEPARATOR ', ') "
        "FROM (SELECT grantee, privilege_type FROM information_schema.user_privileges "
        "  UNION ALL SELECT grantee, privilege_type FROM information_schema.schema_privileges "
        "  WHERE DATABASE() LIKE table_schema "
        "  UNION ALL SELECT grantee, privilege_type FROM information_schema.table_privileges "
        "  WHERE table_schema = DATABASE()) p "
        "WHERE p.grantee = CONCAT('''', LEFT(CURRENT_USER(), CHAR_LENGTH(CURRENT_USER()) - "
        "  CHAR_LENGTH(SUBSTRING_INDEX(CURRENT_USER(), '@', -1)) - 1), '''@''', "
        "  SUBSTRING_INDEX(CURRENT_USER(), '@', -1), '''') "
        "AND p.privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'DROP', 'ALTER', 'CREATE')");
    if (!rights || rights->empty()) return;
    report.warnings.push_back(
        {"The openSIS account has more rights than Causeway needs", report.database,
         "it may write (" + *rights + "), and reading is enough",
         "Make an account with the rights that `causeway opensis grants` prints.",
         "opensis.can_write"});
}

}  // namespace

SchemaReport check_schema(db::Connection& connection) {
    SchemaReport report;
    report.database = connection.one_text("SELECT DATABASE()").value_or("");
    const auto visible = visible_columns(connection);
    find_missing(visible, roster_tables(), report);
    if (visible.contains("app.name") && visible.contains("app.value"))
        read_version(connection, report);
    warn_of_writing(connection, report);
    return report;
}

SchemaReport check_tables(db::Connection& connection, std::span<const TableUse> tables) {
    SchemaReport report;
    report.database = connection.one_text("SELECT DATABASE()").value_or("");
    find_missing(visible_columns(connection), tables, report);
    return report;
}

void SchemaReport::require() const {
    if (ok()) return;
    std::string names;
    for (const Problem& problem : missing) {
        if (!names.empty()) names += ", ";
        names += problem.record;
    }
    const auto tables = std::count_if(missing.begin(), missing.end(), [](const Problem& p) {
        return p.record.find('.') == std::string::npos;
    });
    throw base::Failure(
        base::ExitCode::usage,
        {"The database is not an openSIS that Causeway can read", database,
         fmt::format("{} tables and {} columns are not there or may not be read: {}", tables,
                     static_cast<std::ptrdiff_t>(missing.size()) - tables, names),
         std::string(kCure), "opensis.schema"});
}

}  // namespace causeway::opensis
