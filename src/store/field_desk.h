// SPDX-License-Identifier: GPL-3.0-or-later
// What the store keeps of Custom Field Mapping for one link: the rows of the mapping, what was
// agreed last of each value that comes from Moodle (as a fingerprint: the value itself is not
// kept), what each run overwrote in openSIS, and which values could not be taken over. Any thread;
// throws as the store does.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/fields.h"
#include "store/store.h"

namespace causeway::store {

struct FieldAgreed {
    model::Key person;
    std::string sis;
    base::Fingerprint value = 0;
    bool kept = false;  // a person took the change back: Moodle's value waits until it changes
};

enum class NoteFate : std::uint8_t { intended, done, refused };

// One value that a run wrote into openSIS.
struct FieldNote {
    std::int64_t id = 0;
    model::Key person;
    std::string title;  // of the person
    std::string sis;
    std::string field;  // how a person knows it
    std::string before;
    std::string after;
    std::string why;
    NoteFate fate = NoteFate::intended;
    std::optional<base::Instant> taken_back = {};
};

class FieldDesk {
  public:
    explicit FieldDesk(const LinkState& link) : store_(link.store_), link_(link.link_) {}

    std::vector<model::FieldMapping> mappings();  // in the order in which they were made
    std::int64_t add(const model::FieldMapping& mapping);
    // By its id; false: there is none. What was agreed goes when other fields, or another way, are
    // meant from now on.
    bool change(const model::FieldMapping& mapping);
    bool remove(std::int64_t id);  // what was agreed by it goes too

    std::vector<FieldAgreed> agreed();
    void agree(std::span<const FieldAgreed> values);

    // Before the value is written, and after it.
    std::int64_t note(std::int64_t run, const FieldNote& note);
    void settle(std::int64_t note, NoteFate fate);
    // Last first, of those that were not taken back or refused.
    std::vector<FieldNote> notes(std::int64_t run);
    // Every one of them, in order: those behind the note `after`, `most` at most.
    std::vector<FieldNote> told(std::int64_t run, std::int64_t after, std::int64_t most);
    void taken_back(std::int64_t note, base::Instant at);

    // Gives way to `now`: of one direction, of all people or of `keys`.
    void tell_unfit(std::int64_t run, bool to_moodle, const std::vector<model::Key>* keys,
                    std::span<const model::UnfitValue> now);
    std::vector<model::UnfitValue> unfit();

  private:
    Store& store_;
    const std::int64_t link_;
};

}  // namespace causeway::store
