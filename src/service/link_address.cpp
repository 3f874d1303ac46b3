// SPDX-License-Identifier: GPL-3.0-or-later
// Link: where its records are in Moodle.
#include "model/sorts.h"
#include "service/link.h"

namespace causeway::service {

std::optional<std::string> Link::moodle_url(const model::Key& key, model::RemoteId remote) {
    if (remote == 0) return std::nullopt;
    const std::string site = config().text("moodle.url");
    if (site.empty()) return std::nullopt;
    const std::string id = std::to_string(remote);
    if (model::is_person(key.kind)) return site + "/user/profile.php?id=" + id;
    if (key.kind == model::Kind::section || key.kind == model::Kind::course) {
        // A group stands in its course, and an openSIS course may be a Moodle course.
        const auto record = state().base_of(key);
        if (record && model::is_group(*record)) {
            const auto course = state().base_of(model::course_of(*record));
            return course ? moodle_url(course->key, course->remote) : std::nullopt;
        }
        if (record && model::is_course(*record)) return site + "/course/view.php?id=" + id;
    }
    if (model::is_category(key.kind)) return site + "/course/index.php?categoryid=" + id;
    return site + "/course/view.php?id=" + id;
}

}  // namespace causeway::service
