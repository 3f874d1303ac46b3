// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/run_words.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <boost/json.hpp>
#include <initializer_list>
#include <vector>

#include "app/print.h"

namespace causeway::app {

namespace {

namespace json = boost::json;

sync::CountsByKind counts_of(const json::object& summary) {
    sync::CountsByKind out{};
    const auto* counts = summary.if_contains("counts");
    if (counts == nullptr || !counts->is_object()) return out;
    for (const model::Kind kind : model::kAllKinds) {
        const auto* entry = counts->as_object().if_contains(model::name(kind));
        if (entry == nullptr || !entry->is_object()) continue;
        const auto number = [&](const char* name) {
            const auto* value = entry->as_object().if_contains(name);
            return value != nullptr && value->is_int64() ? value->as_int64() : 0;
        };
        out[static_cast<std::size_t>(kind)] = {
            number("create"),  number("adopt"),     number("update"),
            number("suspend"), number("restore"),   number("remove"),
            number("refused"), number("unchanged"), number("held")};
    }
    return out;
}

std::int64_t number(const json::object& from, const char* name) {
    const auto* value = from.if_contains(name);
    return value != nullptr && value->is_int64() ? value->as_int64() : 0;
}

// "3 created, 1 refused": what is zero is not said.
class Words {
  public:
    void say(std::int64_t n, const std::string& word) {
        if (n > 0) parts_.push_back(grouped(n) + " " + word);
    }
    [[nodiscard]] bool empty() const { return parts_.empty(); }
    void put(const char* text) { parts_.emplace_back(text); }
    [[nodiscard]] std::string text() const {
        return parts_.empty() ? "no changes" : fmt::format("{}", fmt::join(parts_, ", "));
    }

  private:
    std::vector<std::string> parts_;
};

std::int64_t sum_of(const json::object& kinds, const char* fate) {
    std::int64_t sum = 0;
    for (const auto& kind : kinds)
        if (kind.value().is_object()) sum += number(kind.value().as_object(), fate);
    return sum;
}

const json::object* member(const json::object& from, const char* name) {
    const auto* value = from.if_contains(name);
    return value != nullptr && value->is_object() ? &value->as_object() : nullptr;
}

// A run of grades counts rows of openSIS's gradebook.
std::string grades_in_words(const json::object& summary) {
    Words words;
    words.say(number(summary, "restored"), "put back");
    words.say(number(summary, "kept"), "changed since, so left");
    if (const auto* counts = member(summary, "grades"))
        for (const char* word : {"created", "updated", "removed", "kept", "refused", "unchanged"}) {
            if (std::string_view(word) == "kept" && words.empty()) words.put("no changes");
            words.say(sum_of(*counts, word), word);
        }
    return words.empty() ? "" : words.text();
}

// An intake counts records of openSIS.
std::string intake_in_words(const json::object& summary) {
    Words words;
    if (const auto* counts = member(summary, "intake")) {
        for (const char* word :
             {"created", "updated", "linked", "doubtful", "refused", "unchanged"})
            words.say(sum_of(*counts, word), word);
        words.say(sum_of(*counts, "left_out"), "left out");
        words.say(sum_of(*counts, "taken_back"), "taken back");
    }
    return words.text();
}

// A run of mapped fields counts values.
std::string fields_in_words(const json::object& summary) {
    Words words;
    words.say(number(summary, "written"), "values written");
    words.say(number(summary, "conflicts"), "changed on both sides");
    words.say(number(summary, "equal"), "found equal");
    words.say(number(summary, "taken_back"), "taken back");
    words.say(number(summary, "refused"), "refused");
    return words.text();
}

}  // namespace

json::object summary_of(const store::RunRecord& run) {
    boost::system::error_code fault;
    json::value parsed = json::parse(run.summary, fault);
    return !fault && parsed.is_object() ? parsed.as_object() : json::object{};
}

std::string did(const store::RunRecord& run) {
    const json::object summary = summary_of(run);
    const std::string& what = run.header.what;
    if (what.starts_with("grades")) return grades_in_words(summary);
    // One that failed counted nothing: how it ended says why.
    if (summary.contains("problem") && !summary.contains("counts")) return "";
    if (what.starts_with("intake")) return intake_in_words(summary);
    if (what.starts_with("fields")) return fields_in_words(summary);
    return in_words(counts_of(summary));
}

}  // namespace causeway::app
