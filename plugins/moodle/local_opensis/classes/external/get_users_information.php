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

namespace local_opensis\external;

use core_external\external_single_structure;
use core_external\external_value;

defined('MOODLE_INTERNAL') || die();

require_once(__DIR__ . '/../../compat.php');

/**
 * local_get_users_information: users with phone numbers, kinds and custom profile fields.
 *
 * The columns are named one by one: a password hash or a secret is never read.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class get_users_information extends listing {
    /**
     * The function's name, as a web service client calls it.
     *
     * @return string
     */
    protected static function wire_name(): string {
        return 'local_get_users_information';
    }

    /**
     * The table a row stands in, and its alias.
     *
     * @return string[]
     */
    protected static function table(): array {
        return ['user', 'u'];
    }

    /**
     * What the ids are, in words.
     *
     * @return string
     */
    protected static function ids_are(): string {
        return 'user ids';
    }

    /**
     * The fields of a row.
     *
     * @return array[]
     */
    protected static function fields(): array {
        return [
            'id' => ['int', 'User id'],
            'username' => ['text', 'User name'],
            'idnumber' => ['text', 'ID number'],
            'firstname' => ['text', 'First name'],
            'middlename' => ['text', 'Middle name'],
            'lastname' => ['text', 'Last name'],
            'alternatename' => ['text', 'Alternate name'],
            'email' => ['text', 'E-mail address'],
            'phone1' => ['text', 'Phone'],
            'phone2' => ['text', 'Mobile phone'],
            'auth' => ['word', 'Authentication method'],
            'suspended' => ['bool', 'Whether the account is suspended'],
            'confirmed' => ['bool', 'Whether the account is confirmed'],
            'department' => ['text', 'Department'],
            'institution' => ['text', 'Institution'],
            'city' => ['text', 'City'],
            'country' => ['text', 'Country code'],
            'lang' => ['text', 'Language'],
            'timezone' => ['text', 'Time zone; 99 for that of the site'],
            'timecreated' => ['int', 'When it was created'],
            'timemodified' => ['int', 'When it was changed'],
            'firstaccess' => ['int', 'First access; 0 for none'],
            'lastaccess' => ['int', 'Last access; 0 for none'],
            'kinds' => [
                'list',
                'Short names of the roles that the user holds in any course',
                new external_value(PARAM_ALPHANUMEXT, 'A role short name'),
            ],
            'customfields' => ['list', 'Custom profile fields that have a value', new external_single_structure([
                'shortname' => new external_value(PARAM_RAW, 'Short name of the field'),
                'name' => new external_value(PARAM_RAW, 'Name of the field'),
                'datatype' => new external_value(PARAM_ALPHANUMEXT, 'checkbox, datetime, menu, social, text, textarea, ...'),
                'value' => new external_value(PARAM_RAW, 'The value as Moodle keeps it; datetime in unix seconds'),
            ])],
        ];
    }

    /**
     * How the fields are read.
     *
     * @return string[]
     */
    protected static function columns(): array {
        return [
            'id' => 'u.id',
            'username' => 'u.username',
            'idnumber' => 'u.idnumber',
            'firstname' => 'u.firstname',
            'middlename' => 'u.middlename',
            'lastname' => 'u.lastname',
            'alternatename' => 'u.alternatename',
            'email' => 'u.email',
            'phone1' => 'u.phone1',
            'phone2' => 'u.phone2',
            'auth' => 'u.auth',
            'suspended' => 'u.suspended',
            'confirmed' => 'u.confirmed',
            'department' => 'u.department',
            'institution' => 'u.institution',
            'city' => 'u.city',
            'country' => 'u.country',
            'lang' => 'u.lang',
            'timezone' => 'u.timezone',
            'timecreated' => 'u.timecreated',
            'timemodified' => 'u.timemodified',
            'firstaccess' => 'u.firstaccess',
            'lastaccess' => 'u.lastaccess',
        ];
    }

    /**
     * Users that are not deleted, without the guest.
     *
     * @param array $query what is asked
     * @return array [SQL, parameters]
     */
    protected static function conditions(array $query): array {
        global $CFG;
        $where = ['u.deleted = 0', 'u.id <> :guest'];
        [$ids, $params] = self::asked_ids('u.id', $query);
        $params['guest'] = (int) $CFG->siteguest;
        if ($ids !== '') {
            $where[] = $ids;
        }
        if ($query['changedsince'] > 0) {
            $where[] = 'u.timemodified >= :since';
            $params['since'] = $query['changedsince'];
        }
        return [implode(' AND ', $where), $params];
    }

    /**
     * Kinds and custom profile fields, one statement each for the whole page.
     *
     * @param array $rows id => row
     * @param \stdClass[] $records id => what was read
     * @param array $wanted name => true
     * @return array the rows
     */
    protected static function fill(array $rows, array $records, array $wanted): array {
        if (isset($wanted['kinds'])) {
            $rows = self::fill_kinds($rows);
        }
        if (isset($wanted['customfields'])) {
            $rows = self::fill_custom_fields($rows);
        }
        return $rows;
    }

    /**
     * The roles that the users hold in courses.
     *
     * @param array $rows id => row
     * @return array the rows
     */
    private static function fill_kinds(array $rows): array {
        global $DB;
        foreach ($rows as $id => $row) {
            $rows[$id]['kinds'] = [];
        }
        [$among, $params] = self::among('ra.userid', array_keys($rows), 'user');
        $params['level'] = CONTEXT_COURSE;
        $held = $DB->get_recordset_sql(
            "SELECT DISTINCT ra.userid, r.shortname
               FROM {role_assignments} ra
               JOIN {context} x ON x.id = ra.contextid AND x.contextlevel = :level
               JOIN {role} r ON r.id = ra.roleid
              WHERE $among
           ORDER BY ra.userid, r.shortname",
            $params
        );
        foreach ($held as $one) {
            if (isset($rows[$one->userid])) {
                $rows[$one->userid]['kinds'][] = $one->shortname;
            }
        }
        $held->close();
        return $rows;
    }

    /**
     * The custom profile fields of the users.
     *
     * @param array $rows id => row
     * @return array the rows
     */
    private static function fill_custom_fields(array $rows): array {
        global $DB;
        foreach ($rows as $id => $row) {
            $rows[$id]['customfields'] = [];
        }
        [$among, $params] = self::among('d.userid', array_keys($rows), 'user');
        $data = $DB->get_recordset_sql(
            "SELECT d.id, d.userid, f.shortname, f.name, f.datatype, d.data
               FROM {user_info_data} d
               JOIN {user_info_field} f ON f.id = d.fieldid
              WHERE $among
           ORDER BY d.userid, f.id",
            $params
        );
        foreach ($data as $one) {
            if (isset($rows[$one->userid])) {
                $rows[$one->userid]['customfields'][] = [
                    'shortname' => row_form::text($one->shortname),
                    'name' => row_form::text($one->name),
                    'datatype' => $one->datatype,
                    'value' => row_form::text($one->data),
                ];
            }
        }
        $data->close();
        return $rows;
    }
}
