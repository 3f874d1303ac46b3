// SPDX-License-Identifier: GPL-3.0-or-later
// Custom Field Mapping as an intake needs it: what new people bring, and what is remembered of it.
// Costs nothing where nothing is mapped. One thread.
#pragma once

#include "intake/ports.h"
#include "service/adapters.h"
#include "service/field_parts.h"
#include "service/intake_parts.h"

namespace causeway::service {

class IntakeFields final : public intake::Fields {
  public:
    // All outlive this. `sis`: the reading of openSIS from which records are linked; people who
    // come with mapped values are linked with them.
    IntakeFields(FieldParts& parts, OpensisTarget& target, SisAdapter& sis)
        : parts_(parts), target_(target), sis_(sis) {}
    void fill(model::Kind whose, std::vector<model::MoodlePerson>& people) override;

  private:
    FieldParts& parts_;
    OpensisTarget& target_;
    SisAdapter& sis_;
};

}  // namespace causeway::service
