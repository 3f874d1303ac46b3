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
 * local_get_course_information: courses with category path, dates and counts.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class get_course_information extends listing {
    /**
     * The function's name, as a web service client calls it.
     *
     * @return string
     */
    protected static function wire_name(): string {
        return 'local_get_course_information';
    }

    /**
     * The table a row stands in, and its alias.
     *
     * @return string[]
     */
    protected static function table(): array {
        return ['course', 'c'];
    }

    /**
     * The fields of a row.
     *
     * @return array[]
     */
    protected static function fields(): array {
        return [
            'id' => ['int', 'Course id'],
            'idnumber' => ['text', 'ID number'],
            'shortname' => ['text', 'Short name'],
            'fullname' => ['text', 'Full name'],
            'category' => ['int', 'Category id'],
            'categoryidnumber' => ['text', 'ID number of the category'],
            'categorypath' => ['list', 'The categories above, top first', new external_single_structure([
                'id' => new external_value(PARAM_INT, 'Category id'),
                'idnumber' => new external_value(PARAM_RAW, 'ID number'),
                'name' => new external_value(PARAM_RAW, 'Name'),
            ])],
            'summary' => ['text', 'Summary, as Moodle keeps it'],
            'format' => ['word', 'Course format'],
            'startdate' => ['int', 'Start; 0 for none'],
            'enddate' => ['int', 'End; 0 for none'],
            'visible' => ['bool', 'Whether students see it'],
            'timecreated' => ['int', 'When it was created'],
            'timemodified' => ['int', 'When it was changed'],
            'students' => ['int', 'Users with an active enrolment and a role of archetype student'],
            'teachers' => ['int', 'The same with archetype teacher or editing teacher'],
            'gradeaggregation' => ['int', 'Aggregation of the top grade category; -1 for no gradebook'],
        ];
    }

    /**
     * How the fields are read.
     *
     * @return string[]
     */
    protected static function columns(): array {
        return [
            'id' => 'c.id',
            'idnumber' => 'c.idnumber',
            'shortname' => 'c.shortname',
            'fullname' => 'c.fullname',
            'category' => 'c.category',
            'summary' => 'c.summary',
            'format' => 'c.format',
            'startdate' => 'c.startdate',
            'enddate' => 'c.enddate',
            'visible' => 'c.visible',
            'timecreated' => 'c.timecreated',
            'timemodified' => 'c.timemodified',
            'categoryidnumber' => 'cc.idnumber',
            'gradeaggregation' => 'COALESCE((SELECT MIN(gc.aggregation) FROM {grade_categories} gc
                                             WHERE gc.courseid = c.id AND gc.depth = 1), -1)',
        ];
    }

    /**
     * The course's own category.
     *
     * @param array $query what is asked
     * @param array $wanted name => true
     * @return string
     */
    protected static function column_joins(array $query, array $wanted): string {
        return 'LEFT JOIN {course_categories} cc ON cc.id = c.category';
    }

    /**
     * The category's path is what its ancestors are found by.
     *
     * @param array $wanted name => true
     * @return string[]
     */
    protected static function helper_columns(array $wanted): array {
        return isset($wanted['categorypath']) ? ['pathofids' => 'cc.path'] : [];
    }

    /**
     * All courses but the site's own.
     *
     * @param array $query what is asked
     * @return array [SQL, parameters]
     */
    protected static function conditions(array $query): array {
        $where = ['c.id <> :site'];
        [$ids, $params] = self::asked_ids('c.id', $query);
        $params['site'] = SITEID;
        if ($ids !== '') {
            $where[] = $ids;
        }
        if ($query['changedsince'] > 0) {
            $where[] = 'c.timemodified >= :since';
            $params['since'] = $query['changedsince'];
        }
        return [implode(' AND ', $where), $params];
    }

    /**
     * Category paths and counts, one statement each for the whole page.
     *
     * @param array $rows id => row
     * @param \stdClass[] $records id => what was read
     * @param array $wanted name => true
     * @return array the rows
     */
    protected static function fill(array $rows, array $records, array $wanted): array {
        if (isset($wanted['categorypath'])) {
            $rows = self::fill_paths($rows, $records);
        }
        if (isset($wanted['students']) || isset($wanted['teachers'])) {
            $rows = self::fill_counts($rows, $wanted);
        }
        return $rows;
    }

    /**
     * The categories above each course.
     *
     * @param array $rows id => row
     * @param \stdClass[] $records id => with pathofids
     * @return array the rows
     */
    private static function fill_paths(array $rows, array $records): array {
        global $DB;
        $paths = [];
        $needed = [];
        foreach ($rows as $id => $row) {
            $paths[$id] = array_filter(explode('/', (string) $records[$id]->pathofids));
            foreach ($paths[$id] as $category) {
                $needed[(int) $category] = true;
            }
        }
        $categories = [];
        if ($needed) {
            [$among, $params] = self::among('id', array_keys($needed), 'category');
            foreach ($DB->get_records_select('course_categories', $among, $params, '', 'id, idnumber, name') as $one) {
                $categories[$one->id] = [
                    'id' => (int) $one->id,
                    'idnumber' => row_form::text($one->idnumber),
                    'name' => row_form::text($one->name),
                ];
            }
        }
        foreach ($paths as $id => $path) {
            $rows[$id]['categorypath'] = array_values(array_intersect_key($categories, array_flip($path)));
            usort($rows[$id]['categorypath'], static function (array $a, array $b) use ($path): int {
                return array_search($a['id'], $path) <=> array_search($b['id'], $path);
            });
        }
        return $rows;
    }

    /**
     * How many learn and teach in each course.
     *
     * @param array $rows id => row
     * @param array $wanted name => true
     * @return array the rows
     */
    private static function fill_counts(array $rows, array $wanted): array {
        global $DB;
        $zero = array_intersect_key(['students' => 0, 'teachers' => 0], $wanted);
        foreach ($rows as $id => $row) {
            $rows[$id] = $row + $zero;
        }
        [$among, $params] = self::among('e.courseid', array_keys($rows), 'course');
        $roles = ['student' => [0], 'other' => [0]];
        foreach (get_all_roles() as $role) {
            if (in_array($role->archetype, ['student', 'teacher', 'editingteacher'], true)) {
                $roles[$role->archetype === 'student' ? 'student' : 'other'][] = (int) $role->id;
            }
        }
        $students = implode(', ', $roles['student']);
        $all = implode(', ', array_merge($roles['student'], $roles['other']));
        $params += ['level' => CONTEXT_COURSE, 'now1' => time(), 'now2' => time()];
        $counts = $DB->get_recordset_sql(
            "SELECT e.courseid, CASE WHEN ra.roleid IN ($students) THEN 'students' ELSE 'teachers' END AS kind,
                    COUNT(DISTINCT ue.userid) AS people
               FROM {enrol} e
               JOIN {user_enrolments} ue ON ue.enrolid = e.id
               JOIN {context} x ON x.instanceid = e.courseid AND x.contextlevel = :level
               JOIN {role_assignments} ra ON ra.contextid = x.id AND ra.userid = ue.userid AND ra.roleid IN ($all)
              WHERE $among AND e.status = 0 AND ue.status = 0
                    AND ue.timestart <= :now1 AND (ue.timeend = 0 OR ue.timeend > :now2)
           GROUP BY e.courseid, CASE WHEN ra.roleid IN ($students) THEN 'students' ELSE 'teachers' END",
            $params
        );
        foreach ($counts as $one) {
            if (isset($rows[$one->courseid][$one->kind])) {
                $rows[$one->courseid][$one->kind] = (int) $one->people;
            }
        }
        $counts->close();
        return $rows;
    }
}
