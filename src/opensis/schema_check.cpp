// SPDX-License-Identifier: GPL-3.0-or-later
#include "opensis/schema_check.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/failure.h"
#include "base/text.h"
#include "opensis/entered_text.h"
#include "opensis/gradebook_tables.h"
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

// What nobody was told to grant: rights to write in every table, or to change what tables there
// are. Rights to write in a named table were given for grades, for Get LMS Data or for fields.
void warn_of_writing(db::Connection& connection, SchemaReport& report) {
    const auto rights = connection.one_text(
        "SELECT GROUP_CONCAT(DISTINCT p.privilege_type ORDER BY p.privilege_type SEPARATOR ', ') "
        "FROM (SELECT grantee, privilege_type FROM information_schema.user_privileges "
        "  UNION ALL SELECT grantee, privilege_type FROM information_schema.schema_privileges "
        "  WHERE DATABASE() LIKE table_schema "
        "  UNION ALL SELECT grantee, privilege_type FROM information_schema.table_privileges "
        "  WHERE table_schema = DATABASE() AND privilege_type IN ('DROP', 'ALTER', 'CREATE')) p "
        "WHERE p.grantee = CONCAT('''', LEFT(CURRENT_USER(), CHAR_LENGTH(CURRENT_USER()) - "
        "  CHAR_LENGTH(SUBSTRING_INDEX(CURRENT_USER(), '@', -1)) - 1), '''@''', "
        "  SUBSTRING_INDEX(CURRENT_USER(), '@', -1), '''') "
        "AND p.privilege_type IN ('INSERT', 'UPDATE', 'DELETE', 'DROP', 'ALTER', 'CREATE')");
    if (!rights || rights->empty()) return;
    report.warnings.push_back(
        {"The openSIS account has more rights than Causeway needs", report.database,
         "it has " + *rights +
             " on more than the tables that Causeway writes. The roster is only read; grades, Get "
             "LMS Data and Custom Field Mapping write in a few named tables",
         "Make an account with the rights that `causeway opensis grants` prints; with --grades "
         "they are enough for grades.",
         "opensis.can_write"});
}

// One that every account with rights for grades may read and write.
std::string column_of_table(const WriteUse& use) {
    for (const TableUse& read : gradebook_tables())
        if (read.table == use.table) return std::string(read.columns.front());
    return "run";
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

SchemaReport check_grade_rights(db::Connection& connection) {
    SchemaReport report = check_tables(connection, gradebook_tables());
    const auto visible = visible_columns(connection);
    const auto lacks = [&](std::string record, std::string why) {
        report.missing.push_back(
            {"Grades cannot be carried into openSIS", std::move(record), std::move(why),
             "Run `causeway opensis grants --grades` and have its statements run by whoever "
             "administers the database.",
             "opensis.grade_rights"});
    };
    for (const WriteUse& use : gradebook_writes()) {
        const std::string table(use.table);
        if (!visible.contains(table)) {
            if (table.starts_with("causeway_"))
                lacks(table, "Causeway's own table is not there, or this account may not see it");
            continue;  // of openSIS's own it was told above
        }
        // Prepared and not run: the server looks at the rights, and nothing is touched.
        for (const std::string& sql :
             {"INSERT INTO " + table + " () VALUES ()", "DELETE FROM " + table + " WHERE 1 = 0",
              fmt::format("UPDATE {0} SET {1} = {1} WHERE 1 = 0", table, column_of_table(use))})
            try {
                (void)connection.prepare(sql);
            } catch (const base::Failure& failure) {
                if (failure.exit() != base::ExitCode::error) throw;
                lacks(table, "the account may not " + base::lower_ascii(sql.substr(0, 6)) +
                                 " there: " + failure.problem().why);
            }
    }
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
