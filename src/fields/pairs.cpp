// SPDX-License-Identifier: GPL-3.0-or-later
// Which fields can stand for one another, and the options that they have.
#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "fields/convert.h"

namespace causeway::fields {

namespace {

Text holds(SisType type) {
    constexpr std::array<Text, 9> kWords = {
        "a line of text",
        "text of several lines",
        "one of a list of options",
        "one of a list of options or a text",
        "one of a list of coded options",
        "several options at once",
        "yes or no",
        "a number",
        "a day",
    };
    return kWords[static_cast<std::size_t>(type)];
}

Text holds(LmsType type) {
    constexpr std::array<Text, 7> kWords = {"a line of text",
                                            "text of several lines",
                                            "one of a list of options",
                                            "yes or no",
                                            "a day",
                                            "a name in a social network",
                                            "something that Causeway does not know"};
    return kWords[static_cast<std::size_t>(type)];
}

// Which types can stand for one another.
bool compatible(SisType sis, LmsType lms) {
    //                              text area menu check date social
    constexpr std::array<Text, 9> kTable = {
        "++++++",  // text
        "++----",  // textarea
        "++++-+",  // select
        "++++-+",  // free
        "++++-+",  // coded
        "++----",  // several
        "+-++--",  // check
        "+-+---",  // number
        "+---+-",  // date
    };
    return lms != LmsType::other &&
           kTable[static_cast<std::size_t>(sis)][static_cast<std::size_t>(lms)] == '+';
}

}  // namespace

std::optional<Problem> impossible(const SisField& sis, const LmsField& lms) {
    if (compatible(sis.type, lms.type)) return std::nullopt;
    const std::string theirs =
        lms.type == LmsType::other
            ? fmt::format("is of the type \"{}\", which Causeway does not know", lms.datatype)
            : fmt::format("holds {}", holds(lms.type));
    return Problem{
        "The two fields cannot be mapped to one another", sis.id + " <-> " + lms.shortname,
        fmt::format("openSIS's \"{}\" holds {}, Moodle's \"{}\" {}", sis.title, holds(sis.type),
                    lms.name, theirs),
        "Map fields of like types, or change the type of one of them.", "field.impossible"};
}

std::vector<model::FieldOption> sis_options(const SisField& field) {
    if (field.type == SisType::check) return {{"Y", "Yes"}, {"", "No"}};
    return field.options;
}

std::vector<std::string> lms_options(const LmsField& field) {
    if (field.type == LmsType::checkbox) return {"1", "0"};
    return field.options;
}

std::vector<OptionChoice> option_choices(const Pair& pair, bool to_moodle) {
    std::vector<OptionChoice> out;
    const bool choosing = pair.lms.type == LmsType::menu || pair.lms.type == LmsType::checkbox;
    if (!choosing) return out;
    Pair plain = pair;
    plain.options.clear();
    if (to_moodle) {
        for (const auto& option : sis_options(pair.sis)) {
            const auto becomes = fields::to_moodle(plain, option.value);
            out.push_back({option.value, becomes ? *becomes : "", option.label, becomes.ok()});
        }
        return out;
    }
    if (sis_options(pair.sis).empty()) return out;
    const bool box = pair.lms.type == LmsType::checkbox;
    for (const auto& option : lms_options(pair.lms)) {
        const auto becomes = to_opensis(plain, option);
        const std::string label = !box ? option : option == "1" ? "Yes" : "No";
        out.push_back({becomes ? *becomes : "", option, label, becomes.ok()});
    }
    return out;
}

}  // namespace causeway::fields
