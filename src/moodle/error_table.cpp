// SPDX-License-Identifier: GPL-3.0-or-later
// What each of Moodle's error codes means and what cures it (facts: moodle.md, sections 1 and 2;
// the plugin's own codes: docs/plugin-functions.md).
#include <algorithm>
#include <array>

#include "moodle/errors.h"

namespace causeway::moodle {

namespace {

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
    {"badrows", kRefused, "the plugin could not read the rows it was sent",
     "Install the plugin's current version in Moodle ('causeway plugins')."},
    {"categoryidnumbertaken", kRefused, "another category already has this ID number",
     "In Moodle, open Site administration > Courses > Manage courses and categories, find the "
     "category with this ID number and clear or correct it; the next verifying run adopts it."},
    {"codingerror", kRefused,
     "Moodle does not know a record that this call names, most often a user that was deleted",
     "Run 'causeway sync --verify': it looks up what is gone in Moodle and makes it anew."},
    {"courseidnumbertaken", kRefused, "another course already has this ID number",
     "In Moodle, search the courses for this ID number and clear or correct it in the other "
     "course's settings."},
    {"coursenotfound", kRefused, "the course is gone in Moodle",
     "Run 'causeway sync --verify': it makes missing courses anew."},
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
    {"emailexists", kRefused, "another Moodle user already has this e-mail address",
     "Correct the e-mail address in openSIS, or in Moodle at the other user; or allow accounts "
     "with the same e-mail under Site administration > Plugins > Authentication > Manage "
     "authentication."},
    {"emailinvalid", kRefused, "the e-mail address is not valid",
     "Correct the e-mail address in openSIS."},
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
    {"fieldtoolong", kRefused, "a value is longer than Moodle holds",
     "Shorten it in openSIS: names, user names and e-mail addresses have 100 characters at most."},
    {"idnumbernotunique", kRefused, "several records of Moodle's carry this ID number",
     "In Moodle, search for this ID number and clear it in all but the right one."},
    {"invalidcursor", kUnknown, "the listing went on from a place that Moodle does not know",
     kReport},
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
    {"manualpluginnotinstalled", kRefused, "manual enrolment is switched off in Moodle",
     "In Moodle, open Site administration > Plugins > Enrolments > Manage enrol plugins and "
     "enable 'Manual enrolments'."},
    {"missingfield", kRefused, "a value that Moodle needs is missing",
     "Fill in the names, the user name and the e-mail address in openSIS."},
    {"movecatcontentstoroot", kRefused,
     "the category still holds courses or categories and stands at the top",
     "Move or delete in Moodle what is in the category, then run 'causeway sync' again."},
    {"nopermissions", kStop, "the service account lacks a right", kServiceRole},
    {"norolegiven", kRefused, "the role is not known in Moodle",
     "Check the role numbers with 'causeway connect'."},
    {"passwordpolicy", kRefused, "the site's password policy refused the generated password",
     "Relax the policy under Site administration > Security > Site security settings, or set up "
     "the 'userkey' authentication, which needs no passwords."},
    {"requireloginerror", kRefused, "the service account may not enter the course",
     "Allow moodle/course:view and moodle/course:viewhiddencourses in the role of the service "
     "account, at system level."},
    {"rolenotassignable", kRefused, "the service account may not give this role",
     "In Moodle, open Site administration > Users > Permissions > Define roles > Allow role "
     "assignments and tick the role for the service account's role."},
    {"servicenotavailable", kStop, "the web service is not available", kCheckService},
    {"shortnametaken", kRefused, "another course already has this short name",
     "In Moodle, search the courses for this short name and change it there, or change the "
     "section's short name in openSIS."},
    {"sitemaintenance", kRetry, "Moodle is in maintenance mode",
     "Switch it off under Site administration > Server > Maintenance mode; Causeway tries again "
     "by itself."},
    {"unknowcategory", kRefused, "the parent category is gone in Moodle",
     "Run 'causeway sync --verify': it makes missing categories anew."},
    {"unknownauth", kRefused, "Moodle does not have this authentication method",
     "Run 'causeway connect': it finds out which method new users get."},
    {"unknowncategory", kRefused, "the category is gone in Moodle",
     "Run 'causeway sync --verify': it makes missing categories anew."},
    {"unknowncourseidnumber", kRefused, "the course is already gone in Moodle",
     "Nothing has to be done."},
    {"unknownfield", kStop, "the plugin in Moodle does not know a field that was sent",
     "Install the plugin's current version in Moodle ('causeway plugins')."},
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
    {"usernameexists", kRefused, "another Moodle user already has this user name",
     "Change the login name in openSIS, or the other user's name in Moodle."},
    {"usernameinvalid", kRefused, "Moodle does not accept the user name",
     "Use only letters, digits and . - _ @ in the login name in openSIS."},
    {"usernotdeletederror", kRefused, "Moodle did not delete the user",
     "Check in Moodle that the user is neither the service account nor a special account."},
    {"usernotfound", kRefused, "Moodle has no such user (any more)",
     "Run 'causeway sync --verify': it makes missing users anew."},
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

}  // namespace causeway::moodle
