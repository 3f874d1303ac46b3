// SPDX-License-Identifier: GPL-3.0-or-later
// Writes into openSIS what an intake brings, row by row as openSIS's own pages write them, so that
// those pages show it whole. One record is one transaction. Sections take no attendance: a seat in
// them fires none of openSIS's attendance triggers. One connection, one thread.
//
// What openSIS refuses is a Problem and leaves nothing behind; a lost connection is a
// Failure(incomplete). All rows carry kMark in updated_by where openSIS's triggers are installed.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/failure.h"
#include "base/result.h"
#include "db/db.h"
#include "model/intake.h"
#include "opensis/field_table.h"
#include "opensis/row_log.h"

namespace causeway::opensis {

class IntakeWriter {
  public:
    // `school`: where it goes, as read_for_intake() found it. `today`: the day of changes.
    IntakeWriter(std::unique_ptr<db::Connection> connection, const model::SisSchool& school,
                 base::Date today);

    // Where the mapped fields of new people stand. Without it they bring none.
    void know_fields(std::vector<PlacedField> fields) { fields_ = std::move(fields); }

    // A mapped field that openSIS does not take is told of in Written::unfit; the person comes
    // without it.
    base::Result<model::Written> add(const model::NewPerson& person);
    base::Result<model::Written> change(const model::Key& person,
                                        const model::PersonChange& fields);
    base::Result<model::Written> add(const model::NewSection& section);
    base::Result<model::Written> add(const model::NewTeacher& teacher);
    base::Result<model::Written> add(const model::NewSeat& seat);
    base::Result<model::Written> add(const model::NewHistory& grade);
    // Written, timed and rolled back: how long openSIS's triggers take over it.
    base::Result<double> seconds_for(const model::NewSeat& seat);
    base::Result<void> take_back(const std::vector<model::WrittenRow>& rows);

  private:
    void require_connection(const base::Failure& failure);
    using Body = std::function<std::vector<model::Key>(RowLog&)>;
    base::Result<model::Written> in_one(const std::string& record, const Body& body);

    // people_writer.cpp
    model::Key add_staff(RowLog& log, const model::NewPerson& person);
    model::Key add_student(RowLog& log, const model::NewPerson& person);
    std::vector<model::UnfitValue> add_fields(RowLog& log, const model::Key& key,
                                              const model::NewPerson& person);
    // course_writer.cpp
    model::Key add_seat(RowLog& log, const model::NewSeat& seat);
    std::int64_t subject(RowLog& log, const std::string& title);
    std::int64_t course(RowLog& log, std::int64_t subject, const model::NewSection& section);
    std::int64_t online_period(RowLog& log);
    std::int64_t online_room(RowLog& log);
    std::string section_title(const std::string& prefix, const std::string& short_name,
                              std::int64_t teacher);
    // history_writer.cpp
    std::int64_t history_period(RowLog& log, const model::NewHistory& grade);
    void take_back_grade(std::int64_t id);

    std::unique_ptr<db::Connection> connection_;
    std::int64_t school_;
    std::string school_title_;
    std::int64_t year_;
    std::int64_t full_year_ = 0;  // marking period
    std::string today_;
    std::vector<PlacedField> fields_;
};

}  // namespace causeway::opensis
