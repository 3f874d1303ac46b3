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

namespace local_opensis\privacy;

use core_privacy\local\metadata\collection;
use core_privacy\local\request\approved_contextlist;
use core_privacy\local\request\approved_userlist;
use core_privacy\local\request\contextlist;
use core_privacy\local\request\transform;
use core_privacy\local\request\userlist;
use core_privacy\local\request\writer;

/**
 * What this plugin keeps about people: that a record of theirs changed, and when, for 30 days.
 *
 * What the web service functions read and write is Moodle's own data, which Moodle's own providers tell of.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class provider implements
    \core_privacy\local\metadata\provider,
    \core_privacy\local\request\core_userlist_provider,
    \core_privacy\local\request\plugin\provider {
    /** Where it is kept. */
    private const TABLE = 'local_opensis_change';

    /**
     * Describes what is kept, and to whom it goes.
     *
     * @param collection $collection to add to
     * @return collection
     */
    public static function get_metadata(collection $collection): collection {
        $collection->add_database_table(self::TABLE, [
            'kind' => 'privacy:metadata:change:kind',
            'what' => 'privacy:metadata:change:what',
            'userid' => 'privacy:metadata:change:userid',
            'courseid' => 'privacy:metadata:change:courseid',
            'timecreated' => 'privacy:metadata:change:timecreated',
        ], 'privacy:metadata:change');
        $collection->add_external_location_link('opensis', [
            'profile' => 'privacy:metadata:opensis:profile',
            'enrolments' => 'privacy:metadata:opensis:enrolments',
            'grades' => 'privacy:metadata:opensis:grades',
        ], 'privacy:metadata:opensis');
        return $collection;
    }

    /**
     * Where something about a user is kept.
     *
     * @param int $userid the user
     * @return contextlist
     */
    public static function get_contexts_for_userid(int $userid): contextlist {
        $list = new contextlist();
        $list->add_from_sql(
            'SELECT x.id
               FROM {context} x
              WHERE x.contextlevel = :level
                    AND EXISTS (SELECT 1 FROM {' . self::TABLE . '} n WHERE n.userid = :userid)',
            ['level' => CONTEXT_SYSTEM, 'userid' => $userid]
        );
        return $list;
    }

    /**
     * About whom something is kept.
     *
     * @param userlist $userlist to add to
     */
    public static function get_users_in_context(userlist $userlist) {
        if ($userlist->get_context() instanceof \context_system) {
            $userlist->add_from_sql('userid', 'SELECT userid FROM {' . self::TABLE . '} WHERE userid > 0', []);
        }
    }

    /**
     * Writes out what is kept about a user.
     *
     * @param approved_contextlist $contextlist whom, and where
     */
    public static function export_user_data(approved_contextlist $contextlist) {
        global $DB;
        foreach ($contextlist->get_contexts() as $context) {
            if (!$context instanceof \context_system) {
                continue;
            }
            $changes = [];
            $notes = $DB->get_recordset(self::TABLE, ['userid' => $contextlist->get_user()->id], 'id');
            foreach ($notes as $note) {
                $changes[] = [
                    'kind' => $note->kind,
                    'what' => $note->what,
                    'courseid' => $note->courseid,
                    'time' => transform::datetime($note->timecreated),
                ];
            }
            $notes->close();
            if ($changes) {
                writer::with_context($context)->export_data(
                    [get_string('pluginname', 'local_opensis')],
                    (object) ['changes' => $changes]
                );
            }
        }
    }

    /**
     * Forgets everybody.
     *
     * @param \context $context where
     */
    public static function delete_data_for_all_users_in_context(\context $context) {
        global $DB;
        if ($context instanceof \context_system) {
            $DB->set_field_select(self::TABLE, 'userid', 0, 'userid > 0');
        }
    }

    /**
     * Forgets a user.
     *
     * @param approved_contextlist $contextlist whom, and where
     */
    public static function delete_data_for_user(approved_contextlist $contextlist) {
        foreach ($contextlist->get_contexts() as $context) {
            if ($context instanceof \context_system) {
                self::forget([$contextlist->get_user()->id]);
            }
        }
    }

    /**
     * Forgets some users.
     *
     * @param approved_userlist $userlist whom, and where
     */
    public static function delete_data_for_users(approved_userlist $userlist) {
        if ($userlist->get_context() instanceof \context_system) {
            self::forget($userlist->get_userids());
        }
    }

    /**
     * Takes the users' ids out of the notes, and leaves the notes: a reader would take a note that is gone for
     * one that is still being written.
     *
     * @param int[] $userids whom
     */
    private static function forget(array $userids): void {
        global $DB;
        if ($userids) {
            [$in, $params] = $DB->get_in_or_equal($userids, SQL_PARAMS_NAMED);
            $DB->set_field_select(self::TABLE, 'objectid', 0, "kind = 'people' AND userid $in", $params);
            $DB->set_field_select(self::TABLE, 'userid', 0, "userid $in", $params);
        }
    }
}
