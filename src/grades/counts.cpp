// SPDX-License-Identifier: GPL-3.0-or-later
#include <boost/json.hpp>

#include "grades/run.h"

namespace causeway::grades {

namespace json = boost::json;

std::string counts_json(const CountsByKind& counts) {
    constexpr model::BookKind kKinds[] = {model::BookKind::category, model::BookKind::item,
                                          model::BookKind::grade, model::BookKind::final};
    const auto one = [](const Counts& c) {
        return json::object{{"created", c.created}, {"updated", c.updated},
                            {"removed", c.removed}, {"kept", c.kept},
                            {"refused", c.refused}, {"unchanged", c.unchanged}};
    };
    json::object out;
    for (const model::BookKind kind : kKinds)
        out[model::name(kind)] = one(counts[static_cast<std::size_t>(kind)]);
    out["sent"] = one(counts[kSent]);
    return json::serialize(out);
}

std::string keeper_json(const KeeperBack& keeper) {
    return json::serialize(json::object{{"of", keeper.of},
                                        {"option", keeper.now ? name(*keeper.now) : ""},
                                        {"newer", keeper.newer}});
}

}  // namespace causeway::grades
