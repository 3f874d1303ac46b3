// SPDX-License-Identifier: GPL-3.0-or-later
// For tests: a store in a place of its own that can be closed and opened again, as a restart would;
// and work to put into it.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <vector>

#include "store/store.h"
#include "support/store_place.h"

namespace causeway::store::test {

class StoreInFolder : public testing::Test {
  protected:
    StoreInFolder() { reopen(); }
    void reopen() {
        store_.reset();
        store_ = std::make_unique<Store>(place_.url(), key_);
    }
    LinkState link() { return store_->link("default"); }

    static model::Operation creation(model::Key key) {
        model::Operation op;
        op.key = key;
        op.school = 1;
        op.shape = model::UserShape{"ada", "Ada", "Quill", "", "ada@example.org"};
        op.reason = "new in openSIS";
        return op;
    }
    static model::StepOutcome done(std::int64_t step, model::Key key, model::RemoteId remote) {
        model::StepOutcome outcome;
        outcome.step = step;
        outcome.base = model::BaseRecord{
            key, 1, remote, 42, model::State::active, 1000, model::to_json(creation(key).shape)};
        return outcome;
    }
    static std::vector<model::Key> keys(model::Stream<model::BaseRecord>& stream) {
        std::vector<model::Key> out;
        model::BaseRecord record;
        while (stream.next(record))
            out.push_back(record.key);
        return out;
    }

    base::SealingKey key_ = base::SealingKey::random();
    support::StorePlace place_;
    std::unique_ptr<Store> store_;
};

}  // namespace causeway::store::test
