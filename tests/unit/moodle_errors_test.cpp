// SPDX-License-Identifier: GPL-3.0-or-later
// Every error code that a real Moodle was seen to answer has its class, its cause and its cure.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "moodle/errors.h"

namespace causeway::moodle {
namespace {

const std::map<std::string, ErrorClass> kSeen = {
    // protocol and token
    {"sitemaintenance", ErrorClass::retry},
    {"dbconnectionfailed", ErrorClass::retry},
    {"invalidtoken", ErrorClass::stop},
    {"accessexception", ErrorClass::stop},
    {"invalidrecord", ErrorClass::refused},
    {"invalidparameter", ErrorClass::refused},
    {"invalidresponse", ErrorClass::unknown},
    {"wsaccessusersuspended", ErrorClass::stop},
    {"wsaccessusernologin", ErrorClass::stop},
    {"wsaccessuserunconfirmed", ErrorClass::stop},
    {"wsaccessuserdeleted", ErrorClass::stop},
    {"nopermissions", ErrorClass::stop},
    {"requireloginerror", ErrorClass::refused},
    {"errorcoursecontextnotvalid", ErrorClass::refused},
    {"errorcatcontextnotvalid", ErrorClass::refused},
    {"servicenotavailable", ErrorClass::stop},
    // users
    {"dmlwriteexception", ErrorClass::retry},
    {"invaliduserid", ErrorClass::refused},
    {"useremailinvalid", ErrorClass::refused},
    {"useremailduplicate", ErrorClass::refused},
    {"usernotupdateddeleted", ErrorClass::refused},
    {"usernotupdatedadmin", ErrorClass::refused},
    {"usernotupdatedremote", ErrorClass::refused},
    {"usernotupdatedguest", ErrorClass::refused},
    {"invaliduser", ErrorClass::refused},
    {"useradminodelete", ErrorClass::refused},
    {"usernotdeletederror", ErrorClass::refused},
    {"keyalreadyset", ErrorClass::stop},
    // categories and courses
    {"categoryidnumbertaken", ErrorClass::refused},
    {"unknowcategory", ErrorClass::refused},
    {"unknowncategory", ErrorClass::refused},
    {"criteriaerror", ErrorClass::stop},
    {"movecatcontentstoroot", ErrorClass::refused},
    {"shortnametaken", ErrorClass::refused},
    {"courseidnumbertaken", ErrorClass::refused},
    {"enddatebeforestartdate", ErrorClass::refused},
    {"errorinvalidparam", ErrorClass::refused},
    {"unknowncourseidnumber", ErrorClass::refused},
    // enrolments and roles
    {"userdeleted", ErrorClass::refused},
    {"wsusercannotassign", ErrorClass::refused},
    {"wsnoinstance", ErrorClass::refused},
    {"invaliduserfield", ErrorClass::stop},
    {"codingerror", ErrorClass::refused},
};

TEST(Errors, EverySeenCodeHasItsClass) {
    for (const auto& [code, kind] : kSeen) {
        const ErrorRow* row = find_error(code);
        ASSERT_NE(row, nullptr) << code;
        EXPECT_EQ(row->kind, kind) << code;
        EXPECT_EQ(fault_of_exception(code, "Moodle's words").kind, kind) << code;
    }
}

TEST(Errors, EveryRowHasCauseAndCure) {
    std::set<std::string_view> codes;
    for (const auto& row : error_table()) {
        EXPECT_TRUE(codes.insert(row.code).second) << row.code;
        EXPECT_EQ(find_error(row.code), &row) << row.code;
        EXPECT_GE(row.why.size(), 15U) << row.code;
        EXPECT_GE(row.cure.size(), 15U) << row.code;
        EXPECT_NE(row.cure.back(), ' ') << row.code;
        EXPECT_EQ(row.cure.back(), '.') << row.code;
        const Fault fault = fault_of_exception(row.code, "");
        EXPECT_EQ(fault.problem.code, "moodle." + std::string(row.code));
        EXPECT_EQ(fault.problem.cure, row.cure);
    }
}

TEST(Errors, UnknownCodesKeepMoodlesWordsWithoutTags) {
    const Fault fault = fault_of_exception("brandnewcode", "<p>It <b>failed</b>\n badly</p>");
    EXPECT_EQ(fault.kind, ErrorClass::refused);
    EXPECT_EQ(fault.problem.code, "moodle.brandnewcode");
    EXPECT_EQ(fault.problem.why, "Moodle says: It failed badly");
    EXPECT_NE(fault.problem.cure, "");
}

TEST(Errors, ACodeThatIsMissingOrOddStaysAWord) {
    EXPECT_EQ(fault_of_exception("", "Argument #1 must be of type").problem.code, "moodle.error");
    EXPECT_EQ(fault_of_exception("a b\nc", "m").problem.code, "moodle.error");
    EXPECT_EQ(fault_of_exception("", "").problem.why, "Moodle gave no reason");
}

TEST(Errors, APasswordPolicyAnswersInHtml) {
    const std::string code =
        "<div>Passwords must be at least 8 characters long.</div><div>No digit.</div>";
    const Fault fault = fault_of_exception(code, "error/" + code);
    EXPECT_EQ(fault.kind, ErrorClass::refused);
    EXPECT_EQ(fault.problem.code, "moodle.passwordpolicy");
    EXPECT_NE(fault.problem.why.find("at least 8 characters long. No digit."), std::string::npos);
    EXPECT_EQ(fault.problem.why.find('<'), std::string::npos);
}

TEST(Errors, AFunctionThatMoodleLacksIsNoMissingRecord) {
    const Fault fault = fault_of_exception(
        "invalidrecord", "Can't find data record in database table external_functions.");
    EXPECT_EQ(fault.kind, ErrorClass::stop);
    EXPECT_EQ(fault.problem.code, "moodle.unknown_function");
    EXPECT_EQ(fault_of_exception("invalidrecord", "Can't find data record in table course").kind,
              ErrorClass::refused);
}

TEST(Errors, NameWhatIsTaken) {
    const auto why =
        fault_of_exception("shortnametaken", "Short name is already used (<em>ALG</em>)")
            .problem.why;
    EXPECT_NE(why.find("ALG"), std::string::npos);
    EXPECT_EQ(why.find('<'), std::string::npos);
}

TEST(Errors, LongMessagesAreCut) {
    const Fault fault = fault_of_exception("newcode", std::string(5000, 'x'));
    EXPECT_LT(fault.problem.why.size(), 400U);
}

TEST(Errors, WarningsSpeakOfTheirRecord) {
    const auto problem = problem_of_warning("useremailduplicate", "Duplicate email address");
    EXPECT_EQ(problem.code, "moodle.useremailduplicate");
    EXPECT_NE(problem.why, "");
    EXPECT_NE(problem.cure, "");
}

}  // namespace
}  // namespace causeway::moodle
