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
$string['upsert_gradeitemnotfound'] = 'There is no grade item with the id {$a->value} in this course.';
$string['upsert_gradeitemnotours'] = 'The grade item ‘{$a->value}’ is neither a manual one nor that of an assignment, so it is not changed from outside.';
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
$string['upsert_unknowngradecategory'] = 'There is no grade category with the id {$a->value} in this course.';
$string['upsert_usernameexists'] = 'Another account has the username ‘{$a->value}’.';
$string['upsert_usernameinvalid'] = '‘{$a->value}’ is not a valid username: lower case only, and the characters this site allows.';
$string['upsert_usernotfound'] = 'There is no active user with the {$a->field} ‘{$a->value}’.';
$string['upsert_usernotupdatedadmin'] = 'User {$a->value} is an administrator of this site and is not changed from outside.';
$string['upsert_usernotupdatedguest'] = 'User {$a->value} is the guest account and is not changed.';
$string['upsert_usernotupdatedremote'] = 'User {$a->value} belongs to another site and is not changed here.';
$string['upsert_wsnoinstance'] = 'Course {$a->value} has no manual enrolment that is switched on.';

// Strings of the set-up page and the command line: append below this line.
$string['setup'] = 'openSIS Web Services: set-up';
$string['setup_account'] = 'openSIS signs in as the account ‘{$a}’, which has a role with the least rights it needs.';
$string['setup_button_make'] = 'Set up now';
$string['setup_button_undo'] = 'Take back what was set up';
$string['setup_column_detail'] = 'What was found';
$string['setup_column_state'] = 'State';
$string['setup_column_step'] = 'Step';
$string['setup_cure_account'] = 'Run the set-up. If it stays open: the account must not be a site administrator, and every profile field that this site requires must be filled in for it, under Site administration > Users > Accounts.';
$string['setup_cure_assignable'] = 'Run the set-up. If it stays open: a role of that short name does not exist on this site; name the roles to use (--roles, or the field on the set-up page).';
$string['setup_cure_auth_userkey'] = 'Run the set-up, or switch ‘User key’ on under Site administration > Plugins > Authentication > Manage authentication.';
$string['setup_cure_auth_webservice'] = 'Run the set-up, or switch ‘Web services authentication’ on under Site administration > Plugins > Authentication > Manage authentication.';
$string['setup_cure_emailidentity'] = 'Run the set-up, or tick ‘Email address’ under Site administration > Users > Permissions > User policies > Show user identity.';
$string['setup_cure_holdsrole'] = 'Run the set-up, or give the account the role under Site administration > Users > Permissions > Assign system roles.';
$string['setup_cure_installed'] = 'Finish the upgrade: open Site administration > Notifications, or run php admin/cli/upgrade.php.';
$string['setup_cure_keylifetime'] = 'Run the set-up, or set it under Site administration > Plugins > Authentication > User key.';
$string['setup_cure_mappingfield'] = 'Run the set-up, or choose ‘ID number’ under Site administration > Plugins > Authentication > User key.';
$string['setup_cure_member'] = 'Run the set-up, or add the account under Site administration > Server > Web services > External services > opensis > Authorised users.';
$string['setup_cure_noplugin'] = 'Install openSIS-Moodle-User-Authenticator.zip under Site administration > Plugins > Install plugins, then run the set-up again. Without it people cannot go from openSIS into Moodle without a password; everything else works.';
$string['setup_cure_rest'] = 'Run the set-up, or switch ‘REST protocol’ on under Site administration > Server > Web services > Manage protocols.';
$string['setup_cure_role'] = 'Run the set-up, or edit the role under Site administration > Users > Permissions > Define roles.';
$string['setup_cure_service'] = 'Run the set-up. If the service itself is missing, finish the upgrade under Site administration > Notifications.';
$string['setup_cure_ssomember'] = 'Run the set-up, or add the account under Site administration > Server > Web services > External services > User key authentication web service > Authorised users.';
$string['setup_cure_ssoservice'] = 'Run the set-up. If the service itself is missing, finish the upgrade under Site administration > Notifications.';
$string['setup_cure_ssotoken'] = 'Run the set-up (with new tokens, if one that has ended is to be replaced before its time).';
$string['setup_cure_token'] = 'Run the set-up (with new tokens, if one that has ended is to be replaced before its time).';
$string['setup_cure_waits'] = 'Run the set-up: it takes the steps in their order.';
$string['setup_cure_webservices'] = 'Run the set-up, or tick ‘Enable web services’ under Site administration > Advanced features.';
$string['setup_cure_welcome'] = 'Ask for it (--no-welcome, or the tick on the set-up page) before the first run: otherwise Moodle sends an e-mail for every enrolment in a new course, and enrolling takes twice as long.';
$string['setup_detail_account'] = 'account {$a->account}, method {$a->auth}';
$string['setup_detail_accountadmin'] = 'The account {$a->account} is a site administrator; a service account must not be one.';
$string['setup_detail_accountprofile'] = 'This site requires profile fields that are empty for the account {$a->account}; Moodle refuses its calls until they are filled in.';
$string['setup_detail_accountwrong'] = 'The account cannot call web services because of: {$a->fields}';
$string['setup_detail_assignable'] = '{$a->roles}';
$string['setup_detail_changedsince'] = 'It was changed since and stays as it is: ‘{$a->value}’';
$string['setup_detail_deleted'] = 'deleted';
$string['setup_detail_failed'] = 'It did not work: {$a->why}';
$string['setup_detail_forced'] = 'The setting {$a->setting} is fixed in config.php and has to be changed there.';
$string['setup_detail_functions'] = 'functions: {$a->count}';
$string['setup_detail_gone'] = 'It is no longer there.';
$string['setup_detail_noaccount'] = 'There is no account {$a->account}.';
$string['setup_detail_nofunctions'] = 'The service lacks: {$a->functions}';
$string['setup_detail_nomember'] = 'The account is not on the service\'s list of authorised users.';
$string['setup_detail_noplugin'] = 'The plugin {$a->plugin} is not installed.';
$string['setup_detail_norights'] = 'The role does not allow: {$a->rights}';
$string['setup_detail_norole'] = 'There is no role {$a->role}.';
$string['setup_detail_norolenamed'] = 'There is no role: {$a->roles}';
$string['setup_detail_noservice'] = 'There is no service ‘{$a->service}’.';
$string['setup_detail_nosetting'] = 'This Moodle has no such setting.';
$string['setup_detail_notassignable'] = 'The role may not give: {$a->roles}';
$string['setup_detail_notheld'] = 'The account does not hold the role in the system context.';
$string['setup_detail_notlisted'] = '‘{$a->word}’ is not in {$a->setting}.';
$string['setup_detail_notoken'] = 'There is no token.';
$string['setup_detail_rights'] = 'capabilities: {$a->count}';
$string['setup_detail_rolecontext'] = 'The role may not be given in the system context.';
$string['setup_detail_serviceoff'] = 'The service is switched off.';
$string['setup_detail_setback'] = 'set back to ‘{$a->value}’';
$string['setup_detail_setting'] = 'It is ‘{$a->value}’ and should be ‘{$a->wanted}’.';
$string['setup_detail_stillassignable'] = 'The role may give more than is wanted, which is: {$a->roles}';
$string['setup_detail_token'] = 'works from: {$a->ip}; ends: {$a->validuntil}';
$string['setup_detail_tokenover'] = 'The token ended: {$a->validuntil}';
$string['setup_detail_tokenterms'] = 'The token works from: {$a->ip}; ends: {$a->validuntil}. That is not what was asked for.';
$string['setup_detail_unlisted'] = '‘{$a->word}’ taken out of {$a->setting}';
$string['setup_detail_version'] = 'version {$a->files}';
$string['setup_detail_versions'] = 'The database knows version {$a->database}, the files are version {$a->files}.';
$string['setup_detail_waits'] = 'An earlier step has to be done first.';
$string['setup_everywhere'] = 'everywhere';
$string['setup_firstname'] = 'openSIS';
$string['setup_intro'] = 'One button makes this Moodle ready for openSIS: it switches web services on, makes a service account with a role of its own, and two tokens. Pressing it again changes nothing that is done; what it did can be taken back.';
$string['setup_ip'] = 'Tokens work only from';
$string['setup_ip_help'] = 'The address of the machine that openSIS or Causeway calls from: IP addresses (192.0.2.7), networks (192.0.2.0/24) or ranges (192.0.2.10-20), parted by commas. Empty: as it is, for new tokens from everywhere. The word none lifts a restriction.';
$string['setup_lastname'] = 'Synchronisation';
$string['setup_link'] = 'Open the set-up page';
$string['setup_link_desc'] = 'It makes this Moodle ready for openSIS and says what is still missing.';
$string['setup_newtokens'] = 'Make new tokens';
$string['setup_newtokens_help'] = 'The tokens that are there stop to work at once.';
$string['setup_noend'] = 'never';
$string['setup_nothing'] = 'There was nothing to take back: the set-up had made nothing.';
$string['setup_nowelcome'] = 'No e-mail for every enrolment';
$string['setup_nowelcome_help'] = 'Switches the welcome message off for courses that are made from now on (Site administration > Plugins > Enrolments > Manual enrolments).';
$string['setup_open'] = 'Some steps are open.';
$string['setup_ready'] = 'Everything that applies to this site is done.';
$string['setup_roledescription'] = 'The least rights that openSIS needs to keep people, courses, enrolments and grades in step. Made by the set-up of openSIS Web Services.';
$string['setup_rolename'] = 'openSIS synchronisation';
$string['setup_roles'] = 'Roles that openSIS may give';
$string['setup_roles_help'] = 'Short names, parted by commas. Leave manager out unless the administrators of a school shall manage its category in Moodle: with it, whoever holds the token could make any account a manager of this site.';
$string['setup_state_done'] = 'done';
$string['setup_state_failed'] = 'failed';
$string['setup_state_kept'] = 'left as it is';
$string['setup_state_nothing'] = 'nothing to take back';
$string['setup_state_offered'] = 'offered';
$string['setup_state_open'] = 'open';
$string['setup_state_skipped'] = 'skipped';
$string['setup_state_undone'] = 'taken back';
$string['setup_step_account'] = 'The service account is there';
$string['setup_step_assignable'] = 'The role may give these roles to people';
$string['setup_step_auth_userkey'] = 'The authentication method ‘User key’ is on';
$string['setup_step_auth_webservice'] = 'The authentication method ‘Web services authentication’ is on';
$string['setup_step_emailidentity'] = 'People can be recognised by their e-mail address';
$string['setup_step_holdsrole'] = 'The account holds the role';
$string['setup_step_installed'] = 'The plugin is installed';
$string['setup_step_keylifetime'] = 'A login address lives 120 seconds';
$string['setup_step_mappingfield'] = 'Login addresses name people by their ID number';
$string['setup_step_member'] = 'The account may use the service ‘opensis’';
$string['setup_step_rest'] = 'The REST protocol is on';
$string['setup_step_role'] = 'The role allows what openSIS does';
$string['setup_step_service'] = 'The service ‘opensis’ is on and holds every function';
$string['setup_step_ssomember'] = 'The account may ask for login addresses';
$string['setup_step_ssoservice'] = 'The service for login addresses is on';
$string['setup_step_ssotoken'] = 'There is a token for login addresses';
$string['setup_step_token'] = 'There is a token for the service ‘opensis’';
$string['setup_step_webservices'] = 'Web services are on';
$string['setup_step_welcome'] = 'Enrolling sends no e-mails';
$string['setup_tokenname'] = 'openSIS';
$string['setup_tokens'] = 'Your tokens';
$string['setup_tokens_address'] = 'Address of this Moodle';
$string['setup_tokens_none'] = 'No token was made now: tokens are shown once, when they are made. If you have lost them, make new ones.';
$string['setup_tokens_sso'] = 'Token for login addresses';
$string['setup_tokens_token'] = 'Token';
$string['setup_tokens_warning'] = 'Copy them now and keep them like passwords: they are shown this once.';
$string['setup_undo_confirm'] = 'Take back what the set-up made? The service account, its role and its tokens are deleted, and settings get their earlier values: openSIS cannot reach this Moodle any more, and if the method ‘User key’ is switched off, nobody can come in from openSIS.';
$string['setup_undone'] = 'What the set-up had made was taken back.';
$string['setup_validuntil'] = 'Tokens end on';
$string['setup_validuntil_help'] = 'A day (2027-07-31) or a day and a time (2027-07-31 18:00). Empty: as it is, for new tokens never. The word none lifts an end.';
$string['setup_wish_ip'] = '‘{$a}’ is no IP address, network or range.';
$string['setup_wish_iplength'] = 'The list of addresses is empty or longer than {$a} characters.';
$string['setup_wish_past'] = '‘{$a}’ is in the past.';
$string['setup_wish_validuntil'] = '‘{$a}’ is no day that can be understood; write it like 2027-07-31.';
