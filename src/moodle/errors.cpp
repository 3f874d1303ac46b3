// SPDX-License-Identifier: GPL-3.0-or-later
#include "moodle/errors.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"
#include "net/url.h"

namespace causeway::moodle {

namespace {

constexpr std::size_t kLongestMessage = 300;

constexpr auto kRefused = ErrorClass::refused;
constexpr std::string_view kWait = "Nothing: Causeway tries again by itself.";
constexpr auto kRetry = ErrorClass::retry;
constexpr auto kUnknown = ErrorClass::unknown;
constexpr auto kStop = ErrorClass::stop;

Fault fault(ErrorClass kind, std::string code, std::string why, std::string cure) {
    return {kind, {"", "", std::move(why), std::move(cure), std::move(code)}, std::nullopt};
}

Fault fault_of_row(const ErrorRow& row) {
    return fault(row.kind, "moodle." + std::string(row.code), std::string(row.why),
                 std::string(row.cure));
}

bool plain_code(std::string_view code) {
    return !code.empty() && code.size() <= 60 &&
           std::all_of(code.begin(), code.end(), [](unsigned char c) {
               return std::isalnum(c) != 0 || c == '_' || c == '-' || c == '/' || c == ':';
           });
}

std::string in_quotes(std::string_view message) {
    const std::string text = plain_text(message);
    return text.empty() ? "Moodle gave no reason" : "Moodle says: " + text;
}

// ---- what comes instead of an answer ----

Fault no_answer(const net::HttpReply& reply) {
    using Trouble = net::HttpReply::Trouble;
    const bool sent = reply.delivery == net::HttpReply::Delivery::unknown;
    const auto kind = sent ? kUnknown : kRetry;
    switch (reply.trouble) {
        case Trouble::certificate_expired:
            return fault(kStop, "net.certificate_expired", "the server's certificate has run out",
                         "Renew the certificate of Moodle's web server, and see that it is renewed "
                         "by itself in future. If it is a new one, set this machine's clock.");
        case Trouble::certificate_early:
            return fault(
                kStop, "net.certificate_early", "the server's certificate is not valid yet",
                "Set the clocks of this machine and of the one that made the certificate.");
        case Trouble::certificate_host:
            return fault(kStop, "net.certificate_host",
                         "the server's certificate is that of another host",
                         "Enter the host name that stands in the certificate, or install one for "
                         "the name in the address.");
        case Trouble::certificate:
            return fault(kStop, "net.certificate",
                         "no authority that this machine knows vouches for the server's "
                         "certificate (" +
                             reply.error + ")",
                         "Install a certificate from a known authority together with its "
                         "intermediate ones, or name the file of your own authority in the "
                         "configuration (moodle.ca_file).");
        case Trouble::tls:
            return fault(kind, "net.tls", "the secure connection failed (" + reply.error + ")",
                         "Check that the address begins with the right https:// or http:// and "
                         "that the server speaks TLS 1.2 or later.");
        case Trouble::resolve:
            return fault(kind, "net.resolve", "the host name is not known",
                         "Check the Moodle address for slips, and the name service of this "
                         "machine.");
        case Trouble::connect:
            return fault(kind, "net.connect", "the server does not accept connections",
                         "Check that Moodle's web server is running and that no firewall stands "
                         "between it and this machine.");
        case Trouble::proxy:
            return fault(kind, "net.proxy", "the proxy does not answer (" + reply.error + ")",
                         "Check the environment variables https_proxy and no_proxy.");
        case Trouble::time_out:
            return fault(kind, "net.time_out", reply.error,
                         "If it stays: Moodle is overloaded, or something on the way is cut off.");
        case Trouble::too_large:
            return fault(kUnknown, "net.too_large", reply.error,
                         "Check that the address is Moodle's, and not a page that never ends.");
        case Trouble::cancelled:
            return fault(kind, "net.cancelled", "the run was stopped", "Start it again.");
        default:
            return fault(kind, "net.cut", reply.error.empty() ? "the call failed" : reply.error,
                         "If it stays: look into the logs of Moodle's web server and of proxies "
                         "in between.");
    }
}

// A redirect that was not followed: the token goes to no other host, and never back to plain http.
Fault fault_of_redirect(const net::HttpReply& reply) {
    const std::string to =
        reply.location.empty() ? std::string("another address") : plain_text(reply.location);
    switch (net::leads_to(reply.asked, reply.location)) {
        case net::LeadsTo::plain_http:
            return fault(kStop, "http.redirect_plain",
                         "the server sends callers from https:// back to " + to +
                             ", where the token would travel unprotected",
                         "Let $CFG->wwwroot in Moodle's config.php begin with https://; behind a "
                         "proxy that ends the encryption, set $CFG->sslproxy = true there too.");
        case net::LeadsTo::other_host:
            return fault(kStop, "http.redirect_host",
                         "the server sends callers on to another host, " + to +
                             "; the token was not taken there",
                         "If that is your Moodle, enter its address instead ($CFG->wwwroot in its "
                         "config.php).");
        case net::LeadsTo::same_host:
            break;
    }
    return fault(kStop, "http.redirect", "the server sends callers on to " + to,
                 "Enter the address that Moodle itself uses ($CFG->wwwroot in its config.php), "
                 "with https:// if it has it.");
}

Fault fault_of_status(const net::HttpReply& reply) {
    const std::string code = "http." + std::to_string(reply.status);
    const std::string answer =
        "the server answered with HTTP status " + std::to_string(reply.status);
    switch (reply.status) {
        case 401:
        case 407:
            return fault(kStop, code, answer + ": something in front of Moodle wants a sign-in",
                         "Let this machine reach /webservice/rest/server.php without the web "
                         "server's or the proxy's own password.");
        case 403:
            return fault(kStop, code, "web services or the REST protocol are switched off",
                         "In Moodle, tick 'Enable web services' under Site administration > "
                         "Advanced features and enable REST under Server > Web services > Manage "
                         "protocols; also check that no firewall forbids "
                         "/webservice/rest/server.php.");
        case 404:
        case 405:
        case 410:
            return fault(
                kStop, code, "there is no Moodle at this address (" + answer + ")",
                "Enter the address of Moodle's front page, with its folder if it has one.");
        case 413:
            return fault(
                kRefused, code, "the request is larger than the web server allows",
                "Raise client_max_body_size (nginx) or LimitRequestBody (Apache) to 8 MB.");
        case 429:
            return fault(kRetry, code, "the server asks for fewer calls", std::string(kWait));
        case 503:
            return fault(kRetry, code, "Moodle is under maintenance or overloaded",
                         "If it stays: end the maintenance mode (php "
                         "admin/cli/maintenance.php --disable).");
        case 504:
            return fault(kUnknown, code, "the proxy in front of Moodle gave up waiting",
                         "If it stays: raise the proxy's time limit (fastcgi_read_timeout or "
                         "ProxyTimeout) to 300 seconds.");
        default:
            break;
    }
    if (reply.status >= 300 && reply.status < 400) return fault_of_redirect(reply);
    if (reply.status == 502)
        return fault(kUnknown, code,
                     "the web server answers, but not the Moodle behind it (HTTP status 502)",
                     "Start what runs Moodle behind its web server (PHP-FPM, or the machine that "
                     "the proxy passes calls on to); the reason stands in the web server's error "
                     "log.");
    if (reply.status >= 500)
        return fault(kUnknown, code, answer, "Look into the error log of Moodle's web server.");
    return fault(kStop, code, answer,
                 "Check the address, and what stands between this machine and Moodle.");
}

// Moodle answers in XML when the end of the form (with the wanted format) did not arrive.
Fault fault_of_xml(std::string_view body) {
    if (body.find("invalidtoken") != std::string_view::npos)
        return fault(kRefused, "moodle.post_too_large",
                     "the request was larger than PHP allows, so that nothing of it arrived",
                     "Raise post_max_size in Moodle's php.ini to 8M or more.");
    return fault(kUnknown, "moodle.xml",
                 "Moodle answered in XML: the end of the request did not arrive",
                 "Raise max_input_vars in Moodle's php.ini to 5000 or more.");
}

// An answer, but none of Moodle's web services.
Fault odd_answer(const net::HttpReply& reply) {
    Fault found;
    const std::string_view body = base::trimmed(reply.body);
    if (reply.status != 200) {
        found = fault_of_status(reply);
    } else if (body.empty()) {
        found = fault(kUnknown, "moodle.empty", "Moodle's answer was empty",
                      "Look into the error log of Moodle's web server.");
    } else if (body.starts_with("<?xml")) {
        found = fault_of_xml(body);
    } else if (body.starts_with('<')) {
        found = fault(kUnknown, "moodle.html", "a page of HTML came instead of an answer",
                      "Check that the address is Moodle's front page, that nothing in front of it "
                      "shows a page of its own, and that display_errors is off in php.ini.");
    } else {
        found = fault(kUnknown, "moodle.truncated", "Moodle's answer broke off",
                      "If it stays: look into the error log of Moodle's web server.");
    }
    found.retry_after = reply.retry_after;
    return found;
}

}  // namespace

std::string plain_text(std::string_view html) {
    std::string text;
    bool in_tag = false;
    for (const char c : html) {
        if (c == '<') {
            in_tag = true;
            text += ' ';
        } else if (c == '>' && in_tag) {
            in_tag = false;
        } else if (!in_tag) {
            text += c;
        }
    }
    return base::cut_utf8(base::tidy(text), kLongestMessage);
}

Fault fault_of_exception(std::string_view code, std::string_view message) {
    // A function that Moodle does not know is looked for like any record.
    if (code == "invalidrecord" && message.find("external_functions") != std::string_view::npos)
        return fault(kStop, "moodle.unknown_function", "Moodle does not have this function",
                     "Update Moodle (4.1 or later), or install the plugin that brings the "
                     "function.");
    // The password policy answers in HTML, in place of a code.
    if (code.find('<') != std::string_view::npos) {
        Fault found = fault_of_row(*find_error("passwordpolicy"));
        found.problem.why += " (" + plain_text(code) + ")";
        return found;
    }
    const ErrorRow* row = find_error(code);
    if (row == nullptr) {
        // An unknown refusal is taken for a record's own: bisecting finds that record, and the
        // functions that are not all-or-nothing bear being sent again.
        const std::string known = plain_code(code) ? std::string(code) : "error";
        return fault(kRefused, "moodle." + known, in_quotes(message),
                     "Search Moodle's documentation for this code, or ask whoever runs Moodle.");
    }
    Fault found = fault_of_row(*row);
    // Moodle's words help where they name what is taken, missing or forbidden.
    if (code == "shortnametaken" || code == "nopermissions" || code == "wsusercannotassign" ||
        code == "courseidnumbertaken" || code == "categoryidnumbertaken") {
        if (const std::string words = plain_text(message); !words.empty())
            found.problem.why += " (" + words + ")";
    }
    return found;
}

base::Problem problem_of_warning(std::string_view code, std::string_view message) {
    return fault_of_exception(code, message).problem;
}

Fault fault_of_reply(const net::HttpReply& reply) {
    Fault found =
        reply.delivery == net::HttpReply::Delivery::answered ? odd_answer(reply) : no_answer(reply);
    if (!reply.via.empty())
        found.problem.why = "the server sends callers on to " + plain_text(reply.via) +
                            ", and there: " + found.problem.why;
    return found;
}

Fault misshapen_answer(std::string_view detail) {
    return fault(kUnknown, "moodle.misshapen",
                 "Moodle's answer is not what this function returns (" + std::string(detail) + ")",
                 "Check that Moodle is release 4.1 or later and that no plugin changes its web "
                 "services.");
}

}  // namespace causeway::moodle
