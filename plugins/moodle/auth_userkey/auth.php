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
 * The authentication method "userkey".
 *
 * @package    auth_userkey
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

require_once($CFG->libdir . '/authlib.php');

/**
 * Signs people in by one-time login addresses; nobody has a password.
 *
 * @package    auth_userkey
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class auth_plugin_userkey extends auth_plugin_base {
    /**
     * Names the method.
     */
    public function __construct() {
        $this->authtype = 'userkey';
        $this->config = get_config('auth_userkey');
    }

    /**
     * No user name and password lets anybody in: the login address does.
     *
     * @param string $username not used
     * @param string $password not used
     * @return bool always false
     */
    public function user_login($username, $password) {
        return false;
    }

    /**
     * Moodle keeps no password for these accounts.
     *
     * @return bool
     */
    public function prevent_local_passwords() {
        return true;
    }

    /**
     * There is no password in Moodle to check against.
     *
     * @return bool
     */
    public function is_internal() {
        return false;
    }

    /**
     * There is no password to change.
     *
     * @return bool
     */
    public function can_change_password() {
        return false;
    }

    /**
     * There is no password to reset.
     *
     * @return bool
     */
    public function can_reset_password() {
        return false;
    }

    /**
     * An administrator may give an account this method.
     *
     * @return bool
     */
    public function can_be_manually_set() {
        return true;
    }

    /**
     * Works as soon as it is switched on.
     *
     * @return bool
     */
    public function is_configured() {
        return true;
    }

    /**
     * Before a page asks somebody to sign in.
     */
    public function pre_loginpage_hook() {
        $this->send_to_sso();
    }

    /**
     * When the login page is opened.
     */
    public function loginpage_hook() {
        $this->send_to_sso();
    }

    /**
     * When the user signs out by Moodle's own button: who came by a login address goes where the setting says.
     */
    public function logoutpage_hook() {
        global $SESSION, $USER, $redirect;

        $address = (new \auth_userkey\local\config())->redirect_url();
        if ($address !== '' && (!empty($SESSION->auth_userkey_entered) || ($USER->auth ?? '') === $this->authtype)) {
            $redirect = $address;
        }
    }

    /**
     * Sends somebody who has to sign in to the SSO address, if there is one.
     *
     * The address login/index.php?enrolkey_skipsso=1 shows Moodle's own form all the same, for the rest of the
     * session: otherwise an administrator could not get in while the other side is down.
     */
    private function send_to_sso(): void {
        global $SESSION;

        $address = (new \auth_userkey\local\config())->sso_url();
        if ($address === '' || (isloggedin() && !isguestuser())) {
            return;
        }
        if (optional_param('enrolkey_skipsso', 0, PARAM_BOOL)) {
            $SESSION->auth_userkey_skipsso = true;
        }
        // Who sends a filled-in form has found it without us.
        if (!empty($SESSION->auth_userkey_skipsso) || data_submitted()) {
            return;
        }
        redirect($address);
    }
}
