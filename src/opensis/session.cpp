// SPDX-License-Identifier: GPL-3.0-or-later
#include "opensis/session.h"

#include <algorithm>

namespace causeway::opensis {

namespace {

// The server may wait while the engine is busy with Moodle; the defaults (60 s to take a row) are
// for clients that only read. Session variables: no right is needed for them.
constexpr std::string_view kPatience =
    "SET SESSION net_write_timeout = 1800, SESSION wait_timeout = 28800";
constexpr std::string_view kIsolation = "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ";

[[noreturn]] void two_answers() {
    throw base::Failure(
        base::ExitCode::error,
        {"openSIS cannot be read further", "",
         "a second listing was asked for while one was still open",
         "This is a mistake in Causeway; please report it.", "opensis.two_streams"});
}

}  // namespace

Session::Session(std::unique_ptr<db::Connection> connection, const model::RosterScope& scope,
                 ReadOptions options)
    : connection_(std::move(connection)),
      options_(options),
      scope_names_schools_(!scope.schools.empty()) {
    connection_->execute(kPatience);
    connection_->execute(kIsolation);
    transaction_ = std::make_unique<db::Transaction>(*connection_, sql::kBegin);
    places_ = load_places(*connection_, scope);
    scope_ = std::make_unique<ScopeValues>(places_);
}

base::Date Session::day_of(std::int64_t school) const {
    const auto place =
        std::lower_bound(places_.begin(), places_.end(), school,
                         [](const Place& p, std::int64_t id) { return p.school.id < id; });
    return place->day;
}

void Session::narrow(std::span<const model::Key> keys) {
    KeyFilter filter(keys);
    std::set<std::int64_t> sections;
    for (const model::Key& taught : teaches_of(filter.ids("staff")))
        sections.insert(taught.id);
    filter.add_list("staff.section", sections);
    filter_ = std::move(filter);
}

std::vector<model::Key> Session::teaches_of(const std::vector<std::int64_t>& staff) {
    std::vector<model::Key> unknown;
    for (const std::int64_t id : staff)
        if (taught_.try_emplace(id).second) unknown.push_back({model::Kind::staff, id, 0});
    if (!unknown.empty()) {
        const KeyFilter filter(unknown);
        Answer answer(*this, sql::kSectionsOfStaff, {}, &filter);
        while (const auto* row = answer.next())
            for (const int column : {1, 2})
                if (const auto found = taught_.find(row->integer(column)); found != taught_.end())
                    found->second.insert(row->integer(0));
    }
    std::vector<model::Key> out;
    for (const std::int64_t id : staff)
        for (const std::int64_t section : taught_.at(id))
            out.push_back({model::Kind::teaches, section, id});
    return out;
}

std::int64_t Session::count(std::string_view statement, const std::vector<db::Value>& others) {
    Answer answer(*this, statement, others);
    const auto* row = answer.next();
    const std::int64_t number = row == nullptr ? -1 : row->integer(0);
    while (answer.next() != nullptr) {
    }
    return number;
}

Session::Answer::Answer(Session& session, std::string_view statement,
                        const std::vector<db::Value>& others, const KeyFilter* filter)
    : session_(session) {
    if (session_.answering_) two_answers();
    if (filter == nullptr && session_.filter_) filter = &*session_.filter_;
    const BoundSql bound = session_.scope_->expand(statement, others, filter);
    statement_ = session_.connection_->prepare(bound.text);
    rows_ = statement_->query(bound.values);
    session_.answering_ = true;
}

Session::Answer::~Answer() {
    rows_.reset();
    statement_.reset();
    session_.answering_ = false;
}

const db::Row* Session::Answer::next() {
    return rows_->next();
}

}  // namespace causeway::opensis
