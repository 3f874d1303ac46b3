// SPDX-License-Identifier: GPL-3.0-or-later
#include "service/link_settings.h"

#include <algorithm>
#include <array>

#include "base/failure.h"

namespace causeway::service {

namespace {

constexpr const char* kSource = "settings";

// Sections that speak of one link; the others are the service's own.
constexpr std::array<std::string_view, 7> kOwnSections = {
    "moodle.", "opensis.", "sso.", "policy.", "grades.", "guard.", "schedule."};
constexpr std::array<std::string_view, 8> kIdentity = {
    "moodle.url",      "moodle.token",      "moodle.sso_token",     "opensis.url",
    "opensis.schools", "schedule.hint_key", "opensis.handover_key", "opensis.web_origin"};

template <class Words>
bool one_of(const Words& words, std::string_view name) {
    return std::find(words.begin(), words.end(), name) != words.end();
}

bool own(std::string_view name) {
    return std::any_of(kOwnSections.begin(), kOwnSections.end(),
                       [&](std::string_view section) { return name.starts_with(section); });
}

base::Failure refused(const std::string& name, std::string why, std::string cure) {
    return {base::ExitCode::usage,
            {"This setting will not do", name, std::move(why), std::move(cure), "config.value"}};
}

const Key& known(const std::string& name) {
    const Key* key = find_key(name);
    if (key == nullptr || !own(name))
        throw refused(name, "a link has no such setting", "See docs/openapi.yaml, LinkSettings.");
    return *key;
}

}  // namespace

bool sealed(const Key& key) {
    return key.type == KeyType::secret || key.name == "opensis.url";
}

Config link_config(const Config& file, store::LinkBook& book, store::LinkState& state) {
    Config out = file;
    if (book.name() != kFirstLink)
        for (const std::string_view name : kIdentity) {
            const Key& key = *find_key(name);
            out.put(key, parts_of(key, key.fallback), "default");
        }
    // A setting that an older version knew and this one does not is passed over.
    for (auto& [name, parts] : book.settings())
        if (const Key* key = find_key(name)) out.put(*key, std::move(parts), kSource);
    for (const Key& key : keys()) {
        if (!sealed(key)) continue;
        const auto secret = state.secret(std::string(key.name));
        if (!secret) throw base::Failure(base::ExitCode::error, secret.problem());
        if (*secret) out.put(key, {**secret}, kSource);
    }
    return out;
}

void change_settings(store::LinkBook& book, const std::vector<SettingChange>& changes) {
    std::vector<store::LinkBook::SettingChange> rows;
    for (const SettingChange& one : changes) {
        const Key& key = known(one.name);
        if (one.parts)
            for (const std::string& part : *one.parts)
                if (const std::string why = objection(key, part); !why.empty())
                    throw refused(one.name, why, std::string(key.explanation));
        rows.push_back({one.name, one.parts, sealed(key)});
    }
    book.change(rows);
}

bool moves_moodle(std::string_view name) {
    static constexpr std::array<std::string_view, 5> kMoves = {
        "moodle.url", "moodle.token", "moodle.sso_token", "moodle.ca_file", "moodle.prefix"};
    return one_of(kMoves, name);
}

bool moves_opensis(std::string_view name) {
    return name == "opensis.url";
}

Schedule schedule_from(const Config& config) {
    Schedule out;
    out.zone = base::Zone(config.text("opensis.zone"));
    out.every_seconds = config.integer("schedule.every_seconds");
    out.nightly = config.flag("schedule.nightly");
    out.night_from = seconds_of_day(config.text("schedule.night_from")).value_or(0);
    out.night_to = seconds_of_day(config.text("schedule.night_to")).value_or(0);
    out.grades = config.flag("grades.enabled");
    out.grades_every_seconds = config.integer("grades.every_seconds");
    for (const std::string& text : config.list("schedule.blackout"))
        if (auto one = Blackout::parse(text)) out.blackouts.push_back(*std::move(one));
    return out;
}

}  // namespace causeway::service
