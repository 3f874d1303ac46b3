// SPDX-License-Identifier: GPL-3.0-or-later
// What keeps a record of openSIS's from being in Moodle, in words; and texts as Moodle takes them.
// Only for wanted*.cpp.
#pragma once

#include <string>
#include <string_view>

#include "base/problem.h"
#include "base/text.h"
#include "model/key.h"

namespace causeway::sync {

inline constexpr std::size_t kCourseName = 254;  // Moodle's limit; of a group's name, too

// Moodle refuses names with tags (PARAM_TEXT, PARAM_NOTAGS); without its brackets nothing is a tag.
inline std::string plain(std::string_view text, std::size_t limit) {
    if (text.find_first_of("<>") == std::string_view::npos)
        return base::cut_utf8(base::tidy(text), limit);
    std::string out;
    out.reserve(text.size());
    for (const char c : text)
        if (c != '<' && c != '>') out += c;
    return base::cut_utf8(base::tidy(out), limit);
}

inline base::Problem no_email(const model::Key& key) {
    return {"The person cannot have a Moodle account yet", key.text(),
            "openSIS holds no e-mail address",
            "Enter an e-mail address in openSIS, or set policy.placeholder_email_domain.",
            "person.no_email"};
}

inline base::Problem bad_email(const model::Key& key, const std::string& email) {
    return {"The person cannot have a Moodle account yet", key.text(),
            "the e-mail address \"" + email + "\" is not one that Moodle accepts",
            "Correct the e-mail address in openSIS.", "person.bad_email"};
}

inline base::Problem shared_email(const model::Key& key, const model::Key& holder) {
    return {
        "The person cannot have a Moodle account yet", key.text(),
        "the e-mail address belongs to " + holder.text() + " as well, and Moodle wants one each",
        "Give one of the two an e-mail address of their own in openSIS.", "person.shared_email"};
}

inline base::Problem no_name(const model::Key& key) {
    return {"The person cannot have a Moodle account yet", key.text(),
            "the first or the last name is empty, and Moodle wants both",
            "Enter both names in openSIS.", "person.no_name"};
}

inline base::Problem no_title(const model::Key& key) {
    return {"The record cannot be shown in Moodle", key.text(), "its title is empty",
            "Enter a title in openSIS.", "record.no_title"};
}

inline base::Problem bad_dates(const model::Key& key) {
    return {"The section cannot become a Moodle course", key.text(), "it ends before it begins",
            "Correct the dates of the section or of its marking period in openSIS.",
            "section.bad_dates"};
}

inline base::Problem missing_parent(const model::Key& key, const model::Key& parent) {
    return {"The record cannot be shown in Moodle", key.text(),
            "the record it belongs to, " + parent.text() + ", is missing or cannot be shown",
            "Correct that record in openSIS.", "record.no_parent"};
}

inline base::Problem not_a_person(const model::Key& key, const model::Key& person) {
    return {"The enrolment cannot be made yet", key.text(),
            person.text() + " has no Moodle account that Causeway keeps",
            "Cure what stands in the way of that person; the enrolment then follows by itself.",
            "enrolment.no_person"};
}

inline base::Problem not_a_place(const model::Key& key, const model::Key& place) {
    return {"The enrolment cannot be made yet", key.text(), place.text() + " is not in Moodle",
            "Cure what stands in the way of that section; the enrolment then follows by itself.",
            "enrolment.no_place"};
}

}  // namespace causeway::sync
