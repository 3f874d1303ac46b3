// SPDX-License-Identifier: GPL-3.0-or-later
#include "web/enter_pages.h"

#include <fmt/format.h>

#include "base/log.h"
#include "base/text.h"
#include "web/router.h"

namespace causeway::web {

namespace {

constexpr std::string_view kStyle =
    "body{font:1rem/1.5 system-ui,sans-serif;margin:0;padding:2rem 1rem;color:#1b1f24;"
    "background:#fff}main{max-width:36rem;margin:0 auto}h1{font-size:1.5rem;line-height:1.25}"
    "dt{font-weight:600;margin-top:.75rem}dd{margin:0}.code{color:#57606a;font-size:.875rem}"
    "a{color:#0b57d0}@media(prefers-color-scheme:dark){body{color:#e6e8ea;background:#16191d}"
    ".code{color:#9aa4af}a{color:#8ab4f8}}";

std::string page(std::string_view title, std::string_view head, const std::string& body) {
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
        "<meta name=\"color-scheme\" content=\"light dark\"><title>{}</title>{}"
        "<style>{}</style></head><body><main><h1>{}</h1>{}</main></body></html>\n",
        base::escaped_html(title), head, kStyle, base::escaped_html(title), body);
}

net::Response html_answer(int status, std::string body, const std::string& ancestor) {
    net::Response response;
    response.status = status;
    response.content_type = "text/html; charset=utf-8";
    if (!ancestor.empty())
        response.headers.emplace_back("Content-Security-Policy", framed_policy(ancestor));
    response.body = std::move(body);
    return response;
}

// A text of another side, without our secrets and with its first letter large.
std::string sentence(std::string_view text) {
    std::string out = base::clean_utf8(base::log::redacted(text));
    if (out.empty()) return out;
    const bool name = out.starts_with("openSIS");  // is written like this everywhere
    if (!name && out.front() >= 'a' && out.front() <= 'z')
        out.front() = static_cast<char>(out.front() - 32);
    if (out.back() != '.' && out.back() != '?' && out.back() != '!') out += '.';
    return base::escaped_html(out);
}

}  // namespace

net::Response enter_page(const EnterText& text, const base::Problem& problem,
                         const std::string& ancestor) {
    std::string body = fmt::format("<p>{}</p><dl>", base::escaped_html(text.lead));
    if (!problem.why.empty()) body += "<dt>Why</dt><dd>" + sentence(problem.why) + "</dd>";
    if (!problem.cure.empty()) body += "<dt>What to do</dt><dd>" + sentence(problem.cure) + "</dd>";
    body += fmt::format("</dl><p class=\"code\">{}{}{}</p>", base::escaped_html(problem.code),
                        problem.record.empty() ? "" : ", ", base::escaped_html(problem.record));
    auto response = html_answer(text.status, page(text.title, "", body), ancestor);
    if (text.status == 503) response.headers.emplace_back("Retry-After", "30");
    if (text.status == 429) response.headers.emplace_back("Retry-After", "60");
    return response;
}

net::Response follow_page(const std::string& target) {
    const EnterText text = text_for(sso::Entry::follow);
    const std::string address = base::escaped_html(target);
    return html_answer(
        text.status,
        page(text.title, "<meta http-equiv=\"refresh\" content=\"2;url=" + address + "\">",
             fmt::format("<p>{}</p><p><a href=\"{}\">Go on to Moodle</a></p>"
                         "<p>If Moodle asks for a password, close this window and choose "
                         "<em>Go to LMS</em> in openSIS again.</p>",
                         base::escaped_html(text.lead), address)),
        "");
}

}  // namespace causeway::web
