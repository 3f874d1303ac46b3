// SPDX-License-Identifier: GPL-3.0-or-later
// The nodes that share a store, and which of them tends which link: follows its clock and its
// openSIS, and goes on with a run that died. That no two nodes write for one link at a time is the
// run's lease's business; tending only says who begins by itself. A node that is silent for
// kNodeSeconds of the store's own clock loses its links to the others. One thread.
// Throws Failure as the store does.
#pragma once

#include <set>
#include <string>

#include "store/store.h"

namespace causeway::store {

inline constexpr std::int64_t kNodeSeconds = 30;

class Nodes {
  public:
    explicit Nodes(Store& store);

    // This node's sign of life. Lets one link go when it has more than its share, takes one that is
    // free when it has less, so that several nodes that begin together come to equal parts.
    // The names of the links that it tends now.
    std::set<std::string> tend();
    // At the end: the others need not wait.
    void leave();
    [[nodiscard]] const std::string& name() const { return name_; }

  private:
    void show_life();
    void forget_the_dead();
    void take_one();
    void let_one_go();
    std::int64_t share();
    std::int64_t tended();

    Store& store_;
    const std::string name_;
};

}  // namespace causeway::store
