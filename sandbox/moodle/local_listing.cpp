// SPDX-License-Identifier: GPL-3.0-or-later
#include "sandbox/moodle/local_listing.h"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <optional>

#include "base/text.h"
#include "sandbox/moodle/answer.h"
#include "sandbox/moodle/plugin_state.h"
#include "sandbox/moodle/signed_text.h"
#include "sandbox/moodle/ws_error.h"

namespace causeway::sandbox {

namespace json = boost::json;

namespace {

constexpr Id kMostRows = 5000;
constexpr std::size_t kMostIds = 5000;

// Where a listing stands between two pages.
struct Place {
    Id last = 0, highest = 0, sent = 0, total = 0, time = 0, history = 0;
};

void take_fields(const std::string& text, const Listing& listing, ListingWish& wish) {
    if (base::trimmed(text).empty()) return;
    for (const std::string& part : base::split(text, ',')) {
        const auto name = base::trimmed(part);
        if (std::find(listing.fields.begin(), listing.fields.end(), name) == listing.fields.end())
            throw moodle_error("unknownfield",
                               "There is no field of this name: " + std::string(name));
        wish.fields.emplace(name);
    }
}

void take_ids(const std::string& text, ListingWish& wish) {
    if (base::trimmed(text).empty()) return;
    wish.all_ids = false;
    for (const std::string& part : base::split(text, ',')) {
        const std::string id(base::trimmed(part));
        if (cleaned(Type::integer, id) != id || to_number(id) < 1) throw invalid_parameter();
        wish.ids.insert(to_number(id));
    }
    if (wish.ids.size() > kMostIds) throw invalid_parameter();
}

ListingWish wish_of(const Php& args, const Listing& listing) {
    ListingWish wish;
    wish.changedsince = args.number("changedsince");
    wish.historycursor = args.number("historycursor");
    if (wish.changedsince < 0 || wish.historycursor < 0) throw invalid_parameter();
    take_fields(args.text("fields"), listing, wish);
    take_ids(args.text("ids"), wish);
    return wish;
}

// What every page of a listing asks alike; a cursor is good for this question only.
std::string question_of(const std::string& name, const ListingWish& wish) {
    std::string text = name + "?" + std::to_string(wish.changedsince) + "?" +
                       std::to_string(wish.historycursor) + (wish.all_ids ? "*" : "?");
    for (const Id id : wish.ids)
        text += std::to_string(id) + ",";
    return sha256_hex(text).substr(0, 16);
}

constexpr std::array kPlaceFields = {&Place::last,  &Place::highest, &Place::sent,
                                     &Place::total, &Place::time,    &Place::history};

std::string cursor_of(const std::string& question, const Place& place, const std::string& secret) {
    std::string payload = question;
    for (const auto field : kPlaceFields)
        payload += "." + std::to_string(place.*field);
    return signed_text(payload, secret);
}

Place place_in(const std::string& cursor, const std::string& question, const std::string& secret) {
    const auto payload = payload_of(cursor, secret);
    const auto parts = base::split(payload.value_or(""), '.');
    if (parts.size() != kPlaceFields.size() + 1 || parts[0] != question)
        throw moodle_error("invalidcursor",
                           "The cursor was not made by this site for this question");
    Place place;
    for (std::size_t i = 0; i < kPlaceFields.size(); ++i)
        place.*kPlaceFields[i] = to_number(parts[i + 1]);
    return place;
}

// As a rule all rows, so that the number vouches for the pages before as well. Where rows can come
// into the listing behind the reader's back, those sent and those to come.
Id count(const CallContext& context, const Listing& listing, const ListingWish& wish,
         const Place& before) {
    const bool moving = wish.changedsince != 0 || wish.historycursor != 0;
    Id rows = moving ? before.sent : 0;
    Id at = moving ? before.last : 0;
    while ((at = listing.next(context, at, before.highest, wish)) != 0)
        ++rows;
    return rows;
}

json::value page(CallContext& context, const std::string& name, const Listing& listing,
                 const Php& args) {
    if (!context.switches.plugin_read) throw not_permitted("Read for Causeway");
    const Id limit = args.number("limit");
    if (limit < 1 || limit > kMostRows) throw invalid_parameter();
    const ListingWish wish = wish_of(args, listing);
    const std::string question = question_of(name, wish);
    const std::string cursor = args.text("cursor");
    Place place;
    if (cursor.empty())
        place = {.highest = listing.highest(context),
                 .time = context.now,
                 .history = context.site.gradebook.last_history()};
    else
        place = place_in(cursor, question, context.plugins.secret);

    const Place before = place;
    json::array rows;
    Id next = listing.next(context, place.last, place.highest, wish);
    for (; next != 0 && static_cast<Id>(rows.size()) < limit;
         next = listing.next(context, place.last, place.highest, wish)) {
        rows.push_back(listing.row(context, next, wish));
        place.last = next;
    }
    const bool complete = next == 0;
    place.sent += static_cast<Id>(rows.size());
    // Counting costs as much as reading: on the first page and on the last one only.
    if (cursor.empty() || complete) place.total = count(context, listing, wish, before);
    const bool packed = args.flag("packed");
    std::string text = packed ? php_json(rows) : "";
    if (packed) rows.clear();
    json::object answer = {
        {"rows", std::move(rows)},
        {"packed", std::move(text)},
        {"nextcursor", complete ? "" : cursor_of(question, place, context.plugins.secret)},
        {"complete", complete},
        {"sent", place.sent},
        {"total", place.total},
        {"servertime", place.time}};
    if (listing.has_history) answer["historycursor"] = place.history;
    return answer;
}

}  // namespace

Function listing_function(const std::string& name, Listing listing) {
    const auto raw = Shape::of(Type::raw);
    const auto integer = Shape::of(Type::integer);
    std::vector<Shape::Field> takes = {{"cursor", raw, Need::defaulted, ""},
                                       {"limit", integer, Need::defaulted, "1000"},
                                       {"changedsince", integer, Need::defaulted, "0"},
                                       {"fields", raw, Need::defaulted, ""},
                                       {"ids", raw, Need::defaulted, ""},
                                       {"packed", Shape::of(Type::boolean), Need::defaulted, "0"}};
    if (listing.has_history) takes.push_back({"historycursor", integer, Need::defaulted, "0"});
    Function function;
    function.takes = Shape::object(std::move(takes));
    function.plugin = true;
    function.run = [name, listing = std::move(listing)](CallContext& context, const Php& args) {
        return page(context, name, listing, args);
    };
    return function;
}

}  // namespace causeway::sandbox
