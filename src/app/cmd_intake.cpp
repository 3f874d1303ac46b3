// SPDX-License-Identifier: GPL-3.0-or-later
// causeway intake staff|students|courses|staff-schedule|student-schedule|history, intake undo
#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <fstream>

#include "app/commands.h"
#include "app/print.h"
#include "app/progress.h"
#include "app/taken_back.h"
#include "app/wiring.h"
#include "base/bcrypt.h"
#include "base/csv.h"
#include "base/log.h"
#include "base/sealed.h"
#include "base/text.h"
#include "service/intake_fields.h"
#include "service/intake_work.h"

namespace causeway::app {

namespace {

namespace json = boost::json;
using intake::Fate;
using intake::Row;

constexpr std::size_t kPasswordLength = 14;

base::Failure cannot_write(const std::string& file, const std::string& why) {
    return {base::ExitCode::usage,
            {"The file cannot be written", file, why,
             "Name another file; one with passwords must be a new one.", "usage.file"}};
}

// Who got which password: a new file that only its owner may read.
class Passwords {
  public:
    explicit Passwords(const std::string& file) : file_(file) {
        if (file.empty()) return;
        fd_ = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (fd_ < 0) throw cannot_write(file, "it exists already, or its folder cannot be written");
        put(std::string(base::kCsvMark) + base::csv_line({"person", "login", "password"}));
    }
    ~Passwords() {
        if (fd_ >= 0) ::close(fd_);
    }
    Passwords(const Passwords&) = delete;
    Passwords& operator=(const Passwords&) = delete;

    void give(const Row& row, model::NewPerson& person) {
        if (fd_ < 0 || person.login.empty()) return;
        const std::string password = base::random_password(kPasswordLength);
        person.password_hash = base::bcrypt_hash(password);
        // On disk before the person is: a password that nobody knows would be worse.
        put(base::csv_line({row.title, person.login, password}));
    }

  private:
    void put(const std::string& line) {
        if (::write(fd_, line.data(), line.size()) != static_cast<ssize_t>(line.size()))
            throw cannot_write(file_, "the disk is full, or the file is gone");
    }

    const std::string file_;
    int fd_ = -1;
};

// "12=Grade 9": what is said of a category of Moodle's.
std::vector<std::pair<model::RemoteId, std::string>> by_category(
    const std::vector<std::string>& said, const char* example) {
    std::vector<std::pair<model::RemoteId, std::string>> out;
    for (const std::string& one : said) {
        const auto equals = std::min(one.find('='), one.size());
        model::RemoteId category = 0;
        const auto read = std::from_chars(one.data(), one.data() + equals, category);
        const std::string what = base::tidy(one.substr(std::min(equals + 1, one.size())));
        if (read.ptr != one.data() + equals || category <= 0 || what.empty())
            throw base::Failure(
                base::ExitCode::usage,
                {"An option cannot be understood", one,
                 "it does not say CATEGORY=WHAT, with a category's number in Moodle",
                 std::string("Write, for example, ") + example + ".", "usage.option"});
        out.emplace_back(category, what);
    }
    return out;
}

intake::Wishes wishes_from(const IntakeOptions& options, const sync::Policy& policy) {
    intake::Wishes out;
    out.leave_out = {options.leave_out.begin(), options.leave_out.end()};
    out.only = {options.only.begin(), options.only.end()};
    out.same = {options.same.begin(), options.same.end()};
    out.teachers = options.teacher_roles;
    out.students = options.student_roles;
    out.course_each = options.courses_from == "course";
    out.custom_dates = options.dates == "own";
    out.credits = options.credits;
    out.grade_level = options.grade;
    for (const auto& [category, grade] : by_category(options.grades, "--grade-of 12=\"Grade 9\""))
        out.levels[category] = grade;
    for (const auto& [category, place] :
         by_category(options.places, "--place 12=Science/Biology")) {
        const auto slash = place.find('/');
        out.places[category] = {
            base::tidy(place.substr(0, slash)),
            slash == std::string::npos ? "" : base::tidy(place.substr(slash + 1))};
    }
    out.prefix = policy.prefix;
    out.zone = policy.zone;
    out.today = policy.today;
    return out;
}

json::object counts_json(const std::vector<Row>& rows, intake::What what) {
    intake::Counts counts = intake::counts_of(rows);
    // A kind without rows is told all the same.
    switch (what) {
        case intake::What::courses:
            counts["sections"];
            break;
        case intake::What::staff_schedule:
            counts["teaches"];
            break;
        case intake::What::student_schedule:
            counts["learns"];
            break;
        default:
            counts[std::string(intake::name(what))];
    }
    json::object out;
    for (auto& [kind, fates] : counts) {
        json::object of;
        for (const Fate fate : intake::kFates)
            if (fate != Fate::left_out || fates[fate] > 0) of[intake::name(fate)] = fates[fate];
        out[kind] = std::move(of);
    }
    return out;
}

json::array rows_json(const std::vector<Row>& rows) {
    json::array out;
    for (const Row& row : rows) {
        json::object one{{"id", row.id},
                         {"kind", row.kind},
                         {"title", row.title},
                         {"fate", intake::name(row.fate)},
                         {"reason", row.reason}};
        if (row.key.id != 0) one["key"] = row.key.text();
        if (row.problem) one["problem"] = problem_json(*row.problem);
        out.push_back(std::move(one));
    }
    return out;
}

// Fields that new people come without, each with its person, pair, cause and cure.
json::array unfit_json(const std::vector<Row>& rows) {
    json::array out;
    for (const Row& row : rows)
        for (const auto& one : row.unfit)
            out.push_back(json::object{{"row", row.id},
                                       {"title", row.title},
                                       {"field", one.field},
                                       {"problem", problem_json(one.problem)}});
    return out;
}

void write_csv(const std::string& file, const std::vector<Row>& rows) {
    std::ofstream out(file, std::ios::binary | std::ios::trunc);
    out << base::kCsvMark
        << base::csv_line({"row", "kind", "title", "what became of it", "why", "what to do"});
    for (const Row& row : intake::left_rows(rows))
        out << base::csv_line({row.id, row.kind, row.title, intake::name(row.fate), row.reason,
                               row.problem ? row.problem->cure : ""});
    out.flush();
    if (!out) throw cannot_write(file, "the folder is not there, or the disk is full");
}

std::string in_words(bool written, Fate fate) {
    switch (fate) {
        case Fate::create:
            return written ? "created" : "to create";
        case Fate::update:
            return written ? "updated" : "to update";
        case Fate::link:
            return written ? "linked" : "to link";
        default:
            return std::string(intake::name(fate));
    }
}

void print(const intake::Report& report, const IntakeOptions& options, Context& context) {
    const bool written = report.run != 0;
    Table rows({"Row", "Name", "", "Why"});
    std::int64_t shown = 0;
    for (const Row& row : report.rows) {
        if (row.fate == Fate::unchanged) continue;
        if (options.show != 0 && ++shown > options.show) continue;
        rows.add({row.id, row.title, in_words(written, row.fate), row.reason});
    }
    std::string out = rows.empty() ? "" : rows.text();
    if (options.show != 0 && shown > options.show)
        out += fmt::format("... and {} more (--show 0 lists them all)\n",
                           grouped(shown - options.show));
    for (const auto& [kind, fates] : intake::counts_of(report.rows)) {
        out += "\n" + kind + ":";
        for (const auto& [fate, count] : fates)
            out += fmt::format(" {} {}", grouped(count), in_words(written, fate)) +
                   (fate == fates.rbegin()->first ? "" : ",");
    }
    const std::int64_t slow = intake::slow_rows(report.rows);
    if (!written && slow > 0) out += "\n" + service::slow_warning(slow, report.seconds_a_slow_row);
    out += written ? fmt::format("\nRun {}; take it back with: causeway intake undo {}\n",
                                 report.run, report.run)
                   : "\nNothing was written. Add --yes to do it.\n";
    context.out << base::log::redacted(out);
}

// Everything that an intake needs, for one command.
class Joined {
  public:
    Joined(Context& context, const std::vector<std::int64_t>& schools)
        : wiring_(context),
          policy_(service::policy_from(wiring_.config(), context.clock.now())),
          scope_(service::roster_from(wiring_.config(), policy_.today, wiring_.link().turn())),
          show_(context.common.quiet ? ProgressShow::Style::none : ProgressShow::usual_style(),
                context.clock) {
        if (!schools.empty()) scope_.schools = schools;
        const auto address = opensis_address(wiring_.config());
        sis_ = std::make_unique<service::SisAdapter>(address, opensis::ReadOptions{});
        target_ = std::make_unique<service::OpensisTarget>(address, scope_);
        source_ = std::make_unique<service::MoodleSource>(wiring_.site());
        book_ = std::make_unique<service::IntakeBook>(wiring_.state(), *sis_, context.clock,
                                                      policy_, scope_, "command line");
        mapping_ = std::make_unique<service::FieldParts>(
            address, wiring_.site(), wiring_.state(), context.clock, policy_.zone, "command line");
        fields_ = std::make_unique<service::IntakeFields>(*mapping_, *target_, *sis_);
        stop_ = context.interrupt.token();
    }
    [[nodiscard]] const sync::Policy& policy() const { return policy_; }
    intake::Parts parts() {
        return {*source_,
                *target_,
                *book_,
                [watch = show_.watch()](const std::string& stage, std::int64_t done,
                                        std::int64_t total) {
                    if (watch) watch({stage, done, total, 0});
                },
                stop_,
                fields_.get(),
                [](std::int64_t rows, std::optional<double> each) {
                    base::log::warning("{} Ctrl-C ends it; it goes on where it was.",
                                       service::slow_warning(rows, each));
                }};
    }
    void finish() { show_.finish(); }

  private:
    Wiring wiring_;
    sync::Policy policy_;
    model::RosterScope scope_;
    ProgressShow show_;
    std::unique_ptr<service::SisAdapter> sis_;
    std::unique_ptr<service::OpensisTarget> target_;
    std::unique_ptr<service::MoodleSource> source_;
    std::unique_ptr<service::IntakeBook> book_;
    std::unique_ptr<service::FieldParts> mapping_;
    std::unique_ptr<service::IntakeFields> fields_;
    std::stop_token stop_;
};

}  // namespace

base::ExitCode run(const IntakeOptions& options, Context& context) {
    const auto what = *intake::what_named(options.what);
    Joined joined(context, options.schools);
    const auto wishes = wishes_from(options, joined.policy());
    intake::Report report;
    if (options.yes) {
        Passwords passwords(options.passwords);
        report = intake::run(joined.parts(), what, wishes,
                             [&](std::int64_t, const Row& row, model::NewPerson& person) {
                                 passwords.give(row, person);
                             });
    } else {
        report = intake::preview(joined.parts(), what, wishes);
    }
    joined.finish();
    if (!options.csv.empty()) write_csv(options.csv, report.rows);
    if (context.common.json) {
        json::object out = counts_json(report.rows, what);
        if (report.run != 0) out["run"] = report.run;
        if (auto unfit = unfit_json(report.rows); !unfit.empty())
            out["fields_not_taken"] = std::move(unfit);
        if (!options.yes) out["rows"] = rows_json(report.rows);
        print_json(context.out, out);
    } else {
        print(report, options, context);
    }
    return report.exit;
}

base::ExitCode run(const IntakeUndoOptions& options, Context& context) {
    Joined joined(context, {});
    const intake::Undone done = intake::undo(joined.parts(), options.run);
    joined.finish();
    return tell_taken_back(context, "intake",
                           {options.run, done.run, done.taken_back, done.refused},
                           fmt::format("{} records taken back, {} not.", grouped(done.taken_back),
                                       grouped(static_cast<std::int64_t>(done.refused.size()))));
}

}  // namespace causeway::app
