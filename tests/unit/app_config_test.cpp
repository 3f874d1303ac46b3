// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "base/failure.h"
#include "base/log.h"

namespace causeway::app {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class AppConfig : public testing::Test {
  protected:
    void SetUp() override {
        folder_ = std::filesystem::temp_directory_path() /
                  ("causeway-config-" + std::to_string(::getpid()) + "-" +
                   testing::UnitTest::GetInstance()->current_test_info()->name());
        std::filesystem::create_directories(folder_);
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::string write(const std::string& text) {
        const std::string file = folder_ / "causeway.toml";
        std::ofstream(file) << text;
        return file;
    }
    ConfigReading read(const std::string& text, const Environment& environment = {}) {
        return read_config({write(text), {}}, environment);
    }

    std::filesystem::path folder_;
};

TEST_F(AppConfig, without_file_and_environment_has_the_defaults) {
    const ConfigReading reading = read_config({{}, {}}, {});
    EXPECT_THAT(reading.problems, IsEmpty());
    EXPECT_EQ(reading.config.text("store.url"), "sqlite:causeway.db");
    EXPECT_EQ(reading.config.integer("moodle.batch"), 50);
    EXPECT_EQ(reading.config.integer("policy.show_days_before_start"), 7);
    EXPECT_TRUE(reading.config.flag("policy.course_categories"));
    EXPECT_THAT(reading.config.list("policy.adopt_by"), ElementsAre("email"));
    EXPECT_THAT(reading.config.integers("opensis.schools"), IsEmpty());
    EXPECT_EQ(reading.config.source("moodle.batch"), "default");
}

TEST_F(AppConfig, a_store_is_a_file_or_postgresql_whose_password_is_not_shown) {
    const ConfigReading good = read(
        "[store]\nurl = "
        "\"postgres://causeway:topsecret@db.example.org/causeway?sslmode=require\"\n");
    EXPECT_THAT(good.problems, IsEmpty());
    EXPECT_EQ(good.config.shown("store.url"),
              "postgres://causeway:***@db.example.org/causeway?sslmode=require");
    for (const char* bad : {"postgres://causeway:topsecret@db.example.org/",
                            "mysql://u:topsecret@h/d", "postgres://causeway:topsecret@h:x/d"}) {
        const ConfigReading reading = read("[store]\nurl = \"" + std::string(bad) + "\"\n");
        ASSERT_EQ(reading.problems.size(), 1U) << bad;
        EXPECT_EQ(reading.problems[0].text().find("topsecret"), std::string::npos)
            << reading.problems[0].text();
    }
}

TEST_F(AppConfig, every_default_passes_its_own_check) {
    const ConfigReading reading = read(sample_config());
    for (const auto& problem : reading.problems)
        ADD_FAILURE() << problem.text();
    for (const Key& key : keys()) {
        EXPECT_EQ(reading.config.text(key.name), read_config({{}, {}}, {}).config.text(key.name))
            << key.name;
        EXPECT_THAT(reading.config.source(key.name), HasSubstr("causeway.toml:")) << key.name;
    }
}

TEST_F(AppConfig, the_file_counts_over_the_default_and_says_its_line) {
    const ConfigReading reading =
        read("[moodle]\nconnections = 2\n\n[opensis]\nschools = [3, 1]\n");
    EXPECT_THAT(reading.problems, IsEmpty());
    EXPECT_EQ(reading.config.integer("moodle.connections"), 2);
    EXPECT_THAT(reading.config.source("moodle.connections"), HasSubstr("causeway.toml:2"));
    EXPECT_THAT(reading.config.integers("opensis.schools"), ElementsAre(3, 1));
}

TEST_F(AppConfig, the_environment_counts_over_the_file) {
    const ConfigReading reading = read(
        "[moodle]\nconnections = 2\n",
        {{"CAUSEWAY_MOODLE_CONNECTIONS", "3"}, {"CAUSEWAY_POLICY_ADOPT_BY", "username, email"}});
    EXPECT_THAT(reading.problems, IsEmpty());
    EXPECT_EQ(reading.config.integer("moodle.connections"), 3);
    EXPECT_EQ(reading.config.source("moodle.connections"), "CAUSEWAY_MOODLE_CONNECTIONS");
    EXPECT_THAT(reading.config.list("policy.adopt_by"), ElementsAre("username", "email"));
}

TEST_F(AppConfig, the_names_that_scripts_rely_on_are_overrides) {
    for (const char* name :
         {"CAUSEWAY_SERVER_LISTEN", "CAUSEWAY_STORE_URL", "CAUSEWAY_MOODLE_URL",
          "CAUSEWAY_MOODLE_TOKEN", "CAUSEWAY_MOODLE_SSO_TOKEN", "CAUSEWAY_OPENSIS_URL"}) {
        bool known = false;
        for (const Key& key : keys())
            known = known || key.environment() == name;
        EXPECT_TRUE(known) << name;
    }
}

TEST_F(AppConfig, an_unknown_key_names_its_line_and_the_nearest_known_one) {
    const ConfigReading reading =
        read("[moodle]\nurl = \"https://m.example.org\"\nconections = 2\n");
    ASSERT_EQ(reading.problems.size(), 1u);
    EXPECT_THAT(reading.problems[0].record, HasSubstr("causeway.toml:3"));
    EXPECT_THAT(reading.problems[0].why, HasSubstr("moodle.conections"));
    EXPECT_THAT(reading.problems[0].cure, HasSubstr("'moodle.connections'"));
    EXPECT_THROW((void)reading.sound(), base::Failure);
}

TEST_F(AppConfig, an_unknown_section_names_the_nearest_known_one) {
    const ConfigReading reading = read("[modle]\nurl = \"https://m.example.org\"\n");
    ASSERT_EQ(reading.problems.size(), 1u);
    EXPECT_THAT(reading.problems[0].cure, HasSubstr("'moodle'"));
}

TEST_F(AppConfig, a_key_far_from_all_others_gets_no_guess) {
    const ConfigReading reading = read("[moodle]\nxyzzyplugh_quux = 2\n");
    ASSERT_EQ(reading.problems.size(), 1u);
    EXPECT_THAT(reading.problems[0].cure, HasSubstr("config check"));
}

TEST_F(AppConfig, a_wrong_type_says_what_is_wanted) {
    const ConfigReading reading = read("[moodle]\nbatch = \"fifty\"\n");
    ASSERT_EQ(reading.problems.size(), 1u);
    EXPECT_THAT(reading.problems[0].why, HasSubstr("a text"));
    EXPECT_THAT(reading.problems[0].cure, HasSubstr("a whole number from 1 to 500"));
}

TEST_F(AppConfig, all_mistakes_are_found_not_only_the_first) {
    const ConfigReading reading = read(
        "[moodle]\nbatch = 0\nauth = \"ldap\"\n[opensis]\nzone = \"Mars/Olympus\"\n"
        "[guard]\npercent = 101\n[policy]\nadopt_by = [\"e-mail\"]\n");
    EXPECT_EQ(reading.problems.size(), 5u);
    for (const auto& problem : reading.problems)
        EXPECT_EQ(problem.code, "config.value");
    EXPECT_EQ(reading.config.integer("moodle.batch"), 50);
}

TEST_F(AppConfig, a_wrong_override_names_its_variable) {
    const ConfigReading reading = read("", {{"CAUSEWAY_GUARD_PERCENT", "ten"}});
    ASSERT_EQ(reading.problems.size(), 1u);
    EXPECT_EQ(reading.problems[0].record, "CAUSEWAY_GUARD_PERCENT");
}

TEST_F(AppConfig, broken_toml_names_its_line) {
    const ConfigReading reading = read("[moodle]\nurl = \"https://m.example.org\n");
    ASSERT_EQ(reading.problems.size(), 1u);
    EXPECT_EQ(reading.problems[0].code, "config.syntax");
    EXPECT_THAT(reading.problems[0].record, HasSubstr("causeway.toml:2"));
}

TEST_F(AppConfig, a_named_file_must_exist) {
    const ConfigReading reading = read_config({folder_ / "nowhere.toml", {}}, {});
    ASSERT_EQ(reading.problems.size(), 1u);
    EXPECT_EQ(reading.problems[0].code, "config.file");
}

TEST_F(AppConfig, the_environment_can_name_the_file) {
    const std::string file = write("[moodle]\nbatch = 7\n");
    EXPECT_EQ(read_config({{}, {}}, {{"CAUSEWAY_CONFIG", file}}).config.integer("moodle.batch"), 7);
}

TEST_F(AppConfig, a_misspelt_variable_is_noted) {
    const ConfigReading reading =
        read_config({{}, {}}, {{"CAUSEWAY_MOODLE_TOKN", "x"}, {"CAUSEWAY_SIM_SEEDS", "9"}});
    ASSERT_EQ(reading.notes.size(), 1u);
    EXPECT_THAT(reading.notes[0], HasSubstr("CAUSEWAY_MOODLE_TOKEN"));
}

TEST_F(AppConfig, secrets_are_neither_shown_nor_logged) {
    const ConfigReading reading = read(
        "[moodle]\ntoken = \"0123456789abcdef-token\"\n"
        "[opensis]\nurl = \"mysql://reader:hunter2-hunter2@db.example.org/opensis\"\n");
    EXPECT_EQ(reading.config.shown("moodle.token"), "(hidden)");
    EXPECT_EQ(reading.config.shown("opensis.url"), "mysql://reader:***@db.example.org/opensis");
    EXPECT_EQ(base::log::redacted("x 0123456789abcdef-token hunter2-hunter2 y"), "x *** *** y");
}

TEST_F(AppConfig, a_mistake_in_an_address_does_not_repeat_its_password) {
    const ConfigReading reading =
        read("[opensis]\nurl = \"postgres://reader:hunter2-hunter2@db/opensis\"\n");
    ASSERT_EQ(reading.problems.size(), 1u);
    EXPECT_THAT(reading.problems[0].text(), testing::Not(HasSubstr("hunter2")));
}

TEST_F(AppConfig, a_missing_setting_says_how_to_give_it) {
    const ConfigReading reading = read_config({{}, {}}, {});
    try {
        (void)reading.config.required("moodle.url");
        FAIL() << "moodle.url is not set, yet it was given";
    } catch (const base::Failure& failure) {
        EXPECT_EQ(failure.exit(), base::ExitCode::usage);
        EXPECT_THAT(failure.problem().cure, HasSubstr("CAUSEWAY_MOODLE_URL"));
    }
}

}  // namespace
}  // namespace causeway::app
