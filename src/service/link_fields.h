// SPDX-License-Identifier: GPL-3.0-or-later
// A link's Custom Field Mapping for one question to the API. One thread; blocks for as long as both
// sides take to answer. Throws as FieldParts does.
#pragma once

#include <string>

#include "service/field_parts.h"
#include "service/link.h"
#include "service/link_parts.h"

namespace causeway::service {

class LinkFields {
  public:
    // `by`: who asks.
    LinkFields(Link& link, base::Clock& clock, std::string user_agent, std::string by)
        : config_(link.config()),
          state_(link.state()),
          joined_(config_, clock, {}, std::move(user_agent)),
          parts_(opensis_address(config_), joined_.site(), state_, clock,
                 base::Zone(config_.text("opensis.zone")), std::move(by)) {}

    FieldParts& parts() { return parts_; }

  private:
    const Config config_;
    StateAdapter state_;
    LinkParts joined_;
    FieldParts parts_;
};

}  // namespace causeway::service
