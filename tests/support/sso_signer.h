// SPDX-License-Identifier: GPL-3.0-or-later
// Signs statements as openSIS's add-on does (docs/handover.md), from the page alone: nothing of
// src/sso is used.
#pragma once

#include <boost/json.hpp>
#include <string>

#include "base/clock.h"
#include "base/crypt.h"

namespace causeway::test {

inline const std::string kHandoverBytes = "0123456789abcdef0123456789ABCDEF";
inline const std::string kHandoverKey = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlBQkNERUY";

inline std::string signed_text(const std::string& header, const std::string& payload,
                               const std::string& key = kHandoverBytes) {
    const std::string text = base::base64url(header) + "." + base::base64url(payload);
    return text + "." + base::base64url(base::hmac_sha256(key, text));
}

inline boost::json::object some_claims(base::Instant now, const std::string& page = "settings") {
    return {{"iss", "opensis"},
            {"aud", "causeway:default"},
            {"sub", "staff:7"},
            {"profile", "super_administrator"},
            {"profile_id", 0},
            {"name", "Ada Quill"},
            {"user", "ada"},
            {"school", 1},
            {"year", 2026},
            {"page", page},
            {"origin", "http://127.0.0.1:8081"},
            {"jti", base::random_base64url(16)},
            {"iat", now},
            {"exp", now + 60}};
}

inline std::string signed_claims(const boost::json::object& claims,
                                 const std::string& key = kHandoverBytes) {
    return signed_text(R"({"alg":"HS256","typ":"JWT"})", boost::json::serialize(claims), key);
}

}  // namespace causeway::test
