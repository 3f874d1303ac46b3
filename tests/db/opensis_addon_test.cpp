// SPDX-License-Identifier: GPL-3.0-or-later
// Putting the add-on into an openSIS and taking it out again: shown first, whole or not at all,
// and afterwards everything is as before. The openSIS here is a folder with the few files by which
// one is known, and a database in its shape.
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "opensis/addon.h"
#include "opensis_school.h"

namespace causeway::tests {
namespace {

namespace fs = std::filesystem;
using opensis::AddonFile;
using opensis::AddonFileStep;
using opensis::AddonPackage;
using opensis::AddonPlan;

constexpr std::string_view kAbout = R"({"version": 2, "release": "1.1.0", "pages": [
    {"page": "lms/LmsSettings.php", "profiles": ["super_administrator"], "edit": true},
    {"page": "lms/GoToLms.php", "profiles": ["super_administrator", "administrator", "teacher",
     "student", "parent"], "edit": false}]})";
constexpr AddonFile kFiles[] = {{"CausewayGo.php", "<?php // go"},
                                {"functions/CausewayFnc.php", "<?php // always"},
                                {"modules/lms/Menu.php", "<?php // menu"},
                                {"modules/lms/lib/New.php", "<?php // of 1.1"}};
constexpr std::string_view kAboutOld = R"({"version": 1, "release": "1.0.0", "pages": [
    {"page": "lms/LmsSettings.php", "profiles": ["super_administrator"], "edit": true}]})";
constexpr AddonFile kFilesOld[] = {{"functions/CausewayFnc.php", "<?php // always"},
                                   {"modules/lms/Menu.php", "<?php // old menu"},
                                   {"modules/lms/lib/Old.php", "<?php // of 1.0"}};

// What the sample school's six profiles get: all of them the way into Moodle, one the settings.
constexpr std::int64_t kRights = 7;

const AddonPackage& package() {
    static const AddonPackage made = opensis::addon_package(kAbout, kFiles);
    return made;
}
const AddonPackage& old_package() {
    static const AddonPackage made = opensis::addon_package(kAboutOld, kFilesOld);
    return made;
}

void write(const fs::path& file, std::string_view text) {
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
}
std::string read(const fs::path& file) {
    std::ostringstream out;
    out << std::ifstream(file, std::ios::binary).rdbuf();
    return out.str();
}

class Addon : public ::testing::Test {
  protected:
    void SetUp() override {
        address_ = fresh_database();
        connection_ = db::open_mariadb(address_);
        sandbox::prepare_schema(*connection_);
        connection_->execute(
            "CREATE TABLE profile_exceptions (profile_id decimal(10,0), modname varchar(255), "
            "can_use varchar(1), can_edit varchar(1), last_updated timestamp NOT NULL DEFAULT "
            "current_timestamp() ON UPDATE current_timestamp(), updated_by varchar(255))");
        connection_->execute(
            "INSERT INTO profile_exceptions VALUES (0, 'students/Student.php', 'Y', 'Y', "
            "'2020-01-02 03:04:05', 'x'), (2, 'grades/Grades.php', 'Y', NULL, '2020-01-02 "
            "03:04:05', NULL)");
        std::string name = (fs::temp_directory_path() / "causeway-addon-XXXXXX").string();
        ASSERT_NE(::mkdtemp(name.data()), nullptr);
        folder_ = name;
        write(folder_ / "ConfigInc.php", "<?php $openSISModules = [];");
        write(folder_ / "Menu.php", "<?php // profile_exceptions");
        write(folder_ / "Warehouse.php", "<?php // loads /functions");
        write(folder_ / "Modules.php", "<?php // Menu.php");
        write(folder_ / "Ajax.php", "<?php // Menu.php");
        write(folder_ / "functions/UserFnc.php", "<?php // STAFF_ID");
        write(folder_ / "modules/students/Menu.php", "<?php");
        write(folder_ / "Data.php", "<?php $DatabaseName = '" + address_.database + "';");
        fs::permissions(folder_ / "Data.php", fs::perms::owner_read | fs::perms::owner_write);
        before_ = state();
    }
    void TearDown() override { fs::remove_all(folder_); }

    // Every file with its text and mode, every folder, every row and table.
    std::string state() {
        std::map<std::string, std::string> out;
        for (const auto& entry : fs::recursive_directory_iterator(folder_)) {
            struct stat about{};
            ::stat(entry.path().c_str(), &about);
            out[entry.path().lexically_relative(folder_).string()] =
                std::to_string(about.st_mode) +
                (entry.is_regular_file() ? " " + read(entry.path()) : "");
        }
        std::string text;
        for (const auto& [path, content] : out)
            text += path + " " + content + "\n";
        for (const char* sql :
             {"SELECT CONCAT_WS('|', profile_id, modname, can_use, IFNULL(can_edit, '-'), "
              "last_updated, IFNULL(updated_by, '-')) FROM profile_exceptions ORDER BY 1",
              "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() "
              "ORDER BY 1"}) {
            const auto rows = connection_->query(sql);
            while (const auto* row = rows->next())
                text += std::string(row->text(0)) + "\n";
        }
        return text;
    }
    AddonPlan install(const AddonPackage& what) {
        const AddonPlan plan = opensis::plan_install(folder_, what, *connection_);
        opensis::carry_out(plan, what, *connection_);
        return plan;
    }
    AddonPlan remove() {
        const AddonPlan plan = opensis::plan_removal(folder_, package(), *connection_);
        opensis::carry_out(plan, package(), *connection_);
        return plan;
    }
    std::int64_t rights() {
        return connection_
            ->one_integer("SELECT COUNT(*) FROM profile_exceptions WHERE modname LIKE 'lms/%'")
            .value_or(-1);
    }
    // An account with these rights on profile_exceptions and on our table.
    std::unique_ptr<db::Connection> account(const std::string& rows, const std::string& table) {
        const std::string in = "`" + address_.database + "`.";
        connection_->execute("CREATE OR REPLACE USER addon@localhost IDENTIFIED BY 'secret'");
        // MariaDB grants a right on a table only when it is there, unless it is the one to make it.
        const bool made = connection_->one_integer(
                              "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema "
                              "= DATABASE() AND table_name = 'causeway_settings'") == 0;
        if (made) connection_->execute("CREATE TABLE causeway_settings (name int)");
        for (const std::string& grant :
             {"SELECT ON " + in + "app", "SELECT ON " + in + "user_profiles",
              rows + " ON " + in + "profile_exceptions", table + " ON " + in + "causeway_settings"})
            connection_->execute("GRANT " + grant + " TO addon@localhost");
        if (made) connection_->execute("DROP TABLE causeway_settings");
        db::MariadbAddress address = address_;
        address.user = "addon";
        address.password = "secret";
        return db::open_mariadb(address);
    }
    template <class Work>
    std::string refusal(Work&& work) {
        try {
            work();
        } catch (const base::Failure& failure) {
            EXPECT_FALSE(failure.problem().cure.empty());
            return failure.problem().code;
        }
        return "";
    }

    db::MariadbAddress address_;
    std::unique_ptr<db::Connection> connection_;
    fs::path folder_;
    std::string before_;
};

const AddonFileStep* step(const AddonPlan& plan, std::string_view path) {
    for (const AddonFileStep& one : plan.files)
        if (one.path == path) return &one;
    return nullptr;
}

TEST_F(Addon, ShowsEverythingAndWritesNothingUntilItIsAgreed) {
    const AddonPlan plan = opensis::plan_install(folder_, package(), *connection_);
    EXPECT_EQ(plan.files.size(), std::size(kFiles));
    EXPECT_EQ(plan.rights.size(), kRights);  // every profile, and the settings for one
    EXPECT_TRUE(plan.table && plan.seal && plan.manifest);
    EXPECT_EQ(plan.opensis, "9.2 (build 20250827001)");
    EXPECT_FALSE(plan.release_at);
    EXPECT_EQ(state(), before_);
}

TEST_F(Addon, IsInAndOutAgainAndLeavesNoTrace) {
    install(package());
    for (const AddonFile& file : kFiles)
        EXPECT_EQ(read(folder_ / file.path), file.text);
    EXPECT_EQ(rights(), kRights);
    EXPECT_EQ(connection_->one_integer("SELECT COUNT(*) FROM causeway_settings"), 0);
    struct stat seal{};
    ASSERT_EQ(::stat((folder_ / opensis::kAddonSeal).c_str(), &seal), 0);
    EXPECT_EQ(seal.st_mode & 0777, 0600U) << "as the file with openSIS's own password";
    EXPECT_EQ(connection_->one_text("SELECT CONCAT(can_use, IFNULL(can_edit, '-')) FROM "
                                    "profile_exceptions WHERE profile_id = 3 AND modname = "
                                    "'lms/GoToLms.php'"),
              "Y-");
    const std::string installed = state();
    EXPECT_TRUE(install(package()).nothing());
    EXPECT_EQ(state(), installed);

    const AddonPlan removal = remove();
    EXPECT_EQ(removal.files.size(), std::size(kFiles));
    EXPECT_EQ(state(), before_);
    EXPECT_TRUE(remove().nothing());
    install(package());
    EXPECT_EQ(rights(), kRights);
    remove();
    EXPECT_EQ(state(), before_);
}

TEST_F(Addon, BringsAnOlderOneUpToDateAndNamesWhatWasChangedHere) {
    install(old_package());
    const std::string seal = read(folder_ / opensis::kAddonSeal);
    write(folder_ / "modules/lms/Menu.php", "<?php // somebody's own");
    const AddonPlan plan = install(package());
    EXPECT_EQ(plan.release_at, "1.0.0");
    ASSERT_NE(step(plan, "modules/lms/Menu.php"), nullptr);
    EXPECT_TRUE(step(plan, "modules/lms/Menu.php")->changed_here);
    ASSERT_NE(step(plan, "modules/lms/lib/Old.php"), nullptr);
    EXPECT_EQ(step(plan, "modules/lms/lib/Old.php")->verb, AddonFileStep::Verb::remove);
    EXPECT_FALSE(step(plan, "modules/lms/lib/Old.php")->changed_here);
    EXPECT_EQ(step(plan, "functions/CausewayFnc.php"), nullptr) << "it is the same";
    EXPECT_FALSE(fs::exists(folder_ / "modules/lms/lib/Old.php"));
    EXPECT_EQ(read(folder_ / "modules/lms/Menu.php"), "<?php // menu");
    EXPECT_EQ(read(folder_ / opensis::kAddonSeal), seal) << "the keys in the table stay readable";
    EXPECT_EQ(rights(), kRights);
    EXPECT_EQ(refusal([&] { install(old_package()); }), "addon.newer");
    remove();
    EXPECT_EQ(state(), before_);
}

TEST_F(Addon, ARightThatTheSchoolTookAwayStaysAway) {
    install(package());
    connection_->execute(
        "DELETE FROM profile_exceptions WHERE profile_id = 4 AND modname = 'lms/GoToLms.php'");
    EXPECT_TRUE(install(package()).nothing());
    // A profile of the school's own gets what its kind gets.
    connection_->execute("INSERT INTO user_profiles (profile, title) VALUES ('admin', 'Office')");
    const AddonPlan plan = install(package());
    ASSERT_EQ(plan.rights.size(), 1U);
    EXPECT_EQ(plan.rights[0].profile, "Office");
    EXPECT_EQ(plan.rights[0].right.second, "lms/GoToLms.php");
    // A table that was put back to an older state is filled again.
    connection_->execute("DELETE FROM profile_exceptions WHERE modname LIKE 'lms/%'");
    EXPECT_EQ(install(package()).rights.size(), kRights + 1);
}

TEST_F(Addon, WhatSomebodyElsePutThereIsNeitherOverwrittenNorRemoved) {
    write(folder_ / "modules/lms/Menu.php", "<?php // another module of that name");
    const std::string theirs = state();
    EXPECT_EQ(refusal([&] { install(package()); }), "addon.foreign");
    EXPECT_EQ(state(), theirs);
    fs::remove_all(folder_ / "modules/lms");
    install(package());
    write(folder_ / "modules/lms/notes.txt", "mine");
    const AddonPlan removal = remove();
    ASSERT_EQ(removal.strangers.size(), 1U);
    EXPECT_EQ(removal.strangers[0], "modules/lms/notes.txt");
    EXPECT_EQ(read(folder_ / "modules/lms/notes.txt"), "mine");
    EXPECT_FALSE(fs::exists(folder_ / "modules/lms/Menu.php"));
    fs::remove_all(folder_ / "modules/lms");
    EXPECT_EQ(state(), before_);
}

TEST_F(Addon, AnOpenSisThatIsNotKnownIsLeftAlone) {
    connection_->execute("UPDATE app SET value = '10.1' WHERE name = 'version'");
    EXPECT_EQ(refusal([&] { install(package()); }), "addon.version");
    connection_->execute("UPDATE app SET value = '9.1' WHERE name = 'version'");
    write(folder_ / "Warehouse.php", "<?php // loads nothing");
    EXPECT_EQ(refusal([&] { install(package()); }), "addon.folder");
    write(folder_ / "Warehouse.php", "<?php // loads /functions");
    fs::rename(folder_ / "Ajax.php", folder_ / "Other.php");
    EXPECT_EQ(refusal([&] { install(package()); }), "addon.folder");
    fs::rename(folder_ / "Other.php", folder_ / "Ajax.php");
    write(folder_ / "Data.php", "<?php $DatabaseName = 'another';");
    EXPECT_EQ(refusal([&] { install(package()); }), "addon.database");
    EXPECT_EQ(refusal([&] { opensis::plan_install(folder_ / "no", package(), *connection_); }),
              "addon.folder");
    EXPECT_EQ(rights(), 0);
    EXPECT_FALSE(fs::exists(folder_ / "modules/lms"));
}

TEST_F(Addon, TheRightsThatAreNamedAreEnough) {
    const auto connection = account("SELECT, INSERT, DELETE", "CREATE, DROP, SELECT");
    const auto grants = opensis::addon_grants("addon", "localhost", address_.database);
    EXPECT_EQ(grants.size(), 4U);
    connection_->execute("REVOKE ALL PRIVILEGES, GRANT OPTION FROM addon@localhost");
    for (const std::string& grant : grants)
        connection_->execute(grant);
    auto plan = opensis::plan_install(folder_, package(), *connection);
    opensis::carry_out(plan, package(), *connection);
    EXPECT_EQ(rights(), kRights);
    plan = opensis::plan_removal(folder_, package(), *connection);
    opensis::carry_out(plan, package(), *connection);
    EXPECT_EQ(state(), before_);
}

TEST_F(Addon, WhenOneStepFailsNothingIsDone) {
    {  // no right to make the table
        const auto poor = account("SELECT, INSERT, DELETE", "SELECT");
        const auto plan = opensis::plan_install(folder_, package(), *poor);
        EXPECT_EQ(refusal([&] { opensis::carry_out(plan, package(), *poor); }), "addon.rights");
        EXPECT_EQ(state(), before_);
    }
    {  // no right to give rights
        const auto poor = account("SELECT", "CREATE, DROP, SELECT");
        const auto plan = opensis::plan_install(folder_, package(), *poor);
        EXPECT_EQ(refusal([&] { opensis::carry_out(plan, package(), *poor); }), "addon.rights");
        EXPECT_EQ(state(), before_);
    }
    {  // a file in the way of a folder, put there since it was planned
        const auto plan = opensis::plan_install(folder_, package(), *connection_);
        write(folder_ / "modules/lms", "in the way");
        EXPECT_EQ(refusal([&] { opensis::carry_out(plan, package(), *connection_); }),
                  "addon.file");
        EXPECT_EQ(read(folder_ / "modules/lms"), "in the way");
        fs::remove(folder_ / "modules/lms");
        EXPECT_EQ(state(), before_);
    }
    install(package());
    const std::string installed = state();
    {  // no right to drop the table: the last step of a removal
        const auto poor = account("SELECT, INSERT, DELETE", "SELECT");
        const auto plan = opensis::plan_removal(folder_, package(), *poor);
        EXPECT_EQ(refusal([&] { opensis::carry_out(plan, package(), *poor); }), "addon.rights");
        EXPECT_EQ(state(), installed);
    }
    {  // another one at work
        const auto other = db::open_mariadb(address_);
        ASSERT_EQ(other->one_integer("SELECT GET_LOCK('causeway_addon', 0)"), 1);
        EXPECT_EQ(refusal([&] { remove(); }), "addon.locked");
        EXPECT_EQ(state(), installed);
    }
    remove();
    EXPECT_EQ(state(), before_);
}

TEST_F(Addon, AManifestThatIsSpoiltIsSaidAndNotGuessed) {
    install(package());
    write(folder_ / opensis::kAddonManifest, "<?php // spoilt");
    EXPECT_EQ(refusal([&] { install(package()); }), "addon.manifest");
    EXPECT_EQ(refusal([&] { remove(); }), "addon.manifest");
    fs::remove(folder_ / opensis::kAddonManifest);
    EXPECT_TRUE(install(package()).files.empty());
    fs::remove(folder_ / opensis::kAddonManifest);
    remove();
    EXPECT_EQ(state(), before_);
}

}  // namespace
}  // namespace causeway::tests
