// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace causeway::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::variant<CommandLine, HelpText, Misuse> read(std::vector<const char*> words) {
    words.insert(words.begin(), "causeway");
    return parse(static_cast<int>(words.size()), words.data());
}

template <class Options>
Options of(std::vector<const char*> words) {
    const auto parsed = read(std::move(words));
    if (const auto* misuse = std::get_if<Misuse>(&parsed)) ADD_FAILURE() << misuse->problem.text();
    return std::get<Options>(std::get<CommandLine>(parsed).command);
}

std::string misuse(std::vector<const char*> words) {
    const auto parsed = read(std::move(words));
    const auto* found = std::get_if<Misuse>(&parsed);
    return found == nullptr ? "accepted" : found->problem.text();
}

TEST(AppOptions, sync_takes_its_scope) {
    const auto sync =
        of<SyncOptions>({"sync", "--verify", "--school", "2", "--school", "5", "--only", "learns"});
    EXPECT_TRUE(sync.scope.verify);
    EXPECT_THAT(sync.scope.schools, ElementsAre(2, 5));
    EXPECT_EQ(sync.scope.only, model::Kind::learns);
}

TEST(AppOptions, sync_and_plan_take_single_records) {
    const auto sync = of<SyncOptions>({"sync", "--key", "student:42", "--key", "learns:7/42"});
    EXPECT_THAT(sync.scope.keys, ElementsAre(model::Key{model::Kind::student, 42, 0},
                                             model::Key{model::Kind::learns, 7, 42}));
    EXPECT_THAT(of<PlanOptions>({"plan", "--key", "school:1"}).scope.keys,
                ElementsAre(model::Key{model::Kind::school, 1, 0}));
}

TEST(AppOptions, a_word_that_is_no_key_is_told_what_a_key_is) {
    for (const char* word : {"42", "student", "student:0", "pupil:42", "learns:7", "student:4x"}) {
        const std::string problem = misuse({"sync", "--key", word});
        EXPECT_THAT(problem, HasSubstr(std::string("'") + word + "' is no record's key"));
        EXPECT_THAT(problem, HasSubstr("student:42"));
        EXPECT_THAT(problem, HasSubstr("learns:331/42"));
    }
}

TEST(AppOptions, single_records_go_with_no_other_scope) {
    EXPECT_THAT(misuse({"sync", "--key", "student:42", "--verify"}), HasSubstr("--verify"));
    EXPECT_THAT(misuse({"sync", "--key", "student:42", "--school", "1"}), HasSubstr("--school"));
    EXPECT_THAT(misuse({"plan", "--key", "student:42", "--only", "learns"}), HasSubstr("--only"));
}

TEST(AppOptions, the_addon_is_put_in_and_out_by_the_same_words) {
    const auto install = of<OpensisAddonOptions>(
        {"opensis", "install-addon", "--path", "/srv/sis", "--database", "mysql://a@b/c", "--yes"});
    EXPECT_FALSE(install.remove);
    EXPECT_EQ(install.path, "/srv/sis");
    EXPECT_EQ(install.database, "mysql://a@b/c");
    EXPECT_TRUE(install.yes);
    const auto remove = of<OpensisAddonOptions>({"opensis", "remove-addon", "--path", "/srv/sis"});
    EXPECT_TRUE(remove.remove);
    EXPECT_EQ(remove.database, "") << "opensis.admin_url is asked then";
    EXPECT_FALSE(remove.yes) << "it asks unless it is told not to";
    for (const char* command : {"install-addon", "remove-addon"}) {
        EXPECT_THAT(misuse({"opensis", command}), HasSubstr("--path"));
        EXPECT_THAT(misuse({"opensis", command, "--path", "/srv/sis", "--force"}),
                    HasSubstr("--force"));
    }
    EXPECT_THAT(misuse({"opensis", "install-adon"}), HasSubstr("'install-addon'"));
}

TEST(AppOptions, common_options_stand_before_or_behind_the_command) {
    for (const auto& words : std::vector<std::vector<const char*>>{
             {"--json", "-c", "x.toml", "config", "check"},
             {"config", "check", "--json", "--config", "x.toml"}}) {
        const auto parsed = read(words);
        const auto& line = std::get<CommandLine>(parsed);
        EXPECT_TRUE(line.common.json);
        EXPECT_EQ(line.common.config, "x.toml");
        EXPECT_TRUE(std::holds_alternative<ConfigCheckOptions>(line.command));
    }
}

TEST(AppOptions, the_guard_is_lifted_by_a_name_with_a_reason_only) {
    const auto sync =
        of<SyncOptions>({"sync", "--override", "R. Head", "--because", "the night school closed"});
    EXPECT_EQ(sync.override_name, "R. Head");
    EXPECT_EQ(sync.because, "the night school closed");
    EXPECT_THAT(misuse({"sync", "--override", "R. Head"}), HasSubstr("--because"));
    EXPECT_THAT(misuse({"sync", "--because", "so"}), HasSubstr("--override"));
}

TEST(AppOptions, wrong_words_are_misuse_and_name_the_nearest_command) {
    EXPECT_THAT(misuse({"snyc"}), HasSubstr("'sync'"));
    EXPECT_THAT(misuse({"config", "chek"}), HasSubstr("'check'"));
    EXPECT_THAT(misuse({"sync", "--only", "pupils"}), HasSubstr("pupils"));
    EXPECT_THAT(misuse({"undo"}), HasSubstr("run"));
    EXPECT_THAT(misuse({"undo", "minus-one"}), HasSubstr("minus-one"));
    EXPECT_THAT(misuse({}), HasSubstr("--help"));
}

TEST(AppOptions, misuse_under_json_is_known_to_be) {
    const auto parsed = read({"snyc", "--json"});
    EXPECT_TRUE(std::get<Misuse>(parsed).json);
}

TEST(AppOptions, every_command_has_help_with_an_example) {
    const std::vector<std::vector<const char*>> commands = {{"connect"},
                                                            {"plan"},
                                                            {"sync"},
                                                            {"status"},
                                                            {"standings"},
                                                            {"runs"},
                                                            {"undo"},
                                                            {"version"},
                                                            {"config", "check"},
                                                            {"config", "sample"},
                                                            {"opensis", "grants"},
                                                            {"opensis", "check"},
                                                            {"opensis", "install-addon"},
                                                            {"opensis", "remove-addon"},
                                                            {"opensis", "handover-key"},
                                                            {"sandbox"},
                                                            {"school"}};
    for (auto words : commands) {
        std::string line = "causeway";
        for (const char* word : words)
            line += std::string(" ") + word;
        words.push_back("--help");
        const auto parsed = read(words);
        ASSERT_TRUE(std::holds_alternative<HelpText>(parsed)) << line;
        const std::string& text = std::get<HelpText>(parsed).text;
        EXPECT_THAT(text, HasSubstr("Example:")) << line;
        EXPECT_THAT(text, HasSubstr("\n  " + line)) << line;
        EXPECT_THAT(text, HasSubstr("--json")) << line;
    }
}

}  // namespace
}  // namespace causeway::app
