// SPDX-License-Identifier: GPL-3.0-or-later
// What the console asks of Moodle and openSIS for single people, outside of runs: what Moodle has
// for a person, which accounts a doubtful match may be, and the decision about it. Each call blocks
// for some seconds at most. One thread. Throws base::Failure where the link's settings will not do
// or openSIS cannot be read; what Moodle answers comes as a Problem.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "service/link.h"
#include "service/link_parts.h"

namespace causeway::service {

struct InMoodle {
    std::optional<base::Problem> problem;  // why it could not be asked
    std::optional<model::FoundUser> user;
    std::vector<model::FoundCourse> courses;  // that the person is actively enrolled in
};

class LinkMoodle {
  public:
    LinkMoodle(Link& link, base::Clock& clock, std::string user_agent);
    ~LinkMoodle();
    LinkMoodle(const LinkMoodle&) = delete;
    LinkMoodle& operator=(const LinkMoodle&) = delete;

    InMoodle person(model::RemoteId user);

    // These people as Moodle is to have them, out of openSIS; who takes no part is missing.
    std::map<model::Key, model::UserShape> people(std::span<const model::Key> keys);
    // For each, the accounts that carry its id number or have its e-mail address or user name.
    // Throws Failure(incomplete) when Moodle cannot be asked.
    std::map<model::Key, std::vector<model::FoundUser>> accounts_like(
        const std::map<model::Key, model::UserShape>& people);
    // As it stands in the id number of this person's account.
    [[nodiscard]] std::string idnumber(const model::Key& key) const;

    // Both tell why Moodle refused it, and throw Failure(incomplete) when it could not be asked.
    // Writes the id number into the account and changes nothing else: the next run adopts it.
    std::optional<base::Problem> join(const model::Key& key, const model::FoundUser& account);
    // Makes an account of its own.
    std::optional<base::Problem> create(const model::Key& key, const model::UserShape& shape);

  private:
    std::optional<base::Problem> write(const model::UserWrite& row);
    [[nodiscard]] std::vector<model::FoundUser> found(model::UserField field,
                                                      const std::vector<std::string>& values);
    sync::Engine& engine();

    Config config_;
    StateAdapter state_;
    LinkParts parts_;
    std::optional<sync::Engine> engine_;
};

}  // namespace causeway::service
