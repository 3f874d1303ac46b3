// SPDX-License-Identifier: GPL-3.0-or-later
// Who owns which field, where a comparison has to know: fields that Moodle does not show, and
// fields that a school made sticky.
#pragma once

#include <string>
#include <vector>

#include "model/shape.h"
#include "sync/wanted.h"

namespace causeway::sync {

// What Moodle does not show means nothing: core never tells middle names, and e-mail addresses
// only to an account that may view user identity. Such fields count as they are wanted.
model::Shape as_far_as_seen(model::Shape seen, const model::Shape& wanted);

// Of profile fields only those that openSIS keeps count; `whole`: one that was not told is empty.
void profile_as_far_as_seen(model::Shape& seen, const model::Shape& wanted, bool whole);

// Settles what an empty or unfit value of openSIS's means: a field that is held back, or whose
// value Moodle cannot hold, stays as it was agreed last; one that had a value is emptied; one that
// never had any is left alone.
void settle_profile(const std::vector<model::ProfileRule>& rules, Wanted& wanted,
                    const model::Shape& agreed);

// A sticky field is openSIS's at creation and Moodle's from then on: `wanted` takes what Moodle
// has.
void keep_sticky(const std::vector<std::string>& sticky, Wanted& wanted, const model::Shape& has);

}  // namespace causeway::sync
