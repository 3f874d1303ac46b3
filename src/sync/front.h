// SPDX-License-Identifier: GPL-3.0-or-later
// A sorted stream with its front record in view: what the merge walks along. Ends only with a
// proof of completeness and takes no record out of order.
#pragma once

#include <string>

#include "base/failure.h"
#include "model/key.h"
#include "model/stream.h"

namespace causeway::sync {

// Throws Failure(incomplete) for a listing without proof that it was whole.
inline void require_whole(const model::Proof& proof, const char* side) {
    if (proof.complete) return;
    throw base::Failure(
        base::ExitCode::incomplete,
        {std::string("The ") + side + " listing is not complete, so nothing is planned", "",
         proof.doubt.empty() ? "it ended without proof that it was whole" : proof.doubt,
         "Nothing was removed or changed. Run again; if it happens again, check the connection.",
         "plan.incomplete"});
}

// A stream with its front record in view.
template <class Record>
class Front {
  public:
    Front(model::Stream<Record>* stream, const char* side) : stream_(stream), side_(side) {
        step();
    }

    [[nodiscard]] bool any() const { return any_; }
    [[nodiscard]] const Record& record() const { return record_; }
    [[nodiscard]] Record& record() { return record_; }

    void step() {
        if (stream_ == nullptr) return;
        const model::Key before = record_.key;
        const bool had = any_;
        any_ = stream_->next(record_);
        if (!any_) {
            require_whole(stream_->proof(), side_);
            stream_ = nullptr;
        } else if (had && !(before < record_.key)) {
            throw base::Failure(base::ExitCode::error,
                                {std::string("The ") + side_ + " listing is out of order",
                                 record_.key.text(), "it came after " + before.text(),
                                 "Report this; nothing was changed.", "plan.order"});
        }
    }

  private:
    model::Stream<Record>* stream_;
    const char* side_;
    Record record_{};
    bool any_ = false;
};

}  // namespace causeway::sync
