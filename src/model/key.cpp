// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/key.h"

#include <charconv>

namespace causeway::model {

namespace {

constexpr std::array<std::string_view, kAllKinds.size()> kNames = {
    "school",  "subject", "course", "section", "staff",  "student",
    "manages", "teaches", "learns", "leads",   "attends"};

constexpr std::array<std::string_view, kAllKinds.size()> kWords = {"schools",
                                                                   "subjects",
                                                                   "courses",
                                                                   "sections",
                                                                   "staff",
                                                                   "students",
                                                                   "school managers",
                                                                   "teaching assignments",
                                                                   "enrolments",
                                                                   "teachers' course enrolments",
                                                                   "course enrolments"};

std::optional<std::int64_t> parse_id(std::string_view text) {
    std::int64_t id = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (error != std::errc{} || end != text.data() + text.size() || id <= 0 || text.front() == '0')
        return std::nullopt;
    return id;
}

}  // namespace

std::string_view name(Kind kind) {
    return kNames[static_cast<std::size_t>(kind)];
}

std::string_view people_say(Kind kind) {
    return kWords[static_cast<std::size_t>(kind)];
}

std::optional<Kind> kind_named(std::string_view wanted) {
    for (const Kind kind : kAllKinds)
        if (name(kind) == wanted) return kind;
    return std::nullopt;
}

std::string Key::text() const {
    std::string out(name(kind));
    out += ':';
    out += std::to_string(id);
    if (is_enrolment(kind)) {
        out += '/';
        out += std::to_string(who);
    }
    return out;
}

std::optional<Key> Key::parse(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const auto kind = kind_named(text.substr(0, colon));
    if (!kind) return std::nullopt;
    std::string_view ids = text.substr(colon + 1);
    Key key{*kind, 0, 0};
    const auto slash = ids.find('/');
    if (is_enrolment(*kind) != (slash != std::string_view::npos)) return std::nullopt;
    if (slash != std::string_view::npos) {
        const auto who = slash + 1 < ids.size() ? parse_id(ids.substr(slash + 1)) : std::nullopt;
        if (!who) return std::nullopt;
        key.who = *who;
        ids = ids.substr(0, slash);
    }
    const auto id = ids.empty() ? std::nullopt : parse_id(ids);
    if (!id) return std::nullopt;
    key.id = *id;
    return key;
}

std::string Key::idnumber(std::string_view prefix) const {
    return std::string(prefix) + text();
}

std::optional<Key> Key::from_idnumber(std::string_view idnumber, std::string_view prefix) {
    if (!idnumber.starts_with(prefix)) return std::nullopt;
    return parse(idnumber.substr(prefix.size()));
}

Key person_of(const Key& enrolment) {
    return {is_pupils(enrolment.kind) ? Kind::student : Kind::staff, enrolment.who, 0};
}

Key place_of(const Key& enrolment) {
    switch (enrolment.kind) {
        case Kind::manages:
            return {Kind::school, enrolment.id, 0};
        case Kind::leads:
        case Kind::attends:
            return {Kind::course, enrolment.id, 0};
        default:
            return {Kind::section, enrolment.id, 0};
    }
}

}  // namespace causeway::model

std::size_t std::hash<causeway::model::Key>::operator()(
    const causeway::model::Key& key) const noexcept {
    const auto mix = [](std::uint64_t h) {
        h ^= h >> 33;
        h *= 0xff51afd7ed558ccdULL;
        return h ^ (h >> 33);
    };
    return mix(static_cast<std::uint64_t>(key.id) * 16 + static_cast<std::uint64_t>(key.kind)) ^
           (mix(static_cast<std::uint64_t>(key.who)) << 1);
}
