// SPDX-License-Identifier: GPL-3.0-or-later
// Site: custom profile fields. Our plugin tells what they are and every value; core's functions
// tell values alone, of people asked for one hundred at a time, and of these neither the empty
// ones nor those that the account may not see.
#include <algorithm>

#include "moodle/calls_local.h"
#include "moodle/calls_users.h"
#include "moodle/site.h"

namespace causeway::moodle {

namespace {

constexpr std::size_t kPeopleInACall = 100;
constexpr std::size_t kFew = 500;  // from here on the whole listing is the cheaper one

}  // namespace

base::Result<model::FieldCatalogue> Site::profile_fields(std::span<const model::RemoteId> people) {
    if (service_user_ == 0)
        if (const auto identity = identify(); !identity) return identity.problem();
    model::FieldCatalogue out;
    if (bulk_listings_) {
        auto environment = get_environment(*channel_);
        if (environment && environment->tells_fields) {
            out.lms = std::move(environment->fields);
            out.lms_whole = true;
            out.lms_zone = environment->zone;
            return out;
        }
    }
    for (std::size_t at = 0; at < people.size(); at += kPeopleInACall) {
        const auto some = people.subspan(at, std::min(kPeopleInACall, people.size() - at));
        const auto found = get_profiles(*channel_, some, &out.lms);
        if (!found) return found.fault().problem;
    }
    std::sort(out.lms.begin(), out.lms.end(),
              [](const auto& a, const auto& b) { return a.shortname < b.shortname; });
    return out;
}

base::Result<std::optional<model::Profiles>> Site::all_profiles() {
    if (service_user_ == 0)
        if (const auto identity = identify(); !identity) return identity.problem();
    std::optional<model::Profiles> out;
    if (!bulk_listings_) return out;
    auto all = list_local_profiles(*channel_);
    if (!all) return all.fault().problem;
    out.emplace();
    out->whole = true;
    out->people = *std::move(all);
    return out;
}

base::Result<model::Profiles> Site::profiles(std::span<const model::RemoteId> users) {
    if (service_user_ == 0)
        if (const auto identity = identify(); !identity) return identity.problem();
    model::Profiles out;
    out.whole = bulk_listings_;
    if (bulk_listings_ && users.size() > kFew) {
        auto all = list_local_profiles(*channel_);
        if (!all) return all.fault().problem;
        std::vector<model::RemoteId> wanted(users.begin(), users.end());
        std::sort(wanted.begin(), wanted.end());
        for (auto& one : *all)
            if (std::binary_search(wanted.begin(), wanted.end(), one.user))
                out.people.push_back(std::move(one));
        return out;
    }
    for (std::size_t at = 0; at < users.size(); at += kPeopleInACall) {
        const auto some = users.subspan(at, std::min(kPeopleInACall, users.size() - at));
        auto found = bulk_listings_ ? list_local_profiles(*channel_, some)
                                    : get_profiles(*channel_, some, nullptr);
        if (!found) return found.fault().problem;
        out.people.insert(out.people.end(), std::make_move_iterator(found->begin()),
                          std::make_move_iterator(found->end()));
    }
    return out;
}

}  // namespace causeway::moodle
