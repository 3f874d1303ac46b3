// SPDX-License-Identifier: GPL-3.0-or-later
#include "opensis/addon_rows.h"

#include <fmt/format.h>

#include "base/log.h"
#include "base/text.h"
#include "opensis/schema_check.h"

namespace causeway::opensis {

namespace {

using base::ExitCode;
using base::Failure;

[[noreturn]] void refused(const Failure& failure) {
    base::Problem problem = failure.problem();
    problem.what = "The add-on's part of openSIS's database could not be changed";
    problem.cure =
        "Give the account the rights that `causeway opensis install-addon --help` names, or "
        "another "
        "address with --database. Nothing was changed.";
    problem.code = "addon.rights";
    throw Failure(ExitCode::error, std::move(problem));
}

template <class Work>
void changing(Work&& work) {
    try {
        work();
    } catch (const Failure& failure) {
        refused(failure);
    }
}

std::string word(std::string_view kind, std::int64_t id) {
    if (kind == "admin") return id == 0 ? "super_administrator" : "administrator";
    if (kind == "teacher" || kind == "student" || kind == "parent") return std::string(kind);
    return "";
}

std::string marks(std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i)
        out += i == 0 ? "?" : ", ?";
    return out;
}

std::vector<db::Value> values_of(const std::set<std::string>& pages) {
    std::vector<db::Value> out;
    for (const std::string& page : pages)
        out.emplace_back(std::string_view(page));
    return out;
}

}  // namespace

std::string known_opensis(db::Connection& connection) {
    const auto value = [&connection](std::string_view name) {
        return connection.one_text("SELECT value FROM app WHERE name = ?", {name}).value_or("");
    };
    const std::string version = value("version");
    const std::string build = value("build");
    // The menu that the add-on rests on is as it is since 9.0.
    if (version != "9" && !version.starts_with("9."))
        throw Failure(
            ExitCode::usage,
            {"The add-on does not know this openSIS", version.empty() ? "app" : version,
             version.empty() ? "the table `app` tells no version"
                             : "it was made for openSIS Classic 9",
             "Bring openSIS to version 9, or look for a newer Causeway.", "addon.version"});
    return build.empty() ? version : fmt::format("{} (build {})", version, build);
}

std::vector<AddonProfile> addon_profiles(db::Connection& connection) {
    std::vector<AddonProfile> out;
    const auto rows = connection.query("SELECT id, profile, title FROM user_profiles ORDER BY id");
    while (const auto* row = rows->next()) {
        const std::int64_t id = row->integer(0);
        out.push_back(
            {id, base::tidy(std::string(row->text(2))), word(base::lower_ascii(row->text(1)), id)});
    }
    return out;
}

bool addon_table_there(db::Connection& connection) {
    return connection
               .one_integer(
                   "SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = "
                   "DATABASE() AND table_name = ?",
                   {kAddonTable})
               .value_or(0) > 0;
}

std::set<AddonRight> addon_rights(db::Connection& connection, const std::set<std::string>& pages) {
    std::set<AddonRight> out;
    if (pages.empty()) return out;
    const auto statement =
        connection.prepare("SELECT profile_id, modname FROM profile_exceptions WHERE modname IN (" +
                           marks(pages.size()) + ")");
    const auto values = values_of(pages);
    const auto rows = statement->query(values);
    while (const auto* row = rows->next())
        out.emplace(row->integer(0), std::string(row->text(1)));
    return out;
}

AddonRows::AddonRows(db::Connection& connection) : connection_(connection) {}

AddonRows::~AddonRows() {
    if (!kept_) undo();
}

void AddonRows::make_table() {
    changing([this] {
        connection_.execute(
            "CREATE TABLE causeway_settings (name varchar(64) NOT NULL PRIMARY KEY, "
            "value text NOT NULL) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4");
    });
    made_table_ = true;
}

void AddonRows::give(const std::vector<AddonRightStep>& rights) {
    changing([&] {
        db::Transaction transaction(connection_);
        for (const AddonRightStep& step : rights) {
            const db::Value edit = step.edit ? db::Value("Y") : db::Value(db::Null{});
            connection_.run(
                "INSERT INTO profile_exceptions (profile_id, modname, can_use, can_edit) "
                "VALUES (?, ?, 'Y', ?)",
                {step.right.first, std::string_view(step.right.second), edit});
        }
        transaction.commit();
    });
    for (const AddonRightStep& step : rights)
        given_.push_back(step.right);
}

void AddonRows::take_away(const std::set<std::string>& pages) {
    if (pages.empty()) return;
    const auto values = values_of(pages);
    std::vector<Row> taken;
    changing([&] {
        db::Transaction transaction(connection_);
        {
            const auto statement = connection_.prepare(
                "SELECT profile_id, modname, can_use, can_edit, last_updated, updated_by "
                "FROM profile_exceptions WHERE modname IN (" +
                marks(pages.size()) + ") FOR UPDATE");
            const auto rows = statement->query(values);
            while (const auto* row = rows->next()) {
                Row one{row->integer(0), std::string(row->text(1)), {}};
                for (int column = 2; column < 6; ++column)
                    one.rest.push_back(row->is_null(column)
                                           ? std::nullopt
                                           : std::optional(std::string(row->text(column))));
                taken.push_back(std::move(one));
            }
        }
        connection_
            .prepare("DELETE FROM profile_exceptions WHERE modname IN (" + marks(pages.size()) +
                     ")")
            ->run(values);
        transaction.commit();
    });
    taken_ = std::move(taken);
}

void AddonRows::drop_table() {
    changing([this] { connection_.execute("DROP TABLE causeway_settings"); });
}

void AddonRows::undo() noexcept {
    try {
        for (const auto& [profile, page] : given_)
            connection_.run("DELETE FROM profile_exceptions WHERE profile_id = ? AND modname = ?",
                            {profile, std::string_view(page)});
        for (const Row& row : taken_) {
            // openSIS's triggers write this into updated_by, whatever the statement says.
            connection_.run("SET @userId = ?",
                            {row.rest.back() ? db::Value(std::string_view(*row.rest.back()))
                                             : db::Value(db::Null{})});
            std::vector<db::Value> values{row.profile, std::string_view(row.page)};
            for (const auto& value : row.rest)
                values.push_back(value ? db::Value(std::string_view(*value))
                                       : db::Value(db::Null{}));
            connection_
                .prepare(
                    "INSERT INTO profile_exceptions (profile_id, modname, can_use, can_edit, "
                    "last_updated, updated_by) VALUES (?, ?, ?, ?, ?, ?)")
                ->run(values);
        }
        if (made_table_) connection_.execute("DROP TABLE causeway_settings");
    } catch (const Failure& failure) {
        // The first failure is on its way already; this one is for the log.
        base::log::warning("The add-on's rows could not be taken back: {}",
                           failure.problem().text());
    }
}

}  // namespace causeway::opensis
