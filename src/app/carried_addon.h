// SPDX-License-Identifier: GPL-3.0-or-later
// The files of openSIS's add-on that this program carries (plugins/opensis/lms), as the build took
// them in. Constant bytes: any thread, no errors. `causeway opensis install-addon` puts them into
// an openSIS.
#pragma once

#include <span>
#include <string_view>

#include "opensis/addon.h"

namespace causeway::app {

std::string_view carried_addon_about();  // the text of addon.json
std::span<const opensis::AddonFile> carried_addon_files();

}  // namespace causeway::app
