// SPDX-License-Identifier: GPL-3.0-or-later
// Reads and writes the values of mapped fields. One connection, one thread.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/failure.h"
#include "base/result.h"
#include "db/db.h"
#include "model/fields.h"
#include "model/stream.h"
#include "opensis/field_table.h"

namespace causeway::opensis {

// What is to be read: fields of a list that outlives the stream. The values come staff first, then
// students, each by number; of people without any value too. `only`: these people (sorted), else
// all that openSIS has, of whatever year. Throws Failure(incomplete) when an answer breaks off.
std::unique_ptr<model::Stream<model::PersonValues>> field_values(
    db::Connection& connection, std::span<const PlacedField* const> fields,
    std::optional<std::vector<model::Key>> only);

struct FieldChange {
    const PlacedField* field = nullptr;
    // In form: the change is made only where this still stands. Nothing: whatever stands there.
    std::optional<std::string> before;
    std::string after;
};

class FieldWriter {
  public:
    explicit FieldWriter(std::unique_ptr<db::Connection> connection);
    // On a connection that is set up as this one's own would be; it outlives this.
    explicit FieldWriter(db::Connection& connection) : connection_(&connection) {}

    // One Problem or nothing for each change, in order. What openSIS refuses of one value does not
    // keep the person's others out. A lost connection is a Failure(incomplete); then a value is
    // there or it is not, and the next reading tells.
    std::vector<std::optional<base::Problem>> write(const model::Key& person,
                                                    std::span<const FieldChange> changes);
    // The same as a part of the caller's transaction.
    std::vector<std::optional<base::Problem>> write_within(const model::Key& person,
                                                           std::span<const FieldChange> changes);

  private:
    std::optional<base::Problem> write_one(const model::Key& person, const FieldChange& change);
    std::optional<std::int64_t> row_of(const model::Key& person, FieldRow row);
    void require_connection(const base::Failure& failure);

    std::unique_ptr<db::Connection> own_;
    db::Connection* connection_;
};

}  // namespace causeway::opensis
