// SPDX-License-Identifier: GPL-3.0-or-later
// causeway school: a made-up school in a database of its own, and a day in its life.
#include <boost/json.hpp>

#include "app/commands.h"
#include "app/print.h"
#include "app/wiring.h"
#include "sandbox/school/day.h"
#include "sandbox/school/generator.h"
#include "sandbox/school/rollover.h"

namespace causeway::app {

namespace {

namespace json = boost::json;

constexpr std::string_view kNameCharacters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$-";

db::MariadbAddress address_of(const SchoolOptions& options) {
    auto address = db::MariadbAddress::parse(options.url);
    if (!address) throw base::Failure(base::ExitCode::usage, address.problem());
    return *std::move(address);
}

// Makes the database when it is not there yet and the account may; else the server's own refusal
// says what is wrong.
std::unique_ptr<db::Connection> open_or_make(const db::MariadbAddress& address) {
    try {
        return db::open_mariadb(address);
    } catch (const base::Failure&) {
        if (address.database.empty() ||
            address.database.find_first_not_of(kNameCharacters) != std::string::npos)
            throw;
        db::MariadbAddress server = address;
        server.database.clear();
        const auto connection = db::open_mariadb(server);
        connection->execute("CREATE DATABASE IF NOT EXISTS `" + address.database +
                            "` CHARACTER SET utf8mb3");
    }
    return db::open_mariadb(address);
}

json::object to_json(const sandbox::SchoolReport& report) {
    json::array broken;
    for (const auto& [key, what] : report.broken)
        broken.push_back(json::object{{"key", key}, {"what", what}});
    return {{"year", report.year},
            {"year_start", report.year_start.text()},
            {"year_end", report.year_end.text()},
            {"schools", report.schools},
            {"subjects", report.subjects},
            {"courses", report.courses},
            {"sections", report.sections},
            {"staff", report.staff},
            {"administrators", report.administrators},
            {"students", report.students},
            {"disabled", report.disabled},
            {"gone", report.gone},
            {"teaches", report.teaches},
            {"learns", report.learns},
            {"dropped", report.dropped},
            {"broken", std::move(broken)}};
}

json::object to_json(const sandbox::DayReport& report) {
    json::array changes;
    for (const auto& [what, effects] : report.changes)
        changes.push_back(json::object{{"what", what}, {"effects", json::value_from(effects)}});
    return {{"changes", std::move(changes)}};
}

json::object to_json(const sandbox::RolloverReport& report) {
    json::array schools;
    for (const auto& one : report.schools)
        schools.push_back(json::object{{"school", one.school},
                                       {"from", one.from},
                                       {"to", one.to},
                                       {"sections", one.sections},
                                       {"staff", one.staff},
                                       {"students", one.students},
                                       {"finished", one.finished}});
    return {{"schools", std::move(schools)}};
}

std::string ended(std::string text) {
    if (!text.empty() && text.back() != '\n') text += '\n';
    return text;
}

}  // namespace

base::ExitCode run(const SchoolOptions& options, Context& context) {
    const Config& config = context.config();
    const auto today = base::Zone(config.text("opensis.zone")).date_of(context.clock.now());
    const auto connection = open_or_make(address_of(options));
    if (options.live_a_day) {
        const auto report = sandbox::live_a_day(*connection, {options.seed, today});
        if (context.common.json)
            print_json(context.out, to_json(report));
        else
            context.out << ended(report.text());
        return base::ExitCode::in_step;
    }
    if (options.roll_over) {
        const auto report = sandbox::roll_over(*connection, {{}, today, true});
        if (context.common.json)
            print_json(context.out, to_json(report));
        else
            context.out << ended(report.text());
        return base::ExitCode::in_step;
    }
    sandbox::SchoolOptions school;
    school.students = static_cast<int>(options.students);
    school.seed = options.seed;
    school.today = today;
    const auto report = options.empty ? sandbox::make_empty_school(*connection, school)
                                      : sandbox::make_school(*connection, school);
    if (context.common.json)
        print_json(context.out, to_json(report));
    else
        context.out << ended(report.text());
    return base::ExitCode::in_step;
}

}  // namespace causeway::app
