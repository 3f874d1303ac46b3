// SPDX-License-Identifier: GPL-3.0-or-later
// The stand-in Moodle: an HTTP server on this machine that answers web-service calls as a real
// Moodle 4.5.6 does (names, shapes, error JSON, all-or-nothing batches, silent cuts), out of
// memory. tests/contract holds it to that: the same suite runs against the real one.
// For the demo, the tests and the benchmarks. Every member may be called from any thread.
// GET / shows what it holds; GET /sandbox/state.json says the same to programs;
// POST /sandbox/switches sets switches from a shell (form fields: switch_form.h);
// POST /sandbox/gradebook puts graded items and grades in (JSON: gradebook.h), POST
// /sandbox/grading has the teachers make and go on with theirs (sample_grades.h).
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "sandbox/moodle/switches.h"

namespace causeway::sandbox {

// Which of our Moodle plugins are installed: none, or local/opensis and auth/userkey.
enum class Plugins : std::uint8_t { none, all };

struct StandInOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 0;  // 0: the system chooses; url() tells
    std::string token = "5f2a9c1e7d3b4860a1c2e3f405162738";
    std::string site_name = "Sample school Moodle (stand-in)";
    std::string persist;  // a JSON file to load at the start and save at the end; "": memory only
    unsigned workers = 8;
    Plugins plugins = Plugins::none;
    std::string time_zone = "UTC";  // of the site: where "next midnight" of a new course is
    Switches switches;
    int filled = 0;  // this many people were there first (filled.h); 0: an empty site
};

// What was called; `rows` counts the leading list of the call (users, enrolments, ...).
struct CallCount {
    std::uint64_t calls = 0;
    std::uint64_t rows = 0;
    std::uint64_t errors = 0;  // answered with an exception
    std::uint64_t faults = 0;  // spoiled by a switch
};

// How much the site holds; the pre-existing site course, category and three accounts included.
struct Holdings {
    std::size_t categories = 0;
    std::size_t courses = 0;
    std::size_t users = 0;  // not deleted
    std::size_t deleted_users = 0;
    std::size_t enrolments = 0;
    std::size_t suspended_enrolments = 0;
};

class StandInMoodle {
  public:
    explicit StandInMoodle(StandInOptions options = {});
    ~StandInMoodle();
    StandInMoodle(const StandInMoodle&) = delete;
    StandInMoodle& operator=(const StandInMoodle&) = delete;

    [[nodiscard]] std::string url() const;  // "http://127.0.0.1:8390"
    [[nodiscard]] std::string token() const;
    [[nodiscard]] std::uint16_t port() const;

    [[nodiscard]] Switches switches() const;
    void set_switches(const Switches& switches);
    // After `skip` calls of `function` ("*": any), the next `times` calls of it meet this fault.
    // Scripts queue up per function and go before the chances.
    void fail_next(const std::string& function, Fault fault, unsigned times = 1, unsigned skip = 0);
    void forget_faults();  // scripts and chances

    [[nodiscard]] std::map<std::string, CallCount> calls() const;
    [[nodiscard]] std::uint64_t call_count(const std::string& function) const;
    void forget_calls();
    // What the plugin's nightly task does to its change log, whatever its age.
    void trim_changes();
    // As POST /sandbox/gradebook: "" when all went in, else what is wrong.
    [[nodiscard]] std::string add_grades(const std::string& json);
    // The teachers' work (sample_grades.h), and one grade that is there given anew.
    void grade_some();
    void grade(std::int64_t course, std::int64_t item, std::int64_t user, double points);

    [[nodiscard]] Holdings holdings() const;
    // The JSON of GET /sandbox/state.json: {"counts":{..},"categories":[..],"courses":[..],
    // "users":[..],"enrolments":[..],"roles":[..],"calls":{..}}.
    [[nodiscard]] std::string state_json() const;

    void stop();  // cuts held answers, saves when asked to; the destructor does the same

  private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace causeway::sandbox
