// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/options.h"

#include "app/options_homeward.h"

#include <algorithm>
#include <string_view>

#include "base/text.h"

namespace causeway::app {

namespace {

// Holds what CLI11 writes into while it parses; made() of the chosen command builds its value.
class Parser final : private HomewardCommands {
  public:
    Parser() : app_("Carries a school's roster from openSIS into Moodle and keeps it in step.") {
        app_.require_subcommand(1);
        app_.failure_message(CLI::FailureMessage::simple);
        app_.get_formatter()->column_width(34);
        common(app_);
        app_.footer(
            "Begin with:\n"
            "  causeway config sample > causeway.toml   # then fill in the two addresses and the "
            "token\n"
            "  causeway connect                         # is everything there that is needed?\n"
            "  causeway plan                            # what would happen\n"
            "  causeway sync                            # let it happen\n"
            "\nExit codes: 0 all in step, 1 error, 2 usage or configuration, 3 some records "
            "refused,\n"
            "4 stopped by the guard (a person must decide), 5 incomplete (the next run goes on),\n"
            "6 another run holds the link, 130 interrupted.");
        link_commands();
        history_commands();
        config_commands();
        grades_commands();
        opensis_commands();
        service_commands();
        intake_commands();
        rollover_commands();
        plugin_commands();
        sandbox_commands();
    }

    std::variant<CommandLine, HelpText, Misuse> parse(int argc, const char* const* argv) {
        const bool json = std::any_of(
            argv + 1, argv + argc, [](const char* a) { return std::string_view(a) == "--json"; });
        try {
            app_.parse(argc, argv);
        } catch (const CLI::CallForHelp&) {
            return HelpText{helped()->help()};
        } catch (const CLI::ParseError& fault) {
            return Misuse{misuse(fault.what(), argc, argv), json};
        }
        // Inner commands stand behind their outer ones.
        for (auto at = commands_.rbegin(); at != commands_.rend(); ++at)
            if (at->first->parsed()) return CommandLine{common_, at->second()};
        return Misuse{misuse("A command is required", argc, argv), json};
    }

  private:
    // The innermost command that was named: its help is meant.
    CLI::App* helped() {
        CLI::App* at = &app_;
        while (!at->get_subcommands().empty())
            at = at->get_subcommands().front();
        return at;
    }

    base::Problem misuse(std::string why, int argc, const char* const* argv) {
        CLI::App* at = helped();
        if (!why.empty() && why.back() == '.') why.pop_back();
        std::string cure = "See: " + path(*at) + " --help";
        // A word that is no command of this level is most often a slip of the pen.
        std::vector<std::string> known;
        for (const CLI::App* sub : at->get_subcommands([](CLI::App*) { return true; }))
            known.push_back(sub->get_name());
        for (int i = 1; i < argc; ++i) {
            const std::string word = argv[i];
            if (known.empty() || word.starts_with("-") ||
                std::find(known.begin(), known.end(), word) != known.end())
                continue;
            if (const std::string near = base::nearest(word, known); !near.empty())
                cure = "Did you mean '" + near + "'? " + cure;
        }
        return {"The command line is not understood", "", std::move(why), std::move(cure), "usage"};
    }

    static std::string path(const CLI::App& at) {
        return at.get_parent() == nullptr ? std::string("causeway")
                                          : path(*at.get_parent()) + " " + at.get_name();
    }

    void common(CLI::App& command) {
        command.add_option("-c,--config", common_.config,
                           "Configuration file (else CAUSEWAY_CONFIG, ./causeway.toml, "
                           "/etc/causeway/causeway.toml)");
        command.add_flag("--json", common_.json, "One JSON object on standard output");
        command.add_flag("-v,--verbose", common_.verbose, "Log every step on standard error");
        command.add_flag("-q,--quiet", common_.quiet, "No progress on standard error");
    }

    CLI::App& command(CLI::App& parent, const char* name, const char* what, const char* example,
                      std::function<Command()> made) override {
        CLI::App* added = parent.add_subcommand(name, what);
        added->footer(std::string("Example:\n") + example);
        common(*added);
        commands_.emplace_back(added, std::move(made));
        return *added;
    }

    void scope(CLI::App& command, ScopeOptions& to) {
        auto* verify = command.add_flag("--verify", to.verify,
                                        "Read Moodle too, and repair what was changed there");
        auto* school =
            command
                .add_option("--school", to.schools, "Only this openSIS school (may be repeated)")
                ->check(positive());
        std::vector<std::string> kinds;
        for (const model::Kind kind : model::kAllKinds)
            kinds.emplace_back(model::name(kind));
        auto* only =
            command
                .add_option_function<std::string>(
                    "--only", [&to](const std::string& word) { to.only = model::kind_named(word); },
                    "Only this kind: school, subject, course, section, staff, student, "
                    "manages, teaches or learns")
                ->check(CLI::IsMember(kinds).description(""));
        command
            .add_option_function<std::vector<std::string>>(
                "--key",
                [&to](const std::vector<std::string>& words) {
                    for (const std::string& word : words)
                        to.keys.push_back(*model::Key::parse(word));
                },
                "Only this record and what hangs on it: student:42, section:7, learns:7/42 (may "
                "be repeated)")
            ->check(CLI::Validator(not_a_key, ""))
            ->excludes(only)
            ->excludes(verify)
            ->excludes(school);
    }

    static std::string not_a_key(const std::string& word) {
        if (model::Key::parse(word)) return {};
        return "'" + word +
               "' is no record's key. A key is a kind and a number, as openSIS counts: student:42, "
               "staff:7, section:331, course:12, subject:4, school:1; an enrolment has its place "
               "and its person: learns:331/42, teaches:331/7, manages:1/7";
    }

    void link_commands() {
        auto& connect =
            command(app_, "connect", "Check the way to openSIS and Moodle, step by step",
                    "  causeway connect\n"
                    "  causeway connect --json | jq .release",
                    [this] { return Command{connect_}; });
        connect.add_flag("--moved", connect_.moved,
                         "The Moodle site has a new address and is still the same site");

        auto& plan =
            command(app_, "plan", "Show what a sync would do, and do nothing",
                    "  causeway plan\n"
                    "  causeway plan --out monday.plan && causeway sync --plan monday.plan",
                    [this] { return Command{plan_}; });
        scope(plan, plan_.scope);
        plan.add_option("--out", plan_.out, "Write the plan to this file, for `sync --plan`");
        plan.add_option("--show", plan_.show, "How many operations to list (0: all)")
            ->check(CLI::NonNegativeNumber)
            ->capture_default_str();

        auto& sync =
            command(app_, "sync", "Bring Moodle in step with openSIS",
                    "  causeway sync\n"
                    "  causeway sync --verify --school 1\n"
                    "  causeway sync --key student:42 --key section:7\n"
                    "  causeway sync --override \"R. Head\" --because \"the night school closed\"",
                    [this] { return Command{sync_}; });
        scope(sync, sync_.scope);
        sync.add_option("--plan", sync_.plan, "Apply exactly this plan file")
            ->check(CLI::ExistingFile);
        auto* name = sync.add_option("--override", sync_.override_name,
                                     "Your name: lifts the guard for this one run");
        auto* reason = sync.add_option("--because", sync_.because,
                                       "Why the guard is lifted (kept with the run)");
        name->needs(reason);
        reason->needs(name);
    }

    void history_commands() {
        command(app_, "status", "How the link stands: last run, what is in step, what is not",
                "  causeway status", [] { return Command{StatusOptions{}}; });
        auto& standings =
            command(app_, "standings", "Records that are refused or waiting, with cause and cure",
                    "  causeway standings --refused\n"
                    "  causeway standings --csv for-the-office.csv",
                    [this] { return Command{standings_}; });
        standings.add_flag("--refused", standings_.refused, "Only refused ones");
        standings.add_option("--csv", standings_.csv, "Write them to this file, for a spreadsheet");
        auto& runs = command(app_, "runs", "Past runs, newest first", "  causeway runs --last 5",
                             [this] { return Command{runs_}; });
        runs.add_option("--last", runs_.last, "How many")->check(positive())->capture_default_str();
        auto& undo =
            command(app_, "undo", "Put back what one run did",
                    "  causeway runs\n  causeway undo 17", [this] { return Command{undo_}; });
        undo.add_option("run", undo_.run, "Number of the run, as `causeway runs` shows it")
            ->required()
            ->check(positive());
        command(app_, "abort", "End the run that is going on, wherever its work is done",
                "  causeway abort", [] { return Command{AbortOptions{}}; });
        command(app_, "version", "Version of this program", "  causeway version",
                [] { return Command{VersionOptions{}}; });
    }

    void config_commands() {
        auto& config = group("config", "The configuration", "  causeway config check");
        command(
            config, "check",
            "Every setting with its value, where it comes from and what it means; finds mistakes",
            "  causeway config check", [] { return Command{ConfigCheckOptions{}}; });
        command(config, "sample", "A whole configuration file with explanations",
                "  causeway config sample > causeway.toml",
                [] { return Command{ConfigSampleOptions{}}; });
    }

    void opensis_commands() {
        auto& opensis = group("opensis", "openSIS's database", "  causeway opensis check");
        auto& grants =
            command(opensis, "grants", "The least rights an account needs to read openSIS, as SQL",
                    "  causeway opensis grants --user causeway --host 10.0.0.5 > grants.sql",
                    [this] { return Command{grants_}; });
        grants.add_option("--user", grants_.user, "Account (default: the one in opensis.url)");
        grants.add_option("--host", grants_.host, "Host it comes from (default: localhost)");
        grants.add_flag("--intake", grants_.intake, "With the rights of `causeway intake`");
        grants.add_flag("--fields", grants_.fields, "With the rights of `causeway fields`");
        grants.add_flag("--feed", grants_.feed,
                        "With the right to follow the server's log of changes");
        grants.add_flag("--grades", grants_.grades,
                        "With the tables and rights to carry grades into openSIS");
        command(opensis, "check", "Is it an openSIS that Causeway can read?",
                "  causeway opensis check", [] { return Command{OpensisCheckOptions{}}; });
        auto& watch =
            command(opensis, "watch", "Tell of changes in openSIS as they come, until Ctrl-C",
                    "  causeway opensis watch\n"
                    "  causeway opensis watch --kind poll",
                    [this] { return Command{watch_}; });
        watch
            .add_option("--kind", watch_.kind,
                        "How they are noticed: binlog (the server's log) or poll (default: the "
                        "best that the account may use)")
            ->check(CLI::IsMember({"binlog", "poll"}).description(""));
        addon_command(opensis, false, "install-addon",
                      "Put the LMS menu into an openSIS, or bring it up to date");
        addon_command(opensis, true, "remove-addon", "Take all of the LMS menu out again");
        auto& key =
            command(opensis, "handover-key",
                    "Make the key that signs what openSIS's add-on hands over; it is shown "
                    "once",
                    "  causeway opensis handover-key", [this] { return Command{handover_key_}; });
        key.add_option("--link", handover_key_.link, "Whose")->capture_default_str();
        key.add_flag("--replace", handover_key_.replace,
                     "There is one already: make another, and the old one is worth nothing");
    }

    void addon_command(CLI::App& opensis, bool remove, const char* name, const char* what) {
        auto& addon = command(
            opensis, name, what,
            remove
                ? "  causeway opensis remove-addon --path /var/www/opensis"
                : "  causeway opensis install-addon --path /var/www/opensis \\\n"
                  "    --database 'mysql://root@localhost/opensis?socket=/run/mysqld/mysqld.sock'",
            [this, remove] {
                addon_.remove = remove;
                return Command{addon_};
            });
        addon.add_option("--path", addon_.path, "openSIS's folder on its web server")->required();
        addon.add_option("--database", addon_.database,
                         "openSIS's database with an account that may write, "
                         "mysql://user:password@host/database (default: opensis.admin_url)");
        addon.add_flag("--yes", addon_.yes, "Do not ask");
    }

    void service_commands() {
        auto& serve =
            command(app_, "serve", "Keep both in step by itself, with a console for people",
                    "  causeway serve\n"
                    "  causeway serve --config /etc/causeway/causeway.toml",
                    [this] { return Command{serve_}; });
        serve.add_option("--port", serve_.port,
                         "Port (default: of service.listen; 0: the system chooses)");
        serve.add_flag("--log-json", serve_.log_json, "One JSON object for each line of the log");

        command(app_, "enable", "Switch synchronization on, once connect has passed",
                "  causeway connect && causeway enable",
                [] { return Command{SwitchOptions{true}}; });
        command(app_, "disable", "Switch synchronization off: nothing runs by itself any more",
                "  causeway disable", [] { return Command{SwitchOptions{false}}; });

        auto& users = command(app_, "users", "Who may sign in to the console",
                              "  causeway users\n"
                              "  causeway users password ada < new-password",
                              [this] { return Command{users_}; });
        auto& add = command(users, "add", "Make a user; the password is read from standard input",
                            "  causeway users add ada --role administrator < password", [this] {
                                users_.what = "add";
                                return Command{users_};
                            });
        add.add_option("name", users_.name, "Name to sign in with")->required();
        add.add_option("--role", users_.role, "super_administrator, administrator or teacher")
            ->check(CLI::IsMember(
                        std::vector<std::string>{"super_administrator", "administrator", "teacher"})
                        .description(""))
            ->capture_default_str();
        auto& password =
            command(users, "password", "Give a user a new password, read from standard input",
                    "  causeway users password ada < new-password", [this] {
                        users_.what = "password";
                        return Command{users_};
                    });
        password.add_option("name", users_.name, "Whose")->required();
    }

    void plugin_commands() {
        auto& plugins =
            command(app_, "plugins", "Hand out the two Moodle plugins that this program carries",
                    "  causeway plugins\n"
                    "  causeway plugins --out ~/moodle-plugins",
                    [this] { return Command{plugins_}; });
        plugins.add_option("--out", plugins_.out, "Write the zips to this folder");
    }

    void sandbox_commands() {
        auto& sandbox =
            command(app_, "sandbox", "Run a stand-in Moodle on this machine until Ctrl-C",
                    "  causeway sandbox --port 8390", [this] { return Command{sandbox_}; });
        sandbox.add_option("--port", sandbox_.port,
                           "Port (default: of server.listen; 0: the system chooses)");
        sandbox.add_option("--latency-ms", sandbox_.latency_ms, "Answer this much later")
            ->check(CLI::NonNegativeNumber);
        sandbox
            .add_option("--row-latency-us", sandbox_.row_latency_us,
                        "And this much later for each record in a call")
            ->check(CLI::NonNegativeNumber);
        sandbox.add_option("--file", sandbox_.file, "Keep what it holds in this file");
        sandbox.add_option("--token", sandbox_.token, "Token it takes (default: a fixed one)");
        sandbox.add_flag("--plugins", sandbox_.plugins,
                         "With Causeway's two Moodle plugins: the fast path and login addresses");
        sandbox
            .add_option("--filled", sandbox_.filled,
                        "As if it had been there first: so many people, two years of courses")
            ->check(CLI::Range(40, 420));

        school_command(app_);
    }

    CLI::App& group(const char* name, const char* what, const char* example) override {
        CLI::App* added = app_.add_subcommand(name, what);
        added->require_subcommand(1);
        added->footer(std::string("Example:\n") + example);
        return *added;
    }

    CLI::App app_;
    CommonOptions common_;
    ConnectOptions connect_;
    PlanOptions plan_;
    SyncOptions sync_;
    StandingsOptions standings_;
    RunsOptions runs_;
    UndoOptions undo_;
    ServeOptions serve_;
    UsersOptions users_;
    OpensisGrantsOptions grants_;
    OpensisWatchOptions watch_;
    OpensisAddonOptions addon_;
    HandoverKeyOptions handover_key_;
    PluginsOptions plugins_;
    SandboxOptions sandbox_;
    std::vector<std::pair<CLI::App*, std::function<Command()>>> commands_;
};

}  // namespace

std::variant<CommandLine, HelpText, Misuse> parse(int argc, const char* const* argv) {
    return Parser().parse(argc, argv);
}

}  // namespace causeway::app
