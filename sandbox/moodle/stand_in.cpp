// SPDX-License-Identifier: GPL-3.0-or-later
// The server's side of the stand-in: which answer a request gets, how late, and how spoiled.
#include "sandbox/moodle/stand_in.h"

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <mutex>
#include <random>

#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "net/server.h"
#include "sandbox/moodle/answer.h"
#include "sandbox/moodle/calls.h"
#include "sandbox/moodle/faults.h"
#include "sandbox/moodle/filled.h"
#include "sandbox/moodle/page.h"
#include "sandbox/moodle/plugin_state.h"
#include "sandbox/moodle/responses.h"
#include "sandbox/moodle/rest_call.h"
#include "sandbox/moodle/sample_grades.h"
#include "sandbox/moodle/signed_text.h"
#include "sandbox/moodle/spoiled.h"
#include "sandbox/moodle/state.h"
#include "sandbox/moodle/switch_form.h"
#include "sandbox/moodle/userkey.h"

namespace causeway::sandbox {

namespace json = boost::json;
using net::Request;
using net::Response;

namespace {

constexpr std::size_t kRecentCalls = 60;
constexpr std::string_view kRest = "/webservice/rest/server.php";
constexpr std::string_view kCreateCourses = "core_course_create_courses";
constexpr std::string_view kUserkey = "auth_userkey_request_login_url";

}  // namespace

class StandInMoodle::Impl {
  public:
    explicit Impl(StandInOptions options)
        : options_(std::move(options)),
          zone_(options_.time_zone),
          switches_(std::make_shared<const Switches>(options_.switches)),
          site_(clock_.now()) {
        plugins_.installed = options_.plugins == Plugins::all;
        plugins_.secret = options_.token;
        site_.changes.on = plugins_.installed;
        site_.changes.epoch = sha256_hex(std::to_string(std::random_device{}())).substr(0, 8);
        faults_.reseed(options_.switches.seed);
        if (!options_.persist.empty() && std::filesystem::exists(options_.persist))
            load_site(site_, options_.persist);
        net::ServerOptions server;
        server.address = options_.address;
        server.port = options_.port;
        server.workers = options_.workers;
        server.max_body = 64UL * 1024 * 1024;
        server_ = std::make_unique<net::Server>(
            server, [this](const Request& request) { return answer(request); });
        if (options_.filled > 0 && site_.courses().size() <= 1) fill();
    }
    ~Impl() {
        try {
            stop();
        } catch (const std::exception& error) {
            base::log::error("the stand-in Moodle was not saved: {}", error.what());
        }
    }
    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    [[nodiscard]] std::string url() const { return server_->url(); }
    [[nodiscard]] std::uint16_t port() const { return server_->port(); }
    [[nodiscard]] const std::string& token() const { return options_.token; }

    [[nodiscard]] std::shared_ptr<const Switches> switches() const {
        const std::lock_guard lock(mutex_);
        return switches_;
    }
    void set_switches(const Switches& switches) {
        const std::lock_guard lock(mutex_);
        if (switches.seed != switches_->seed) faults_.reseed(switches.seed);
        switches_ = std::make_shared<const Switches>(switches);
    }
    void fail_next(const std::string& function, Fault fault, unsigned times, unsigned skip) {
        const std::lock_guard lock(mutex_);
        faults_.script(function, fault, times, skip);
    }
    void forget_faults() {
        const std::lock_guard lock(mutex_);
        faults_.forget();
        Switches calm = *switches_;
        calm.chances.clear();
        switches_ = std::make_shared<const Switches>(std::move(calm));
    }
    [[nodiscard]] std::map<std::string, CallCount> calls() const {
        const std::lock_guard lock(mutex_);
        return counts_;
    }
    void forget_calls() {
        const std::lock_guard lock(mutex_);
        counts_.clear();
        recent_.clear();
    }
    void trim_changes() {
        const std::lock_guard lock(mutex_);
        site_.changes.trim();
    }
    [[nodiscard]] std::string add_grades(const std::string& json) {
        const std::lock_guard lock(mutex_);
        site_.changes.now = clock_.now();
        const Id before = site_.gradebook.last_history();
        std::string bad = site_.gradebook.take(json);
        for (const Id id : site_.gradebook.written_since(before)) {
            const GradeRow& row = *site_.gradebook.row(GradeTable::grades, id);
            site_.changes.note(ChangeKind::grades, What::updated, id, row.userid, row.courseid);
        }
        return bad;
    }
    void grade_some() {
        put([&] {
            const std::lock_guard lock(mutex_);
            return sample_grades(site_, server_->url(), clock_.now(),
                                 static_cast<std::uint64_t>(site_.gradebook.last_history()) + 7);
        }());
    }
    void grade(Id course, Id item, Id user, double points) {
        json::object row;
        {
            const std::lock_guard lock(mutex_);
            for (const auto& held : site_.gradebook.of_course(GradeTable::grades, course))
                if (held.at("itemid") == item && held.at("userid") == user) row = held.as_object();
        }
        if (row.empty()) throw std::logic_error("there is no such grade");
        row["rawgrade"] = row["finalgrade"] = points;
        (void)add_grades(json::serialize(json::object{{"grades", json::array{std::move(row)}}}));
    }
    [[nodiscard]] Holdings holdings() const {
        const std::lock_guard lock(mutex_);
        return holdings_of(site_);
    }
    [[nodiscard]] std::string state_json() {
        const std::lock_guard lock(mutex_);
        json::object state = state_of(site_);
        state["calls"] = calls_json(counts_);
        return json::serialize(state);
    }

    void stop() {
        server_->stop();
        const std::lock_guard lock(mutex_);
        if (!options_.persist.empty() && !saved_) save_site(site_, options_.persist);
        saved_ = true;
    }

  private:
    void fill() {
        set_switches(with_filled_fields(*switches()));
        put([&] {
            const std::lock_guard lock(mutex_);
            return fill_site(site_, server_->url(), clock_.now(),
                             {options_.filled, options_.switches.seed});
        }());
    }
    void put(const std::string& work) {
        if (const auto bad = add_grades(work); !bad.empty())
            throw std::logic_error("sample grades: " + bad);
    }

    Response answer(const Request& request) {
        if (request.path == kRest) return rest(request);
        if (request.path == "/" && request.method == "GET") return page(request);
        if (request.path == "/sandbox/state.json" && request.method == "GET")
            return json_text(state_json());
        if (request.path == "/sandbox/switches") return switch_page(request);
        if (request.path == "/sandbox/gradebook" && request.method == "POST") {
            const std::string bad = add_grades(request.body);
            return bad.empty() ? json_text("{}\n") : html(400, base::escaped_html(bad) + "\n");
        }
        if (request.path == "/sandbox/grading" && request.method == "POST") {
            grade_some();
            return json_text("{}\n");
        }
        if (request.path == "/auth/userkey/login.php" && plugins_.installed) return login(request);
        if (is_visitor_page(request.path) && request.method == "GET") {
            const std::lock_guard lock(mutex_);
            return visitor_page(request, site_, plugins_.visitors);
        }
        return html(404, "<!doctype html><title>Not found</title><p>Nothing stands here.</p>\n");
    }

    Response page(const Request& request) {
        Php wish = Php::array();
        read_form(request.query, 100, wish);
        const std::lock_guard lock(mutex_);
        Response response = html(
            200,
            front_page(site_, {options_.site_name, server_->url(), &recent_, clock_.now()}, wish));
        response.headers = {{"Content-Security-Policy",
                             "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; "
                             "frame-ancestors 'none'"}};
        return response;
    }

    Response login(const Request& request) {
        const auto switches = this->switches();
        const std::lock_guard lock(mutex_);
        return login_page({.request = request,
                           .site = site_,
                           .switches = *switches,
                           .keys = plugins_.keys,
                           .visitors = plugins_.visitors,
                           .now = clock_.now(),
                           .wwwroot = server_->url()});
    }

    Response switch_page(const Request& request) {
        if (request.method == "POST") {
            Php form = Php::array();
            read_form(request.body, 1'000, form);
            Switches changed = *switches();
            std::string bad = take_switches(form, changed);
            if (form.has("fail") && fault_named(form.text("fail")) == Fault::none) bad = "fail";
            if (!bad.empty())
                return html(400, base::escaped_html("No such switch or value: " + bad) + "\n");
            set_switches(changed);
            if (form.has("fail"))
                fail_next(form.text("function", "*"), fault_named(form.text("fail")),
                          static_cast<unsigned>(form.number("times", 1)),
                          static_cast<unsigned>(form.number("skip", 0)));
            if (form.text("forget") == "faults") forget_faults();
            if (form.text("forget") == "calls") forget_calls();
            if (form.text("forget") == "changes") trim_changes();
        }
        return json_text(json::serialize(switches_json(*switches())) + "\n");
    }

    Response rest(const Request& request) {
        const auto switches = this->switches();
        if (switches->maintenance_page) return under_maintenance();
        if (!switches->web_services) return html(403, "");
        Call call;
        call.form = form_of(request, *switches);
        call.function = call.form.text("wsfunction");
        call.as_json = call.form.text("moodlewsrestformat") == "json";
        const std::lock_guard lock(mutex_);
        const auto begun = Steady::now();
        const Fault fault = faults_.next(call.function, *switches);
        Response response = spoiled_before(fault);
        if (fault == Fault::none || done_anyway(fault)) {
            response = carried_out(call, *switches);
            spoil(response, fault, *switches);
        } else if (fault == Fault::deadlock) {
            response = refusal(call, write_failed());
        }
        response.hold += waiting(call, *switches);
        if (call.function == kCreateCourses && !call.refused)
            course_writer_until_ = Steady::now() + response.hold;
        remember(call, fault, Steady::now() - begun);
        return response;
    }

    Response carried_out(Call& call, const Switches& switches) {
        const Id noted = site_.changes.last();
        site_.changes.now = clock_.now();
        try {
            const Function& function = admitted(call, switches);
            for (const char* control : {"wstoken", "wsfunction", "moodlewsrestformat"})
                call.form.erase(control);
            const Php args = function.takes.checked(call.form);
            if (!function.rows.empty()) call.rows = args.list(function.rows).size();
            if (call.function == kCreateCourses && switches.one_course_writer &&
                call.arrived < course_writer_until_)
                throw write_failed();
            CallContext context{site_,   switches,           Site::kService, clock_.now(),
                                zone_,   options_.site_name, server_->url(), &all_functions(),
                                plugins_};
            const json::value value = function.run(context, args);
            if (context.rows != 0) call.rows = context.rows;
            return spoken(call, call.as_json ? php_json(value) : moodle_xml(value));
        } catch (const WsError& error) {
            site_.changes.roll_back(noted);
            return refusal(call, error);
        }
    }

    // Moodle's order: who are you, is the site open, does the function exist, may you call it.
    const Function& admitted(const Call& call, const Switches& switches) const {
        if (call.form.text("wstoken") != options_.token)
            throw moodle_error("invalidtoken", "Invalid token - token not found");
        if (switches.site_maintenance)
            throw moodle_error("sitemaintenance",
                               "The site is undergoing maintenance and is currently not available");
        if (call.function.empty()) throw invalid_parameter();
        const auto function = all_functions().find(call.function);
        // Without the plugins this one is there all the same: of the known plugin of that name.
        if (ungranted(call.function) || (call.function == kUserkey && !plugins_.installed))
            throw access_denied();
        if (function == all_functions().end() || (function->second.plugin && !plugins_.installed))
            throw missing_record("external_functions");
        if (switches.not_granted.contains(call.function)) throw access_denied();
        return function->second;
    }

    void remember(const Call& call, Fault fault, Steady::duration took) {
        const bool known = all_functions().contains(call.function);
        const std::string name = known ? call.function : "(unknown)";
        CallCount& count = counts_[name];
        ++count.calls;
        count.rows += call.rows;
        if (call.refused) ++count.errors;
        if (fault != Fault::none) ++count.faults;
        if (recent_.size() >= kRecentCalls) recent_.pop_front();
        recent_.push_back({clock_.now(), name, call.rows,
                           std::chrono::duration<double, std::milli>(took).count(),
                           fault == Fault::none ? call.outcome : std::string(name_of(fault))});
    }

    StandInOptions options_;
    base::SystemClock clock_;
    base::Zone zone_;
    mutable std::mutex mutex_;  // guards everything below but the server
    std::shared_ptr<const Switches> switches_;
    Faults faults_;
    Site site_;
    PluginState plugins_;
    std::map<std::string, CallCount> counts_;
    std::deque<RecentCall> recent_;
    Steady::time_point course_writer_until_{};
    bool saved_ = false;
    std::unique_ptr<net::Server> server_;
};

StandInMoodle::StandInMoodle(StandInOptions options)
    : impl_(std::make_unique<Impl>(std::move(options))) {}
StandInMoodle::~StandInMoodle() = default;
std::string StandInMoodle::url() const {
    return impl_->url();
}
std::string StandInMoodle::token() const {
    return impl_->token();
}
std::uint16_t StandInMoodle::port() const {
    return impl_->port();
}
Switches StandInMoodle::switches() const {
    return *impl_->switches();
}
void StandInMoodle::set_switches(const Switches& switches) {
    impl_->set_switches(switches);
}
void StandInMoodle::fail_next(const std::string& function, Fault fault, unsigned times,
                              unsigned skip) {
    impl_->fail_next(function, fault, times, skip);
}
void StandInMoodle::forget_faults() {
    impl_->forget_faults();
}
std::map<std::string, CallCount> StandInMoodle::calls() const {
    return impl_->calls();
}
std::uint64_t StandInMoodle::call_count(const std::string& function) const {
    const auto calls = impl_->calls();
    const auto at = calls.find(function);
    return at == calls.end() ? 0 : at->second.calls;
}
void StandInMoodle::forget_calls() {
    impl_->forget_calls();
}
void StandInMoodle::trim_changes() {
    impl_->trim_changes();
}
std::string StandInMoodle::add_grades(const std::string& json) {
    return impl_->add_grades(json);
}
void StandInMoodle::grade_some() {
    impl_->grade_some();
}
void StandInMoodle::grade(std::int64_t course, std::int64_t item, std::int64_t user,
                          double points) {
    impl_->grade(course, item, user, points);
}
Holdings StandInMoodle::holdings() const {
    return impl_->holdings();
}
std::string StandInMoodle::state_json() const {
    return impl_->state_json();
}
void StandInMoodle::stop() {
    impl_->stop();
}

}  // namespace causeway::sandbox
