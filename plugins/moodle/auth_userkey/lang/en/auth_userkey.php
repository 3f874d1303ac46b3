<?php
// This file is part of Moodle - http://moodle.org/
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
// along with Moodle.  If not, see <http://www.gnu.org/licenses/>.

/**
 * English strings of the plugin.
 *
 * @package    auth_userkey
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

$string['allowadmins'] = 'Site administrators may enter';
$string['allowadmins_desc'] = 'Off: a login address for a site administrator, or for somebody whose role may change the site\'s settings, is refused. On: whoever holds the token of the web service can become a site administrator of this Moodle, so keep it as safe as an administrator\'s password and bind it to an IP address. Needed only if administrators are to come in from openSIS without a password.';
$string['auth_userkeydescription'] = 'Signs people in by one-time login addresses, which another system, such as openSIS, requests through the web service "User key authentication web service". Accounts need no password.';
$string['createuser'] = 'Create users';
$string['createuser_desc'] = 'A request for somebody who has no account makes one (authentication method "User key"). The request must then carry username, email, firstname and lastname.';
$string['eventaddressrequested'] = 'Login address requested';
$string['eventloginrefused'] = 'Login by address refused';
$string['iprestriction'] = 'Bind to IP address';
$string['iprestriction_desc'] = 'A request must name the IP address of the user\'s browser (user[ip]), and the login address works from there only. Do not switch this on if browsers reach the two systems by different addresses.';
$string['ipwhitelist'] = 'Addresses without this binding';
$string['ipwhitelist_desc'] = 'Browsers from here may use any login address: IP addresses (192.0.2.7), networks (192.0.2.0/24, 2001:db8::/32) or ranges (192.0.2.10-20), parted by commas, semicolons or new lines.';
$string['ipwhitelist_fault'] = 'These entries are no IP address, network or range: {$a}';
$string['keylifetime'] = 'Life time of a login address';
$string['keylifetime_desc'] = 'Seconds after which an unused login address is refused, 1 to 86400. Keep it short: 60 to 120 is enough for a redirect.';
$string['mappingfield'] = 'Mapping field';
$string['mappingfield_desc'] = 'The field by which a request names the user. With "ID number", make sure that no two users have the same: such requests are refused.';
$string['pluginname'] = 'User key';
$string['privacy:metadata:keys'] = 'Login addresses that were given out and not used yet. They are removed when they are used, or some minutes after their life time.';
$string['privacy:metadata:keys:ip'] = 'The IP address that the login address is bound to, if any.';
$string['privacy:metadata:keys:keyhash'] = 'A fingerprint of the key in the login address. The key itself is not stored.';
$string['privacy:metadata:keys:timecreated'] = 'When the login address was given out.';
$string['privacy:metadata:keys:timeexpires'] = 'When the login address stops to work.';
$string['privacy:metadata:keys:userid'] = 'The user whom the login address signs in.';
$string['redirecturl'] = 'After signing out, go to';
$string['redirecturl_desc'] = 'Where people who came in by a login address are sent when they sign out. Empty: Moodle\'s own page.';
$string['refused_deleted'] = 'This account does not exist any more.';
$string['refused_expired'] = 'This login address has expired. Go back to where you came from and try again.';
$string['refused_guest'] = 'The guest account cannot be entered by a login address.';
$string['refused_ipmismatch'] = 'This login address was made for another network address. Go back to where you came from and try again; if it happens again, tell the administrator.';
$string['refused_methodoff'] = 'The authentication method of this account is switched off on this site.';
$string['refused_nologin'] = 'This account is not meant for signing in.';
$string['refused_pluginoff'] = 'Signing in by a login address is switched off on this site.';
$string['refused_remote'] = 'This account belongs to another site.';
$string['refused_siteadmin'] = 'Site administrators cannot enter by a login address on this site. Sign in with your password.';
$string['refused_suspended'] = 'This account is suspended. Ask the administrator.';
$string['refused_unconfirmed'] = 'This account is not confirmed yet.';
$string['refused_unknownkey'] = 'This login address is not valid, or it was used before: each works only once. Go back to where you came from and try again.';
$string['refusedtitle'] = 'You could not be signed in';
$string['returnhosts'] = 'Hosts to return to';
$string['returnhosts_desc'] = 'auth/userkey/logout.php?return=ADDRESS sends people to these hosts after signing out (sis.example.edu, sis.example.edu:8443), parted by commas or blanks. The hosts of the two addresses above count as listed. Any other address is ignored.';
$string['ssourl'] = 'SSO address';
$string['ssourl_desc'] = 'Where people are sent who have to sign in. Empty: Moodle\'s own login page. That page stays within reach at login/index.php?enrolkey_skipsso=1.';
$string['taskclearexpiredkeys'] = 'Remove expired login addresses';
$string['updateuser'] = 'Update users';
$string['updateuser_desc'] = 'A request brings the user\'s username, email, idnumber, firstname and lastname up to date, as far as it carries them. Site administrators are never changed.';
$string['userkey:generatekey'] = 'Request login addresses for other users';
