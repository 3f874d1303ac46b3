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

namespace local_opensis;

use local_opensis\local\change_log;

/**
 * Notes what Moodle's events tell: one short row each, and nothing else.
 *
 * What the numbers of a row mean, get_changes says.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class observer {
    /**
     * A user was created, updated or deleted.
     *
     * @param \core\event\base $event what happened
     */
    public static function person(\core\event\base $event): void {
        change_log::note('people', self::what($event), (int) $event->objectid, (int) $event->objectid, 0);
    }

    /**
     * A course was created, updated, restored or deleted.
     *
     * @param \core\event\base $event what happened
     */
    public static function course(\core\event\base $event): void {
        change_log::note('courses', self::what($event), (int) $event->objectid, 0, (int) $event->objectid);
    }

    /**
     * A category was: any course may have another path now.
     *
     * @param \core\event\base $event what happened
     */
    public static function category(\core\event\base $event): void {
        change_log::note('courses', 'updated', 0, 0, 0);
    }

    /**
     * An enrolment was created, updated or deleted.
     *
     * @param \core\event\base $event what happened
     */
    public static function enrolment(\core\event\base $event): void {
        change_log::note(
            'enrolments',
            self::what($event),
            (int) $event->objectid,
            (int) $event->relateduserid,
            (int) $event->courseid
        );
    }

    /**
     * A role in a course was given or taken.
     *
     * @param \core\event\base $event what happened
     */
    public static function role(\core\event\base $event): void {
        if ($event->contextlevel == CONTEXT_COURSE) {
            change_log::note('enrolments', 'updated', 0, (int) $event->relateduserid, (int) $event->contextinstanceid);
        }
    }

    /**
     * A grade was given or deleted.
     *
     * @param \core\event\base $event what happened
     */
    public static function grade(\core\event\base $event): void {
        change_log::note(
            'grades',
            self::what($event),
            (int) $event->objectid,
            (int) $event->relateduserid,
            (int) $event->courseid
        );
    }

    /**
     * A grade item was created, updated or deleted.
     *
     * @param \core\event\base $event what happened
     */
    public static function item(\core\event\base $event): void {
        change_log::note('grades', self::what($event), (int) $event->objectid, 0, (int) $event->courseid);
    }

    /**
     * An activity was: its dates are graded items' dates.
     *
     * @param \core\event\base $event what happened
     */
    public static function activity(\core\event\base $event): void {
        change_log::note('grades', 'updated', 0, 0, (int) $event->courseid);
    }

    /**
     * What the event's name ends in.
     *
     * @param \core\event\base $event what happened
     * @return string created, updated or deleted
     */
    private static function what(\core\event\base $event): string {
        $verb = substr($event->eventname, (int) strrpos($event->eventname, '_') + 1);
        return in_array($verb, ['created', 'deleted'], true) ? $verb : 'updated';
    }
}
