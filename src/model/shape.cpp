// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/shape.h"

#include <array>
#include <boost/json.hpp>
#include <vector>

#include "base/failure.h"

namespace causeway::model {

namespace {

namespace json = boost::json;

[[noreturn]] void not_ours(std::string_view text) {
    throw base::Failure(
        base::ExitCode::error,
        {"A stored record cannot be read", std::string(text.substr(0, 80)),
         "it is not in the form this program writes",
         "Restore the store from a backup, or run a verifying sync.", "store.shape"});
}

Key key_at(const json::object& o, std::string_view field) {
    const auto key = Key::parse(std::string_view(o.at(field).as_string()));
    if (!key) not_ours(std::string_view(o.at(field).as_string()));
    return *key;
}

std::string text_at(const json::object& o, std::string_view field) {
    return std::string(o.at(field).as_string());
}

json::object to_object(const CategoryShape& s) {
    return {{"name", s.name}, {"parent", s.parent.text()}};
}
json::object to_object(const CourseShape& s) {
    return {{"fullname", s.fullname},
            {"shortname", s.shortname},
            {"category", s.category.text()},
            {"start", s.start},
            {"end", s.end}};
}
json::object to_object(const UserShape& s) {
    json::object out{{"username", s.username},
                     {"first", s.first_name},
                     {"last", s.last_name},
                     {"middle", s.middle_name},
                     {"email", s.email}};
    if (s.profile.empty()) return out;
    json::object profile;
    for (const NamedValue& one : s.profile)
        profile[one.name] = one.value;
    out["profile"] = std::move(profile);
    return out;
}
json::object to_object(const EnrolmentShape& s) {
    return {{"role", static_cast<std::int64_t>(s.role)}, {"start", s.start}, {"end", s.end}};
}

json::object to_object(const GroupShape& s) {
    return {{"group", s.name}, {"course", s.course.text()}};
}
json::object to_object(const MembershipShape& s) {
    return {{"member", static_cast<std::int64_t>(s.role)}, {"course", s.course.text()}};
}

CategoryShape category_from(const json::object& o) {
    return {text_at(o, "name"), key_at(o, "parent")};
}
CourseShape course_from(const json::object& o) {
    return {text_at(o, "fullname"), text_at(o, "shortname"), key_at(o, "category"),
            o.at("start").as_int64(), o.at("end").as_int64()};
}
UserShape user_from(const json::object& o) {
    UserShape out{text_at(o, "username"), text_at(o, "first"), text_at(o, "last"),
                  text_at(o, "middle"), text_at(o, "email")};
    if (const auto* profile = o.if_contains("profile"))
        for (const auto& [name, value] : profile->as_object())
            set_value(out.profile, std::string_view(name), std::string(value.as_string()));
    return out;
}
EnrolmentShape enrolment_from(const json::object& o) {
    return {static_cast<Role>(o.at("role").as_int64()), o.at("start").as_int64(),
            o.at("end").as_int64()};
}

// What a kind is depends on what sections are: courses of their own, or groups.
Shape place_from(const json::object& o) {
    if (o.contains("group")) return GroupShape{text_at(o, "group"), key_at(o, "course")};
    if (o.contains("fullname")) return course_from(o);
    return category_from(o);
}
Shape seat_from(const json::object& o) {
    if (o.contains("member"))
        return MembershipShape{static_cast<Role>(o.at("member").as_int64()), key_at(o, "course")};
    return enrolment_from(o);
}

// Collects the names of differing fields as "a, b and c".
class Differences {
  public:
    template <class T>
    Differences& field(std::string_view name, const T& before, const T& after) {
        if (!(before == after)) names_.emplace_back(name);
        return *this;
    }
    Differences& named(std::string name) {
        names_.push_back(std::move(name));
        return *this;
    }
    [[nodiscard]] std::string text() const {
        std::string out;
        for (std::size_t i = 0; i < names_.size(); ++i) {
            if (i > 0) out += i + 1 == names_.size() ? " and " : ", ";
            out += names_[i];
        }
        return out;
    }

  private:
    std::vector<std::string> names_;
};

struct Differ {
    const Shape& after;

    std::string operator()(const CategoryShape& b) const {
        const auto& a = std::get<CategoryShape>(after);
        return Differences()
            .field("name", b.name, a.name)
            .field("parent", b.parent, a.parent)
            .text();
    }
    std::string operator()(const CourseShape& b) const {
        const auto& a = std::get<CourseShape>(after);
        return Differences()
            .field("full name", b.fullname, a.fullname)
            .field("short name", b.shortname, a.shortname)
            .field("category", b.category, a.category)
            .field("start", b.start, a.start)
            .field("end", b.end, a.end)
            .text();
    }
    std::string operator()(const UserShape& b) const {
        const auto& a = std::get<UserShape>(after);
        Differences out;
        out.field("user name", b.username, a.username)
            .field("first name", b.first_name, a.first_name)
            .field("last name", b.last_name, a.last_name)
            .field("middle name", b.middle_name, a.middle_name)
            .field("e-mail", b.email, a.email);
        for (const std::string& name : differing_profile(b.profile, a.profile))
            out.named("profile field " + name);
        return out.text();
    }
    std::string operator()(const EnrolmentShape& b) const {
        const auto& a = std::get<EnrolmentShape>(after);
        return Differences()
            .field("role", b.role, a.role)
            .field("start", b.start, a.start)
            .field("end", b.end, a.end)
            .text();
    }
    std::string operator()(const GroupShape& b) const {
        const auto& a = std::get<GroupShape>(after);
        return Differences()
            .field("group name", b.name, a.name)
            .field("course", b.course, a.course)
            .text();
    }
    std::string operator()(const MembershipShape& b) const {
        const auto& a = std::get<MembershipShape>(after);
        return Differences()
            .field("role", b.role, a.role)
            .field("course", b.course, a.course)
            .text();
    }
};

}  // namespace

std::string_view name(State state) {
    constexpr std::array<std::string_view, 4> kNames = {"active", "waiting", "suspended",
                                                        "archived"};
    return kNames[static_cast<std::size_t>(state)];
}

base::Fingerprint fingerprint(const CategoryShape& s) {
    return base::Fingerprinter().add(s.name).add(s.parent.text()).finish();
}
base::Fingerprint fingerprint(const CourseShape& s) {
    return base::Fingerprinter()
        .add(s.fullname)
        .add(s.shortname)
        .add(s.category.text())
        .add(s.start)
        .add(s.end)
        .finish();
}
base::Fingerprint fingerprint(const UserShape& s) {
    base::Fingerprinter out;
    out.add(s.username).add(s.first_name).add(s.last_name).add(s.middle_name).add(s.email);
    for (const NamedValue& one : s.profile)
        out.add(one.name).add(one.value);
    return out.finish();
}
base::Fingerprint fingerprint(const EnrolmentShape& s) {
    const std::array<std::int64_t, 3> numbers = {static_cast<std::int64_t>(s.role), s.start, s.end};
    return base::fingerprint_of(numbers);
}
base::Fingerprint fingerprint(const GroupShape& s) {
    return base::Fingerprinter().add("group").add(s.name).add(s.course.text()).finish();
}
base::Fingerprint fingerprint(const MembershipShape& s) {
    const std::array<std::int64_t, 4> numbers = {static_cast<std::int64_t>(s.role),
                                                 static_cast<std::int64_t>(s.course.kind),
                                                 s.course.id, 1};
    return base::fingerprint_of(numbers);
}
base::Fingerprint fingerprint(const Shape& shape) {
    return std::visit([](const auto& s) { return fingerprint(s); }, shape);
}

std::string to_json(const Shape& shape) {
    return std::visit([](const auto& s) { return json::serialize(to_object(s)); }, shape);
}

Shape shape_from_json(Kind kind, std::string_view text) {
    try {
        const json::value parsed = json::parse(json::string_view(text.data(), text.size()));
        const json::object& o = parsed.as_object();
        if (is_person(kind)) return user_from(o);
        return is_enrolment(kind) ? seat_from(o) : place_from(o);
    } catch (const base::Failure&) {
        throw;
    } catch (const std::exception&) {  // not JSON, a field missing or of another type
        not_ours(text);
    }
}

std::string differing_fields(const Shape& before, const Shape& after) {
    if (before.index() != after.index()) return "kind";
    return std::visit(Differ{after}, before);
}

}  // namespace causeway::model
