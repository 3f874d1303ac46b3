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

namespace auth_userkey\event;

use auth_userkey\local\refusal;

/**
 * Somebody was not let in, or no address was given out for them; with the reason.
 *
 * @property-read array $other {
 *      - string reason: a word of the class auth_userkey\local\refusal
 *      - string stage: "request" when the address was asked for, "login" when it was visited
 * }
 *
 * @package    auth_userkey
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class login_refused extends \core\event\base {
    /**
     * Logs a refusal.
     *
     * @param refusal $refusal what was refused, and why
     * @param string $stage "request" or "login"
     */
    public static function note(refusal $refusal, string $stage): void {
        $data = [
            'context' => \context_system::instance(),
            'other' => ['reason' => $refusal->reason, 'stage' => $stage],
        ];
        if ($refusal->userid) {
            $data['relateduserid'] = $refusal->userid;
        }
        self::create($data)->trigger();
    }

    /**
     * Kind of the event.
     */
    protected function init() {
        $this->data['crud'] = 'r';
        $this->data['edulevel'] = self::LEVEL_OTHER;
    }

    /**
     * Name of the event.
     *
     * @return string
     */
    public static function get_name() {
        return get_string('eventloginrefused', 'auth_userkey');
    }

    /**
     * What happened, for the log's reader.
     *
     * @return string
     */
    public function get_description() {
        $whom = $this->relateduserid ? "the user with id '{$this->relateduserid}'" : 'an unknown user';
        $stage = $this->other['stage'] === 'request' ? 'A login address was not given out for' : 'A login address did not admit';
        return "$stage $whom. Reason: '{$this->other['reason']}'.";
    }

    /**
     * Checks what a caller gives.
     *
     * @throws \coding_exception
     */
    protected function validate_data() {
        parent::validate_data();
        if (!in_array($this->other['reason'] ?? '', refusal::reasons(), true)) {
            throw new \coding_exception('The reason must be one of auth_userkey\local\refusal.');
        }
        if (!in_array($this->other['stage'] ?? '', ['request', 'login'], true)) {
            throw new \coding_exception('The stage must be "request" or "login".');
        }
    }

    /**
     * Nothing in "other" is an id that a restore would have to map.
     *
     * @return bool
     */
    public static function get_other_mapping() {
        return false;
    }
}
