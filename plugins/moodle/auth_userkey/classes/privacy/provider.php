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

namespace auth_userkey\privacy;

use auth_userkey\local\key_store;
use core_privacy\local\metadata\collection;
use core_privacy\local\request\approved_contextlist;
use core_privacy\local\request\approved_userlist;
use core_privacy\local\request\contextlist;
use core_privacy\local\request\transform;
use core_privacy\local\request\userlist;
use core_privacy\local\request\writer;

/**
 * What the plugin stores about people: keys that live for a minute or two, as hashes.
 *
 * @package    auth_userkey
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class provider implements
    \core_privacy\local\metadata\provider,
    \core_privacy\local\request\core_userlist_provider,
    \core_privacy\local\request\plugin\provider {
    /**
     * Names what is stored.
     *
     * @param collection $collection to add to
     * @return collection
     */
    public static function get_metadata(collection $collection): collection {
        $fields = [];
        foreach (['userid', 'keyhash', 'ip', 'timecreated', 'timeexpires'] as $field) {
            $fields[$field] = 'privacy:metadata:keys:' . $field;
        }
        $collection->add_database_table(key_store::TABLE, $fields, 'privacy:metadata:keys');
        return $collection;
    }

    /**
     * Contexts that hold something about a user: the user's own.
     *
     * @param int $userid the user
     * @return contextlist
     */
    public static function get_contexts_for_userid(int $userid): contextlist {
        $contexts = new contextlist();
        $contexts->add_from_sql(
            'SELECT DISTINCT ctx.id
               FROM {auth_userkey_keys} k
               JOIN {context} ctx ON ctx.instanceid = k.userid AND ctx.contextlevel = :level
              WHERE k.userid = :userid',
            ['level' => CONTEXT_USER, 'userid' => $userid]
        );
        return $contexts;
    }

    /**
     * Users that a context holds something about.
     *
     * @param userlist $userlist to add to
     */
    public static function get_users_in_context(userlist $userlist) {
        $context = $userlist->get_context();
        if ($context instanceof \context_user) {
            $userlist->add_from_sql(
                'userid',
                'SELECT userid FROM {auth_userkey_keys} WHERE userid = :userid',
                ['userid' => $context->instanceid]
            );
        }
    }

    /**
     * Writes out what is stored about a user. The hash stays out: it is of no use to anybody.
     *
     * @param approved_contextlist $contextlist what was approved
     */
    public static function export_user_data(approved_contextlist $contextlist) {
        global $DB;

        $user = $contextlist->get_user();
        foreach ($contextlist->get_contexts() as $context) {
            if (!$context instanceof \context_user || $context->instanceid != $user->id) {
                continue;
            }
            $keys = [];
            foreach ($DB->get_records(key_store::TABLE, ['userid' => $user->id], 'id') as $row) {
                $keys[] = (object) [
                    'ip' => $row->ip,
                    'timecreated' => transform::datetime($row->timecreated),
                    'timeexpires' => transform::datetime($row->timeexpires),
                ];
            }
            if ($keys) {
                writer::with_context($context)->export_data(
                    [get_string('pluginname', 'auth_userkey')],
                    (object) ['keys' => $keys]
                );
            }
        }
    }

    /**
     * Deletes everything in a context.
     *
     * @param \context $context the context
     */
    public static function delete_data_for_all_users_in_context(\context $context) {
        if ($context instanceof \context_user) {
            key_store::drop_all_of((int) $context->instanceid);
        }
    }

    /**
     * Deletes what is stored about one user.
     *
     * @param approved_contextlist $contextlist what was approved
     */
    public static function delete_data_for_user(approved_contextlist $contextlist) {
        $userid = (int) $contextlist->get_user()->id;
        foreach ($contextlist->get_contexts() as $context) {
            if ($context instanceof \context_user && (int) $context->instanceid === $userid) {
                key_store::drop_all_of($userid);
            }
        }
    }

    /**
     * Deletes what a context holds about some users.
     *
     * @param approved_userlist $userlist what was approved
     */
    public static function delete_data_for_users(approved_userlist $userlist) {
        $context = $userlist->get_context();
        if ($context instanceof \context_user && in_array($context->instanceid, $userlist->get_userids())) {
            key_store::drop_all_of((int) $context->instanceid);
        }
    }
}
