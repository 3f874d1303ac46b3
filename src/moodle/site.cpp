// SPDX-License-Identifier: GPL-3.0-or-later
// Construction, identity, limits and look-ups; the writes are in site_write.cpp.
#include "moodle/site.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "base/failure.h"
#include "base/log.h"
#include "base/text.h"
#include "moodle/calls_courses.h"
#include "moodle/calls_enrol.h"
#include "moodle/calls_local.h"
#include "moodle/calls_site.h"
#include "moodle/calls_users.h"
#include "moodle/outcome.h"
#include "moodle/wire.h"

namespace causeway::moodle {

namespace {

using base::Problem;

constexpr std::string_view kNoRight = "moodle.nopermissions";

constexpr std::size_t kUnprovenLimit = 1000;  // PHP's own default
constexpr int kMostProbes = 3;
constexpr std::size_t kMargin = 8;  // values a plugin in front of PHP may add

constexpr std::size_t kUsersPerLookup = 100;
constexpr std::size_t kEnrolledPerPage = 5000;
// A look-up by ID number costs about as much as ten courses of the whole listing.
constexpr std::size_t kCoursesPerLookup = 10;
constexpr std::size_t kFewLookups = 20;

net::SiteAddress address_of(const SiteOptions& options) {
    auto address = net::parse_site_address(options.url);
    if (!address) throw base::Failure(base::ExitCode::usage, address.problem());
    return *address;
}

bool username_form(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
               c == '_' || c == '@';
    });
}

bool number_form(std::string_view text) {
    return !text.empty() && text.size() <= 18 &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// What Moodle's cleaning would leave of the value; empty when no user can have it.
std::string cleaned(model::UserField field, std::string_view value) {
    std::string text(base::trimmed(value));
    switch (field) {
        case model::UserField::id:
            return number_form(text) ? text : "";
        case model::UserField::idnumber:
            return text;
        case model::UserField::username:
            text = base::lower_ascii(text);
            return username_form(text) ? text : "";
        case model::UserField::email:
            return base::plausible_email(text) ? text : "";
    }
    return text;
}

// Moodle refuses a whole look-up for one value that its cleaning changes. Halving finds that
// value; nobody can have it.
std::optional<Fault> look_up(Channel& channel, model::UserField field,
                             std::span<const std::string> values,
                             std::vector<model::FoundUser>& found) {
    auto users = get_users_by_field(channel, field, values);
    if (users) {
        found.insert(found.end(), std::make_move_iterator(users->begin()),
                     std::make_move_iterator(users->end()));
        return std::nullopt;
    }
    if (users.fault().problem.code != "moodle.invalidparameter") return users.fault();
    if (values.size() == 1) {
        // By id the value is a number: then it is not the value that is wrong.
        if (field == model::UserField::id) return users.fault();
        return std::nullopt;
    }
    const std::size_t half = values.size() / 2;
    if (auto fault = look_up(channel, field, values.first(half), found)) return fault;
    return look_up(channel, field, values.subspan(half), found);
}

base::Problem broken_listing(std::string what, std::string why) {
    return {std::move(what), "", std::move(why),
            "Give the service account its role at system level (Site administration > Users > "
            "Permissions > Assign system roles), then try again.",
            "moodle.incomplete_listing"};
}

// All enrolments of one state, page by page. Each page begins with the last user of the page
// before, so that an enrolment that goes away meanwhile cannot hide another one.
Called<std::vector<EnrolledUser>> all_enrolled(Channel& channel, model::RemoteId course,
                                               EnrolmentFilter filter) {
    std::vector<EnrolledUser> all;
    for (;;) {
        const std::size_t from = all.empty() ? 0 : all.size() - 1;
        auto page = get_enrolled_users(channel, course, filter, from, kEnrolledPerPage);
        if (!page) return page.fault();
        const std::size_t size = page->size();
        if (!all.empty()) {
            if (page->empty() || page->front().id != all.back().id) {
                Fault fault = misshapen_answer("the enrolments changed while they were read");
                fault.problem.what = "Could not list enrolments in Moodle";
                return fault;
            }
            page->erase(page->begin());
        }
        all.insert(all.end(), std::make_move_iterator(page->begin()),
                   std::make_move_iterator(page->end()));
        if (size < kEnrolledPerPage) return all;
    }
}

}  // namespace

Site::Site(SiteOptions options, net::Transport& transport)
    : options_(std::move(options)), transport_(transport) {
    const net::SiteAddress address = address_of(options_);
    if (options_.token.empty())
        throw base::Failure(base::ExitCode::usage,
                            {"Moodle cannot be called", "", "no web service token is given",
                             "Set moodle.token in the configuration or CAUSEWAY_MOODLE_TOKEN.",
                             "config.moodle_token"});
    options_.url = address.text();
    base::log::hide(options_.token);
    base::log::hide(options_.sso_token);
    channel_ = std::make_unique<Channel>(
        Channel::Options{address, options_.token, options_.call_time, options_.stop}, transport_);
    if (options_.max_input_vars) set_input_limit(*options_.max_input_vars);
}

Site::~Site() = default;

std::unique_ptr<Channel> Site::sso_channel() const {
    return std::make_unique<Channel>(Channel::Options{channel_->address(), options_.sso_token,
                                                      options_.call_time, options_.stop},
                                     transport_);
}

base::Result<model::SiteIdentity> Site::identify() {
    auto site = get_site_info(*channel_);
    if (site) {
        service_user_ = site->service_user;
        note_functions(site->functions);
    }
    return as_result(std::move(site));
}

// ---- limits ----

void Site::set_input_limit(std::size_t limit) {
    const std::lock_guard lock(limit_mutex_);
    input_limit_ = limit;
    channel_->set_limit(limit);
}

std::size_t Site::input_limit() {
    const std::lock_guard lock(limit_mutex_);
    if (input_limit_ != 0) return input_limit_;
    if (failed_probes_ >= kMostProbes) return kUnprovenLimit;
    if (service_user_ == 0 && !identify()) {
        ++failed_probes_;
        return kUnprovenLimit;
    }
    for (const std::size_t limit : {5000UL, kUnprovenLimit, 250UL}) {
        const auto arrived = values_arrive(*channel_, limit, service_user_);
        // Larger than the web server or PHP lets in at all: as good as cut.
        if (!arrived && arrived.fault().kind == ErrorClass::refused) continue;
        if (!arrived) {
            ++failed_probes_;
            return kUnprovenLimit;
        }
        if (!*arrived) continue;
        input_limit_ = limit;
        channel_->set_limit(limit);
        return limit;
    }
    ++failed_probes_;  // it does not even find itself: the limit is not what is wrong
    return kUnprovenLimit;
}

std::size_t Site::row_limit(model::Kind kind) {
    std::size_t leaves = kEnrolmentLeaves;
    // An openSIS course may be a Moodle course.
    if (kind == model::Kind::school || kind == model::Kind::subject)
        leaves = kCategoryLeaves;
    else if (kind == model::Kind::section || kind == model::Kind::course)
        leaves = kCourseLeaves;
    else if (model::is_person(kind))
        leaves = std::max(kNewUserLeaves, kUserChangeLeaves) + kProfileLeaves * profile_fields_;
    else if (kind == model::Kind::manages)
        leaves = kRoleLeaves;
    const std::size_t limit = input_limit();
    const std::size_t reserved = kControlFields + kMargin;
    return limit <= reserved + leaves ? 1 : (limit - reserved) / leaves;
}

// ---- look-ups ----

base::Result<std::vector<model::FoundCategory>> Site::list_categories() {
    auto categories = get_categories(*channel_);
    if (!categories) return categories.fault().problem;
    // Hidden categories are left out for accounts that may not see them; their children tell.
    std::unordered_set<model::RemoteId> known{0};
    for (const auto& category : *categories)
        known.insert(category.id);
    for (const auto& category : *categories)
        if (!known.contains(category.parent))
            return broken_listing("Could not list categories in Moodle",
                                  "the service account does not see all categories "
                                  "(moodle/category:viewhiddencategories)");
    return std::move(*categories);
}

base::Result<std::vector<model::FoundCourse>> Site::list_courses() {
    auto courses = bulk_listings_ ? list_local_courses(*channel_) : get_courses(*channel_);
    if (courses) course_count_ = courses->size();
    return as_result(std::move(courses));
}

base::Result<std::vector<model::FoundCourse>> Site::find_courses(
    std::span<const std::string> idnumbers) {
    if (idnumbers.size() <= std::max(kFewLookups, course_count_ / kCoursesPerLookup))
        return find_courses_one_by_one(idnumbers);
    auto courses = list_courses();
    if (!courses) return courses.problem();
    std::unordered_set<std::string> wanted;
    for (const auto& idnumber : idnumbers)
        wanted.insert(base::lower_ascii(idnumber));
    std::erase_if(*courses, [&](const model::FoundCourse& course) {
        return !wanted.contains(base::lower_ascii(course.idnumber));
    });
    return courses;
}

base::Result<std::vector<model::FoundCourse>> Site::find_courses_one_by_one(
    std::span<const std::string> idnumbers) {
    std::vector<model::FoundCourse> all;
    for (const auto& idnumber : idnumbers) {
        auto found = get_courses_by_field(*channel_, "idnumber", idnumber);
        if (!found) {
            base::Problem problem = found.fault().problem;
            problem.record = idnumber;
            return problem;
        }
        all.insert(all.end(), found->begin(), found->end());
    }
    return all;
}

base::Result<std::vector<model::FoundUser>> Site::find_users(model::UserField field,
                                                             std::span<const std::string> values) {
    std::vector<std::string> clean;
    clean.reserve(values.size());
    for (const auto& value : values)
        if (auto text = cleaned(field, value); !text.empty()) clean.push_back(std::move(text));
    std::vector<model::FoundUser> found;
    const std::span<const std::string> all(clean);
    for (std::size_t at = 0; at < all.size(); at += kUsersPerLookup) {
        const auto slice = all.subspan(at, std::min(kUsersPerLookup, all.size() - at));
        if (const auto fault = look_up(*channel_, field, slice, found)) return fault->problem;
    }
    return found;
}

base::Result<std::optional<std::vector<model::FoundUser>>> Site::list_users() {
    if (!bulk_listings_) return std::optional<std::vector<model::FoundUser>>();
    auto users = list_local_users(*channel_);
    if (!users) return users.fault().problem;
    return std::optional(std::move(*users));
}

base::Result<std::vector<model::FoundEnrolment>> Site::list_enrolments(
    std::span<const model::RemoteId> courses, bool with_state) {
    if (bulk_listings_) return list_enrolments_in_bulk(courses);
    std::vector<model::FoundEnrolment> all;
    for (const model::RemoteId course : courses) {
        auto found = list_one_course(course, with_state);
        if (!found) return found.problem();
        all.insert(all.end(), std::make_move_iterator(found->begin()),
                   std::make_move_iterator(found->end()));
    }
    return all;
}

base::Result<std::vector<model::FoundEnrolment>> Site::list_one_course(model::RemoteId course,
                                                                       bool with_state) {
    std::vector<model::FoundEnrolment> found;
    std::unordered_set<model::RemoteId> seen;
    const auto list = [&](EnrolmentFilter filter,
                          std::optional<bool> suspended) -> std::optional<Problem> {
        auto users = all_enrolled(*channel_, course, filter);
        if (!users) return users.fault().problem;
        for (auto& user : *users) {
            if (!seen.insert(user.id).second) continue;
            model::FoundEnrolment enrolment{user.id, course, {}, suspended};
            for (auto& role : user.roles)
                enrolment.roles.push_back(std::move(role.shortname));
            found.push_back(std::move(enrolment));
        }
        return std::nullopt;
    };
    if (with_state) {
        // Active ones first: whoever is both (through two methods) counts as active.
        auto problem = list(EnrolmentFilter::active, false);
        if (!problem) problem = list(EnrolmentFilter::suspended, true);
        if (!problem) return found;
        if (problem->code != kNoRight) return *problem;
        found.clear();  // the account may list people, but not review their enrolments
        seen.clear();
    }
    if (const auto problem = list(EnrolmentFilter::all, std::nullopt)) return *problem;
    return found;
}

base::Result<std::vector<model::FoundCourse>> Site::courses_of(model::RemoteId user) {
    return as_result(get_users_courses(*channel_, user));
}

}  // namespace causeway::moodle
