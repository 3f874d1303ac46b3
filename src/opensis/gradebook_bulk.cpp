// SPDX-License-Identifier: GPL-3.0-or-later
#include "opensis/gradebook_bulk.h"

#include "opensis/gradebook_sql.h"

namespace causeway::opensis {

db::Statement& Statements::prepared(std::string_view sql) {
    auto at = kept_.find(sql);
    if (at == kept_.end()) at = kept_.emplace(std::string(sql), connection_.prepare(sql)).first;
    return *at->second;
}

BoundRows& BoundRows::decimal_of(const std::optional<std::int64_t>& number, int places) {
    return number ? text(decimal(*number, places)) : null();
}

void Bulk::send() {
    if (rows_ != 0) changed_ += statements_.prepared(sql_).run_rows(values_.values(), rows_);
    values_.clear();
    rows_ = 0;
}

}  // namespace causeway::opensis
