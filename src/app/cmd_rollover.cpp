// SPDX-License-Identifier: GPL-3.0-or-later
// causeway rollover show|plan|hold|release|confirm|take-back
#include <fmt/format.h>

#include <boost/json.hpp>
#include <fstream>

#include "app/audit.h"
#include "app/commands.h"
#include "app/print.h"
#include "app/wiring.h"
#include "base/csv.h"
#include "base/log.h"
#include "service/turn_office.h"

namespace causeway::app {

namespace {

namespace json = boost::json;
using service::TurnOffice;
using store::TurnRecord;

constexpr std::int64_t kAllRows = INT64_MAX;

base::Failure misuse(std::string record, std::string why, std::string cure) {
    return {base::ExitCode::usage,
            {"The command was not understood", std::move(record), std::move(why), std::move(cure),
             "usage.rollover"}};
}

base::Date day_from(const std::string& text) {
    if (const auto day = base::Date::parse(text)) return *day;
    throw misuse(text, "it is no day", "Write days like 2027-08-31.");
}

std::string school_text(const json::object& school) {
    const json::object& counts = school.at("counts").as_object();
    const auto n = [&](const json::object& of, const char* name) {
        return grouped(of.at(name).as_int64());
    };
    std::string out =
        fmt::format("{} (school {}): {} -> {}\n", std::string(school.at("title").as_string()),
                    school.at("school").as_int64(), school.at("from").at("year").as_int64(),
                    school.at("to").at("year").as_int64());
    Table rolled({"", "old year", "new year", "made of old ones"});
    for (const auto& one : school.at("rolled").as_array())
        rolled.add({std::string(one.at("what").as_string()), n(one.as_object(), "old_year"),
                    n(one.as_object(), "new_year"), n(one.as_object(), "linked")});
    out += rolled.text();
    out += fmt::format(
        "  courses: {} hidden and kept, {} made ({} rolled over)\n"
        "  people: {} go on here ({} in the same grade), {} leave ({} doubtful), {} join, {} move "
        "here\n",
        n(counts, "hidden"), n(counts, "made"), n(school, "made_from_old"), n(school, "going_on"),
        n(school, "retained"), n(counts, "leaves"), n(school, "doubtful"), n(counts, "joins"),
        n(counts, "moves"));
    return out;
}

std::string plan_text(const TurnRecord& turn) {
    const json::value plan = json::parse(turn.summary);
    std::string out;
    for (const auto& school : plan.at("schools").as_array())
        out += school_text(school.as_object());
    for (const auto& one : plan.at("objections").as_array())
        out += fmt::format(
            "\nA reason is wanted ({}): {}.\n  {}\n", std::string(one.at("record").as_string()),
            std::string(one.at("why").as_string()), std::string(one.at("cure").as_string()));
    return out;
}

std::string rows_text(const std::vector<store::TurnRowRecord>& rows, std::int64_t show) {
    Table table({"", "Record", "Name", "Why"});
    std::int64_t shown = 0;
    for (const auto& row : rows)
        if (show == 0 || shown++ < show)
            table.add(
                {row.fate + (row.doubtful ? " ?" : ""), row.key.text(), row.title, row.reason});
    std::string out = table.empty() ? "" : table.text();
    const auto more = static_cast<std::int64_t>(rows.size()) - show;
    if (show != 0 && more > 0)
        out += fmt::format("... and {} more (--show 0 lists them all)\n", grouped(more));
    return out;
}

void write_csv(const std::string& file, const std::vector<store::TurnRowRecord>& rows) {
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out << base::kCsvMark
        << base::csv_line({"what", "record", "school", "name", "why", "doubtful"});
    for (const auto& row : rows)
        out << base::csv_line({row.fate, row.key.text(), std::to_string(row.school), row.title,
                               row.reason, row.doubtful ? "yes" : ""});
    out.flush();
    if (!out) throw misuse(file, "the file cannot be written", "Name another file.");
}

std::string state_text(const TurnRecord& turn) {
    std::string years;
    bool begun = false;
    bool finished = true;
    for (const auto& school : turn.schools) {
        years += fmt::format("{}school {}: {} -> {}", years.empty() ? "" : ", ", school.school,
                             school.from, school.to);
        begun = begun || school.run != 0;
        finished = finished && school.finished;
    }
    const char* where = turn.stage == store::TurnStage::planned      ? "planned"
                        : turn.stage == store::TurnStage::taken_back ? "taken back"
                        : finished                                   ? "done"
                        : begun                                      ? "begun"
                                                                     : "confirmed";
    std::string out =
        fmt::format("Turn {} ({}), from {}: {}", turn.id, years, turn.begins.text(), where);
    if (!turn.confirmed_by.empty()) out += ", confirmed by " + turn.confirmed_by;
    if (!turn.because.empty()) out += " (" + turn.because + ")";
    if (!turn.taken_back_by.empty()) out += ", taken back by " + turn.taken_back_by;
    return out + "\n";
}

std::string show_text(TurnOffice& office, const json::object& all) {
    std::string out;
    Table table({"School", "", "Year", "openSIS has"});
    for (const auto& school : all.at("schools").as_array()) {
        const auto& next = school.at("next");
        table.add({std::to_string(school.at("school").as_int64()),
                   std::string(school.at("title").as_string()),
                   std::to_string(school.at("now").at("year").as_int64()),
                   next.is_null()
                       ? "no later year"
                       : fmt::format("{}{}", next.at("year").as_int64(),
                                     school.at("can_turn").as_bool() ? ", rolled over"
                                                                     : ", without students")});
    }
    out += table.text();
    const auto state = office.state();
    if (state.hold && state.hold->to >= office.today())
        out += fmt::format("Hold from {} to {} by {}: nothing is taken away in Moodle.\n",
                           state.hold->from.text(), state.hold->to.text(), state.hold->by);
    for (const auto& turn : office.turns())
        out += state_text(turn);
    return out;
}

void require(const RolloverOptions& options, bool so, const char* what, const char* cure) {
    if (!so) throw misuse(options.what, what, cure);
}

TurnRecord newest(TurnOffice& office, const RolloverOptions& options, store::TurnStage stage) {
    if (options.turn)
        if (const auto turn = office.turn(*options.turn)) return *turn;
    for (const auto& turn : office.turns())
        if (!options.turn && turn.stage == stage) return *office.turn(turn.id);
    throw misuse(options.turn ? std::to_string(*options.turn) : options.what,
                 "there is no such turn of the year", "See: causeway rollover show");
}

void tell(const TurnRecord& turn, Context& context) {
    if (context.common.json)
        print_json(context.out, service::turn_json(turn, true));
    else
        context.out << base::log::redacted(state_text(turn));
}

void tell_rollover(TurnOffice& office, Context& context) {
    const auto all = service::rollover_json(office);
    if (context.common.json)
        print_json(context.out, all);
    else
        context.out << base::log::redacted(show_text(office, all));
}

void plan(const RolloverOptions& options, TurnOffice& office, Context& context) {
    service::TurnWish wish;
    wish.schools = options.schools;
    if (!options.begins.empty()) wish.begins = day_from(options.begins);
    const auto turn = office.plan(wish, options.by.empty() ? "command line" : options.by);
    const auto rows = office.rows(turn.id, "", "", 0, kAllRows);
    if (!options.csv.empty()) write_csv(options.csv, rows);
    if (context.common.json) return tell(turn, context);
    context.out << base::log::redacted(
        rows_text(rows, options.show) + "\n" + plan_text(turn) +
        fmt::format("\nNothing was changed. The new year's first sync would come on {}: causeway "
                    "rollover confirm --by NAME --yes\n",
                    turn.begins.text()));
}

}  // namespace

base::ExitCode run(const RolloverOptions& options, Context& context) {
    Wiring wiring(context);
    TurnOffice office(wiring.config(), wiring.store(), kLink, context.clock,
                      "causeway/" CAUSEWAY_VERSION);
    store::Accounts accounts(wiring.store());
    const auto audit = [&](const char* action, std::string record, std::string detail) {
        note(accounts, context.clock, action, kLink, std::move(record), std::move(detail));
    };
    const std::string& what = options.what;
    if (what == "show") {
        tell_rollover(office, context);
    } else if (what == "plan") {
        plan(options, office, context);
    } else if (what == "hold") {
        require(options, !options.by.empty(), "nobody is named", "Say who: --by NAME.");
        office.hold(day_from(options.from), day_from(options.to), options.by);
        audit("rollover.hold", "", options.by + ": " + options.from + " to " + options.to);
        tell_rollover(office, context);
    } else if (what == "release") {
        require(options, !options.by.empty(), "nobody is named", "Say who: --by NAME.");
        require(options, office.release(options.by), "there is no hold",
                "See: causeway rollover show");
        audit("rollover.release", "", options.by);
        tell_rollover(office, context);
    } else {
        require(options, !options.by.empty(), "nobody is named", "Say who: --by NAME.");
        require(options, options.yes, "it was not said to be meant", "Add --yes.");
        const bool back = what == "take-back";
        const auto turn =
            newest(office, options, back ? store::TurnStage::confirmed : store::TurnStage::planned);
        const auto now = back ? office.take_back(turn.id, options.by)
                              : office.confirm(turn.id, options.by, options.because);
        audit(back ? "rollover.take_back" : "rollover.confirm", fmt::format("turn:{}", now.id),
              back ? options.by : service::word_for(now));
        tell(now, context);
    }
    return base::ExitCode::in_step;
}

}  // namespace causeway::app
