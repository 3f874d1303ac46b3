// SPDX-License-Identifier: GPL-3.0-or-later
// Custom Field Mapping joined to the real openSIS, Moodle and store: what both sides offer, which
// rows hold, previews, and the ports of a pull. One thread. Throws as its parts do; what a person
// asked for that will not do is a Failure(usage).
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "fields/pull.h"
#include "moodle/site.h"
#include "opensis/field_values.h"
#include "service/state_adapter.h"
#include "store/field_desk.h"
#include "sync/lease_keeper.h"

namespace causeway::service {

// A row as a person asks for it.
struct FieldWish {
    model::Kind whose = model::Kind::student;
    std::string sis;
    std::string lms;
    bool to_moodle = false;
    std::vector<std::pair<std::string, std::string>> options;
    model::FieldRules rules = {};
};

// One of the records that a preview shows.
struct FieldExample {
    model::Key person;
    std::string title;
    std::string sis;      // in openSIS now
    std::string lms;      // in Moodle now
    std::string becomes;  // in the target afterwards
    bool changes = false;
    std::optional<base::Problem> problem;
};

class FieldParts {
  public:
    // All outlive this.
    FieldParts(db::MariadbAddress opensis, moodle::Site& site, StateAdapter& state,
               const base::Clock& clock, base::Zone zone, std::string by);

    store::FieldDesk& desk() { return desk_; }
    // Read once, when first asked for.
    const model::FieldCatalogue& catalogue();
    const std::vector<opensis::PlacedField>& placed();
    std::vector<fields::Judged> judged();

    // The new row, or the changed one. Refused as judge() would hold it back.
    model::FieldMapping map(const FieldWish& wish, std::optional<std::int64_t> id);
    // Ten people at most: some whose value is refused first, then such as have one. `id`: of the
    // row that the wish is to take the place of.
    std::vector<FieldExample> preview(const FieldWish& wish,
                                      std::optional<std::int64_t> id = std::nullopt,
                                      std::size_t most = 10);

    fields::PullReport pull(std::span<const model::Key> only, bool write, fields::Watch watch,
                            std::stop_token stop);
    fields::PullUndone undo(std::int64_t run, fields::Watch watch);

    // Moodle's values of these people. Throws Failure(incomplete) when they could not be read.
    model::Profiles profiles(std::span<const std::int64_t> users);
    // Where a field's values stand; of one person or of many.
    std::unordered_map<model::Key, model::Values> sis_values(std::span<const model::Key> people,
                                                             std::span<const std::string> fields);

  private:
    class Source;
    class Target;
    class Book;
    friend class Target;

    fields::Judged judged_wish(const FieldWish& wish, std::optional<std::int64_t> id,
                               model::FieldMapping& mapping);

    const db::MariadbAddress opensis_;
    moodle::Site& site_;
    StateAdapter& state_;
    const base::Clock& clock_;
    const base::Zone zone_;
    const std::string by_;
    store::FieldDesk desk_;
    std::optional<model::FieldCatalogue> catalogue_;
    std::vector<opensis::PlacedField> placed_;
};

// Everyone whom both sides have, by base; `most` 0: all of them.
std::vector<fields::Linked> linked_people(StateAdapter& state, std::span<const model::Key> only,
                                          std::size_t most = 0);

}  // namespace causeway::service
