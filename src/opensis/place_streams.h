// SPDX-License-Identifier: GPL-3.0-or-later
// The streams of places: schools, subjects, courses, sections. Opened by Snapshot; the rules of
// snapshot.h hold.
#pragma once

#include <memory>

#include "model/roster.h"
#include "model/stream.h"
#include "opensis/session.h"

namespace causeway::opensis {

std::unique_ptr<model::Stream<model::School>> school_stream(Session& session);
std::unique_ptr<model::Stream<model::Subject>> subject_stream(Session& session);
std::unique_ptr<model::Stream<model::Course>> course_stream(Session& session);
std::unique_ptr<model::Stream<model::Section>> section_stream(Session& session);

}  // namespace causeway::opensis
