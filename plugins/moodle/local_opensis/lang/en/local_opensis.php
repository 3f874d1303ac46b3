<?php
// This file is part of Moodle - https://moodle.org/
//
// Moodle is free software: you can redistribute it and/or modify
// it under the terms of the GNU General Public License as published by
// the Free Software Foundation, either version 3 of the License, or
// (at your option) any later version.
//
// Moodle is distributed in the hope that it will be useful,
// but WITHOUT ANY WARRANTY; without even the implied warranty of
// MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
// GNU General Public License for more details.
//
// You should have received a copy of the GNU General Public License
// along with Moodle.  If not, see <https://www.gnu.org/licenses/>.

/**
 * English strings.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

$string['hintaddress'] = 'Addresses to tell';
$string['hintaddress_desc'] = 'Where Causeway wants to hear that something changed; one address a line. Empty: nobody is told. At most once a minute, a short signed message without anybody\'s data goes to each; the changes themselves are always fetched. An address inside your own network is allowed here.';
$string['hintheading'] = 'Hints of changes';
$string['hintheading_desc'] = 'Lets openSIS follow within a minute instead of at its next look. It needs cron.';
$string['hintkey'] = 'Shared key';
$string['hintkey_desc'] = 'What the messages are signed with (HMAC-SHA-256): the same text as in Causeway, at least 32 characters. Without it nobody is told.';
$string['invalidcursor'] = 'This cursor was altered, or belongs to another site or to another question. Read the listing again from its first page.';
$string['opensis:read'] = 'Read rosters and grades for openSIS';
$string['opensis:sync'] = 'Write rosters from openSIS';
$string['pluginname'] = 'openSIS Web Services';
$string['privacy:metadata:change'] = 'Notes of what changed, so that openSIS can fetch it; they are deleted after 30 days.';
$string['privacy:metadata:change:courseid'] = 'The course in which the change happened.';
$string['privacy:metadata:change:kind'] = 'What kind of record changed: people, enrolments or grades.';
$string['privacy:metadata:change:timecreated'] = 'When the change was noted.';
$string['privacy:metadata:change:userid'] = 'The user whose record changed.';
$string['privacy:metadata:change:what'] = 'Whether the record was created, updated or deleted.';
$string['privacy:metadata:opensis'] = 'The school\'s openSIS reads and writes people, enrolments and grades through this plugin\'s web service functions.';
$string['privacy:metadata:opensis:enrolments'] = 'The courses a user is enrolled in, in which role, and since when.';
$string['privacy:metadata:opensis:grades'] = 'A user\'s grades, feedback, and when work was handed in.';
$string['privacy:metadata:opensis:profile'] = 'A user\'s profile: names, e-mail address, phone numbers, ID number, custom profile fields and times of access.';
$string['tasktrimchanges'] = 'Delete old notes of changes for openSIS';
$string['unknownfield'] = 'There is no field \'{$a}\' in this listing.';

// Strings of the bulk functions (upsert_*): append below this line.
$string['badrows'] = 'The rows are not a JSON list that can be taken: {$a}.';
$string['upsert_courseidnumbertaken'] = 'The ID number ‘{$a->value}’ belongs to another course.';
$string['upsert_coursenotfound'] = 'There is no course with the {$a->field} ‘{$a->value}’.';
$string['upsert_dmlwriteexception'] = 'The database refused this row.';
$string['upsert_emailexists'] = 'Another account has the e-mail address ‘{$a->value}’, and this site does not allow two with the same.';
$string['upsert_emailinvalid'] = '‘{$a->value}’ is not a valid e-mail address for this site.';
$string['upsert_enddatebeforestartdate'] = 'The course would end before it starts.';
$string['upsert_fieldtoolong'] = '{$a->field} holds more than {$a->value} characters.';
$string['upsert_groupnameexists'] = 'Another group of this course has the name ‘{$a->value}’.';
$string['upsert_groupnotfound'] = 'There is no group with the id {$a->value} in this course.';
$string['upsert_idnumbernotunique'] = 'Several records have the {$a->field} ‘{$a->value}’, so it is not known which one is meant.';
$string['upsert_idnumbertaken'] = 'Another group of this course has the ID number ‘{$a->value}’.';
$string['upsert_invalidparameter'] = '{$a->field} cannot hold ‘{$a->value}’.';
$string['upsert_manualpluginnotinstalled'] = 'Manual enrolment is not installed or is switched off on this site.';
$string['upsert_membernotenrolled'] = 'These users are not enrolled in the course and were not put into the group: {$a->value}.';
$string['upsert_missingfield'] = '{$a->field} is missing or empty.';
$string['upsert_nopermissions'] = 'The account of this service lacks the right {$a->value} there.';
$string['upsert_norolegiven'] = 'No role is named.';
$string['upsert_nostartdatenoenddate'] = 'A course without a start date cannot have an end date.';
$string['upsert_passwordpolicy'] = 'The password does not fit this site\'s policy: {$a->value}';
$string['upsert_rolenotassignable'] = 'The account of this service may not assign the role ‘{$a->value}’ in this course, or there is no such role.';
$string['upsert_shortnametaken'] = 'The short name ‘{$a->value}’ belongs to another course.';
$string['upsert_unknownauth'] = 'There is no authentication method ‘{$a->value}’ for such accounts.';
$string['upsert_unknowncategory'] = 'There is no single course category with the {$a->field} ‘{$a->value}’.';
$string['upsert_unknowncustomfield'] = 'There is no profile field with the short name ‘{$a->value}’.';
$string['upsert_unknownfield'] = 'A row may not have the field ‘{$a->value}’.';
$string['upsert_usernameexists'] = 'Another account has the username ‘{$a->value}’.';
$string['upsert_usernameinvalid'] = '‘{$a->value}’ is not a valid username: lower case only, and the characters this site allows.';
$string['upsert_usernotfound'] = 'There is no active user with the {$a->field} ‘{$a->value}’.';
$string['upsert_usernotupdatedadmin'] = 'User {$a->value} is an administrator of this site and is not changed from outside.';
$string['upsert_usernotupdatedguest'] = 'User {$a->value} is the guest account and is not changed.';
$string['upsert_usernotupdatedremote'] = 'User {$a->value} belongs to another site and is not changed here.';
$string['upsert_wsnoinstance'] = 'Course {$a->value} has no manual enrolment that is switched on.';

// Strings of the set-up page and the command line: append below this line.
