// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/url.h"

#include <curl/curl.h>

#include <array>
#include <charconv>
#include <memory>
#include <optional>

#include "base/text.h"

namespace causeway::net {

namespace {

struct UrlFree {
    void operator()(CURLU* url) const { curl_url_cleanup(url); }
};
using UrlHandle = std::unique_ptr<CURLU, UrlFree>;

std::optional<std::string> part(CURLU* url, CURLUPart which) {
    char* text = nullptr;
    if (curl_url_get(url, which, &text, 0) != CURLUE_OK) return std::nullopt;
    const std::unique_ptr<char, decltype(&curl_free)> owner(text, &curl_free);
    return std::string(text);
}

base::Problem bad_address(std::string why, std::string cure) {
    return {"The Moodle address cannot be used", "", std::move(why), std::move(cure),
            "config.moodle_url"};
}

constexpr const char* kTypeItLikeThis =
    "Enter the address of Moodle's front page, for example https://moodle.example.org.";

// Pages that people copy from their browser; the site begins before them.
std::string site_path(std::string path) {
    static constexpr std::array<std::string_view, 3> kPages = {"/webservice", "/login", "/admin"};
    for (const auto page : kPages) {
        const std::string inside = std::string(page) + "/";
        if (const auto at = path.rfind(inside); at != std::string::npos) path.erase(at);
        if (path.ends_with(page)) path.erase(path.size() - page.size());
    }
    static constexpr std::array<std::string_view, 2> kEnds = {"/index.php", "/my/"};
    for (const auto end : kEnds)
        if (path.ends_with(end)) path.erase(path.size() - end.size());
    while (path.ends_with('/'))
        path.pop_back();
    return path;
}

}  // namespace

std::string SiteAddress::text() const {
    std::string out = https ? "https://" : "http://";
    out += host;
    if (port != 0) out += ":" + std::to_string(port);
    return out + path;
}

bool SiteAddress::on_this_machine() const {
    return host == "localhost" || host == "[::1]" || host.starts_with("127.");
}

base::Result<SiteAddress> parse_site_address(std::string_view typed) {
    std::string text(base::trimmed(typed));
    if (text.empty()) return bad_address("no address is given", kTypeItLikeThis);
    if (text.find("://") == std::string::npos) text = "https://" + text;

    const UrlHandle url(curl_url());
    // Unknown schemes are let through so that the refusal below can name them.
    if (curl_url_set(url.get(), CURLUPART_URL, text.c_str(), CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
        return bad_address("it is not an address", kTypeItLikeThis);
    const std::string scheme = part(url.get(), CURLUPART_SCHEME).value_or("");
    if (scheme != "http" && scheme != "https")
        return bad_address("it begins with " + scheme + "://, only https:// and http:// are known",
                           kTypeItLikeThis);
    if (part(url.get(), CURLUPART_USER) || part(url.get(), CURLUPART_PASSWORD))
        return bad_address("it contains a user name or password",
                           "Remove what stands before the @ sign.");
    if (part(url.get(), CURLUPART_QUERY))
        return bad_address("it contains a question mark with values behind it",
                           "Remove everything from the question mark on.");
    if (part(url.get(), CURLUPART_FRAGMENT))
        return bad_address("it contains a # mark", "Remove everything from the # on.");

    SiteAddress address;
    address.https = scheme == "https";
    address.host = base::lower_ascii(part(url.get(), CURLUPART_HOST).value_or(""));
    if (address.host.empty()) return bad_address("it names no host", kTypeItLikeThis);
    if (const auto port = part(url.get(), CURLUPART_PORT)) {
        unsigned number = 0;
        std::from_chars(port->data(), port->data() + port->size(), number);
        if (number == 0 || number > 65535)
            return bad_address("its port is not a number from 1 to 65535", kTypeItLikeThis);
        if (number != (address.https ? 443U : 80U))
            address.port = static_cast<std::uint16_t>(number);
    }
    address.path = site_path(part(url.get(), CURLUPART_PATH).value_or(""));
    return address;
}

bool redirect_allowed(const SiteAddress& from, std::string_view location) {
    const UrlHandle url(curl_url());
    if (curl_url_set(url.get(), CURLUPART_URL, (from.text() + "/").c_str(), 0) != CURLUE_OK)
        return false;
    if (curl_url_set(url.get(), CURLUPART_URL, std::string(location).c_str(),
                     CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
        return false;
    return part(url.get(), CURLUPART_SCHEME) == "https" && !part(url.get(), CURLUPART_USER) &&
           !part(url.get(), CURLUPART_PASSWORD) &&
           base::lower_ascii(part(url.get(), CURLUPART_HOST).value_or("")) == from.host;
}

LeadsTo leads_to(const std::string& asked, const std::string& location) {
    const UrlHandle url(curl_url());
    if (curl_url_set(url.get(), CURLUPART_URL, asked.c_str(), 0) != CURLUE_OK)
        return LeadsTo::same_host;
    const bool encrypted = part(url.get(), CURLUPART_SCHEME) == "https";
    const std::string host = base::lower_ascii(part(url.get(), CURLUPART_HOST).value_or(""));
    if (location.empty() || curl_url_set(url.get(), CURLUPART_URL, location.c_str(),
                                         CURLU_NON_SUPPORT_SCHEME) != CURLUE_OK)
        return LeadsTo::same_host;
    if (encrypted && part(url.get(), CURLUPART_SCHEME) == "http") return LeadsTo::plain_http;
    const bool same = base::lower_ascii(part(url.get(), CURLUPART_HOST).value_or("")) == host;
    return same ? LeadsTo::same_host : LeadsTo::other_host;
}

void append_form_encoded(std::string& out, std::string_view text) {
    static constexpr std::string_view kHex = "0123456789ABCDEF";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
                           (byte >= '0' && byte <= '9') || byte == '-' || byte == '.' ||
                           byte == '_' || byte == '*';
        if (plain) {
            out += c;
        } else if (byte == ' ') {
            out += '+';
        } else {
            out += '%';
            out += kHex[byte >> 4U];
            out += kHex[byte & 0xFU];
        }
    }
}

}  // namespace causeway::net
