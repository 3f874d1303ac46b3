// SPDX-License-Identifier: GPL-3.0-or-later
#include "moodle/local_wire.h"

namespace causeway::moodle::local {

UpsertOutcomes outcomes_in(const boost::json::value& value, std::size_t rows) {
    UpsertOutcomes out;
    for (const auto& item : json::array(json::object(value), "outcomes")) {
        const auto& from = json::object(item);
        if (json::number(from, "row") != static_cast<std::int64_t>(out.size()))
            throw json::Misshapen{"the outcomes are not in the order of the rows"};
        out.push_back({json::text(from, "outcome"), json::number(from, "id", 0),
                       json::text(from, "errorcode"), json::text(from, "message")});
    }
    if (out.size() != rows)
        throw json::Misshapen{std::to_string(out.size()) + " outcomes for " + std::to_string(rows) +
                              " rows"};
    return out;
}

// The rows come as one text: Moodle then does not check every single value, which is four fifths
// of a page's cost.
Page page_in(const boost::json::value& value) {
    const auto& from = json::object(value);
    boost::json::error_code error;
    // A page is a hundred thousand small values that go together.
    const auto together = boost::json::make_shared_resource<boost::json::monotonic_resource>();
    auto rows = boost::json::parse(json::text(from, "packed"), error, together);
    if (error || !rows.is_array()) throw json::Misshapen{"the packed rows are no JSON list"};
    return {.rows = std::move(rows.get_array()),
            .next = json::text(from, "nextcursor"),
            .complete = json::flag(from, "complete", false),
            .sent = json::number(from, "sent"),
            .total = json::number(from, "total"),
            .server_time = json::number(from, "servertime", 0),
            .history = json::number(from, "historycursor", 0)};
}

Arguments page_arguments(std::string_view function, const Wish& wish, const std::string& cursor) {
    Arguments arguments(function);
    arguments.text("cursor", cursor)
        .number("limit", kPageRows)
        .text("fields", wish.fields)
        .flag("packed", true);
    std::string ids;
    for (const auto id : wish.courses)
        ids += (ids.empty() ? "" : ",") + std::to_string(id);
    if (!ids.empty()) arguments.text("ids", ids);
    if (wish.changed_since != 0) arguments.number("changedsince", wish.changed_since);
    if (wish.history != 0) arguments.number("historycursor", wish.history);
    return arguments;
}

}  // namespace causeway::moodle::local
