// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/link_parts.h"

#include <algorithm>

#include "base/log.h"
#include "base/text.h"
#include "moodle/calls_users.h"
#include "service/field_parts.h"

namespace causeway::service {

namespace {

// Facts that connect leaves with the link.
constexpr const char* kConnected = kConnectedSite;
constexpr const char* kMethod = "connect.new_user_auth";
constexpr const char* kStudent = "connect.role_student";
constexpr const char* kTeacher = "connect.role_teacher";
constexpr const char* kManager = "connect.role_manager";
constexpr const char* kInputs = "connect.max_input_vars";

bool given(const Config& config, std::string_view key) {
    return config.source(key) != "default";
}

bool among(const Config& config, std::string_view key, std::string_view word) {
    const auto& list = config.list(key);
    return std::find(list.begin(), list.end(), word) != list.end();
}

// The first step that failed, as what it is: a reason not to begin. A Moodle that is away is no
// fault of the settings.
base::Failure not_connected(const moodle::ConnectReport& report) {
    for (const moodle::ConnectStep& step : report.steps)
        if (step.state == moodle::StepState::failed && step.problem)
            return {step.problem->code.starts_with("net.") ? base::ExitCode::incomplete
                                                           : base::ExitCode::usage,
                    *step.problem};
    return {base::ExitCode::usage,
            {"Moodle cannot be used as it is", "", "the connection check did not pass",
             "Run: causeway connect", "connect"}};
}

}  // namespace

moodle::SiteOptions site_options(const Config& config, const std::stop_token& stop) {
    moodle::SiteOptions out;
    out.url = config.required("moodle.url");
    out.token = config.required("moodle.token");
    out.sso_token = config.text("moodle.sso_token");
    out.prefix = config.text("moodle.prefix");
    out.groups = config.text("policy.sections") == "groups";
    out.roles = {config.integer("moodle.role_student"), config.integer("moodle.role_teacher"),
                 config.integer("moodle.role_manager")};
    if (config.text("moodle.auth") != "auto") out.new_user_auth = config.text("moodle.auth");
    if (const auto limit = config.integer("moodle.max_input_vars"); limit > 0)
        out.max_input_vars = static_cast<std::size_t>(limit);
    out.call_time = std::chrono::seconds(config.integer("moodle.timeout_seconds"));
    out.at_once = static_cast<std::size_t>(config.integer("moodle.connections"));
    out.stop = stop;
    return out;
}

net::HttpOptions http_options(const Config& config, std::string user_agent) {
    net::HttpOptions out;
    out.connections_per_host = static_cast<std::size_t>(config.integer("moodle.connections"));
    out.total_time = std::chrono::seconds(config.integer("moodle.timeout_seconds"));
    out.extra_ca_file = config.text("moodle.ca_file");
    out.user_agent = std::move(user_agent);
    return out;
}

std::string userkey_text(const moodle::UserkeySetUp& found) {
    if (!found.field) return "";
    return std::string(moodle::name(*found.field)) + (found.bound ? " bound" : " free") +
           (found.guarded ? " guarded" : " open");
}

std::optional<moodle::UserkeySetUp> userkey_from(const std::string& text) {
    const auto words = base::split(text, ' ');
    if (words.size() != 3) return std::nullopt;
    moodle::UserkeySetUp out;
    for (const auto field :
         {model::UserField::username, model::UserField::email, model::UserField::idnumber})
        if (moodle::name(field) == words[0]) out.field = field;
    if (!out.field) return std::nullopt;
    out.bound = words[1] == "bound";
    out.guarded = words[2] == "guarded";
    return out;
}

db::MariadbAddress opensis_address(const Config& config) {
    auto address = db::MariadbAddress::parse(config.required("opensis.url"));
    if (!address) throw base::Failure(base::ExitCode::usage, address.problem());
    return *std::move(address);
}

sync::Policy policy_from(const Config& config, base::Instant now) {
    sync::Policy out;
    out.prefix = config.text("moodle.prefix");
    out.zone = base::Zone(config.text("opensis.zone"));
    out.today = out.zone.date_of(now);
    out.groups = config.text("policy.sections") == "groups";
    out.course_categories = config.flag("policy.course_categories");
    out.show_days_before_start = static_cast<int>(config.integer("policy.show_days_before_start"));
    out.placeholder_domain = config.text("policy.placeholder_email_domain");
    const std::string& drop = config.text("policy.drop");
    out.on_drop = drop == "keep"      ? sync::OnDrop::keep
                  : drop == "unenrol" ? sync::OnDrop::unenrol
                                      : sync::OnDrop::suspend;
    const std::string& left = config.text("policy.left");
    out.on_left = left == "keep"     ? sync::OnLeft::keep
                  : left == "delete" ? sync::OnLeft::remove
                                     : sync::OnLeft::suspend;
    out.delete_after_days = static_cast<int>(config.integer("policy.delete_after_days"));
    out.adopt_by_email = among(config, "policy.adopt_by", "email");
    out.adopt_by_username = among(config, "policy.adopt_by", "username");
    out.sticky = config.list("policy.sticky");
    out.turn_courses =
        config.text("policy.turn_courses") == "keep" ? sync::OnTurn::keep : sync::OnTurn::suspend;
    out.turn_enrolments = config.text("policy.turn_enrolments") == "suspend" ? sync::OnTurn::suspend
                                                                             : sync::OnTurn::keep;
    out.guard_percent = config.number("guard.percent");
    out.guard_records = config.integer("guard.records");
    return out;
}

model::RosterScope roster_from(const Config& config, base::Date today) {
    model::RosterScope out;
    out.schools = config.integers("opensis.schools");
    if (const auto year = config.integer("opensis.year"); year > 0)
        out.year = static_cast<int>(year);
    out.today = today;
    return out;
}

model::RosterScope roster_from(const Config& config, base::Date today,
                               const model::TurnState& turn) {
    model::RosterScope out = roster_from(config, today);
    out.years = model::years_that_count(turn, out.year, today);
    return out;
}

base::SealingKey sealing_key(const Config& config) {
    const std::string& file = config.text("store.key_file");
    if (!file.empty()) return base::SealingKey::from_file(file);
    if (!config.text("store.url").starts_with("sqlite:"))
        throw base::Failure(base::ExitCode::usage,
                            {"The key that seals secrets is not known", "store.key_file",
                             "a store in PostgreSQL has no file that it could stand beside",
                             "Set store.key_file, to a file with the same content on every node; "
                             "the first one makes "
                             "it.",
                             "config.key_file"});
    const std::string path = config.text("store.url").substr(std::string_view("sqlite:").size());
    return path == ":memory:" ? base::SealingKey::random()
                              : base::SealingKey::from_file(path + ".key");
}

LinkParts::LinkParts(const Config& config, base::Clock& clock, std::stop_token stop,
                     std::string user_agent)
    : config_(config), clock_(clock), stop_(std::move(stop)), user_agent_(std::move(user_agent)) {}

LinkParts::~LinkParts() = default;

moodle::Site& LinkParts::site() {
    if (!site_) {
        http_ = std::make_unique<net::HttpClient>(http_options(config_, user_agent_));
        site_ = std::make_unique<moodle::Site>(site_options(config_, stop_), *http_);
    }
    return *site_;
}

void forget_connection(sync::State& state) {
    state.set_fact(kConnected, "");
}

void remember(sync::State& state, const moodle::ConnectReport& report) {
    state.set_fact(kMethod, report.new_user_auth);
    state.set_fact(kStudent, std::to_string(report.roles.student));
    state.set_fact(kTeacher, std::to_string(report.roles.teacher));
    state.set_fact(kManager, std::to_string(report.roles.manager));
    state.set_fact(kInputs, std::to_string(report.max_input_vars));
    state.set_fact(kUserkeyFact, userkey_text(report.userkey));
    state.set_fact(kConnected, report.site.url);  // last: what stands before it is whole
}

// What a person set in the configuration counts over what connect found.
void LinkParts::use_what_connect_found(sync::State& state) {
    const auto number = [&](const char* fact) {
        return std::stoll(state.fact(fact).value_or("0"));
    };
    if (config_.text("moodle.auth") == "auto")
        site().set_new_user_auth(state.fact(kMethod).value_or("manual"));
    moodle::RoleIds roles = site().options().roles;
    if (!given(config_, "moodle.role_student")) roles.student = number(kStudent);
    if (!given(config_, "moodle.role_teacher")) roles.teacher = number(kTeacher);
    if (!given(config_, "moodle.role_manager")) roles.manager = number(kManager);
    site().set_roles(roles);
    if (config_.integer("moodle.max_input_vars") == 0)
        site().set_input_limit(static_cast<std::size_t>(number(kInputs)));
}

// Which profile fields openSIS keeps in Moodle. Costs nothing while none is mapped.
void LinkParts::join_fields(StateAdapter& state, sync::Policy& policy) {
    FieldParts parts(opensis_address(config_), site(), state, clock_, policy.zone, "");
    const auto rows = parts.judged();
    for (const auto& row : rows)
        if (row.held) base::log::warning("{}", row.held->text());
    policy.profile = fields::profile_rules(rows);
    if (policy.profile.empty()) return;
    site().set_profile_fields(policy.profile.size());
    lms_->keep_profiles(rows);
    sis_->keep_profiles(rows, parts.placed());
}

sync::Engine LinkParts::engine(sync::State& state, sync::Watch watch) {
    const auto address = opensis_address(config_);  // complain about it before Moodle is asked
    (void)site();
    if (state.fact(kConnected).value_or("").empty()) {
        if (watch) watch({"connecting", 0, 0, 0});
        const auto report = moodle::connect(site(), clock_);
        if (!report.usable) throw not_connected(report);
        remember(state, report);
    }
    use_what_connect_found(state);
    lms_ = std::make_unique<LmsAdapter>(site());
    sis_ = std::make_unique<SisAdapter>(
        address, opensis::ReadOptions{.administrators = config_.flag("policy.managers")});
    sync::Policy policy = policy_from(config_, clock_.now());
    // The simulation's state keeps no mapping.
    if (auto* kept = dynamic_cast<StateAdapter*>(&state)) join_fields(*kept, policy);
    model::RosterScope roster = roster_from(config_, policy.today, state.turn());
    return {*sis_,
            *lms_,
            state,
            clock_,
            std::move(policy),
            {static_cast<std::size_t>(config_.integer("moodle.batch")),
             static_cast<std::size_t>(config_.integer("moodle.connections"))},
            std::move(roster),
            std::move(watch),
            stop_};
}

}  // namespace causeway::service
