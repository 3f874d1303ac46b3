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

namespace auth_userkey\local;

/**
 * The way in: from a key to a signed-in user, or to a refusal that is logged.
 *
 * @package    auth_userkey
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class gate {
    /** @var config */
    private $config;

    /**
     * Takes the settings.
     *
     * @param config $config the settings
     */
    public function __construct(config $config) {
        $this->config = $config;
    }

    /**
     * Checks a key and answers whom it admits. The key is used up, whatever comes out.
     *
     * @param string $key as it was issued
     * @param string $ip the visitor's address
     * @return \stdClass row of the user table
     * @throws refusal with the reason; it is logged already
     */
    public function open(string $key, string $ip): \stdClass {
        try {
            return $this->admit($key, $ip);
        } catch (refusal $refusal) {
            \auth_userkey\event\login_refused::note($refusal, 'login');
            throw $refusal;
        }
    }

    /**
     * Why a user may not enter, or null when they may.
     *
     * @param \stdClass|null $user row of the user table
     * @return string|null a word of the class refusal
     */
    public function reason_against(?\stdClass $user): ?string {
        global $CFG;

        $rules = new entry_rules($this->config->allows_admins(), (int) $CFG->mnet_localhost_id);
        return $rules->reason_against(
            $user,
            $user !== null && isguestuser($user),
            $user !== null && self::is_administrator($user),
            $user !== null && is_enabled_auth($user->auth)
        );
    }

    /**
     * Whether a user rules the site: by the list of site administrators, or by a role that may change every setting.
     *
     * @param \stdClass $user row of the user table
     * @return bool
     */
    public static function is_administrator(\stdClass $user): bool {
        return is_siteadmin($user) || has_capability('moodle/site:config', \context_system::instance(), $user->id, false);
    }

    /**
     * Signs a user in. A session of somebody else in this browser is ended first, with all that was in it.
     *
     * @param \stdClass $user row of the user table
     */
    public function sign_in(\stdClass $user): void {
        global $SESSION, $USER;

        $same = isloggedin() && (int) $USER->id === (int) $user->id && !\core\session\manager::is_loggedinas();
        if ($same) {
            return;
        }
        if (isloggedin() && !isguestuser()) {
            $this->end_session();
        }
        $user = get_complete_user_data('id', $user->id);
        if (!empty($user->lang)) {
            // What a visitor chose before signing in must not hide what the user chose for good.
            unset($SESSION->lang);
        }
        complete_user_login($user);
        \core\session\manager::apply_concurrent_login_limit($user->id, session_id());
        $SESSION->auth_userkey_entered = true;
    }

    /**
     * Whether this browser may be signed out without asking: who came in by a login address, and who said so by the
     * key of the session.
     *
     * @param string $sesskey what came with the request; empty when nothing came
     * @return bool
     */
    public static function may_sign_out(string $sesskey): bool {
        global $SESSION;

        // An empty key never reaches confirm_sesskey(): it would look for another in the request, and fail without one.
        return !isloggedin() || !empty($SESSION->auth_userkey_entered) || ($sesskey !== '' && confirm_sesskey($sesskey));
    }

    /**
     * The checks, without the logging.
     *
     * @param string $key as it was issued
     * @param string $ip the visitor's address
     * @return \stdClass row of the user table
     */
    private function admit(string $key, string $ip): \stdClass {
        global $DB;

        if (!is_enabled_auth('userkey')) {
            throw new refusal(refusal::PLUGIN_OFF);
        }
        $row = key_store::take($key);
        if ($row === null) {
            throw new refusal(refusal::UNKNOWN_KEY);
        }
        $userid = (int) $row->userid;
        if ($row->timeexpires <= time()) {
            throw new refusal(refusal::EXPIRED, $userid);
        }
        if (!$this->ip_fits($row->ip, $ip)) {
            throw new refusal(refusal::IP_MISMATCH, $userid);
        }
        $user = $DB->get_record('user', ['id' => $userid]) ?: null;
        $reason = $this->reason_against($user);
        if ($reason !== null) {
            throw new refusal($reason, $userid);
        }
        return $user;
    }

    /**
     * Whether a key may be used from an address.
     *
     * @param string|null $bound the address the key is bound to
     * @param string $ip the visitor's address
     * @return bool
     */
    private function ip_fits(?string $bound, string $ip): bool {
        return $bound === null || $bound === '' || network::same($bound, $ip) ||
            network::in_list($ip, $this->config->ip_whitelist());
    }

    /**
     * Ends the session of the user who is signed in in this browser, and starts an empty one in its place.
     *
     * Not require_logout(): that closes the session for the rest of the request, and the hooks of other methods
     * send the browser to their own sign-out page, from where the new user would never arrive. The old session
     * itself is destroyed when the new user's one gets its own id, in complete_user_login().
     */
    private function end_session(): void {
        global $DB, $SESSION, $USER;

        $sid = session_id();
        $event = \core\event\user_loggedout::create([
            'userid' => $USER->id,
            'objectid' => $USER->id,
            'other' => ['sessionid' => $sid],
        ]);
        $DB->delete_records('external_tokens', ['sid' => $sid, 'tokentype' => EXTERNAL_TOKEN_EMBEDDED]);
        // Messages for the one user must not be shown to the other.
        unset($SESSION->notifications);
        \core\session\manager::init_empty_session();
        $event->trigger();
    }
}
