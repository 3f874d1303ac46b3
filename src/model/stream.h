// SPDX-License-Identifier: GPL-3.0-or-later
// A listing that is read record by record, sorted by key, and that proves at its end that it was
// whole. "A listing is either complete or it is an error": whoever holds a stream without proof
// must not conclude from it that anything is gone.
#pragma once

#include <cstdint>
#include <string>

namespace causeway::model {

struct Proof {
    bool complete = false;  // the end was reached and the count agrees
    std::int64_t rows_read = 0;
    std::int64_t rows_counted = -1;  // asked for separately in the same snapshot; -1: not counted
    std::string doubt;               // why it is not complete, in words
};

template <class Record>
class Stream {
  public:
    virtual ~Stream() = default;
    // Fills `out` and returns true, or returns false at the end. Keys strictly ascend.
    // Throws base::Failure(incomplete) when the listing breaks off.
    virtual bool next(Record& out) = 0;
    // Meaningful once next() has returned false; before that it is never complete.
    [[nodiscard]] virtual Proof proof() const = 0;
};

}  // namespace causeway::model
