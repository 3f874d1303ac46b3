// SPDX-License-Identifier: GPL-3.0-or-later
// The command line as plain values: one struct per command. parse() is the only place that knows
// CLI11; a command never sees argv. Mistakes come back as a Problem (exit code 2), help as text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "app/options_fields.h"
#include "base/problem.h"
#include "model/key.h"

namespace causeway::app {

struct CommonOptions {
    std::optional<std::string> config;
    bool json = false;
    bool verbose = false;
    bool quiet = false;  // no progress
};

struct ConnectOptions {
    bool moved = false;  // the site has a new address and is the same
};
// What a plan or run is about.
struct ScopeOptions {
    bool verify = false;
    std::vector<std::int64_t> schools;
    std::optional<model::Kind> only;
    std::vector<model::Key> keys;  // only these records and what hangs on them
};
struct PlanOptions {
    ScopeOptions scope;
    std::string out;
    std::int64_t show = 20;  // operations listed; 0: all
};
struct SyncOptions {
    ScopeOptions scope;
    std::string plan;
    std::string override_name;
    std::string because;
};
struct StatusOptions {};
struct AbortOptions {};
struct SwitchOptions {
    bool on = true;
};
struct ServeOptions {
    std::optional<std::uint16_t> port;
    bool log_json = false;
};
struct UsersOptions {
    std::string what;  // "", "add" or "password"
    std::string name;
    std::string role = "super_administrator";
};
struct StandingsOptions {
    bool refused = false;
    std::string csv;
};
struct RunsOptions {
    std::int64_t last = 20;
};
struct UndoOptions {
    std::int64_t run = 0;
};
struct ConfigCheckOptions {};
struct ConfigSampleOptions {};
struct OpensisGrantsOptions {
    std::string user;
    std::string host;
    bool feed = false;    // the log of changes too
    bool grades = false;  // the gradebook too
    bool intake = false;  // the right to bring in what Moodle holds
    bool fields = false;  // the mapped fields too
};
// "Get LMS Data"
struct IntakeOptions {
    std::string what;  // "staff", "students", "courses", "staff-schedule", ...
    bool yes = false;  // write; else only show
    std::vector<std::int64_t> schools;
    std::vector<std::string> leave_out;
    std::vector<std::string> only;
    std::vector<std::string> same;
    std::vector<std::string> teacher_roles = {"editingteacher", "teacher"};
    std::vector<std::string> student_roles = {"student"};
    std::string csv;
    std::string grade;
    std::vector<std::string> grades;  // "12=Grade 9", by Moodle's category
    std::vector<std::string> places;  // "12=Science/Biology", by Moodle's category
    std::string passwords;            // file; empty: nobody gets one
    std::string courses_from = "category";
    std::string dates = "terms";
    double credits = 1;
    std::int64_t show = 20;
};
struct IntakeUndoOptions {
    std::int64_t run = 0;
};
struct OpensisCheckOptions {};
struct OpensisWatchOptions {
    std::string kind;  // "binlog", "poll"; empty: the best there is
};
struct OpensisAddonOptions {
    bool remove = false;
    std::string path;      // openSIS's folder
    std::string database;  // empty: opensis.admin_url
    bool yes = false;      // do not ask
};
struct HandoverKeyOptions {
    std::string link = "default";
    bool replace = false;
};
struct PluginsOptions {
    std::string out;  // folder; empty: only list them
};
struct SandboxOptions {
    std::optional<std::uint16_t> port;
    std::int64_t latency_ms = 0;
    std::int64_t row_latency_us = 0;
    std::string file;
    std::string token;
    bool plugins = false;
    int filled = 0;
};
struct SchoolOptions {
    std::string url;
    std::int64_t students = 500;
    std::uint64_t seed = 7;
    bool empty = false;
    bool live_a_day = false;
    bool roll_over = false;
};
struct RolloverOptions {
    std::string what;  // "show", "plan", "hold", "release", "confirm", "take-back"
    std::vector<std::int64_t> schools;
    std::string begins;
    std::string from, to;
    std::string by;
    std::string because;
    std::optional<std::int64_t> turn;
    std::string csv;
    std::int64_t show = 40;
    bool yes = false;
};
struct GradesPullOptions {
    std::vector<std::int64_t> sections;
    bool full = false;
    bool plan = false;  // show only
    std::int64_t show = 40;
};
struct GradesDifferencesOptions {
    std::optional<std::int64_t> section;
};
struct GradesTakeOptions {
    std::vector<std::string> keys;
    bool moodle = false;   // Moodle's value is taken over
    bool opensis = false;  // openSIS's stays
};
struct GradesOptionOptions {
    std::string option;  // empty: only asked
    std::optional<std::int64_t> section;
    std::optional<std::int64_t> school;
    bool yes = false;
};
struct GradesUndoOptions {
    std::int64_t run = 0;
};
struct GradesWhyOptions {
    std::int64_t section = 0;
    std::int64_t student = 0;
};
struct VersionOptions {};

using Command = std::variant<
    ConnectOptions, PlanOptions, SyncOptions, StatusOptions, StandingsOptions, RunsOptions,
    UndoOptions, ConfigCheckOptions, ConfigSampleOptions, OpensisGrantsOptions, OpensisCheckOptions,
    PluginsOptions, SandboxOptions, SchoolOptions, VersionOptions, AbortOptions, SwitchOptions,
    ServeOptions, UsersOptions, OpensisWatchOptions, OpensisAddonOptions, HandoverKeyOptions,
    GradesPullOptions, GradesDifferencesOptions, GradesTakeOptions, GradesOptionOptions,
    GradesUndoOptions, GradesWhyOptions, IntakeOptions, IntakeUndoOptions, RolloverOptions,
    FieldsListOptions, FieldsAvailableOptions, FieldsMapOptions, FieldsUnmapOptions,
    FieldsPullOptions, FieldsUndoOptions, FieldsRefusedOptions>;

struct CommandLine {
    CommonOptions common;
    Command command;
};

struct HelpText {
    std::string text;
};
struct Misuse {
    base::Problem problem;
    bool json = false;
};

std::variant<CommandLine, HelpText, Misuse> parse(int argc, const char* const* argv);

}  // namespace causeway::app
