// SPDX-License-Identifier: GPL-3.0-or-later
#include "moodle/connect_people.h"

#include <algorithm>
#include <utility>

namespace causeway::moodle {

namespace {

constexpr model::RemoteId kFirstUsers = 60;  // asked for when looking for anybody
constexpr std::size_t kPeopleThatProve = 4;  // an administrator shows it to everyone
constexpr const char* kAllowEmails =
    "Allow moodle/site:viewuseridentity in the role of the service account, at system level, and "
    "leave 'Email address' ticked under Site administration > Users > Permissions > User policies "
    "> Show user identity.";

base::Problem problem(std::string what, std::string why, std::string cure, std::string code) {
    return {std::move(what), "", std::move(why), std::move(cure), std::move(code)};
}

// By id Moodle still shows users that were deleted, with a digest in place of the address.
bool deleted(const model::FoundUser& user) {
    return user.email.size() == 32 &&
           user.email.find_first_not_of("0123456789abcdef") == std::string::npos;
}

class PeopleCheck {
  public:
    PeopleCheck(Site& site, const model::SiteIdentity& self) : site_(site), self_(self) {}

    std::vector<ConnectStep> run() {
        check_sight_of_users();
        return std::move(steps_);
    }

  private:
    void add(StepState state, std::string name, std::string title, std::string detail,
             std::optional<base::Problem> why = std::nullopt) {
        steps_.push_back(
            {std::move(name), std::move(title), state, std::move(detail), std::move(why)});
    }

    // Without the right, look-ups answer "nobody" for people that exist, and a run would take
    // everybody for missing. So another user has to be found by user name and ID number.
    void check_sight_of_users() {
        const std::string title = "Other users can be found by user name and ID number";
        const std::string step = "sight_of_users";
        if (!std::binary_search(self_.functions.begin(), self_.functions.end(),
                                "core_user_get_users_by_field")) {
            add(StepState::skipped, step, title, "needs core_user_get_users_by_field");
            return;
        }
        std::vector<std::string> ids;
        for (model::RemoteId id = 1; id <= kFirstUsers; ++id)
            if (id != self_.service_user) ids.push_back(std::to_string(id));
        const auto others = site_.find_users(model::UserField::id, ids);
        if (!others) {
            add(StepState::failed, step, title, others.problem().why, others.problem());
            return;
        }
        const auto blind = [&](const std::string& field) {
            const std::string why =
                "Moodle does not let the service account see the " + field + " of other users";
            add(StepState::failed, step, title, why,
                problem("People that exist in Moodle cannot be found", why,
                        "Allow moodle/user:viewdetails and moodle/user:viewalldetails in the role "
                        "of the service account, and assign that role at system level.",
                        "moodle.blind"));
        };
        const auto seen = std::find_if(others->begin(), others->end(),
                                       [](const auto& u) { return !u.username.empty(); });
        if (seen == others->end()) {
            if (!others->empty()) return blind("user name");
            add(StepState::warning, step, title, "no other user was found to try it with",
                problem("The right to see users could not be proven",
                        "none of the first users of this Moodle is visible",
                        "Make sure that the service account's role allows "
                        "moodle/user:viewalldetails at system level.",
                        "moodle.sight_unproven"));
            return;
        }
        if (!finds(model::UserField::username, seen->username, seen->id)) return blind("user name");
        const auto with_number = std::find_if(others->begin(), others->end(),
                                              [](const auto& u) { return !u.idnumber.empty(); });
        if (with_number != others->end() &&
            !finds(model::UserField::idnumber, with_number->idnumber, with_number->id))
            return blind("ID number");
        add(StepState::ok, step, title,
            with_number != others->end() ? "proven with another user"
                                         : "proven by user name; no user has an ID number yet");
        check_sight_of_emails(*others);
    }

    // A right of its own: each user may show the address to nobody, to classmates or to all.
    void check_sight_of_emails(const std::vector<model::FoundUser>& others) {
        const std::string title = "Other users can be found by e-mail address";
        std::vector<const model::FoundUser*> showing;
        std::size_t people = 0;
        for (const auto& user : others) {
            if (user.username.empty() || user.username == "guest" || deleted(user)) continue;
            ++people;
            if (user.email.find('@') != std::string::npos) showing.push_back(&user);
        }
        if (people < kPeopleThatProve) {
            add(StepState::warning, "sight_of_emails", title, "too few users to prove it",
                problem("Whether people are recognised by their e-mail address is not proven",
                        "this Moodle has hardly any users yet", kAllowEmails,
                        "moodle.emails_unproven"));
            return;
        }
        const bool found =
            2 * showing.size() > people &&
            finds(model::UserField::email, showing.back()->email, showing.back()->id);
        if (found) {
            add(StepState::ok, "sight_of_emails", title, "proven with another user");
            return;
        }
        add(StepState::warning, "sight_of_emails", title,
            "the e-mail addresses of other users are not shown",
            problem("People cannot be recognised by their e-mail address",
                    "Moodle does not let the service account see the e-mail addresses of other "
                    "users, so that an account they have already is not found",
                    kAllowEmails, "moodle.blind_to_emails"));
    }

    bool finds(model::UserField field, const std::string& value, model::RemoteId id) {
        const std::vector<std::string> values{value};
        const auto found = site_.find_users(field, values);
        return found && std::any_of(found->begin(), found->end(),
                                    [id](const auto& user) { return user.id == id; });
    }

    Site& site_;
    const model::SiteIdentity& self_;
    std::vector<ConnectStep> steps_;
};

}  // namespace

std::vector<ConnectStep> people_steps(Site& site, const model::SiteIdentity& self) {
    return PeopleCheck(site, self).run();
}

}  // namespace causeway::moodle
