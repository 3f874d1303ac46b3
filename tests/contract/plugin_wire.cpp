// SPDX-License-Identifier: GPL-3.0-or-later
#include "plugin_wire.h"

#include <algorithm>

namespace causeway::contract {

namespace {

// Asked once: every test of the real site would ask the same.
bool has_plugin(Wire& wire) {
    const Answer info = wire.call("core_webservice_get_site_info");
    for (const auto& function : info.list("functions"))
        if (text(function.as_object(), "name") == "local_opensis_get_environment") return true;
    return false;
}

}  // namespace

void PluginContract::SetUp() {
    Contract::SetUp();
    if (IsSkipped()) return;
    if (GetParam() != "real") return;
    static const bool there = has_plugin(wire());
    if (!there) GTEST_SKIP() << "skipped: no real Moodle with the plugin given";
}

Answer PluginContract::upsert_text(const std::string& what, const std::string& rows) {
    return call("local_opensis_upsert_" + what, {{"rows", rows}});
}

std::vector<Outcome> PluginContract::upsert(const std::string& what, const json::array& rows) {
    const Answer answer = upsert_text(what, json::serialize(rows));
    std::vector<Outcome> outcomes;
    for (const auto& item : answer.list("outcomes")) {
        const auto& from = item.as_object();
        EXPECT_EQ(number(from, "row"), static_cast<Id>(outcomes.size())) << answer.body;
        outcomes.push_back({text(from, "outcome"), text(from, "errorcode"), text(from, "message"),
                            text(from, "field"), number(from, "id")});
        const Outcome& last = outcomes.back();
        const bool refused = last.outcome == "refused";
        if (refused) {
            EXPECT_EQ(last.id, 0) << answer.body;
            EXPECT_NE(last.errorcode, "") << answer.body;
            EXPECT_NE(last.message, "") << answer.body;
        }
        if (last.outcome == "created" && what == "users") keep_user(last.id);
        if (last.outcome == "created" && what == "courses") keep_course(last.id);
    }
    EXPECT_EQ(outcomes.size(), rows.size()) << answer.body;
    outcomes.resize(rows.size());
    return outcomes;
}

Outcome PluginContract::upsert_one(const std::string& what, const json::object& row) {
    return upsert(what, json::array{row}).front();
}

json::object PluginContract::user_row(const std::string& name, const json::object& changes) {
    return with({{"idnumber", "contract:" + name},
                 {"username", name},
                 {"firstname", "Anna"},
                 {"lastname", "Beispiel"},
                 {"email", name + "@example.org"},
                 {"auth", "oauth2"}},
                changes);
}

json::object PluginContract::course_row(const std::string& name, const json::object& changes) {
    return with({{"idnumber", "contract:" + name},
                 {"shortname", name},
                 {"fullname", "Course " + name},
                 {"category", home()},
                 {"newsitems", 0}},
                changes);
}

Page PluginContract::page(const std::string& function, const Fields& arguments) {
    Page page;
    page.answer = call("local_get_" + function, arguments);
    page.rows = page.answer.list("rows");
    if (!page.answer.value.is_object()) return page;
    const auto& from = page.answer.value.get_object();
    page.nextcursor = text(from, "nextcursor");
    page.complete = flag(from, "complete");
    page.sent = number(from, "sent");
    page.total = number(from, "total");
    page.servertime = number(from, "servertime");
    return page;
}

std::vector<json::object> PluginContract::listing(const std::string& function,
                                                  const Fields& arguments) {
    std::vector<json::object> rows;
    std::string cursor;
    while (true) {
        Fields fields = {{"cursor", cursor}};
        fields.insert(fields.end(), arguments.begin(), arguments.end());
        const Page next = page(function, fields);
        EXPECT_FALSE(next.answer.refused()) << next.answer.body.substr(0, 500);
        for (const auto& row : next.rows)
            rows.push_back(row.as_object());
        EXPECT_EQ(next.sent, static_cast<Id>(rows.size()));
        EXPECT_EQ(next.complete, next.nextcursor.empty());
        if (next.nextcursor.empty()) {
            EXPECT_GE(next.sent, next.total);
            return rows;
        }
        cursor = next.nextcursor;
    }
}

json::object PluginContract::listed(const std::string& function, Id id) {
    const Page found = page(function, {{"ids", std::to_string(id)}});
    EXPECT_FALSE(found.answer.refused()) << found.answer.body;
    for (const auto& row : found.rows)
        if (number(row.as_object(), "id") == id) return row.as_object();
    return {};
}

json::object PluginContract::environment() {
    const Answer answer = call("local_opensis_get_environment");
    EXPECT_FALSE(answer.refused()) << answer.body;
    return answer.value.is_object() ? answer.value.get_object() : json::object();
}

std::vector<Id> Page::ids() const {
    std::vector<Id> out;
    for (const auto& row : rows)
        out.push_back(number(row.as_object(), "id"));
    return out;
}

json::object with(json::object object, const json::object& changes) {
    for (const auto& [key, value] : changes) {
        if (value.is_null())
            object.erase(key);
        else
            object[key] = value;
    }
    return object;
}

std::string joined(const std::vector<Id>& ids) {
    std::string out;
    for (const Id id : ids)
        out += (out.empty() ? "" : ",") + std::to_string(id);
    return out;
}

bool flag(const json::object& object, const char* key) {
    const json::value* found = object.if_contains(key);
    return found && found->is_bool() && found->get_bool();
}

std::vector<std::string> texts(const json::object& object, const char* key) {
    std::vector<std::string> out;
    const json::value* found = object.if_contains(key);
    if (found && found->is_array())
        for (const auto& item : found->get_array())
            out.emplace_back(item.as_string());
    return out;
}

}  // namespace causeway::contract
