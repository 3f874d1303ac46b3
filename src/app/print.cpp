// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/print.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json.hpp>

#include "base/log.h"
#include "base/text.h"

namespace causeway::app {

namespace {

namespace json = boost::json;

constexpr std::size_t kOneLine = 100;

bool plain(const json::value& value) {
    return !value.is_object() && !value.is_array();
}

bool all_plain(const json::value& value) {
    if (const auto* object = value.if_object())
        return std::all_of(object->begin(), object->end(),
                           [](const auto& field) { return plain(field.value()); });
    if (const auto* array = value.if_array())
        return std::all_of(array->begin(), array->end(), plain);
    return true;
}

// Boost.JSON writes without blanks; a line that people may read has some.
std::string on_one_line(const json::value& value) {
    std::string out;
    if (const auto* object = value.if_object()) {
        for (const auto& field : *object)
            out += fmt::format("{}{}: {}", out.empty() ? "" : ", ",
                               json::serialize(json::value(field.key())),
                               json::serialize(field.value()));
        return "{" + out + "}";
    }
    if (const auto* array = value.if_array()) {
        for (const auto& one : *array)
            out += (out.empty() ? "" : ", ") + json::serialize(one);
        return "[" + out + "]";
    }
    return json::serialize(value);
}

void lay_out(const json::value& value, std::size_t indent, std::string& out) {
    if (all_plain(value)) {
        const std::string line = on_one_line(value);
        if (plain(value) || indent + line.size() <= kOneLine) {
            out += line;
            return;
        }
    }
    const std::string inner(indent + 2, ' ');
    bool first = true;
    if (const auto* object = value.if_object()) {
        out += "{";
        for (const auto& field : *object) {
            out +=
                (first ? "\n" : ",\n") + inner + json::serialize(json::value(field.key())) + ": ";
            lay_out(field.value(), indent + 2, out);
            first = false;
        }
        out += "\n" + std::string(indent, ' ') + "}";
        return;
    }
    out += "[";
    for (const auto& one : value.get_array()) {
        out += (first ? "\n" : ",\n") + inner;
        lay_out(one, indent + 2, out);
        first = false;
    }
    out += "\n" + std::string(indent, ' ') + "]";
}

bool numeric(std::string_view cell) {
    return !cell.empty() && std::all_of(cell.begin(), cell.end(), [](char c) {
        return (c >= '0' && c <= '9') || c == ',' || c == '-' || c == '.';
    });
}

}  // namespace

std::string pretty(const json::value& value) {
    std::string out;
    lay_out(value, 0, out);
    return out;
}

void print_json(std::ostream& out, const json::value& value) {
    out << base::log::redacted(pretty(value)) << std::endl;
}

Table::Table(std::vector<std::string> head) : head_(std::move(head)) {}

void Table::add(std::vector<std::string> cells) {
    cells.resize(head_.size());
    rows_.push_back(std::move(cells));
}

std::string Table::text() const {
    std::vector<std::size_t> widths;
    std::vector<bool> right(head_.size(), true);
    for (std::size_t i = 0; i < head_.size(); ++i) {
        widths.push_back(base::length_utf8(head_[i]));
        for (const auto& row : rows_) {
            widths[i] = std::max(widths[i], base::length_utf8(row[i]));
            if (!row[i].empty() && !numeric(row[i])) right[i] = false;
        }
    }
    std::string out;
    const auto line = [&](const std::vector<std::string>& cells) {
        std::string text;
        for (std::size_t i = 0; i < cells.size(); ++i) {
            const std::string gap(widths[i] - base::length_utf8(cells[i]), ' ');
            text += (i == 0 ? "" : "  ") + (right[i] ? gap + cells[i] : cells[i] + gap);
        }
        text.resize(text.find_last_not_of(' ') + 1);
        out += text + "\n";
    };
    line(head_);
    for (const auto& row : rows_)
        line(row);
    return base::log::redacted(out);
}

std::string grouped(std::int64_t number) {
    std::string out = fmt::format("{}", number);
    const std::size_t sign = number < 0 ? 1 : 0;
    for (std::size_t at = out.size(); at > sign + 3; at -= 3)
        out.insert(at - 3, ",");
    return out;
}

std::string lasted(std::int64_t seconds) {
    if (seconds < 60) return fmt::format("{} s", seconds);
    if (seconds < 3600) return fmt::format("{} min {} s", seconds / 60, seconds % 60);
    return fmt::format("{} h {} min", seconds / 3600, seconds % 3600 / 60);
}

std::string counts_table(const sync::CountsByKind& counts) {
    Table table({"", "created", "adopted", "updated", "suspended", "restored", "removed", "refused",
                 "unchanged"});
    for (const model::Kind kind : model::kAllKinds) {
        const sync::Counts& c = counts[static_cast<std::size_t>(kind)];
        if (c == sync::Counts{}) continue;
        std::vector<std::string> cells{std::string(model::name(kind))};
        for (const std::int64_t n :
             {c.create, c.adopt, c.update, c.suspend, c.restore, c.remove, c.refused, c.unchanged})
            cells.push_back(n == 0 ? "-" : grouped(n));
        table.add(std::move(cells));
    }
    return table.empty() ? std::string() : table.text();
}

std::string in_words(const sync::CountsByKind& counts) {
    sync::Counts all;
    for (const sync::Counts& c : counts) {
        all.create += c.create;
        all.adopt += c.adopt;
        all.update += c.update;
        all.suspend += c.suspend;
        all.restore += c.restore;
        all.remove += c.remove;
        all.refused += c.refused;
        all.unchanged += c.unchanged;
        all.held += c.held;
    }
    std::vector<std::string> parts;
    const auto say = [&](std::int64_t n, const char* word) {
        if (n > 0) parts.push_back(grouped(n) + " " + word);
    };
    say(all.create, "created");
    say(all.adopt, "adopted");
    say(all.update, "updated");
    say(all.suspend, "suspended");
    say(all.restore, "restored");
    say(all.remove, "removed");
    if (all.changes() == 0) parts.emplace_back("no changes");
    say(all.refused, "refused");
    say(all.unchanged, "unchanged");
    say(all.held, "held");
    return fmt::format("{}", fmt::join(parts, ", "));
}

std::string problem_text(const base::Problem& problem) {
    std::string out = problem.what;
    if (!problem.record.empty()) out += " (" + problem.record + ")";
    out += problem.why.empty() ? "." : ": " + problem.why + ".";
    if (!problem.cure.empty()) out += "\n  " + problem.cure;
    if (!problem.code.empty()) out += "\n  [" + problem.code + "]";
    return base::log::redacted(out);
}

}  // namespace causeway::app
