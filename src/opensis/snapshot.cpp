// SPDX-License-Identifier: GPL-3.0-or-later
#include "opensis/snapshot.h"

#include <utility>
#include <vector>

#include "opensis/chained_stream.h"
#include "opensis/key_lookups.h"
#include "opensis/people_streams.h"
#include "opensis/place_streams.h"
#include "opensis/schema_check.h"
#include "opensis/session.h"

namespace causeway::opensis {

Snapshot::Snapshot(std::unique_ptr<Session> session) : session_(std::move(session)) {}
Snapshot::~Snapshot() = default;

std::unique_ptr<model::Stream<model::School>> Snapshot::schools() {
    return school_stream(*session_);
}

std::unique_ptr<model::Stream<model::Subject>> Snapshot::subjects() {
    return subject_stream(*session_);
}

std::unique_ptr<model::Stream<model::Course>> Snapshot::courses() {
    return course_stream(*session_);
}

std::unique_ptr<model::Stream<model::Section>> Snapshot::sections() {
    return section_stream(*session_);
}

std::unique_ptr<model::Stream<model::Person>> Snapshot::people() {
    using People = ChainedStream<model::Person>;
    Session& session = *session_;
    std::vector<People::Part> parts;
    if (session.reads_any("staff"))
        parts.emplace_back([&session] { return staff_stream(session); });
    if (session.reads_any("student"))
        parts.emplace_back([&session] { return student_stream(session); });
    return std::make_unique<People>(std::move(parts));
}

std::unique_ptr<model::Stream<model::Enrolment>> Snapshot::enrolments() {
    using Enrolments = ChainedStream<model::Enrolment>;
    Session& session = *session_;
    std::vector<Enrolments::Part> parts;
    if (session.options().administrators && session.reads_any("manages.who"))
        parts.emplace_back([&session] { return manages_stream(session); });
    if (session.reads_any("teaches.who"))
        parts.emplace_back([&session] { return teaches_stream(session); });
    if (session.reads_any("learns.who"))
        parts.emplace_back([&session] { return learns_stream(session); });
    return std::make_unique<Enrolments>(std::move(parts));
}

void Snapshot::narrow(std::span<const model::Key> keys) {
    reading([&] { session_->narrow(keys); });
}

std::vector<model::Key> Snapshot::hanging_on(std::span<const model::Key> keys) {
    return reading([&] { return keys_hanging_on(*session_, keys); });
}

std::vector<model::Key> Snapshot::people_named(std::span<const std::string> names) {
    return reading([&] { return keys_of_people_named(*session_, names); });
}

OpenSis::OpenSis(db::MariadbAddress address, ReadOptions options)
    : address_(std::move(address)), options_(options) {}

std::unique_ptr<Snapshot> OpenSis::open(const model::RosterScope& scope) {
    return reading([&] {
        auto connection = db::open_mariadb(address_, options_.timeout_seconds);
        check_schema(*connection).require();
        return std::make_unique<Snapshot>(
            std::make_unique<Session>(std::move(connection), scope, options_));
    });
}

}  // namespace causeway::opensis
