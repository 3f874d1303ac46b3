// SPDX-License-Identifier: GPL-3.0-or-later
// What each function of Moodle's web services takes, and Moodle's way of checking it: a missing
// required key, an unknown key, a list where a text belongs, or a value that differs from its own
// cleaned form all end in invalidparameter.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sandbox/moodle/php_form.h"

namespace causeway::sandbox {

enum class Type {
    boolean,
    integer,
    text,    // tags are stripped
    notags,  // likewise
    raw,
    raw_trimmed,
    username,
    email,
    alpha,
    alphanumext,
    safedir,
    plugin,
    lang,
    auth,
    theme,
    timezone,
};

// The value as Moodle would have it; what differs from it is refused.
[[nodiscard]] std::string cleaned(Type type, std::string_view value);

class Shape {
  public:
    enum class Kind { value, list, object };
    struct Field;

    static Shape of(Type type);
    static Shape list(Shape element);
    static Shape object(std::vector<Field> fields);

    // A copy with defaults filled in; throws WsError.
    [[nodiscard]] Php checked(const Php& given) const;

  private:
    Kind kind_ = Kind::value;
    Type type_ = Type::raw;
    std::vector<Field> fields_;  // of an object; a list has one, its element
};

enum class Need { required, optional, defaulted };

struct Shape::Field {
    std::string key;
    Shape shape;
    Need need = Need::required;
    std::string otherwise = {};  // when defaulted: a text, or an empty array for lists and objects
};

}  // namespace causeway::sandbox
