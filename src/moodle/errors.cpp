// SPDX-License-Identifier: GPL-3.0-or-later
#include "moodle/errors.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.h"

namespace causeway::moodle {

namespace {

constexpr std::size_t kLongestMessage = 300;

constexpr auto kRefused = ErrorClass::refused;
constexpr auto kRetry = ErrorClass::retry;
constexpr auto kUnknown = ErrorClass::unknown;
constexpr auto kStop = ErrorClass::stop;

constexpr std::string_view kNewToken =
    "In Moodle, open Site administration > Server > Web services > Manage tokens, make a token "
    "for the service user and this service, and enter it in Causeway.";
constexpr std::string_view kCheckService =
    "In Moodle, open Site administration > Server > Web services > External services: the service "
    "must be enabled, contain every function that 'causeway connect' lists, and name the service "
    "user under Authorised users; the token must have no foreign IP restriction; the user's role "
    "must allow webservice/rest:use.";
constexpr std::string_view kServiceAccount =
    "In Moodle, open Site administration > Users > Browse list of users and put the service "
    "account right: confirmed, not suspended, authentication method 'Web services "
    "authentication'.";
constexpr std::string_view kServiceRole =
    "In Moodle, open Site administration > Users > Permissions > Define roles, edit the role of "
    "the service account and allow the missing right; assign that role at system level.";
constexpr std::string_view kWait = "Nothing: Causeway tries again by itself.";
constexpr std::string_view kReport =
    "Run 'causeway sync' again; if it stays, look into Moodle's server log for this moment.";

// Sorted by code, for find_error().
constexpr auto kTable = std::to_array<ErrorRow>({
    {"accessexception", kStop,
     "the token may not call this function: the service is off, lacks the function or the user, "
     "the token has expired or is bound to another IP address, or the plugin behind the function "
     "is disabled",
     kCheckService},
    {"categoryidnumbertaken", kRefused, "another category already has this ID number",
     "In Moodle, open Site administration > Courses > Manage courses and categories, find the "
     "category with this ID number and clear or correct it; the next verifying run adopts it."},
    {"codingerror", kRefused,
     "Moodle does not know a record that this call names, most often a user that was deleted",
     "Run 'causeway sync --verify': it looks up what is gone in Moodle and makes it anew."},
    {"courseidnumbertaken", kRefused, "another course already has this ID number",
     "In Moodle, search the courses for this ID number and clear or correct it in the other "
     "course's settings."},
    {"criteriaerror", kStop, "the service account may not search categories by ID number",
     "Allow moodle/category:manage in the role of the service account (Site administration > "
     "Users > Permissions > Define roles)."},
    {"dbconnectionfailed", kRetry, "Moodle cannot reach its own database", kWait},
    {"dmlreadexception", kRetry, "Moodle's database failed to read", kWait},
    {"dmlwriteexception", kRetry,
     "Moodle's database failed to write: two calls were in each other's way, or a value is too "
     "long or already taken",
     "If it stays: check that the user name is not taken and that no name is longer than 100 "
     "characters."},
    {"enddatebeforestartdate", kRefused, "the course would end before it starts",
     "Correct the dates of the marking period or of the section in openSIS."},
    {"errorcatcontextnotvalid", kRefused,
     "the category is gone in Moodle, or the service account may not enter it",
     "Run 'causeway sync --verify' to make the category anew; if it exists, allow "
     "moodle/category:viewhiddencategories in the role of the service account."},
    {"errorcoursecontextnotvalid", kRefused,
     "the course is gone in Moodle, or the service account may not enter it",
     "Allow moodle/course:view and moodle/course:viewhiddencourses in the role of the service "
     "account; run 'causeway sync --verify' if the course was deleted."},
    {"errorinvalidparam", kRefused, "a value of the course is not allowed in Moodle",
     "Check the section's title and short name in openSIS: neither may be empty."},
    {"invalidparameter", kRefused, "Moodle does not accept a value of this record",
     "Check in openSIS: the names are not empty and contain no < or >, the e-mail address is "
     "valid and no other Moodle user has it, the user name is free in Moodle and has only "
     "letters, digits and . - _ @; the record it belongs to still exists in Moodle."},
    {"invalidrecord", kRefused, "Moodle does not know a record that this call names",
     "Run 'causeway sync --verify': it looks up what is gone in Moodle and makes it anew."},
    {"invalidresponse", kUnknown, "Moodle did the work but could not put its answer into form",
     kReport},
    {"invalidtoken", kStop, "Moodle does not know this token (any more)", kNewToken},
    {"invaliduser", kRefused, "Moodle has no such user (any more)",
     "Run 'causeway sync --verify': it makes missing users anew."},
    {"invaliduserfield", kStop, "Moodle does not know one of the user fields asked for",
     "Update Moodle; Causeway needs release 4.1 or later."},
    {"invaliduserid", kRefused, "Moodle has no user with this number (any more)",
     "Run 'causeway sync --verify': it makes missing users anew."},
    {"keyalreadyset", kStop, "a search was sent twice in one call",
     "This is a fault of Causeway: please report it."},
    {"maintenance", kRetry, "Moodle is under maintenance",
     "End the maintenance mode in Moodle; Causeway tries again by itself."},
    {"movecatcontentstoroot", kRefused,
     "the category still holds courses or categories and stands at the top",
     "Move or delete in Moodle what is in the category, then run 'causeway sync' again."},
    {"nopermissions", kStop, "the service account lacks a right", kServiceRole},
    {"passwordpolicy", kRefused, "the site's password policy refused the generated password",
     "Relax the policy under Site administration > Security > Site security settings, or set up "
     "the 'userkey' authentication, which needs no passwords."},
    {"requireloginerror", kRefused, "the service account may not enter the course",
     "Allow moodle/course:view and moodle/course:viewhiddencourses in the role of the service "
     "account, at system level."},
    {"servicenotavailable", kStop, "the web service is not available", kCheckService},
    {"shortnametaken", kRefused, "another course already has this short name",
     "In Moodle, search the courses for this short name and change it there, or change the "
     "section's short name in openSIS."},
    {"sitemaintenance", kRetry, "Moodle is in maintenance mode",
     "Switch it off under Site administration > Server > Maintenance mode; Causeway tries again "
     "by itself."},
    {"unknowcategory", kRefused, "the parent category is gone in Moodle",
     "Run 'causeway sync --verify': it makes missing categories anew."},
    {"unknowncategory", kRefused, "the category is gone in Moodle",
     "Run 'causeway sync --verify': it makes missing categories anew."},
    {"unknowncourseidnumber", kRefused, "the course is already gone in Moodle",
     "Nothing has to be done."},
    {"upgraderunning", kRetry, "Moodle is being upgraded", kWait},
    {"useradminodelete", kRefused, "the user is a site administrator, whom Moodle never deletes",
     "Take the person from the list of site administrators in Moodle first, if that is meant."},
    {"userdeleted", kRefused, "the user was deleted in Moodle",
     "Run 'causeway sync --verify': it makes missing users anew."},
    {"useremailduplicate", kRefused, "another Moodle user already has this e-mail address",
     "Correct the e-mail address in openSIS, or in Moodle at the other user; or allow accounts "
     "with the same e-mail under Site administration > Plugins > Authentication > Manage "
     "authentication."},
    {"useremailinvalid", kRefused, "the e-mail address is not valid",
     "Correct the e-mail address in openSIS."},
    {"usernotdeletederror", kRefused, "Moodle did not delete the user",
     "Check in Moodle that the user is neither the service account nor a special account."},
    {"usernotupdatedadmin", kRefused,
     "the user is a site administrator, whom the service account may not change",
     "Take the person out of the synchronisation, or from the list of site administrators."},
    {"usernotupdateddeleted", kRefused, "the user was deleted in Moodle",
     "Run 'causeway sync --verify': it makes missing users anew."},
    {"usernotupdatedguest", kRefused, "the user is Moodle's guest account, which stays as it is",
     "Clear the ID number of the guest account in Moodle."},
    {"usernotupdatedremote", kRefused,
     "the user belongs to another Moodle site (MNet), which alone may change it",
     "Change the person there, or give the person a local account in Moodle."},
    {"wsaccessuserdeleted", kStop, "the service account was deleted in Moodle", kNewToken},
    {"wsaccessuserexpired", kStop, "the password of the service account has expired in Moodle",
     kServiceAccount},
    {"wsaccessusernologin", kStop,
     "the service account has the authentication method 'No login', which may not use web services",
     kServiceAccount},
    {"wsaccessusersuspended", kStop, "the service account is suspended in Moodle", kServiceAccount},
    {"wsaccessuserunconfirmed", kStop, "the service account is not confirmed in Moodle",
     kServiceAccount},
    {"wsnoinstance", kRefused, "the course has no manual enrolment",
     "In Moodle, open the course > Participants > Enrolment methods and add 'Manual enrolments'."},
    {"wsusercannotassign", kRefused,
     "the service account may not give this role, or the role number is not the right one",
     "In Moodle, open Site administration > Users > Permissions > Define roles > Allow role "
     "assignments and tick the role for the service account's role; check the role numbers with "
     "'causeway connect'."},
});
static_assert(std::is_sorted(kTable.begin(), kTable.end(),
                             [](const ErrorRow& a, const ErrorRow& b) { return a.code < b.code; }));

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
        case Trouble::certificate:
            return fault(kStop, "net.certificate",
                         "the server's certificate cannot be trusted (" + reply.error + ")",
                         "Install a certificate for this host name from a known authority, or name "
                         "the file of your own authority in the configuration (moodle.ca_file).");
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
    if (reply.status >= 300 && reply.status < 400)
        return fault(kStop, "http.redirect",
                     "the server sends callers on to " + (reply.location.empty()
                                                              ? std::string("another address")
                                                              : plain_text(reply.location)),
                     "Enter the address that Moodle itself uses ($CFG->wwwroot in its "
                     "config.php), with https:// if it has it.");
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

}  // namespace

std::span<const ErrorRow> error_table() {
    return kTable;
}

const ErrorRow* find_error(std::string_view code) {
    const auto at =
        std::lower_bound(kTable.begin(), kTable.end(), code,
                         [](const ErrorRow& row, std::string_view c) { return row.code < c; });
    return at != kTable.end() && at->code == code ? &*at : nullptr;
}

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
    if (reply.delivery != net::HttpReply::Delivery::answered) return no_answer(reply);
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

Fault misshapen_answer(std::string_view detail) {
    return fault(kUnknown, "moodle.misshapen",
                 "Moodle's answer is not what this function returns (" + std::string(detail) + ")",
                 "Check that Moodle is release 4.1 or later and that no plugin changes its web "
                 "services.");
}

}  // namespace causeway::moodle
