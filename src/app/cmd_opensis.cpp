// SPDX-License-Identifier: GPL-3.0-or-later
// causeway opensis grants, causeway opensis check
#include <fmt/format.h>

#include <boost/json.hpp>

#include "app/commands.h"
#include "app/print.h"
#include "app/wiring.h"
#include "opensis/field_table.h"
#include "opensis/grants.h"
#include "opensis/intake_tables.h"
#include "opensis/schema_check.h"

namespace causeway::app {

namespace {

namespace json = boost::json;

json::array problems_json(const std::vector<base::Problem>& problems) {
    json::array out;
    for (const base::Problem& problem : problems)
        out.push_back(problem_json(problem));
    return out;
}

// With the columns of the custom fields that are there, as far as the account may see them yet.
std::vector<std::string> field_statements(const std::string& user, const std::string& host,
                                          const db::MariadbAddress& address,
                                          const std::string& database) {
    std::vector<opensis::PlacedField> fields;
    if (!address.database.empty()) {
        try {
            fields = opensis::read_fields(*db::open_mariadb(address));
        } catch (const base::Failure&) {  // no right to the definitions yet: the first step
        }
    }
    return opensis::field_grants(user, host, database, fields);
}

}  // namespace

base::ExitCode run(const OpensisGrantsOptions& options, Context& context) {
    // Without an address the names that the documentation uses stand in.
    db::MariadbAddress address;
    if (!context.config().text("opensis.url").empty()) address = opensis_address(context.config());
    const std::string user = !options.user.empty()   ? options.user
                             : !address.user.empty() ? address.user
                                                     : "causeway";
    const std::string host = options.host.empty() ? "localhost" : options.host;
    const std::string database = address.database.empty() ? "opensis" : address.database;
    if (!context.common.json) {
        context.out << opensis::grant_script(user, host, database, options.feed, options.grades);
        if (options.intake) {
            context.out << "-- To bring in what a Moodle that was first holds (causeway intake):\n";
            for (const auto& statement : opensis::intake_grants(user, host, database))
                context.out << statement << ";\n";
        }
        if (options.fields) {
            context.out
                << "-- To carry mapped fields of students and staff (causeway fields). A custom\n"
                   "-- field that is added later needs its own right: print this again then.\n";
            for (const auto& statement : field_statements(user, host, address, database))
                context.out << statement << ";\n";
        }
        return base::ExitCode::in_step;
    }
    json::array statements;
    for (const std::string& statement : opensis::grant_statements(user, host, database))
        statements.emplace_back(statement);
    if (options.intake)
        for (const auto& statement : opensis::intake_grants(user, host, database))
            statements.emplace_back(statement);
    if (options.fields)
        for (const auto& statement : field_statements(user, host, address, database))
            statements.emplace_back(statement);
    if (options.feed) statements.emplace_back(opensis::feed_statement(user, host));
    if (options.grades) {
        for (const std::string& statement : opensis::grade_table_statements(database))
            statements.emplace_back(statement);
        for (const std::string& statement : opensis::grade_grant_statements(user, host, database))
            statements.emplace_back(statement);
    }
    print_json(context.out, json::object{{"user", user},
                                         {"host", host},
                                         {"database", database},
                                         {"statements", std::move(statements)}});
    return base::ExitCode::in_step;
}

base::ExitCode run(const OpensisCheckOptions&, Context& context) {
    const auto connection = db::open_mariadb(opensis_address(context.config()));
    const opensis::SchemaReport report = opensis::check_schema(*connection);
    const auto exit = report.ok() ? base::ExitCode::in_step : base::ExitCode::usage;
    if (context.common.json) {
        print_json(context.out, json::object{{"ok", report.ok()},
                                             {"database", report.database},
                                             {"version", report.version},
                                             {"build", report.build},
                                             {"missing", problems_json(report.missing)},
                                             {"warnings", problems_json(report.warnings)}});
        return exit;
    }
    for (const base::Problem& problem : report.missing)
        context.out << problem_text(problem) << "\n";
    for (const base::Problem& problem : report.warnings)
        context.out << "Note: " << problem_text(problem) << "\n";
    context.out << fmt::format(
        "{}: openSIS {}{}, {}\n", report.database, report.version.empty() ? "?" : report.version,
        report.build.empty() ? "" : fmt::format(" (build {})", report.build),
        report.ok() ? "everything Causeway reads is there"
                    : fmt::format("{} things are missing", report.missing.size()));
    return exit;
}

}  // namespace causeway::app
