// SPDX-License-Identifier: GPL-3.0-or-later
// Streams one after the other as one: staff and students are people; manages, teaches and learns
// are enrolments. Each part is opened when the one before it has ended; the proofs add up, and
// one doubtful part makes the whole doubtful. Used by Snapshot only; one thread.
#pragma once

#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "model/stream.h"

namespace causeway::opensis {

template <class Record>
class ChainedStream final : public model::Stream<Record> {
  public:
    using Part = std::function<std::unique_ptr<model::Stream<Record>>()>;

    explicit ChainedStream(std::vector<Part> parts) : parts_(std::move(parts)) {
        sum_.rows_counted = 0;
    }

    bool next(Record& out) override {
        while (at_ < parts_.size()) {
            if (!open_) open_ = parts_[at_]();
            if (open_->next(out)) return true;
            add(open_->proof());
            open_.reset();
            ++at_;
        }
        sum_.complete = sum_.doubt.empty();
        return false;
    }

    [[nodiscard]] model::Proof proof() const override { return sum_; }

  private:
    void add(const model::Proof& part) {
        sum_.rows_read += part.rows_read;
        sum_.rows_counted += part.rows_counted;
        if (!part.complete && sum_.doubt.empty())
            sum_.doubt = part.doubt.empty() ? "a part of the listing did not end" : part.doubt;
    }

    std::vector<Part> parts_;
    std::size_t at_ = 0;
    std::unique_ptr<model::Stream<Record>> open_;
    model::Proof sum_;
};

}  // namespace causeway::opensis
