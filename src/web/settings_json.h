// SPDX-License-Identifier: GPL-3.0-or-later
// A link's settings between the API (LinkSettings in docs/openapi.yaml) and the configuration's
// own names: sections and fields are the same words, but for the parts of openSIS's address and for
// lists of objects. Secrets are told as "set", never as texts. Pure. Objections are Refusals.
#pragma once

#include <boost/json/fwd.hpp>
#include <vector>

#include "service/config.h"
#include "service/link_settings.h"
#include "web/fields.h"

namespace causeway::web {

boost::json::object settings_json(const service::Config& config);
// Where each of them comes from, by "section.field".
boost::json::object sources_json(const service::Config& config);

// `patch` is LinkPatch.settings; `now` the settings as they are.
std::vector<service::SettingChange> changes_from(Fields patch, const service::Config& now);

}  // namespace causeway::web
