// SPDX-License-Identifier: GPL-3.0-or-later
// What a run did, in the words of `causeway runs`: out of the summary that it left in the store.
#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "store/store.h"

namespace causeway::app {

boost::json::object summary_of(const store::RunRecord& run);  // empty when it left none
// "120 created, 3 updated, 2 refused"; each sort of run counts what it is about.
std::string did(const store::RunRecord& run);

}  // namespace causeway::app
