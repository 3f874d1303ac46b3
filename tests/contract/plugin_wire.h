// SPDX-License-Identifier: GPL-3.0-or-later
// The fixture of the tests of our own Moodle plugins (docs/plugin-functions.md): the stand-in with
// the plugins always, and a real Moodle when one is given and has them.
#pragma once

#include <set>

#include "wire.h"

namespace causeway::contract {

// What a row of local_opensis_upsert_* came to.
struct Outcome {
    std::string outcome, errorcode, message, field;
    Id id = 0;
};

// One page of a local_get_* listing.
struct Page {
    Answer answer;
    json::array rows;
    std::string nextcursor;
    bool complete = false;
    Id sent = -1, total = -1, servertime = -1;
    [[nodiscard]] std::vector<Id> ids() const;
};

class PluginContract : public Contract {
  protected:
    void SetUp() override;

    // `what`: users, courses, enrolments, groups. Made users and courses are cleaned up.
    std::vector<Outcome> upsert(const std::string& what, const json::array& rows);
    Outcome upsert_one(const std::string& what, const json::object& row);
    Answer upsert_text(const std::string& what, const std::string& rows);

    // Good values for a new row.
    static json::object user_row(const std::string& name, const json::object& changes = {});
    json::object course_row(const std::string& name, const json::object& changes = {});

    // `function` without local_get_: "users_information".
    Page page(const std::string& function, const Fields& arguments = {});
    // All pages, with what proves them whole.
    std::vector<json::object> listing(const std::string& function, const Fields& arguments = {});
    json::object listed(const std::string& function, Id id);  // {} when not there

    json::object environment();
};

// The object with some values replaced or added; null takes one out.
json::object with(json::object object, const json::object& changes);
std::string joined(const std::vector<Id>& ids);
bool flag(const json::object& object, const char* key);
std::vector<std::string> texts(const json::object& object, const char* key);

}  // namespace causeway::contract

#define CAUSEWAY_PLUGIN_CONTRACT(suite)                                                  \
    class suite : public causeway::contract::PluginContract {};                          \
    INSTANTIATE_TEST_SUITE_P(Moodle, suite, testing::Values("stand_in_plugins", "real"), \
                             [](const auto& tested) { return tested.param; })
