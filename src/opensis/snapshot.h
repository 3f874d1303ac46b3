// SPDX-License-Identifier: GPL-3.0-or-later
// The roster reader: one consistent snapshot of openSIS's database, read as streams in key order.
// app/ wraps a Snapshot into the sync engine's port; the methods are the same ones. A snapshot
// owns one connection with one read-only transaction and belongs to one thread; one stream is
// open at a time, and a stream must not outlive its snapshot. Every stream proves at its end that
// it was whole. Errors: Failure(usage) when the schema is not one Causeway knows or the scope
// names a school that openSIS has not; Failure(incomplete) when openSIS cannot be reached or an
// answer breaks off.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "db/db.h"
#include "model/roster.h"
#include "model/stream.h"

namespace causeway::opensis {

struct ReadOptions {
    bool administrators = false;     // school administrators take part: as staff and as `manages`
    unsigned timeout_seconds = 120;  // of every single exchange with the server
};

class Session;  // session.h

class Snapshot {
  public:
    explicit Snapshot(std::unique_ptr<Session> session);
    ~Snapshot();
    Snapshot(const Snapshot&) = delete;
    Snapshot& operator=(const Snapshot&) = delete;

    std::unique_ptr<model::Stream<model::School>> schools();
    std::unique_ptr<model::Stream<model::Subject>> subjects();
    std::unique_ptr<model::Stream<model::Course>> courses();
    std::unique_ptr<model::Stream<model::Section>> sections();
    // Staff first, then students.
    std::unique_ptr<model::Stream<model::Person>> people();
    // manages (only with ReadOptions::administrators), then teaches, then learns; each by place,
    // then by person.
    std::unique_ptr<model::Stream<model::Enrolment>> enrolments();

    // From here on the streams yield the records of these keys only, each as before.
    void narrow(std::span<const model::Key> keys);
    // What hangs on these records: enrolments of people and in sections, what is below a category.
    std::vector<model::Key> hanging_on(std::span<const model::Key> keys);
    // Who has one of these (lower case) as e-mail address or login. openSIS has no index for
    // addresses: they are looked for by a scan of that column in each of three tables.
    std::vector<model::Key> people_named(std::span<const std::string> names);

  private:
    std::unique_ptr<Session> session_;
};

class OpenSis {
  public:
    explicit OpenSis(db::MariadbAddress address, ReadOptions options = {});

    // Connects, checks the schema, freezes the snapshot and finds each school's year.
    [[nodiscard]] std::unique_ptr<Snapshot> open(const model::RosterScope& scope);

  private:
    db::MariadbAddress address_;
    ReadOptions options_;
};

}  // namespace causeway::opensis
