// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of an answer that stand together under one key, folded into one record: the shape of every
// roster stream. The rows are counted in the same snapshot before the first is read; the proof
// compares that count with what came. Used by the streams of this folder only; one thread.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "model/key.h"
#include "model/stream.h"
#include "opensis/session.h"

namespace causeway::opensis {

// What a stream's count is the count of.
enum class Counted { keys, rows };

template <class Record>
class FoldedStream : public model::Stream<Record> {
  public:
    FoldedStream(Session& session, std::string_view select, std::string_view count, Counted counted,
                 const std::vector<db::Value>& others = {})
        : session_(session), counted_(counted) {
        reading([&] {
            proof_.rows_counted = session.count(count, others);
            answer_ = std::make_unique<Session::Answer>(session, select, others);
        });
    }

    bool next(Record& out) override {
        while (row_ != nullptr || advance()) {
            const model::Key key = key_of(*row_);
            if (last_ && !(*last_ < key)) not_in_order(key);
            last_ = key;
            if (counted_ == Counted::keys) ++proof_.rows_read;
            if (!session_.reads(key) || !wanted(key)) {
                while (advance() && key_of(*row_) == key) {
                }
                continue;
            }
            out = Record{};
            start(*row_, out);
            while (advance() && key_of(*row_) == key)
                more(*row_, out);
            finish(out);
            return true;
        }
        settle();
        return false;
    }

    [[nodiscard]] model::Proof proof() const override { return proof_; }

  protected:
    [[nodiscard]] virtual model::Key key_of(const db::Row& row) const = 0;
    // False: the rows of this key are read and counted, and make no record.
    [[nodiscard]] virtual bool wanted(const model::Key&) { return true; }
    virtual void start(const db::Row& row, Record& out) = 0;  // the first row of a key
    virtual void more(const db::Row&, Record&) {}             // each further one
    virtual void finish(Record&) {}

    [[nodiscard]] const Session& session() const { return session_; }

  private:
    // To the next row; at the end the answer is closed, so that the next stream may be opened.
    bool advance() {
        if (!answer_) return false;
        row_ = reading([&] { return answer_->next(); });
        if (row_ != nullptr) {
            if (counted_ == Counted::rows) ++proof_.rows_read;
            return true;
        }
        answer_.reset();
        ended_ = true;
        return false;
    }

    void settle() {
        if (!ended_ || proof_.complete) return;
        proof_.complete = proof_.rows_read == proof_.rows_counted;
        if (!proof_.complete)
            proof_.doubt = "openSIS counted " + std::to_string(proof_.rows_counted) +
                           " rows, and " + std::to_string(proof_.rows_read) + " came";
    }

    [[noreturn]] static void not_in_order(const model::Key& key) {
        throw base::Failure(base::ExitCode::error,
                            {"openSIS cannot be read", key.text(),
                             "its database did not keep the order that was asked for",
                             "Check the database (CHECK TABLE).", "opensis.order"});
    }

    Session& session_;
    Counted counted_;
    std::unique_ptr<Session::Answer> answer_;
    const db::Row* row_ = nullptr;
    std::optional<model::Key> last_;
    bool ended_ = false;
    model::Proof proof_;
};

}  // namespace causeway::opensis
