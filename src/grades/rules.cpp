// SPDX-License-Identifier: GPL-3.0-or-later
#include "grades/rules.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "base/text.h"

namespace causeway::grades {

using model::MarkingPeriod;
using model::PeriodLevel;
using model::SchoolBook;

namespace {

constexpr double kMostPoints = 9999;  // gradebook_grades.points is decimal(6,2)
constexpr double kMostPercent = 999.9;

// A tag begins with "<" before a letter, "/", "!" or "?"; "5 < 7" is text.
bool tag_at(std::string_view html, std::size_t at) {
    return html[at] == '<' && at + 1 < html.size() &&
           (std::isalpha(static_cast<unsigned char>(html[at + 1])) != 0 || html[at + 1] == '/' ||
            html[at + 1] == '!' || html[at + 1] == '?');
}

bool begins(std::string_view html, std::size_t at, std::string_view tag) {
    return base::lower_ascii(html.substr(at, tag.size())) == tag;
}

std::string without_tags(std::string_view html) {
    std::string out;
    for (std::size_t i = 0; i < html.size(); ++i) {
        if (!tag_at(html, i)) {
            out += html[i];
            continue;
        }
        // What stands in these is no text of anybody's.
        for (const auto& [open, close] :
             {std::pair<std::string_view, std::string_view>{"<script", "</script"},
              {"<style", "</style"},
              {"<!--", "-->"}})
            if (begins(html, i, open))
                while (i < html.size() && !begins(html, i, close))
                    ++i;
        out += ' ';
        while (i < html.size() && html[i] != '>')
            ++i;
    }
    return out;
}

std::string without_entities(std::string text) {
    // "&amp;" last: "&amp;lt;" is the text "&lt;", which is not to become a tag.
    constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kEntities = {{
        {"&nbsp;", " "},
        {"&ndash;", "\u2013"},
        {"&quot;", "\""},
        {"&#039;", "'"},
        {"&#39;", "'"},
        {"&apos;", "'"},
        {"&lt;", " "},
        {"&gt;", " "},
        {"&amp;", "&"},
    }};
    for (const auto& [entity, character] : kEntities)
        for (auto at = text.find(entity); at != std::string::npos;
             at = text.find(entity, at + character.size()))
            text.replace(at, entity.size(), character);
    return text;
}

bool within(const MarkingPeriod& inner, const MarkingPeriod& outer,
            const std::vector<MarkingPeriod>& all) {
    const MarkingPeriod* at = &inner;
    for (int steps = 0; at != nullptr && steps < 5; ++steps) {
        if (at->level == outer.level && at->id == outer.id) return true;
        const auto parent = std::find_if(all.begin(), all.end(), [&](const MarkingPeriod& p) {
            return p.id == at->parent &&
                   static_cast<int>(p.level) == static_cast<int>(at->level) + 1;
        });
        at = parent == all.end() ? nullptr : &*parent;
    }
    return false;
}

const MarkingPeriod* find(const SchoolBook& book, PeriodLevel level, std::int64_t id) {
    for (const MarkingPeriod& p : book.periods)
        if (p.level == level && p.id == id) return &p;
    return nullptr;
}

const MarkingPeriod* whole_year(const SchoolBook& book) {
    for (const MarkingPeriod& p : book.periods)
        if (p.level == PeriodLevel::year) return &p;
    return nullptr;
}

// The marking period that the section runs in; the year for dates of its own.
const MarkingPeriod* own_period(const SchoolBook& book) {
    if (!book.section.marking_period) return whole_year(book);
    return find(book, book.section.level, *book.section.marking_period);
}

}  // namespace

std::string plain_text(std::string_view html, std::size_t limit) {
    std::string out;
    const std::string text = without_entities(without_tags(base::clean_utf8(html)));
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c >= 0xF0) {  // four bytes
            i += 3;
            continue;
        }
        if (c == '<' || c == '>') {
            out += c == '<' ? "(" : ")";
        } else if (c == '"') {
            out += '\'';
        } else if (c == '\\') {
            out += '/';
        } else {
            out += static_cast<char>(c);
        }
    }
    return base::cut_utf8(base::tidy(out), limit);
}

std::optional<model::Measure> measure_of(const model::GradedItem& item) {
    model::Measure out;
    out.hidden = item.hidden.value_or(false);
    if (item.scale_id != 0) {
        out.scale = item.scale;
        out.min = 1;
        out.max = item.scale.empty() ? item.max : static_cast<double>(item.scale.size());
        if (out.max < 1) return std::nullopt;
        out.points = 100;
        return out;
    }
    out.min = item.min;
    out.max = item.max;
    if (!(item.max > item.min)) return std::nullopt;
    const bool plain = item.min == 0 && item.max == std::floor(item.max) && item.max <= kMostPoints;
    out.points = plain ? static_cast<std::int64_t>(item.max) : 100;
    return out;
}

model::Hundredths points_of(double grade, const model::Measure& measure) {
    const double top = measure.points == 0 ? measure.max : static_cast<double>(measure.points);
    double points = grade;
    if (measure.max == measure.min)  // a scale of one text
        points = top;
    else if (measure.min != 0 || measure.max != top)
        points = (grade - measure.min) / (measure.max - measure.min) * top;
    points = std::clamp(points, 0.0, kMostPoints + 0.99);
    return std::llround(php_round(points, 2) * 100);
}

std::optional<double> percent_of(double grade, double min, double max) {
    if (!(max > min)) return std::nullopt;
    return (grade - min) / (max - min) * 100;
}

std::int64_t period_of(const SchoolBook& book, base::Date due) {
    const MarkingPeriod* own = own_period(book);
    if (own == nullptr) own = whole_year(book);
    if (own == nullptr) return 0;
    if (!book.section.marking_period) return own->id;
    PeriodLevel level = PeriodLevel::year;  // the lowest the school has
    for (const MarkingPeriod& p : book.periods)
        if (p.level != PeriodLevel::progress && p.level < level && within(p, *own, book.periods))
            level = p.level;
    // The one that holds the day; in a gap the one before it; before the first, the first.
    const MarkingPeriod* best = nullptr;
    for (const MarkingPeriod& p : book.periods) {
        if (p.level != level || !within(p, *own, book.periods)) continue;
        if (best == nullptr) {
            best = &p;
            continue;
        }
        const bool fits = p.start <= due;
        const bool best_fits = best->start <= due;
        if (fits != best_fits ? fits : fits ? p.start > best->start : p.start < best->start)
            best = &p;
    }
    return best == nullptr ? own->id : best->id;
}

std::vector<const MarkingPeriod*> final_periods(const SchoolBook& book, base::Date today) {
    std::vector<const MarkingPeriod*> out;
    const MarkingPeriod* own = own_period(book);
    if (own == nullptr) return out;
    std::vector<const MarkingPeriod*> chain;
    for (const MarkingPeriod& p : book.periods)
        if (p.does_grades && within(p, *own, book.periods) && p.start <= today &&
            today <= std::max(p.end, p.post_to.value_or(p.end)))
            chain.push_back(&p);
    std::stable_sort(chain.begin(), chain.end(), [](const auto* a, const auto* b) {
        if (a->level != b->level) return a->level < b->level;
        return a->start > b->start;  // two quarters while the older may still be posted
    });
    for (const MarkingPeriod* p : chain) {
        const bool running = today <= p->end;
        const bool posting =
            p->post_from && p->post_to && *p->post_from <= today && today <= *p->post_to;
        const bool lowest = out.empty() && running;
        if (lowest || posting) out.push_back(p);
    }
    return out;
}

double php_round(double value, int places) {
    if (!std::isfinite(value) || value == 0) return value;
    const int digits = 14 - static_cast<int>(std::floor(std::log10(std::fabs(value))));
    const double factor = std::pow(10.0, places);
    double shifted = value * factor;
    if (digits > places && digits - places < 15) {
        const double fine = std::round(value * std::pow(10.0, digits));
        shifted = fine / std::pow(10.0, digits - places);
        if (std::fabs(shifted) >= 1e15) return value;
    }
    return std::round(shifted) / factor;
}

double rounded(double percent, model::Rounding rounding) {
    switch (rounding) {
        case model::Rounding::up:
            return std::ceil(percent);
        case model::Rounding::down:
            return std::floor(percent);
        case model::Rounding::normal:
            return php_round(percent, 0);
        default:
            return php_round(percent, 2);
    }
}

const model::ScaleLetter* letter_for(const SchoolBook& book, double percent) {
    for (const model::ScaleLetter& letter : book.letters) {
        if (book.section.own_break_offs) {
            const auto own = book.section.break_offs.find(letter.id);
            if (own != book.section.break_offs.end() &&
                percent >= static_cast<double>(own->second) / 100)
                return &letter;
        } else if (percent >= static_cast<double>(letter.from.value_or(0)) / 100) {
            return &letter;
        }
    }
    return nullptr;
}

std::int64_t credit_of(const SchoolBook& book, const MarkingPeriod& period) {
    const model::SchoolSection& section = book.section;
    const std::int64_t credits = section.credits.value_or(0);
    if (!section.marking_period || *section.marking_period == period.id) return credits;
    if (section.level == PeriodLevel::quarter && period.level == PeriodLevel::semester)
        return credits;
    std::int64_t parts = 0;
    for (const MarkingPeriod& p : book.periods) {
        if (p.level != period.level) continue;
        if (section.level == PeriodLevel::year && period.level == PeriodLevel::semester)
            parts += p.parent == *section.marking_period ? 1 : 0;
        else if (section.level == PeriodLevel::semester && period.level == PeriodLevel::quarter)
            parts += p.parent == *section.marking_period ? 1 : 0;
        else if (section.level == PeriodLevel::year && period.level == PeriodLevel::quarter)
            if (const auto* semester = find(book, PeriodLevel::semester, p.parent))
                parts += semester->parent == *section.marking_period ? 1 : 0;
    }
    if (parts == 0) return 0;
    return std::llround(static_cast<double>(credits) / static_cast<double>(parts));
}

model::BookRow final_row(const SchoolBook& book, const MarkingPeriod& period, double percent) {
    const model::SchoolSection& section = book.section;
    model::BookRow out;
    const double kept =
        php_round(std::clamp(rounded(percent, section.rounding), 0.0, kMostPercent), 2);
    out.points = std::llround(kept * 100);
    out.title = section.course_title;
    const std::int64_t credit = credit_of(book, period);
    out.credit_attempted = credit;
    if (!section.scale) {
        out.credit_earned = kept > 0 ? credit : 0;
        return out;
    }
    out.credit_earned = 0;
    if (const model::ScaleLetter* letter = letter_for(book, kept)) {
        out.letter = letter->id;
        out.letter_title = letter->title.substr(0, 5);
        if (!base::valid_utf8(out.letter_title))
            out.letter_title = base::cut_utf8(letter->title, 5);
        out.gp_scale = section.gp_scale;
        const std::int64_t gp =
            section.weighted_course ? letter->weighted_gp : letter->unweighted_gp;
        (section.weighted_course ? out.weighted_gp : out.unweighted_gp) = gp;
        if (gp > 0) out.credit_earned = credit;
    }
    return out;
}

}  // namespace causeway::grades
