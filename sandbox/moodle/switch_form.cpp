// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/moodle/switch_form.h"

#include <boost/json.hpp>
#include <charconv>
#include <functional>
#include <type_traits>

#include "base/text.h"

namespace causeway::sandbox {

namespace json = boost::json;

namespace {

// Every plain switch under its name; `each` is called with a number or a flag.
template <class S, class Each>
void plain_switches(S& switches, Each each) {
    each("latency_ms", switches.latency);
    each("row_latency_us", switches.row_latency);
    each("hang_ms", switches.hang);
    each("seed", switches.seed);
    each("max_input_vars", switches.max_input_vars);
    each("post_max_size", switches.post_max_size);
    each("web_services", switches.web_services);
    each("maintenance_page", switches.maintenance_page);
    each("site_maintenance", switches.site_maintenance);
    each("one_course_writer", switches.one_course_writer);
    each("same_email_allowed", switches.same_email_allowed);
    each("userkey_enabled", switches.userkey_enabled);
    each("userkey_lifetime_s", switches.userkey_lifetime);
    each("userkey_restrict_ip", switches.userkey_restrict_ip);
    each("userkey_allow_admins", switches.userkey_allow_admins);
    each("generate_keys", switches.generate_keys);
    each("plugin_read", switches.plugin_read);
    each("plugin_sync", switches.plugin_sync);
    each("view_all_details", switches.view_all_details);
    each("view_identity", switches.view_identity);
    each("review_enrolments", switches.review_enrolments);
    each("view_grades", switches.view_grades);
}

template <class T>
constexpr bool is_number = std::is_arithmetic_v<T>;

bool whole(const std::string& text, std::int64_t& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    return error == std::errc{} && end == text.data() + text.size() && value >= 0;
}

std::set<std::string> words(const std::string& list) {
    std::set<std::string> out;
    for (const std::string& word : base::split(list, ','))
        if (!base::trimmed(word).empty()) out.insert(std::string(base::trimmed(word)));
    return out;
}

const std::set<std::string>& mapping_fields() {
    static const std::set<std::string> fields = {"email", "idnumber", "username"};
    return fields;
}

const std::set<std::string>& code_cache_states() {
    static const std::set<std::string> states = {"on", "full", "off", "unknown"};
    return states;
}

bool take_plain(const std::string& key, const Php& value, Switches& switches) {
    bool taken = false;
    plain_switches(switches, [&](std::string_view name, auto& target) {
        std::int64_t number = 0;
        if (name != key || value.is_array() || !whole(value.text(), number)) return;
        using Target = std::remove_reference_t<decltype(target)>;
        if constexpr (is_number<Target>)
            target = static_cast<Target>(number);
        else
            target = Target(number);
        taken = true;
    });
    return taken;
}

bool take_chances(const Php& value, Switches& switches) {
    for (const auto& [name, item] : value.items()) {
        const Fault fault = fault_named(name);
        double chance = 0;
        const std::string& text = item.text();
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), chance);
        if (fault == Fault::none || error != std::errc{} || chance < 0 || chance > 1) return false;
        if (chance == 0)
            switches.chances.erase(fault);
        else
            switches.chances[fault] = chance;
    }
    return value.is_array();
}

}  // namespace

std::string take_switches(const Php& form, Switches& switches) {
    static const std::set<std::string> scripts = {"fail", "function", "times", "skip", "forget"};
    for (const auto& [key, value] : form.items()) {
        if (scripts.contains(key) || take_plain(key, value, switches)) continue;
        if (key == "chance" && take_chances(value, switches)) continue;
        if (key == "chance_functions") {
            switches.chance_functions = words(value.text());
        } else if (key == "not_granted") {
            switches.not_granted = words(value.text());
        } else if (key == "custom_fields") {
            switches.custom_fields = words(value.text());
        } else if (key == "userkey_mapping" && mapping_fields().contains(value.text())) {
            switches.userkey_mapping = value.text();
        } else if (key == "code_cache" && code_cache_states().contains(value.text())) {
            switches.code_cache = value.text();
        } else if (key == "assignable_roles") {
            switches.assignable_roles.clear();
            for (const std::string& word : words(value.text()))
                switches.assignable_roles.insert(to_number(word));
        } else {
            return key;
        }
    }
    return {};
}

json::object switches_json(const Switches& switches) {
    json::object out;
    plain_switches(switches, [&](std::string_view name, const auto& value) {
        if constexpr (is_number<std::remove_cvref_t<decltype(value)>>)
            out[name] = value;
        else
            out[name] = value.count();
    });
    json::object chances;
    for (const auto& [fault, chance] : switches.chances)
        chances[name_of(fault)] = chance;
    out["chance"] = std::move(chances);
    const auto list = [](const auto& items) {
        json::array array;
        for (const auto& item : items)
            array.emplace_back(item);
        return array;
    };
    out["chance_functions"] = list(switches.chance_functions);
    out["not_granted"] = list(switches.not_granted);
    out["custom_fields"] = list(switches.custom_fields);
    out["userkey_mapping"] = switches.userkey_mapping;
    out["code_cache"] = switches.code_cache;
    out["assignable_roles"] = list(switches.assignable_roles);
    return out;
}

}  // namespace causeway::sandbox
