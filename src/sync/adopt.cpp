// SPDX-License-Identifier: GPL-3.0-or-later
#include "sync/adopt.h"

#include <fmt/format.h>

#include <functional>
#include <mutex>
#include <set>

#include "base/failure.h"
#include "base/text.h"
#include "sync/fan_out.h"

namespace causeway::sync {

namespace {

using base::Problem;
using model::FoundUser;
using model::Kind;

constexpr std::size_t kSlice = 100;          // look-ups a call (facts, section 12)
constexpr model::RemoteId kLastBuiltIn = 2;  // guest is 1, the first administrator 2

bool created(const Operation& op) {
    return op.verb == Verb::create && op.remote == 0;
}

[[noreturn]] void cannot_look(const Problem& why) {
    Problem problem = why;
    problem.what = "Moodle could not be asked what it holds already; " + problem.what;
    throw base::Failure(base::ExitCode::incomplete, problem);
}

// Runs one look-up field over all values and files what comes back.
void look_up_users(Lms& lms, model::UserField field, const std::vector<std::string>& values,
                   std::size_t connections, const std::function<void(const FoundUser&)>& file) {
    std::mutex mutex;  // guards what `file` files into
    fan_out((values.size() + kSlice - 1) / kSlice, connections, [&](std::size_t slice) {
        const std::size_t first = slice * kSlice;
        const std::size_t size = std::min(kSlice, values.size() - first);
        const auto found = lms.find_users(field, std::span(values).subspan(first, size));
        if (!found) cannot_look(found.problem());
        const std::scoped_lock lock(mutex);
        for (const FoundUser& user : *found)
            file(user);
    });
}

void look_for_people(const Plan& plan, Lms& lms, const Policy& policy, std::size_t connections,
                     Existing& out) {
    std::vector<std::string> numbers;
    for (const Operation& op : plan.operations)
        if (created(op) && model::is_person(op.key.kind))
            numbers.push_back(op.key.idnumber(policy.prefix));
    look_up_users(lms, model::UserField::idnumber, numbers, connections,
                  [&](const FoundUser& user) { out.by_idnumber.emplace(user.idnumber, user); });

    std::vector<std::string> emails;
    std::vector<std::string> usernames;
    for (const Operation& op : plan.operations) {
        if (!created(op) || !model::is_person(op.key.kind)) continue;
        if (out.by_idnumber.contains(op.key.idnumber(policy.prefix))) continue;
        const auto& shape = std::get<model::UserShape>(op.shape);
        emails.push_back(base::lower_ascii(shape.email));
        usernames.push_back(shape.username);
    }
    look_up_users(lms, model::UserField::email, emails, connections, [&](const FoundUser& user) {
        out.by_email.emplace(base::lower_ascii(user.email), user);
    });
    look_up_users(lms, model::UserField::username, usernames, connections,
                  [&](const FoundUser& user) { out.by_username.emplace(user.username, user); });
}

// Groups are looked for in their courses, as far as these are there.
void look_for_groups(const std::vector<std::string>& courses, Lms& lms, Existing& out) {
    if (courses.empty()) return;
    const auto there = lms.find_courses(courses);
    if (!there) cannot_look(there.problem());
    std::vector<model::RemoteId> ids;
    for (const auto& course : *there)
        ids.push_back(course.id);
    const auto groups = lms.list_groups(ids);
    if (!groups) cannot_look(groups.problem());
    for (const auto& group : *groups)
        if (!group.idnumber.empty()) out.groups.emplace(group.idnumber, group);
}

Problem doubtful(const model::Key& key, std::string why, std::string cure) {
    return {"The person is not joined to a Moodle account yet", key.text(), std::move(why),
            std::move(cure), "adopt.doubtful"};
}

std::string named(const FoundUser& user) {
    return fmt::format("Moodle account {} (\"{}\")", user.id, user.username);
}

// The one account that this person is to be joined to, or nothing, or why a person must look.
class Matchmaker {
  public:
    Matchmaker(const Plan& plan, const Existing& existing, const RosterFacts& facts,
               const Policy& policy, model::RemoteId service_user)
        : existing_(existing), facts_(facts), policy_(policy), service_user_(service_user) {
        for (const Operation& op : plan.operations)
            if (op.remote != 0 && model::is_person(op.key.kind))
                renamed_.emplace(op.remote, std::get<model::UserShape>(op.shape));
    }

    base::Result<const FoundUser*> match(const Operation& op) const {
        const auto& shape = std::get<model::UserShape>(op.shape);
        const auto marked = existing_.by_idnumber.equal_range(op.key.idnumber(policy_.prefix));
        const auto count = std::distance(marked.first, marked.second);
        if (count > 1)
            return doubtful(op.key,
                            fmt::format("{} Moodle accounts carry the id number {}", count,
                                        op.key.idnumber(policy_.prefix)),
                            "Clear the id number of all of them but the right one in Moodle.");
        if (count == 1) return &marked.first->second;
        const auto by_email =
            by(existing_.by_email, base::lower_ascii(shape.email), "e-mail address", op,
               policy_.adopt_by_email &&
                   !facts_.shared_emails.contains(base::lower_ascii(shape.email)));
        if (!by_email) return by_email.problem();
        const auto by_name = by(existing_.by_username, shape.username, "user name", op,
                                policy_.adopt_by_username || *by_email != nullptr);
        if (!by_name) return by_name.problem();
        if (*by_email != nullptr && *by_name != nullptr && (*by_email)->id != (*by_name)->id)
            return doubtful(op.key,
                            named(**by_email) + " has the e-mail address and " + named(**by_name) +
                                " has the user name",
                            "Change the e-mail address or the user name of one of them in Moodle.");
        return *by_email != nullptr ? *by_email : *by_name;
    }

  private:
    using Index = std::unordered_multimap<std::string, FoundUser>;

    base::Result<const FoundUser*> by(const Index& index, const std::string& value,
                                      const char* field, const Operation& op, bool allowed) const {
        const auto hits = index.equal_range(value);
        if (hits.first == hits.second) return static_cast<const FoundUser*>(nullptr);
        const FoundUser& user = hits.first->second;
        if (gives_up(user, value)) return static_cast<const FoundUser*>(nullptr);
        if (std::distance(hits.first, hits.second) > 1)
            return doubtful(op.key,
                            fmt::format("several Moodle accounts have the {} \"{}\"", field, value),
                            "Leave it to the right one of them in Moodle.");
        if (user.id <= kLastBuiltIn || user.id == service_user_)
            return doubtful(op.key,
                            fmt::format("the {} \"{}\" belongs to {}, which is an account of "
                                        "Moodle's own or Causeway's",
                                        field, value, named(user)),
                            "Give the person or that account another one.");
        if (!user.idnumber.empty())
            return doubtful(
                op.key,
                fmt::format("{} has the {} \"{}\" but carries another id number, "
                            "\"{}\"",
                            named(user), field, value, user.idnumber),
                "If it is the same person, clear the id number of that account in Moodle.");
        if (!allowed)
            return doubtful(op.key,
                            fmt::format("{} has the {} \"{}\" already", named(user), field, value),
                            fmt::format("If it is the same person, enter the id number {} in that "
                                        "account, or let policy.adopt_by match by it.",
                                        op.key.idnumber(policy_.prefix)));
        return &user;
    }

    // This same plan takes the value from that account: updates go before creations.
    [[nodiscard]] bool gives_up(const FoundUser& user, const std::string& value) const {
        const auto shape = renamed_.find(user.id);
        return shape != renamed_.end() && shape->second.username != value &&
               base::lower_ascii(shape->second.email) != value;
    }

    const Existing& existing_;
    const RosterFacts& facts_;
    const Policy& policy_;
    const model::RemoteId service_user_;
    std::unordered_map<model::RemoteId, model::UserShape> renamed_;
};

class Adopter {
  public:
    Adopter(Plan& plan, const Existing& existing, Projector& projector, const Policy& policy,
            model::RemoteId service_user)
        : plan_(plan),
          existing_(existing),
          projector_(projector),
          policy_(policy),
          match_(plan, existing, projector.facts(), policy, service_user) {}

    void run() {
        std::vector<Operation> kept;
        kept.reserve(plan_.operations.size());
        for (Operation& op : plan_.operations) {
            const bool keep =
                !created(op) || (model::is_person(op.key.kind) ? person(op) : place(op));
            if (keep) kept.push_back(std::move(op));
        }
        plan_.operations = std::move(kept);
    }

  private:
    bool place(Operation& op) {
        const std::string number = op.key.idnumber(policy_.prefix);
        if (model::holds<model::CategoryShape>(op.shape)) {
            const auto found = existing_.categories.find(number);
            if (found != existing_.categories.end())
                adopt(op, found->second.id, shape_of(found->second, op.key),
                      "in Moodle already under this id number");
        } else if (model::holds<model::GroupShape>(op.shape)) {
            const auto found = existing_.groups.find(number);
            if (found != existing_.groups.end())
                adopt(op, found->second.id,
                      model::GroupShape{found->second.name,
                                        std::get<model::GroupShape>(op.shape).course},
                      "in Moodle already under this id number");
        } else if (model::holds<model::CourseShape>(op.shape)) {
            const auto found = existing_.courses.find(number);
            if (found != existing_.courses.end())
                adopt(op, found->second.id, shape_of(found->second, op),
                      "in Moodle already under this id number");
        }
        return true;
    }

    bool person(Operation& op) {
        const auto match = match_.match(op);
        if (!match) {
            Counts& counts = plan_.counts_of(op.key.kind);
            counts.create -= 1;
            counts.refused += 1;
            projector_.refuse(op.key);
            const auto& shape = std::get<model::UserShape>(op.shape);
            plan_.standings.push_back({op.key, op.school, StandingKind::refused,
                                       shape.first_name + " " + shape.last_name, match.problem()});
            return false;
        }
        if (const FoundUser* user = *match) {
            op.before_state = user->suspended ? model::State::suspended : model::State::active;
            const bool marked = user->idnumber == op.key.idnumber(policy_.prefix);
            adopt(op, user->id,
                  model::UserShape{user->username, user->first_name, user->last_name,
                                   user->middle_name, user->email},
                  marked
                      ? "in Moodle already under this id number"
                      : fmt::format("joined to Moodle account {}, which has the same {}", user->id,
                                    policy_.adopt_by_email ? "e-mail address" : "user name"));
        }
        return true;
    }

    void adopt(Operation& op, model::RemoteId id, const model::Shape& before, std::string reason) {
        Counts& counts = plan_.counts_of(op.key.kind);
        counts.create -= 1;
        counts.adopt += 1;
        op.verb = Verb::adopt;
        op.remote = id;
        op.state = model::State::active;
        op.before = model::to_json(before);
        op.reason = std::move(reason);
    }

    [[nodiscard]] model::Shape shape_of(const model::FoundCategory& found,
                                        const model::Key& own) const {
        return model::CategoryShape{found.name, key_of_category(found.parent).value_or(own)};
    }
    [[nodiscard]] model::Shape shape_of(const model::FoundCourse& found,
                                        const Operation& op) const {
        const auto& wanted = std::get<model::CourseShape>(op.shape);
        return model::CourseShape{found.fullname, found.shortname,
                                  key_of_category(found.category).value_or(wanted.category),
                                  found.start, found.end};
    }
    [[nodiscard]] std::optional<model::Key> key_of_category(model::RemoteId id) const {
        const auto number = existing_.category_numbers.find(id);
        if (number == existing_.category_numbers.end()) return std::nullopt;
        return model::Key::from_idnumber(number->second, policy_.prefix);
    }

    Plan& plan_;
    const Existing& existing_;
    Projector& projector_;
    const Policy& policy_;
    Matchmaker match_;
};

}  // namespace

Existing look_for_existing(const Plan& plan, Lms& lms, const Policy& policy,
                           std::size_t connections) {
    Existing out;
    bool categories = false;
    std::vector<std::string> sections;
    std::set<std::string> joint;  // courses of groups that may be there already
    for (const Operation& op : plan.operations) {
        if (!created(op)) continue;
        categories = categories || model::holds<model::CategoryShape>(op.shape);
        if (model::holds<model::CourseShape>(op.shape))
            sections.push_back(op.key.idnumber(policy.prefix));
        if (const auto* group = std::get_if<model::GroupShape>(&op.shape))
            joint.insert(group->course.idnumber(policy.prefix));
    }
    look_for_groups({joint.begin(), joint.end()}, lms, out);
    if (categories) {
        const auto found = lms.list_categories();
        if (!found) cannot_look(found.problem());
        for (const auto& category : *found) {
            out.category_numbers.emplace(category.id, category.idnumber);
            if (!category.idnumber.empty()) out.categories.emplace(category.idnumber, category);
        }
    }
    if (!sections.empty()) {
        const auto found = lms.find_courses(sections);
        if (!found) cannot_look(found.problem());
        for (const auto& course : *found)
            out.courses.emplace(course.idnumber, course);
    }
    look_for_people(plan, lms, policy, connections, out);
    return out;
}

void adopt_existing(Plan& plan, const Existing& existing, Projector& projector,
                    const Policy& policy, model::RemoteId service_user) {
    Adopter(plan, existing, projector, policy, service_user).run();
}

}  // namespace causeway::sync
