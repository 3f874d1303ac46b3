// SPDX-License-Identifier: GPL-3.0-or-later
// Custom profile fields of every type on the wire: what our plugin tells of them and keeps, and
// what core's own functions do. A real Moodle needs six fields for it, of these short names and
// types: ctext (text), carea (textarea), cbox (checkbox), cmenu (menu of Red and Blue), cday
// (datetime without a time), csocial (social); without them these tests are passed over.
#include <map>

#include "base/clock.h"
#include "plugin_wire.h"

namespace causeway::contract {
namespace {

using Values = std::map<std::string, std::string>;

const std::map<std::string, std::string> kTypes = {{"carea", "textarea"}, {"cbox", "checkbox"},
                                                   {"cday", "datetime"},  {"cmenu", "menu"},
                                                   {"csocial", "social"}, {"ctext", "text"}};

Values values_in(const json::object& user) {
    Values out;
    if (const auto* list = user.if_contains("customfields"))
        for (const auto& item : list->as_array()) {
            const auto& field = item.as_object();
            const std::string name = text(field, "shortname");
            if (!kTypes.contains(name)) continue;  // the site's own
            const auto& value = field.at("value");
            std::string kept = value.is_string() ? std::string(value.as_string())
                                                 : std::to_string(value.to_number<std::int64_t>());
            // One that was emptied is told as empty, or not at all.
            if (!kept.empty()) out[name] = std::move(kept);
        }
    return out;
}

class ProfileFields : public PluginContract {
  protected:
    void SetUp() override {
        PluginContract::SetUp();
        if (IsSkipped()) return;
        const auto told = environment();
        zone = text(told, "timezone");
        for (const auto& item : told.at("profilefields").as_array())
            if (kTypes.contains(text(item.as_object(), "shortname")))
                fields[text(item.as_object(), "shortname")] = item.as_object();
        if (fields.size() != kTypes.size()) GTEST_SKIP() << "the site has not these fields";
    }
    Values kept(Id id) { return values_in(listed("users_information", id)); }
    Values shown_by_core(Id id) { return values_in(user_by_id(id)); }
    [[nodiscard]] std::string day(const std::string& seconds) const {
        return base::Zone(zone).date_of(std::stoll(seconds)).text();
    }
    Id make(const json::object& values) {
        const Outcome made = upsert_one("users", user_row(unique("u"), {{"customfields", values}}));
        EXPECT_EQ(made.outcome, "created") << made.message;
        return made.id;
    }

    std::map<std::string, json::object> fields;
    std::string zone;
};

const json::object kAll = {{"ctext", "O'Hara & Co \xC5\xBD"},
                           {"carea", "one<br />two &lt;b&gt;"},
                           {"cbox", "1"},
                           {"cmenu", "Blue"},
                           {"cday", "2012-05-01"},
                           {"csocial", "ada.quill"}};

TEST_P(ProfileFields, AreToldWithTypeAndOptions) {
    for (const auto& [name, type] : kTypes)
        EXPECT_EQ(text(fields.at(name), "datatype"), type) << name;
    EXPECT_EQ(texts(fields.at("cmenu"), "options"), (std::vector<std::string>{"Red", "Blue"}));
    EXPECT_TRUE(texts(fields.at("ctext"), "options").empty());
    EXPECT_GT(number(fields.at("ctext"), "maxlength"), 0);
    EXPECT_GT(number(fields.at("cday"), "firstyear"), 0);
    EXPECT_GE(number(fields.at("cday"), "lastyear"), number(fields.at("cday"), "firstyear"));
    for (const char* rule : {"required", "locked", "unique", "hidden", "withtime"})
        EXPECT_FALSE(flag(fields.at("ctext"), rule)) << rule;
}

TEST_P(ProfileFields, OfEveryTypeKeepWhatIsSent) {
    const Id id = make(kAll);
    auto has = kept(id);
    ASSERT_EQ(has.size(), kTypes.size());
    EXPECT_EQ(day(has.at("cday")), "2012-05-01");
    has.erase("cday");
    for (const auto& [name, value] : has)
        EXPECT_EQ(value, std::string(kAll.at(name).as_string())) << name;
    // Core shows the same to an account that may see them.
    auto core = shown_by_core(id);
    EXPECT_EQ(day(core.at("cday")), "2012-05-01");
    core.erase("cday");
    EXPECT_EQ(core, has);
}

TEST_P(ProfileFields, ThatAreEqualAreNoChangeAndOthersStay) {
    const Id id = make(kAll);
    EXPECT_EQ(upsert_one("users", {{"id", id}, {"customfields", kAll}}).outcome, "unchanged");
    EXPECT_EQ(upsert_one("users", {{"id", id}, {"customfields", {{"ctext", "new"}}}}).outcome,
              "updated");
    const auto has = kept(id);
    EXPECT_EQ(has.at("ctext"), "new");
    EXPECT_EQ(has.at("cmenu"), "Blue");
    EXPECT_EQ(has.size(), kTypes.size());
}

TEST_P(ProfileFields, ThatAreEmptiedHaveNoValueAnyMore) {
    const Id id = make(kAll);
    EXPECT_EQ(upsert_one("users", {{"id", id},
                                   {"customfields", {{"ctext", ""}, {"carea", ""}, {"cmenu", ""}}}})
                  .outcome,
              "updated");
    for (const char* name : {"ctext", "carea", "cmenu"}) {
        EXPECT_FALSE(kept(id).contains(name)) << name;
        EXPECT_FALSE(shown_by_core(id).contains(name)) << name;
    }
    EXPECT_TRUE(kept(id).contains("csocial"));
}

TEST_P(ProfileFields, AnOptionThatTheMenuLacksIsNothing) {
    EXPECT_FALSE(kept(make({{"cmenu", "Purple"}, {"ctext", "x"}})).contains("cmenu"));
}

// Nothing in core holds a value against those of other users.
TEST_P(ProfileFields, AreWrittenByCoreToo) {
    const Id id = make({{"ctext", "before"}});
    const Answer answer =
        call("core_user_update_users", {{"users[0][id]", std::to_string(id)},
                                        {"users[0][customfields][0][type]", "ctext"},
                                        {"users[0][customfields][0][value]", "after"},
                                        {"users[0][customfields][1][type]", "cmenu"},
                                        {"users[0][customfields][1][value]", "Red"}});
    ASSERT_FALSE(answer.refused()) << answer.body;
    const auto has = kept(id);
    EXPECT_EQ(has.at("ctext"), "after");
    EXPECT_EQ(has.at("cmenu"), "Red");
}

INSTANTIATE_TEST_SUITE_P(Moodle, ProfileFields, testing::Values("stand_in_plugins", "real"),
                         [](const auto& tested) { return tested.param; });

}  // namespace
}  // namespace causeway::contract
