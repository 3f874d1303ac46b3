// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/fields.h"

#include <algorithm>
#include <array>

namespace causeway::model {

namespace {

auto place_of_name(const Values& values, std::string_view name) {
    return std::lower_bound(
        values.begin(), values.end(), name,
        [](const NamedValue& one, std::string_view wanted) { return one.name < wanted; });
}

constexpr std::array<std::string_view, 9> kSisTypes = {
    "text", "textarea", "select", "free", "coded", "several", "check", "number", "date"};
constexpr std::array<std::string_view, 7> kLmsTypes = {"text",     "textarea", "menu", "checkbox",
                                                       "datetime", "social",   "other"};

constexpr std::array<std::string_view, 4> kDayForms = {"YYYY-MM-DD", "MM/DD/YYYY", "DD/MM/YYYY",
                                                       "DD.MM.YYYY"};

}  // namespace

const NamedValue* find_value(const Values& values, std::string_view name) {
    const auto at = place_of_name(values, name);
    return at == values.end() || at->name != name ? nullptr : &*at;
}

void set_value(Values& values, std::string_view name, std::string value) {
    const auto at = values.begin() + (place_of_name(values, name) - values.cbegin());
    if (at != values.end() && at->name == name)
        at->value = std::move(value);
    else
        values.insert(at, {std::string(name), std::move(value)});
}

void drop_value(Values& values, std::string_view name) {
    std::erase_if(values, [&](const NamedValue& one) { return one.name == name; });
}

std::vector<std::string> differing_profile(const Values& before, const Values& after) {
    std::vector<std::string> out;
    for (const NamedValue& one : before)
        if (const auto* other = find_value(after, one.name);
            other == nullptr || other->value != one.value)
            out.push_back(one.name);
    for (const NamedValue& one : after)
        if (find_value(before, one.name) == nullptr) out.push_back(one.name);
    std::sort(out.begin(), out.end());
    return out;
}

std::string_view name(SisType type) {
    return kSisTypes[static_cast<std::size_t>(type)];
}
std::string_view name(LmsType type) {
    return kLmsTypes[static_cast<std::size_t>(type)];
}

LmsType lms_type_named(std::string_view datatype) {
    const auto at = std::find(kLmsTypes.begin(), kLmsTypes.end(), datatype);
    return at == kLmsTypes.end() ? LmsType::other
                                 : static_cast<LmsType>(std::distance(kLmsTypes.begin(), at));
}

std::string_view name(DayForm form) {
    return kDayForms[static_cast<std::size_t>(form)];
}

std::optional<DayForm> day_form_named(std::string_view name) {
    const auto at = std::find(kDayForms.begin(), kDayForms.end(), name);
    if (at == kDayForms.end()) return std::nullopt;
    return static_cast<DayForm>(std::distance(kDayForms.begin(), at));
}

std::optional<std::string> plain_number(std::string_view text) {
    bool minus = false;
    if (!text.empty() && (text.front() == '-' || text.front() == '+')) {
        minus = text.front() == '-';
        text.remove_prefix(1);
    }
    const auto point = text.find('.');
    std::string whole(text.substr(0, point));
    std::string part(point == std::string_view::npos ? std::string_view() : text.substr(point + 1));
    const auto digits = [](std::string_view all) {
        return std::all_of(all.begin(), all.end(), [](char c) { return c >= '0' && c <= '9'; });
    };
    if (!digits(whole) || !digits(part) || (whole.empty() && part.empty())) return std::nullopt;
    while (!part.empty() && part.back() == '0')
        part.pop_back();
    whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size()));
    if (whole.size() > 18 || part.size() > 2) return std::nullopt;
    if (whole.empty()) whole = "0";
    std::string out = part.empty() ? whole : whole + "." + part;
    return minus && out != "0" ? "-" + out : out;
}

const SisField* FieldCatalogue::sis_field(Kind whose, std::string_view id) const {
    const auto at = std::find_if(sis.begin(), sis.end(), [&](const SisField& field) {
        return field.whose == whose && field.id == id;
    });
    return at == sis.end() ? nullptr : &*at;
}

const LmsField* FieldCatalogue::lms_field(std::string_view shortname) const {
    const auto at = std::find_if(lms.begin(), lms.end(), [&](const LmsField& field) {
        return field.shortname == shortname;
    });
    return at == lms.end() ? nullptr : &*at;
}

}  // namespace causeway::model
