// SPDX-License-Identifier: GPL-3.0-or-later
// What the plugin's functions have in common on the wire (docs/plugin-functions.md): rows sent as
// one text with an outcome each, and listings that are read page by page and prove themselves
// whole. Only for the calls_local*.cpp of this folder.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "moodle/calls_local.h"
#include "moodle/json_read.h"

namespace causeway::moodle::local {

inline constexpr int kPageRows = 5000;  // the most the plugin gives at once

// An object whose fields are left out where nothing is given.
class Row {
  public:
    template <class T>
    Row& set(std::string_view name, const std::optional<T>& value) {
        if (value) object_[name] = *value;
        return *this;
    }
    Row& id(std::string_view name, model::RemoteId id) {
        if (id != 0) object_[name] = id;
        return *this;
    }
    Row& flag(std::string_view name, std::optional<bool> value) {
        if (value) object_[name] = *value ? 1 : 0;
        return *this;
    }
    [[nodiscard]] boost::json::object take() { return std::move(object_); }

  private:
    boost::json::object object_;
};

// One outcome per row, in the rows' order; else Misshapen.
UpsertOutcomes outcomes_in(const boost::json::value& value, std::size_t rows);

// `in_json` makes a row's object.
template <class T, class InJson>
Called<UpsertOutcomes> upsert(Channel& channel, std::string_view function, std::span<const T> rows,
                              const InJson& in_json) {
    boost::json::array list;
    list.reserve(rows.size());
    for (const T& row : rows)
        list.push_back(in_json(row));
    Arguments arguments(function);
    arguments.text("rows", boost::json::serialize(list));
    return json::read(channel, arguments, [&](const boost::json::value& value) {
        return outcomes_in(value, rows.size());
    });
}

// One page of a listing, with what proves that none is missing.
struct Page {
    boost::json::array rows;
    std::string next;
    bool complete = false;
    std::int64_t sent = 0;
    std::int64_t total = 0;
    base::Instant server_time = 0;
    std::int64_t history = 0;  // of grades
};
Page page_in(const boost::json::value& value);

// What is asked. No `courses`: of the whole site.
struct Wish {
    std::string fields;
    std::span<const model::RemoteId> courses = {};
    base::Instant changed_since = 0;
    std::int64_t history = 0;
};
Arguments page_arguments(std::string_view function, const Wish& wish, const std::string& cursor);

// What a listing says beside its rows.
struct ListedAt {
    base::Instant server_time = 0;  // Moodle's clock when the first page was read
    std::int64_t history = 0;       // of grades: what to ask with next
};

// All pages. Rows that were taken away meanwhile are no gap, and the total tells how many are
// left: whatever was sent must have arrived, and nothing that is there may be missing.
template <class T, class Make>
Called<std::vector<T>> whole(Channel& channel, std::string_view function, const Wish& wish,
                             const Make& make, ListedAt* at = nullptr) {
    std::vector<T> all;
    std::string cursor;
    while (true) {
        auto page = json::read(channel, page_arguments(function, wish, cursor),
                               [&](const boost::json::value& value) {
                                   Page out = page_in(value);
                                   for (const auto& item : out.rows)
                                       all.push_back(make(json::object(item)));
                                   return out;
                               });
        if (!page) return page.fault();
        if (at != nullptr && cursor.empty()) at->server_time = page->server_time;
        if (at != nullptr) at->history = page->history;
        const auto arrived = static_cast<std::int64_t>(all.size());
        if (page->sent != arrived || (page->complete && arrived < page->total) ||
            page->complete != page->next.empty())
            return misshapen_answer("the listing is not whole: " + std::to_string(arrived) +
                                    " rows arrived, " + std::to_string(page->sent) +
                                    " were sent, there are " + std::to_string(page->total));
        if (page->complete) return all;
        cursor = page->next;
    }
}

}  // namespace causeway::moodle::local
