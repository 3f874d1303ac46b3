// SPDX-License-Identifier: GPL-3.0-or-later
// Whom openSIS has, to be found by all that may tell a person: key, number, address, user name,
// name. Texts are compared without case and without blanks at their ends. The people outlive it.
#pragma once

#include <string>
#include <unordered_map>

#include "base/text.h"
#include "model/intake.h"

namespace causeway::intake {

inline std::string folded(const std::string& text) {
    return base::lower_ascii(base::tidy(text));
}

inline std::string name_of(const std::string& first, const std::string& last) {
    return folded(first) + "|" + folded(last);
}

inline std::string shown(const model::SisPerson& person) {
    return person.key().text() + " (" + person.first_name + " " + person.last_name + ")";
}

// Of Moodle's person, where the school maps a field to it.
inline std::string birth_date_of(const model::MoodlePerson& person) {
    for (const auto& field : person.fields)
        if (field.sis == "birthdate") return field.value;
    return "";
}

class Known {
  public:
    explicit Known(const model::SisSchool& sis) {
        for (const model::SisPerson& person : sis.people) {
            by_key.emplace(person.key(), &person);
            if (const auto email = folded(person.email); !email.empty())
                by_email.emplace(email, &person);
            if (const auto number = folded(person.number); !number.empty())
                by_number.emplace(number, &person);
            if (const auto login = folded(person.login); !login.empty())
                by_login.emplace(login, &person);
            by_name.emplace(name_of(person.first_name, person.last_name), &person);
        }
    }
    using Index = std::unordered_multimap<std::string, const model::SisPerson*>;
    std::unordered_map<model::Key, const model::SisPerson*> by_key;
    Index by_email, by_number, by_login, by_name;
};

}  // namespace causeway::intake
