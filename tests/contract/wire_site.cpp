// SPDX-License-Identifier: GPL-3.0-or-later
// What the Moodle under test says of itself, where its behaviour depends on it.
#include <string>

#include "wire.h"

namespace causeway::contract {

bool Contract::folds_text() {
    const Answer told = call("local_opensis_get_environment");
    if (told.refused()) return true;
    return text(told.value.as_object().at("database").as_object(), "type") != "postgres";
}

bool Contract::is_456() {
    const Answer told = call("core_webservice_get_site_info");
    EXPECT_FALSE(told.refused()) << told.body;
    return std::stod(text(told.value.as_object(), "version")) >= 2024100706;
}

}  // namespace causeway::contract
