// SPDX-License-Identifier: GPL-3.0-or-later
// Which rows of a mapping may be worked with, and what they make of a person's values. Pure.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/fingerprint.h"
#include "fields/convert.h"

namespace causeway::fields {

// A row of the mapping with the fields it names, and what stands in its way. A held-back row leaves
// both sides as they are.
struct Judged {
    model::FieldMapping mapping;
    Pair pair;  // good rows only
    std::optional<base::Problem> held;
    std::vector<std::string> notes;  // what a person should know of a good row

    // "Bus -> bus (Bus line)": how messages name the row.
    [[nodiscard]] std::string title() const;
};

// In the order of the mapping. `zone`: in which Moodle keeps days, where the site does not tell.
std::vector<Judged> judge(std::span<const model::FieldMapping> mappings,
                          const model::FieldCatalogue& catalogue, const base::Zone& zone);

// What a sync keeps in Moodle by these rows; sorted by kind and short name.
std::vector<model::ProfileRule> profile_rules(std::span<const Judged> rows);

// A person's values as Moodle is to hold them. One for each reading of openSIS, fed in key order:
// it remembers who holds which value of a field whose values must differ.
class Projection {
  public:
    explicit Projection(std::span<const Judged> rows);

    struct Whom {
        model::Key key;
        std::int64_t school = 0;
        std::string title;
    };
    // Adds to `out` (sorted by name) and to `unfit`. A field that is in neither has no value.
    void of(const Whom& person, const model::Values& sis, model::Values& out,
            std::vector<model::UnfitValue>& unfit);

    [[nodiscard]] bool any(model::Kind whose) const;

  private:
    std::vector<Judged> rows_;  // good ones, to Moodle
    using Holders = std::unordered_map<base::TextDigest, model::Key, base::TextDigestHash>;
    std::map<std::string, Holders> unique_;  // by short name
};

}  // namespace causeway::fields
