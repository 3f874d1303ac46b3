// SPDX-License-Identifier: GPL-3.0-or-later
// Somebody who comes over from openSIS: statements as its add-on posts them, and the frame that one
// of them opened.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "support/sso_signer.h"
#include "unit/web_rig.h"

namespace causeway::web {

inline constexpr const char* kOrigin = "http://127.0.0.1:8081";

inline std::string form_of(const std::string& statement) {
    std::string out = "statement=";
    for (const char c : statement)
        out += c == '+' ? std::string("%2B") : std::string(1, c);
    return out;
}

class WebEnter : public testing::Test {
  protected:
    WebEnter() {
        link_ = rig_.service_.find("default");
        link_->change({{"opensis.handover_key", {{test::kHandoverKey}}},
                       {"opensis.web_origin", {{kOrigin}}}});
        rig_.service_.create("annex", "Annex");
    }
    net::Response post(const std::string& statement, const std::string& path = "/enter/default",
                       net::Headers headers = {}) {
        net::Request asked = test::request("POST", path, "", std::move(headers));
        asked.headers.emplace_back("Content-Type", "application/x-www-form-urlencoded");
        asked.headers.emplace_back("Origin", kOrigin);
        asked.headers.emplace_back("Sec-Fetch-Site", "cross-site");
        asked.body = form_of(statement);
        asked.peer = peer_;
        return rig_.router_.answer(asked);
    }
    boost::json::object claims(const std::string& page = "settings") {
        return test::some_claims(rig_.clock_.now(), page);
    }
    boost::json::object claims_as(const std::string& profile, const std::string& page) {
        auto out = claims(page);
        out["profile"] = profile;
        out["sub"] = profile == "student"  ? "student:16"
                     : profile == "parent" ? "parent:1"
                                           : "staff:7";
        return out;
    }
    // A browser in the frame that this statement opened.
    struct Frame {
        net::Response begun;
        std::string cookie;
    };
    Frame open(const boost::json::object& said) {
        Frame out;
        out.begun = post(test::signed_claims(said));
        const std::string set = test::header_of(out.begun, "Set-Cookie");
        out.cookie = set.substr(0, set.find(';'));
        return out;
    }
    net::Response ask(const Frame& frame, const std::string& path,
                      const std::string& method = "GET", const std::string& body = "") {
        net::Headers headers = {{"Cookie", frame.cookie}};
        if (method != "GET") headers.emplace_back("X-CSRF-Token", csrf_);
        return rig_.router_.answer(test::request(method, path, body, headers));
    }
    std::vector<store::AuditEntry> audit(const std::string& action) {
        store::AuditFilter filter;
        filter.action = action;
        return rig_.accounts_.audit(filter);
    }

    test::WebRig rig_;
    service::Link* link_ = nullptr;
    std::string peer_ = "192.0.2.30";
    std::string csrf_;
};

}  // namespace causeway::web
