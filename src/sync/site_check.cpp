// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/site_check.h"

#include <algorithm>
#include <map>

#include "base/failure.h"

namespace causeway::sync {

namespace {

constexpr const char* kSiteFact = "site.url";
constexpr const char* kPrefixFact = "prefix";
constexpr std::size_t kCanaries = 5;

[[noreturn]] void stop(std::string what, std::string why, std::string cure, std::string code) {
    throw base::Failure(base::ExitCode::guarded,
                        {std::move(what), "", std::move(why), std::move(cure), std::move(code)});
}

// People that an intake linked carry no number of ours until a verifying run enters it: they are
// told by Moodle's id together with the name or address that base remembers.
bool knows_by_id(Lms& lms, const std::map<model::RemoteId, model::UserShape>& people) {
    std::vector<std::string> ids;
    for (const auto& [id, shape] : people)
        if (id != 0) ids.push_back(std::to_string(id));
    if (ids.empty()) return false;
    const auto found = lms.find_users(model::UserField::id, ids);
    if (!found) throw base::Failure(base::ExitCode::incomplete, found.problem());
    return std::any_of(found->begin(), found->end(), [&](const model::FoundUser& user) {
        const auto known = people.find(user.id);
        return known != people.end() &&
               (user.username == known->second.username ||
                (!user.email.empty() && user.email == known->second.email));
    });
}

}  // namespace

model::SiteIdentity check_site(Lms& lms, State& state, const Policy& policy) {
    const auto site = lms.identify();
    if (!site) throw base::Failure(base::ExitCode::incomplete, site.problem());
    const auto known = state.fact(kSiteFact);
    if (known && *known != site->url)
        stop("Another Moodle answers at this address",
             "this link was made with " + *known + ", and now " + site->url + " answers",
             "If the site has moved and is the same, run: causeway connect --moved. Otherwise "
             "correct moodle.url. Nothing was changed.",
             "guard.other_site");
    const auto prefix = state.fact(kPrefixFact);
    if (prefix && *prefix != policy.prefix)
        stop("The id number prefix was changed",
             "Moodle's records carry \"" + *prefix + "\", and moodle.prefix says \"" +
                 policy.prefix + "\"",
             "Put moodle.prefix back. Nothing was changed.", "guard.prefix");
    return *site;
}

void check_canary(Lms& lms, State& state, const Policy& policy) {
    std::vector<std::string> numbers;
    std::map<model::RemoteId, model::UserShape> brought_in;
    const auto people = state.base(model::Kind::staff, model::Kind::student);
    BaseRecord record;
    while (numbers.size() < kCanaries && people->next(record)) {
        numbers.push_back(record.key.idnumber(policy.prefix));
        brought_in.emplace(record.remote, std::get<model::UserShape>(model::shape_from_json(
                                              record.key.kind, record.shape)));
    }
    if (numbers.empty()) return;
    const auto found = lms.find_users(model::UserField::idnumber, numbers);
    if (!found) throw base::Failure(base::ExitCode::incomplete, found.problem());
    if (!found->empty() || knows_by_id(lms, brought_in)) return;
    stop("Moodle does not show the people that Causeway put there",
         "none of " + numbers.front() + " and others was found by its id number",
         "Either another Moodle (or an older copy of it) answers at this address, or the token's "
         "account lost the right moodle/user:viewalldetails. Run: causeway connect. Nothing was "
         "changed.",
         "guard.canary");
}

void remember_site(const model::SiteIdentity& site, State& state, const Policy& policy) {
    if (!state.fact(kSiteFact)) state.set_fact(kSiteFact, site.url);
    if (!state.fact(kPrefixFact)) state.set_fact(kPrefixFact, policy.prefix);
}

}  // namespace causeway::sync
