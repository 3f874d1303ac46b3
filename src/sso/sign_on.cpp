// SPDX-License-Identifier: GPL-3.0-or-later
#include "sso/sign_on.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "model/sorts.h"
#include "sso/rights.h"

namespace causeway::sso {

namespace {

using base::Problem;
using model::FoundUser;
using model::UserField;

constexpr std::array<std::string_view, 17> kEntries = {"in",
                                                       "follow",
                                                       "not_synced",
                                                       "refused_record",
                                                       "left",
                                                       "gone",
                                                       "suspended",
                                                       "closed",
                                                       "doubtful",
                                                       "site_administrator",
                                                       "parents_off",
                                                       "unmapped_parent",
                                                       "not_in_course",
                                                       "moodle_down",
                                                       "set_up",
                                                       "too_often",
                                                       "busy"};

constexpr std::array kFields = {UserField::email, UserField::username, UserField::idnumber};

// Ends the way in; caught in enter().
struct Stopped {
    Entry entry;
    Problem problem;
};

[[noreturn]] void stop(Entry entry, const Wish& wish, std::string why, std::string cure) {
    throw Stopped{entry,
                  {"You could not be signed in to Moodle", wish.subject, std::move(why),
                   std::move(cure), "sso." + std::string(name(entry))}};
}

[[noreturn]] void stop(const Objection& objection, const Wish& wish) {
    Problem problem = objection.problem;
    problem.what = "You could not be signed in to Moodle";
    problem.record = wish.subject;
    throw Stopped{objection.kind == Objection::Kind::down ? Entry::moodle_down : Entry::set_up,
                  std::move(problem)};
}

template <class T>
const T& must(const Asked<T>& asked, const Wish& wish) {
    if (!asked) stop(asked.objection(), wish);
    return *asked;
}

class Way {
  public:
    Way(Book& book, Moodle& moodle, const EntryRules& rules, const Wish& wish)
        : book_(book), moodle_(moodle), rules_(rules), wish_(wish) {}

    Entered go() {
        FoundUser account = wish_.person ? of_person(*wish_.person) : of_parent();
        require_open(account);
        out_.account = account.id;
        guard_site(account);
        out_.target = target(account.id);
        out_.address = address(account);
        return std::move(out_);
    }

  private:
    // ---- which account ----

    FoundUser of_person(const model::Key& person) {
        auto base = book_.base_of(person);
        if (!base && book_.bring(person)) base = book_.base_of(person);
        if (!base) {
            if (auto trouble = book_.trouble_of(person))
                throw Stopped{Entry::refused_record, *std::move(trouble)};
            stop(Entry::not_synced, wish_, "Moodle has no account of yours yet",
                 "Try again in a minute; if it stays so, ask the school office whether you are to "
                 "be in Moodle.");
        }
        if (base->state != model::State::active)
            stop(Entry::left, wish_, "you are not at the school any more, as openSIS has it",
                 "If that is wrong, ask the school office to correct it in openSIS.");
        const auto asked = moodle_.account(base->remote);
        const auto& found = must(asked, wish_);
        if (!found)
            stop(
                Entry::gone, wish_,
                "Moodle has no account any more under the number that yours had",
                "Ask whoever looks after Moodle; Causeway makes it anew with its next comparison.");
        FoundUser account = *found;
        // A service account that may not see e-mail addresses still knows what it wrote.
        if (account.email.empty())
            if (const auto* shape = std::get_if<model::UserShape>(&shape_of(*base, person)))
                account.email = shape->email;
        return account;
    }

    const model::Shape& shape_of(const model::BaseRecord& base, const model::Key& key) {
        shape_ = model::shape_from_json(key.kind, base.shape);
        return shape_;
    }

    // The school itself writes a parent's id number into an account of Moodle's.
    FoundUser of_parent() {
        if (!rules_.parents)
            stop(Entry::parents_off, wish_, std::string(kParentsWhy), std::string(kParentsCure));
        const auto asked = moodle_.accounts(UserField::idnumber, rules_.prefix + wish_.subject);
        const auto& found = must(asked, wish_);
        if (found.empty())
            stop(Entry::unmapped_parent, wish_, "no account in Moodle carries your ID number",
                 "Ask the school office; the account has to carry the ID number " + rules_.prefix +
                     wish_.subject + " in Moodle.");
        if (found.size() > 1) doubtful();
        return found.front();
    }

    [[noreturn]] void doubtful() {
        stop(Entry::doubtful, wish_, "several accounts of Moodle could be meant",
             "Ask whoever looks after Moodle to leave the e-mail address and the ID number at one "
             "account only.");
    }

    // ---- may it enter ----

    void require_open(const FoundUser& account) {
        if (account.suspended)
            stop(Entry::suspended, wish_, "somebody suspended it in Moodle",
                 "Ask whoever looks after Moodle.");
        if (account.auth == "nologin" || account.auth == "webservice")
            stop(Entry::closed, wish_,
                 "its authentication method in Moodle lets nobody sign in from here",
                 "Ask whoever looks after Moodle to set another authentication method.");
    }

    void guard_site(const FoundUser& account) {
        // Ours refuses them by itself, and tells.
        if (moodle_.guarded() && !rules_.site_administrators) return;
        const auto asked = moodle_.rules_the_site(account.id);
        const auto& rules = must(asked, wish_);
        if (!rules) {
            // Then only accounts that Causeway itself made are known to be harmless.
            if (account.auth == "userkey" || moodle_.guarded()) return;
            site_administrator(
                "Moodle does not tell whether your account is a site "
                "administrator's");
        }
        if (!*rules) return;
        if (!rules_.site_administrators) site_administrator("your account is one");
        out_.rules_the_site = true;
    }

    [[noreturn]] void site_administrator(std::string why) {
        stop(Entry::site_administrator, wish_,
             "site administrators of Moodle are not signed in from here, and " + std::move(why),
             "Sign in on Moodle's own page. A super administrator can allow it under LMS Settings; "
             "Moodle's plugin has to allow it, too.");
    }

    // ---- where to ----

    std::string target(model::RemoteId account) {
        const std::string root = moodle_.wwwroot();
        if (!wish_.section) return root + "/my/";
        auto section = book_.base_of({model::Kind::section, *wish_.section, 0});
        if (section && model::is_group(*section))  // it stands in its course
            section = book_.base_of(model::course_of(*section));
        if (!section)
            stop(Entry::not_in_course, wish_, "the section has no course in Moodle yet",
                 "Open Moodle without naming a section, or ask the school office.");
        require_member(account, section->remote);
        const std::string course = root + "/course/view.php?id=" + std::to_string(section->remote);
        if (!wish_.item) return course;
        const auto asked = moodle_.modules_of(section->remote);
        if (!asked) {
            out_.note = "the item could not be looked up; its course instead";
            return course;
        }
        for (const Module& module : *asked)
            if (module.id == *wish_.item && plain(module.name) &&
                (module.visible || wish_.profile != Profile::student))
                return root + "/mod/" + module.name + "/view.php?id=" + std::to_string(module.id);
        out_.note = "the item is not in the course; its course instead";
        return course;
    }

    // Administrators are in their school's category, and in no course: Moodle decides there.
    void require_member(model::RemoteId account, model::RemoteId course) {
        if (wish_.profile == Profile::super_administrator ||
            wish_.profile == Profile::administrator)
            return;
        const auto asked = moodle_.courses_of(account);
        const auto& courses = must(asked, wish_);
        if (std::find(courses.begin(), courses.end(), course) == courses.end())
            stop(Entry::not_in_course, wish_,
                 "Moodle does not have you among the people of this section",
                 "If you should be, ask the school office; a change in openSIS is in Moodle within "
                 "minutes.");
    }

    // The name of a folder of Moodle's, and nothing that could lead elsewhere.
    static bool plain(const std::string& name) {
        return !name.empty() && name.size() <= 40 &&
               std::all_of(name.begin(), name.end(), [](char c) {
                   return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
               });
    }

    // ---- the address ----

    static const std::string& value_of(const FoundUser& account, UserField field) {
        if (field == UserField::username) return account.username;
        return field == UserField::idnumber ? account.idnumber : account.email;
    }

    std::string address(const FoundUser& account) {
        const LoginMethod known = book_.login_method();
        std::vector<LoginMethod> tries = {known};
        // The plugin's settings may have been changed since Connect: an error is all that tells.
        for (const UserField field : {known.field, kFields[0], kFields[1], kFields[2]})
            for (const bool bound : {false, true})
                if (const LoginMethod other{field, bound};
                    std::find(tries.begin(), tries.end(), other) == tries.end())
                    tries.push_back(other);
        std::optional<Objection> last;
        for (const LoginMethod& method : tries) {
            const std::string& value = value_of(account, method.field);
            if (value.empty()) continue;
            require_one(account, method.field, value);
            auto asked = moodle_.login_address(method, value, wish_.browser);
            if (asked) {
                if (method != known) book_.remember(method);
                return joined(*asked);
            }
            last = asked.objection();
            if (last->problem.code != "moodle.invalidparameter") break;
        }
        if (last) refused(*last);
        stop(Entry::set_up, wish_,
             "your account has none of the fields that Moodle's plugin knows "
             "people by",
             "Ask whoever looks after Moodle to set the mapping field of the userkey plugin.");
    }

    // The known plugin takes the first account that has the value, whosever it is.
    void require_one(const FoundUser& account, UserField field, const std::string& value) {
        if (moodle_.guarded() || field == UserField::username) return;
        const auto asked = moodle_.accounts(field, value);
        const auto& found = must(asked, wish_);
        if (found.size() > 1) doubtful();
        // Nobody: this service account may not search by this field, and Causeway wrote the value.
        if (found.size() == 1 && found.front().id != account.id) doubtful();
    }

    [[noreturn]] void refused(const Objection& objection) {
        const std::string& code = objection.problem.code;
        if (code == "moodle.refused_suspended")
            stop(Entry::suspended, wish_, "somebody suspended it in Moodle",
                 "Ask whoever looks after Moodle.");
        if (code == "moodle.refused_nologin" || code == "moodle.refused_guest" ||
            code == "moodle.refused_methodoff" || code == "moodle.refused_unconfirmed" ||
            code == "moodle.refused_remote")
            stop(Entry::closed, wish_,
                 "its authentication method in Moodle lets nobody sign in from here",
                 "Ask whoever looks after Moodle to set another authentication method.");
        if (code == "moodle.refused_siteadmin")
            site_administrator("Moodle's plugin says that your account is one");
        if (code == "moodle.refused_deleted")
            stop(Entry::gone, wish_, "Moodle's plugin says that it was deleted",
                 "Ask whoever looks after Moodle.");
        stop(objection, wish_);
    }

    // Nothing but the plugin's own page of this very site may take the key.
    std::string joined(const std::string& login) {
        const std::string head = moodle_.wwwroot() + "/auth/userkey/login.php?key=";
        const std::string_view key =
            std::string_view(login).substr(std::min(head.size(), login.size()));
        const bool fits =
            login.starts_with(head) && !key.empty() && key.size() <= 128 &&
            std::all_of(key.begin(), key.end(), [](char c) {
                return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
            });
        if (!fits)
            stop(Entry::set_up, wish_, "Moodle answered a login address that is not its own",
                 "Check that Causeway's Moodle address is the one in Moodle's config.php "
                 "($CFG->wwwroot), then press Connect.");
        std::string out = login + "&wantsurl=";
        for (const char c : out_.target) {
            const auto byte = static_cast<unsigned char>(c);
            const bool safe = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                              (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
            constexpr std::string_view kHex = "0123456789ABCDEF";
            if (safe)
                out += c;
            else
                out += {'%', kHex[byte >> 4], kHex[byte & 15]};
        }
        return out;
    }

    Book& book_;
    Moodle& moodle_;
    const EntryRules& rules_;
    const Wish& wish_;
    model::Shape shape_;
    Entered out_;
};

}  // namespace

std::string_view name(Entry entry) {
    return kEntries[static_cast<std::size_t>(entry)];
}

Entered enter(Book& book, Moodle& moodle, const EntryRules& rules, const Wish& wish) {
    try {
        return Way(book, moodle, rules, wish).go();
    } catch (const Stopped& stopped) {
        Entered out;
        out.entry = stopped.entry;
        out.problem = stopped.problem;
        return out;
    }
}

}  // namespace causeway::sso
