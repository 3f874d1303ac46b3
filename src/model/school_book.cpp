// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/school_book.h"

#include <boost/json.hpp>

namespace causeway::model {

namespace {

namespace json = boost::json;

void put(json::object& out, const char* key, const std::string& text) {
    if (!text.empty()) out[key] = text;
}
void put(json::object& out, const char* key, std::int64_t number) {
    if (number != 0) out[key] = number;
}
void put(json::object& out, const char* key, const std::optional<std::int64_t>& number) {
    if (number) out[key] = *number;
}
void put(json::object& out, const char* key, const std::optional<base::Date>& day) {
    if (day) out[key] = day->text();
}

struct Reader {
    const json::object& from;

    void get(const char* key, std::string& out) const {
        if (const auto* value = from.if_contains(key); value != nullptr && value->is_string())
            out = value->as_string();
    }
    void get(const char* key, std::int64_t& out) const {
        if (const auto* value = from.if_contains(key); value != nullptr && value->is_int64())
            out = value->as_int64();
    }
    void get(const char* key, std::optional<std::int64_t>& out) const {
        if (const auto* value = from.if_contains(key); value != nullptr && value->is_int64())
            out = value->as_int64();
    }
    void get(const char* key, std::optional<base::Date>& out) const {
        std::string text;
        get(key, text);
        if (!text.empty()) out = base::Date::parse(text);
    }
};

// The two directions in one list, so that no field can be forgotten in one of them.
template <class Row, class Visit>
void each_field(Row& row, Visit&& visit) {
    visit("title", row.title);
    visit("weight", row.weight);
    visit("type", row.type);
    visit("category", row.category);
    visit("whole_points", row.whole_points);
    visit("assigned", row.assigned);
    visit("due", row.due);
    visit("marking_period", row.marking_period);
    visit("description", row.description);
    visit("points", row.points);
    visit("comment", row.comment);
    visit("letter", row.letter);
    visit("letter_title", row.letter_title);
    visit("weighted_gp", row.weighted_gp);
    visit("unweighted_gp", row.unweighted_gp);
    visit("gp_scale", row.gp_scale);
    visit("credit_attempted", row.credit_attempted);
    visit("credit_earned", row.credit_earned);
}

}  // namespace

std::string_view name(BookKind kind) {
    switch (kind) {
        case BookKind::category:
            return "category";
        case BookKind::item:
            return "item";
        case BookKind::grade:
            return "grade";
        case BookKind::final:
            return "final";
        default:
            return "total";
    }
}

std::string_view name(BookVerb verb) {
    switch (verb) {
        case BookVerb::create:
            return "create";
        case BookVerb::update:
            return "update";
        case BookVerb::remove:
            return "remove";
        default:
            return "note";
    }
}

std::string to_json(const BookRow& row) {
    json::object out;
    each_field(row, [&](const char* key, const auto& value) { put(out, key, value); });
    return json::serialize(out);
}

BookRow book_row_from_json(std::string_view text) {
    BookRow out;
    boost::system::error_code fault;
    const json::value parsed = json::parse(text, fault);
    if (fault || !parsed.is_object()) return out;
    const Reader reader{parsed.as_object()};
    each_field(out, [&](const char* key, auto& value) { reader.get(key, value); });
    return out;
}

std::string to_json(const Measure& measure) {
    json::object out{{"min", measure.min},
                     {"max", measure.max},
                     {"points", measure.points},
                     {"hidden", measure.hidden}};
    if (measure.sent) out["sent"] = true;
    if (!measure.scale.empty()) out["scale"] = json::value_from(measure.scale);
    return json::serialize(out);
}

Measure measure_from_json(std::string_view text) {
    Measure out;
    boost::system::error_code fault;
    const json::value parsed = json::parse(text, fault);
    if (fault || !parsed.is_object()) return out;
    const json::object& from = parsed.as_object();
    const auto number = [&](const char* key) {
        const auto* value = from.if_contains(key);
        return value != nullptr && value->is_number() ? value->to_number<double>() : 0.0;
    };
    out.min = number("min");
    out.max = number("max");
    out.points = static_cast<std::int64_t>(number("points"));
    if (const auto* hidden = from.if_contains("hidden"))
        out.hidden = hidden->is_bool() && hidden->as_bool();
    if (const auto* sent = from.if_contains("sent")) out.sent = sent->is_bool() && sent->as_bool();
    if (const auto* scale = from.if_contains("scale"); scale != nullptr && scale->is_array())
        for (const json::value& text_of : scale->as_array())
            if (text_of.is_string()) out.scale.emplace_back(text_of.as_string());
    return out;
}

}  // namespace causeway::model
