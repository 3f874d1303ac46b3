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

/**
 * A login address was given out for a user. The key itself is never logged.
 *
 * @package    auth_userkey
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class address_requested extends \core\event\base {
    /**
     * Logs that an address was given out.
     *
     * @param int $userid whom it signs in
     */
    public static function note(int $userid): void {
        self::create([
            'context' => \context_system::instance(),
            'relateduserid' => $userid,
        ])->trigger();
    }

    /**
     * Kind of the event.
     */
    protected function init() {
        $this->data['crud'] = 'c';
        $this->data['edulevel'] = self::LEVEL_OTHER;
    }

    /**
     * Name of the event.
     *
     * @return string
     */
    public static function get_name() {
        return get_string('eventaddressrequested', 'auth_userkey');
    }

    /**
     * What happened, for the log's reader.
     *
     * @return string
     */
    public function get_description() {
        return "The user with id '{$this->userid}' requested a login address for the user with id '{$this->relateduserid}'.";
    }
}
