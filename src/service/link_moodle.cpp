// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/link_moodle.h"

#include <algorithm>

#include "base/text.h"
#include "sync/wanted.h"

namespace causeway::service {

namespace {

// A person waits for the page.
constexpr const char* kPatience = "15";

Config patient_config(Link& link) {
    Config config = link.config();
    const Key* timeout = find_key("moodle.timeout_seconds");
    if (config.integer(timeout->name) > std::stoll(kPatience))
        config.put(*timeout, {kPatience}, "the console");
    return config;
}

}  // namespace

LinkMoodle::LinkMoodle(Link& link, base::Clock& clock, std::string user_agent)
    : config_(patient_config(link)),
      state_(link.state()),
      parts_(config_, clock, {}, std::move(user_agent)) {}

LinkMoodle::~LinkMoodle() = default;

sync::Engine& LinkMoodle::engine() {
    if (!engine_) engine_.emplace(parts_.engine(state_, {}));
    return *engine_;
}

InMoodle LinkMoodle::person(model::RemoteId user) {
    InMoodle out;
    const std::string ids[] = {std::to_string(user)};
    const auto found = parts_.site().find_users(model::UserField::id, ids);
    if (!found) {
        out.problem = found.problem();
        return out;
    }
    // By its id Moodle tells of a deleted user too: without id number, and with a digest where the
    // e-mail address was.
    const auto one = std::find_if(found->begin(), found->end(), [&](const model::FoundUser& it) {
        return it.id == user && (!it.idnumber.empty() || it.email.find('@') != std::string::npos);
    });
    if (one == found->end()) return out;
    out.user = *one;
    auto courses = parts_.site().courses_of(user);
    if (courses)
        out.courses = *std::move(courses);
    else
        out.problem = courses.problem();
    return out;
}

std::map<model::Key, model::UserShape> LinkMoodle::people(std::span<const model::Key> keys) {
    std::map<model::Key, model::UserShape> out;
    const sync::Engine& parts = engine();
    const auto snapshot = parts.sis.look_up(parts.roster);
    snapshot->narrow(keys);
    sync::Projector projector(parts.policy);
    const auto stream = snapshot->people();
    model::Person person;
    while (stream->next(person)) {
        const sync::Wanted wanted = projector.of(person);
        if (const auto* shape = std::get_if<model::UserShape>(&wanted.shape))
            out.emplace(wanted.key, *shape);
    }
    return out;
}

std::vector<model::FoundUser> LinkMoodle::found(model::UserField field,
                                                const std::vector<std::string>& values) {
    if (values.empty()) return {};
    auto out = parts_.site().find_users(field, values);
    if (!out) throw base::Failure(base::ExitCode::incomplete, out.problem());
    return *std::move(out);
}

std::string LinkMoodle::idnumber(const model::Key& key) const {
    return key.idnumber(config_.text("moodle.prefix"));
}

std::map<model::Key, std::vector<model::FoundUser>> LinkMoodle::accounts_like(
    const std::map<model::Key, model::UserShape>& people) {
    std::vector<std::string> numbers;
    std::vector<std::string> emails;
    std::vector<std::string> names;
    for (const auto& [key, shape] : people) {
        numbers.push_back(idnumber(key));
        if (!shape.email.empty()) emails.push_back(base::lower_ascii(shape.email));
        if (!shape.username.empty()) names.push_back(shape.username);
    }
    std::map<model::RemoteId, model::FoundUser> all;
    for (const auto& [field, values] : {std::pair(model::UserField::idnumber, &numbers),
                                        std::pair(model::UserField::email, &emails),
                                        std::pair(model::UserField::username, &names)})
        for (model::FoundUser& user : found(field, *values))
            all.emplace(user.id, std::move(user));
    std::map<model::Key, std::vector<model::FoundUser>> out;
    for (const auto& [key, shape] : people)
        for (const auto& [id, user] : all)
            if (user.idnumber == idnumber(key) || user.username == shape.username ||
                (!shape.email.empty() &&
                 base::lower_ascii(user.email) == base::lower_ascii(shape.email)))
                out[key].push_back(user);
    return out;
}

std::optional<base::Problem> LinkMoodle::join(const model::Key& key,
                                              const model::FoundUser& account) {
    model::UserWrite row;
    row.key = key;
    row.id = account.id;
    row.shape.middle_name = account.middle_name;  // other fields that are empty are not sent
    row.stamp = true;
    return write(row);
}

std::optional<base::Problem> LinkMoodle::create(const model::Key& key,
                                                const model::UserShape& shape) {
    model::UserWrite row;
    row.key = key;
    row.shape = shape;
    row.stamp = true;
    return write(row);
}

std::optional<base::Problem> LinkMoodle::write(const model::UserWrite& row) {
    using Fate = model::CallOutcome::Fate;
    const model::CallOutcome outcome = engine().lms.write_users({&row, 1});
    if (outcome.fate == Fate::refused) return outcome.problem;
    if (outcome.fate != Fate::done)
        throw base::Failure(base::ExitCode::incomplete, outcome.problem);
    if (!outcome.rows.empty()) return outcome.rows.front().refused;
    return std::nullopt;
}

}  // namespace causeway::service
