// SPDX-License-Identifier: GPL-3.0-or-later
#include "fields/convert.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "fields/html.h"

namespace causeway::fields {

namespace {

using Converted = base::Result<std::string>;

constexpr std::size_t kShown = 60;  // characters of a value in a message
constexpr Text kJoin = "; ";

std::string shown(Text value) {
    return "\"" + base::cut_utf8(base::tidy(value), kShown) + "\"";
}

Problem unfit(std::string why, std::string cure, std::string code) {
    return {"A value was not taken over", "", std::move(why), std::move(cure),
            "field." + std::move(code)};
}

bool same_words(Text a, Text b) {
    return base::lower_ascii(base::tidy(a)) == base::lower_ascii(base::tidy(b));
}

std::optional<bool> yes_or_no(Text text) {
    const std::string word = base::lower_ascii(base::tidy(text));
    for (const Text yes : {"yes", "y", "true", "1", "on"})
        if (word == yes) return true;
    for (const Text no : {"no", "n", "false", "0", "off"})
        if (word == no) return false;
    return std::nullopt;
}

std::vector<std::string> several_in(Text stored) {
    std::vector<std::string> out;
    for (std::size_t at = 0; at < stored.size();) {
        const auto end = std::min(stored.find("||", at), stored.size());
        if (end > at) out.emplace_back(base::tidy(stored.substr(at, end - at)));
        at = end + 2;
    }
    std::erase(out, "");
    return out;
}

const model::FieldOption* option_of(const SisField& field, Text value) {
    const auto at = std::find_if(field.options.begin(), field.options.end(),
                                 [&](const model::FieldOption& one) { return one.value == value; });
    return at == field.options.end() ? nullptr : &*at;
}

const model::FieldOption* option_labelled(const SisField& field, Text label) {
    const auto at = std::find_if(
        field.options.begin(), field.options.end(), [&](const model::FieldOption& one) {
            return same_words(one.label, label) || same_words(one.value, label);
        });
    return at == field.options.end() ? nullptr : &*at;
}

// How a person would write openSIS's value.
std::string label_of(const SisField& field, Text value) {
    if (field.type == SisType::check) return value == "Y" ? "Yes" : "No";
    if (const auto* option = option_of(field, value)) return option->label;
    return std::string(value);
}

// What a person mapped by hand: Moodle's word for openSIS's value.
const std::string* mapped_to_moodle(const Pair& pair, Text sis) {
    for (const auto& [ours, theirs] : pair.options)
        if (ours == sis) return &theirs;
    return nullptr;
}
const std::string* mapped_to_opensis(const Pair& pair, Text lms) {
    for (const auto& [ours, theirs] : pair.options)
        if (base::tidy(theirs) == lms) return &ours;
    return nullptr;
}

Problem no_option(Text side, Text value, Text field) {
    return unfit(fmt::format("{}'s \"{}\" has no option {}", side, field, shown(value)),
                 "Map the option by hand, or add it to the field.", "unknown_option");
}

Problem too_long(Text side, Text value, std::size_t limit) {
    return unfit(fmt::format("{} has {} characters, and {} has room for {}", shown(value),
                             base::length_utf8(value), side, limit),
                 "Shorten the value, or give the field more room.", "too_long");
}

// Its first characters, as the row's rule wants it.
std::string shortened(Text value, std::size_t limit) {
    std::size_t at = 0;
    for (std::size_t count = 0; at < value.size(); ++at)
        if ((static_cast<unsigned char>(value[at]) & 0xC0) != 0x80 && ++count > limit) break;
    return std::string(base::trimmed(value.substr(0, at)));
}

Problem no_day(Text value, model::DayForm form) {
    return unfit(form == model::DayForm::iso
                     ? fmt::format("{} is no day in the form YYYY-MM-DD", shown(value))
                     : fmt::format("{} is no day in the form {}", shown(value), name(form)),
                 "Correct the date, or choose the form in which the row's days are written.",
                 "bad_date");
}

// A day in a line of text.
std::string day_as(model::DayForm form, const base::Date& day) {
    const std::string iso = day.text();
    const auto split = iso.rfind('-', iso.rfind('-') - 1);
    const std::string year = iso.substr(0, split);
    const std::string month = iso.substr(split + 1, 2);
    const std::string number = iso.substr(split + 4);
    switch (form) {
        case model::DayForm::month_first:
            return month + "/" + number + "/" + year;
        case model::DayForm::day_first:
            return number + "/" + month + "/" + year;
        case model::DayForm::day_first_dot:
            return number + "." + month + "." + year;
        case model::DayForm::iso:
            break;
    }
    return iso;
}

// The other way; 2026-09-01 is understood whatever was chosen.
std::optional<base::Date> day_in(model::DayForm form, Text text) {
    if (const auto iso = base::Date::parse(text)) return iso;
    if (form == model::DayForm::iso) return std::nullopt;
    const char mark = form == model::DayForm::day_first_dot ? '.' : '/';
    const auto parts = base::split(text, mark);
    if (parts.size() != 3) return std::nullopt;
    const bool month_first = form == model::DayForm::month_first;
    const auto two = [](std::string part) { return part.size() == 1 ? "0" + part : part; };
    return base::Date::parse(base::tidy(parts[2]) + "-" +
                             two(base::tidy(parts[month_first ? 0 : 1])) + "-" +
                             two(base::tidy(parts[month_first ? 1 : 0])));
}

// ---- to Moodle ----

Converted one_line(Text text) {
    if (text.find('\n') != Text::npos)
        return unfit(fmt::format("{} has several lines, and the field holds one", shown(text)),
                     "Map it to a text area, or bring it into one line.", "several_lines");
    return std::string(text);
}

Converted text_for_moodle(const Pair& pair, Text sis) {
    std::string out;
    if (pair.sis.type == SisType::several) {
        for (const auto& one : several_in(sis))
            out += (out.empty() ? "" : std::string(kJoin)) + label_of(pair.sis, one);
    } else {
        auto line = one_line(label_of(pair.sis, sis));
        if (!line) return line;
        out = *std::move(line);
        if (pair.sis.type == SisType::date) {
            const auto day = base::Date::parse(base::trimmed(out));
            if (!day) return no_day(sis, model::DayForm::iso);
            out = day_as(pair.rules.days, *day);
        }
    }
    if (has_tag(out))
        return unfit(
            fmt::format("{} holds HTML, which Moodle takes out of a line of text", shown(out)),
            "Take it out of the value, or map the field to a text area.", "html");
    if (pair.lms.limit == 0 || base::length_utf8(out) <= pair.lms.limit) return out;
    if (pair.rules.cut) return shortened(out, pair.lms.limit);
    return too_long("Moodle", out, pair.lms.limit);
}

Converted area_for_moodle(const Pair& pair, Text sis) {
    if (pair.sis.type != SisType::several) return html_of(label_of(pair.sis, sis));
    std::string lines;
    for (const auto& one : several_in(sis))
        lines += (lines.empty() ? "" : "\n") + label_of(pair.sis, one);
    return html_of(lines);
}

Converted menu_for_moodle(const Pair& pair, Text sis) {
    const std::string label = label_of(pair.sis, sis);
    if (const auto* mapped = mapped_to_moodle(pair, sis)) {
        if (mapped->empty() || !pair.lms.described) return *mapped;
        const auto& all = pair.lms.options;
        if (std::find(all.begin(), all.end(), *mapped) != all.end()) return *mapped;
        return no_option("Moodle", *mapped, pair.lms.name);
    }
    for (const auto& option : pair.lms.options)
        if (same_words(option, label)) return option;
    if (pair.lms.described) return no_option("Moodle", label, pair.lms.name);
    // Core would drop it without a word, and what stands there with it.
    return unfit(fmt::format("Moodle tells the options of \"{}\" to Causeway's plugin only, and "
                             "nobody has {} there yet",
                             pair.lms.name, shown(label)),
                 "Map the option by hand (causeway fields map ... --option), or install the "
                 "plugin.",
                 "unseen_option");
}

Converted box_for_moodle(const Pair& pair, Text sis) {
    if (const auto* mapped = mapped_to_moodle(pair, sis)) return *mapped;
    if (pair.sis.type == SisType::check) return std::string(sis == "Y" ? "1" : "0");
    if (const auto word = yes_or_no(label_of(pair.sis, sis))) return std::string(*word ? "1" : "0");
    return unfit(fmt::format("{} is neither yes nor no", shown(sis)),
                 "Map the option by hand, or correct the value.", "not_yes_or_no");
}

Converted day_for_moodle(const Pair& pair, Text sis) {
    const auto date = base::Date::parse(base::trimmed(sis));
    if (!date) return no_day(sis, model::DayForm::iso);
    const int year = std::stoi(date->text().substr(0, 4));
    const bool early = pair.lms.first_year != 0 && year < pair.lms.first_year;
    const bool late = pair.lms.last_year != 0 && year > pair.lms.last_year;
    if (early || late)
        return unfit(fmt::format("{} is outside the years {} to {} that Moodle's field takes",
                                 date->text(), pair.lms.first_year, pair.lms.last_year),
                     "Correct the date, or the years of the profile field in Moodle.",
                     "year_out_of_range");
    return date->text();
}

// ---- to openSIS ----

// openSIS prints what it holds as it is, and its tables mostly stop at the basic plane.
std::optional<Problem> cannot_hold(const SisField& field, Text text) {
    if (!base::valid_utf8(text))
        return unfit("the value is not written in UTF-8", "Enter it in Moodle again.", "not_utf8");
    const auto width = [](unsigned char c) {
        return c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : c >= 0xC4 ? 2 : 1;
    };
    const int most = field.charset == "utf8mb4" ? 4 : field.charset == "latin1" ? 1 : 3;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto byte = static_cast<unsigned char>(text[at]);
        if (byte < 0xC0 || width(byte) <= most) continue;
        std::size_t end = at + 1;
        while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
            ++end;
        return unfit(fmt::format("it holds \"{}\", a character that openSIS's table cannot store",
                                 text.substr(at, end - at)),
                     "Take the character out in Moodle.", "character");
    }
    bool code = text.find_first_of("<>\\") != Text::npos;
    for (const Text entity : {"&amp;", "&quot;", "&lt;", "&gt;", "&#"})
        code = code || text.find(entity) != Text::npos;
    if (code)
        return unfit(fmt::format("{} holds <, >, a backslash or an entity, which openSIS's pages "
                                 "would take for code",
                                 shown(text)),
                     "Take it out in Moodle.", "html");
    return std::nullopt;
}

Converted kept(const Pair& pair, std::string text) {
    const SisField& field = pair.sis;
    if (auto problem = cannot_hold(field, text)) return *std::move(problem);
    if (field.limit == 0 || base::length_utf8(text) <= field.limit) return text;
    // Half a list of options would be none of them.
    if (pair.rules.cut && field.type != SisType::several) return shortened(text, field.limit);
    return too_long("openSIS", text, field.limit);
}

// How a person reads Moodle's value.
std::string words_of(const Pair& pair, Text raw) {
    switch (pair.lms.type) {
        case LmsType::textarea:
            return text_of(raw);
        case LmsType::checkbox:
            return raw == "1" ? "Yes" : "No";
        case LmsType::datetime:
            return in_shape(pair.lms, pair.zone, raw);
        default:
            return base::tidy(raw);
    }
}

Converted option_for_opensis(const Pair& pair, Text raw) {
    const std::string words = words_of(pair, raw);
    if (const auto* mapped = mapped_to_opensis(pair, base::tidy(raw))) {
        const bool known = mapped->empty() || pair.sis.type == SisType::free ||
                           option_of(pair.sis, *mapped) != nullptr;
        if (known) return *mapped;
        return no_option("openSIS", *mapped, pair.sis.title);
    }
    if (const auto* option = option_labelled(pair.sis, words)) return option->value;
    if (pair.sis.type == SisType::free) return kept(pair, words);
    return no_option("openSIS", words, pair.sis.title);
}

Converted several_for_opensis(const Pair& pair, Text raw) {
    std::string words = words_of(pair, raw);
    if (pair.lms.type != LmsType::textarea) std::replace(words.begin(), words.end(), ';', '\n');
    std::string out;
    for (const auto& line : base::split(words, '\n')) {
        const std::string word = base::tidy(line);
        if (word.empty()) continue;
        const auto* option = option_labelled(pair.sis, word);
        if (option == nullptr) return no_option("openSIS", word, pair.sis.title);
        out += "||" + option->value;
    }
    if (!out.empty()) out += "||";
    return kept(pair, std::move(out));
}

Converted check_for_opensis(const Pair& pair, Text raw) {
    if (const auto* mapped = mapped_to_opensis(pair, base::tidy(raw)))
        return std::string(*mapped == "Y" ? "Y" : "");
    if (const auto word = yes_or_no(words_of(pair, raw))) return std::string(*word ? "Y" : "");
    return unfit(fmt::format("{} is neither yes nor no", shown(raw)),
                 "Map the option by hand, or correct the value in Moodle.", "not_yes_or_no");
}

Converted number_for_opensis(const Pair& pair, Text raw) {
    if (const auto* mapped = mapped_to_opensis(pair, base::tidy(raw))) return *mapped;
    if (auto number = model::plain_number(base::tidy(raw))) return *std::move(number);
    return unfit(fmt::format("{} is no number with at most 18 digits and 2 decimals", shown(raw)),
                 "Correct the value in Moodle.", "bad_number");
}

Converted day_for_opensis(const Pair& pair, Text raw) {
    const std::string words = words_of(pair, raw);
    if (const auto date = day_in(pair.rules.days, words)) return date->text();
    return no_day(words, pair.rules.days);
}

}  // namespace

Converted to_moodle(const Pair& pair, Text sis) {
    if (sis.empty() && pair.sis.type != SisType::check) return std::string();
    switch (pair.lms.type) {
        case LmsType::textarea:
            return area_for_moodle(pair, sis);
        case LmsType::menu:
            return menu_for_moodle(pair, sis);
        case LmsType::checkbox:
            return box_for_moodle(pair, sis);
        case LmsType::datetime:
            return day_for_moodle(pair, sis);
        default:
            return text_for_moodle(pair, sis);
    }
}

Converted to_opensis(const Pair& pair, Text raw) {
    const bool unset = pair.lms.type == LmsType::datetime && raw == "0";
    if (base::trimmed(raw).empty() || unset) return std::string();
    switch (pair.sis.type) {
        case SisType::select:
        case SisType::coded:
        case SisType::free:
            return option_for_opensis(pair, raw);
        case SisType::several:
            return several_for_opensis(pair, raw);
        case SisType::check:
            return check_for_opensis(pair, raw);
        case SisType::number:
            return number_for_opensis(pair, raw);
        case SisType::date:
            return day_for_opensis(pair, raw);
        case SisType::textarea:
            return kept(pair, words_of(pair, raw));
        case SisType::text:
            break;
    }
    auto line = one_line(words_of(pair, raw));
    return line ? kept(pair, *std::move(line)) : line;
}

std::string in_shape(const LmsField& field, const base::Zone& zone, Text raw) {
    if (field.type == LmsType::textarea)
        return is_plain(raw) ? html_of(text_of(raw)) : std::string(raw);
    if (field.type != LmsType::datetime) return std::string(raw);
    if (base::Date::parse(raw)) return std::string(raw);
    const bool minus = raw.starts_with('-');
    const Text digits = minus ? raw.substr(1) : raw;
    if (digits.empty() || digits.size() > 12 ||
        !std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return std::string(raw);
    const base::Instant at = std::stoll(std::string(raw));
    return at == 0 ? std::string() : zone.date_of(at).text();
}

}  // namespace causeway::fields
