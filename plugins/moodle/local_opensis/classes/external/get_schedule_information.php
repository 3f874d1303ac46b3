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

use core_external\external_value;

defined('MOODLE_INTERNAL') || die();

require_once(__DIR__ . '/../../compat.php');

/**
 * local_get_schedule_information: who is enrolled where, as what, by which method, from when to when.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class get_schedule_information extends listing {
    /**
     * The function's name, as a web service client calls it.
     *
     * @return string
     */
    protected static function wire_name(): string {
        return 'local_get_schedule_information';
    }

    /**
     * The table a row stands in, and its alias.
     *
     * @return string[]
     */
    protected static function table(): array {
        return ['user_enrolments', 'ue'];
    }

    /**
     * The fields of a row.
     *
     * @return array[]
     */
    protected static function fields(): array {
        return [
            'id' => ['int', 'Id of the user enrolment'],
            'courseid' => ['int', 'Course id'],
            'courseidnumber' => ['text', 'ID number of the course'],
            'userid' => ['int', 'User id'],
            'useridnumber' => ['text', 'ID number of the user'],
            'method' => ['word', 'Enrolment method: manual, self, cohort, ...'],
            'instanceid' => ['int', 'Id of the enrolment instance in the course'],
            'status' => ['int', '0 active, 1 suspended'],
            'timestart' => ['int', 'Start; 0 for none'],
            'timeend' => ['int', 'End; 0 for none'],
            'timecreated' => ['int', 'When it was created'],
            'timemodified' => ['int', 'When it was changed'],
            'roles' => [
                'list',
                'Short names of the roles that the user holds in the course',
                new external_value(PARAM_ALPHANUMEXT, 'A role short name'),
            ],
        ];
    }

    /**
     * How the fields are read.
     *
     * @return string[]
     */
    protected static function columns(): array {
        return [
            'id' => 'ue.id',
            'courseid' => 'e.courseid',
            'courseidnumber' => 'c.idnumber',
            'userid' => 'ue.userid',
            'useridnumber' => 'u.idnumber',
            'method' => 'e.enrol',
            'instanceid' => 'ue.enrolid',
            'status' => 'ue.status',
            'timestart' => 'ue.timestart',
            'timeend' => 'ue.timeend',
            'timecreated' => 'ue.timecreated',
            'timemodified' => 'ue.timemodified',
        ];
    }

    /**
     * The joins that decide which rows there are.
     *
     * @param array $query what is asked
     * @return string
     */
    protected static function filter_joins(array $query): string {
        // Every enrolment has its instance. An outer join, so that the database walks along the ids and stops
        // at the limit, instead of joining everything and sorting it.
        return 'LEFT JOIN {enrol} e ON e.id = ue.enrolid';
    }

    /**
     * The ID numbers of both sides.
     *
     * @param array $query what is asked
     * @param array $wanted name => true
     * @return string
     */
    protected static function column_joins(array $query, array $wanted): string {
        return (isset($wanted['courseidnumber']) ? 'LEFT JOIN {course} c ON c.id = e.courseid ' : '')
            . (isset($wanted['useridnumber']) ? 'LEFT JOIN {user} u ON u.id = ue.userid' : '');
    }

    /**
     * All enrolments. One counts as changed, too, when a role in the course was given to the user since.
     *
     * @param array $query what is asked
     * @return array [SQL, parameters]
     */
    protected static function conditions(array $query): array {
        [$where, $params] = self::asked_ids('e.courseid', $query);
        if ($query['changedsince'] > 0) {
            $where .= ($where === '' ? '' : ' AND ') . "(ue.timemodified >= :since1 OR EXISTS (
                SELECT 1
                  FROM {role_assignments} sra
                  JOIN {context} sx ON sx.id = sra.contextid AND sx.contextlevel = :sincelevel
                 WHERE sx.instanceid = e.courseid AND sra.userid = ue.userid AND sra.timemodified >= :since2))";
            $params += [
                'since1' => $query['changedsince'],
                'since2' => $query['changedsince'],
                'sincelevel' => CONTEXT_COURSE,
            ];
        }
        return [$where, $params];
    }

    /**
     * The roles of all rows in one statement.
     *
     * @param array $rows id => row
     * @param \stdClass[] $records id => what was read
     * @param array $wanted name => true
     * @return array the rows
     */
    protected static function fill(array $rows, array $records, array $wanted): array {
        global $DB;
        if (!isset($wanted['roles'])) {
            return $rows;
        }
        [$among, $params] = self::among('ue.id', array_keys($rows), 'row');
        $params['level'] = CONTEXT_COURSE;
        $held = $DB->get_recordset_sql(
            "SELECT ue.id, r.shortname
               FROM {user_enrolments} ue
          LEFT JOIN {enrol} e ON e.id = ue.enrolid
          LEFT JOIN {context} x ON x.instanceid = e.courseid AND x.contextlevel = :level
          LEFT JOIN {role_assignments} ra ON ra.contextid = x.id AND ra.userid = ue.userid
          LEFT JOIN {role} r ON r.id = ra.roleid
              WHERE $among",
            $params
        );
        $roles = [];
        foreach ($held as $one) {
            // The same role can be given by several methods.
            $roles[$one->id][(string) $one->shortname] = true;
        }
        $held->close();
        foreach ($rows as $id => $row) {
            unset($roles[$id]['']);
            $names = array_keys($roles[$id] ?? []);
            if (isset($names[1])) {
                sort($names);
            }
            $rows[$id]['roles'] = $names;
        }
        return $rows;
    }
}
