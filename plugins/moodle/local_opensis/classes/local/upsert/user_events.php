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

namespace local_opensis\local\upsert;

/**
 * Tells the rest of Moodle what became of users, as core does: an event for each, and the end of a suspended
 * user's sessions.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class user_events {
    /**
     * Fires core's events, in the order of the rows.
     *
     * @param array[] $rows row number => row
     * @param \stdClass[] $created row number => new user
     * @param \stdClass[] $updated row number => updated user
     */
    public static function tell(array $rows, array $created, array $updated): void {
        contexts::load(CONTEXT_USER, array_column($updated, 'id'));
        foreach (array_keys($rows) as $number) {
            if (isset($created[$number])) {
                $event = \core\event\user_created::create_from_userid($created[$number]->id);
                $event->add_record_snapshot('user', $created[$number]);
                $event->trigger();
            } else if (isset($updated[$number])) {
                \core\event\user_updated::create_from_userid($updated[$number]->id)->trigger();
                if (!empty($rows[$number]['suspended'])) {
                    self::end_sessions($updated[$number]->id);
                }
            }
        }
    }

    /**
     * Ends the sessions of a user who was suspended.
     *
     * @param int $userid the user
     */
    private static function end_sessions(int $userid): void {
        if (method_exists('\core\session\manager', 'destroy_user_sessions')) {
            \core\session\manager::destroy_user_sessions($userid);
        } else {
            \core\session\manager::kill_user_sessions($userid);
        }
    }
}
