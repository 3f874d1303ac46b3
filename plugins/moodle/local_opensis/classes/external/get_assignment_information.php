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
use local_opensis\local\modules;

defined('MOODLE_INTERNAL') || die();

require_once(__DIR__ . '/../../compat.php');

/**
 * local_get_assignment_information: graded items with dates, points, weights and marks.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class get_assignment_information extends listing {
    /**
     * The function's name, as a web service client calls it.
     *
     * @return string
     */
    protected static function wire_name(): string {
        return 'local_get_assignment_information';
    }

    /**
     * The table a row stands in, and its alias.
     *
     * @return string[]
     */
    protected static function table(): array {
        return ['grade_items', 'gi'];
    }

    /**
     * The fields of a row.
     *
     * @return array[]
     */
    protected static function fields(): array {
        return [
            'id' => ['int', 'Id of the grade item'],
            'courseid' => ['int', 'Course id'],
            'courseidnumber' => ['text', 'ID number of the course'],
            'categoryid' => ['int', 'Id of the grade category it stands in'],
            'itemtype' => ['word', 'mod or manual'],
            'itemmodule' => ['word', 'assign, quiz, lesson, ...; empty for manual'],
            'iteminstance' => ['int', 'Id of the activity; 0 for manual'],
            'cmid' => ['int', 'Id of the course module; 0 for manual'],
            'itemnumber' => ['int', 'Number of the item within the activity'],
            'idnumber' => ['text', 'ID number of the item'],
            'name' => ['text', 'Name'],
            'description' => ['text', 'Description, as Moodle keeps it'],
            'grademin' => ['float', 'Lowest grade'],
            'grademax' => ['float', 'Highest grade'],
            'gradepass' => ['float', 'Grade to pass; 0 for none'],
            'scaleid' => ['int', 'Scale; 0 for none'],
            'scale' => ['list', 'The texts of the scale, lowest first', new external_value(PARAM_RAW, 'A text')],
            'multfactor' => ['float', 'Multiplied with the raw grade'],
            'plusfactor' => ['float', 'Added to the raw grade'],
            'weight' => ['float', 'aggregationcoef: weight, or extra credit'],
            'weight2' => ['float', 'aggregationcoef2: weight in natural aggregation'],
            'weightoverride' => ['bool', 'Whether weight2 was set by hand'],
            'extracredit' => ['bool', 'Whether it is extra credit in its category'],
            'hidden' => ['bool', 'Whether it is hidden now'],
            'hiddenuntil' => ['int', 'Hidden until; 0 for not so'],
            'locked' => ['int', 'When it was locked; 0 for not locked'],
            'locktime' => ['int', 'When it will be locked; 0 for never'],
            'visible' => ['bool', 'Whether students see the activity'],
            'assigned' => ['int', 'Open from; 0 for none'],
            'due' => ['int', 'Due; 0 for none'],
            'cutoff' => ['int', 'Not accepted after; 0 for none'],
            'decimals' => ['intnull', 'Decimals shown; null for the default of the course'],
            'display' => ['int', 'Display type; 0 for the default of the course'],
            'needsupdate' => ['bool', 'Whether grades wait to be computed'],
            'sortorder' => ['int', 'Order in the gradebook'],
            'url' => ['text', 'Where it is seen'],
            'timecreated' => ['int', 'When it was created; 0 when not known'],
            'timemodified' => ['int', 'When it, or its activity, was changed; 0 when not known'],
        ];
    }

    /**
     * How the fields are read.
     *
     * @return string[]
     */
    protected static function columns(): array {
        return [
            'id' => 'gi.id',
            'courseid' => 'gi.courseid',
            'courseidnumber' => 'c.idnumber',
            'categoryid' => 'gi.categoryid',
            'itemtype' => 'gi.itemtype',
            'itemmodule' => 'gi.itemmodule',
            'iteminstance' => 'gi.iteminstance',
            'itemnumber' => 'gi.itemnumber',
            'idnumber' => 'gi.idnumber',
            'name' => 'gi.itemname',
            'grademin' => 'gi.grademin',
            'grademax' => 'gi.grademax',
            'gradepass' => 'gi.gradepass',
            'scaleid' => 'gi.scaleid',
            'multfactor' => 'gi.multfactor',
            'plusfactor' => 'gi.plusfactor',
            'weight' => 'gi.aggregationcoef',
            'weight2' => 'gi.aggregationcoef2',
            'weightoverride' => 'gi.weightoverride',
            'locked' => 'gi.locked',
            'locktime' => 'gi.locktime',
            'decimals' => 'gi.decimals',
            'display' => 'gi.display',
            'needsupdate' => 'gi.needsupdate',
            'sortorder' => 'gi.sortorder',
            'timecreated' => 'gi.timecreated',
            'cmid' => 'cm.id',
            'visible' => 'CASE WHEN cm.id IS NULL THEN 1 WHEN cm.deletioninprogress = 1 THEN 0 ELSE cm.visible END',
            'extracredit' => 'CASE WHEN gi.aggregationcoef > 0 AND gc.aggregation IN (11, 12, 13) THEN 1 ELSE 0 END',
            'hiddenuntil' => 'CASE WHEN gi.hidden > 1 THEN gi.hidden ELSE 0 END',
            'description' => modules::pick('intro', "''", 'gi.iteminfo'),
            'assigned' => modules::pick('assigned', '0', '0'),
            'due' => modules::pick('due', '0', '0'),
            'cutoff' => modules::pick('cutoff', '0', '0'),
            'timemodified' => modules::later('gi.timemodified'),
        ];
    }

    /**
     * The joins that decide which rows there are.
     *
     * @param array $query what is asked
     * @return string
     */
    protected static function filter_joins(array $query): string {
        return $query['changedsince'] > 0 ? modules::joins() : '';
    }

    /**
     * Course, category, course module and scale of an item.
     *
     * @param array $query what is asked
     * @param array $wanted name => true
     * @return string
     */
    protected static function column_joins(array $query, array $wanted): string {
        return ($query['changedsince'] > 0 ? '' : modules::joins())
            . " LEFT JOIN {course} c ON c.id = gi.courseid
                LEFT JOIN {grade_categories} gc ON gc.id = gi.categoryid
                LEFT JOIN {modules} m ON m.name = gi.itemmodule
                LEFT JOIN {course_modules} cm
                       ON cm.course = gi.courseid AND cm.module = m.id AND cm.instance = gi.iteminstance
                LEFT JOIN {scale} sc ON sc.id = gi.scaleid";
    }

    /**
     * What hidden, scale and url are made of.
     *
     * @param array $wanted name => true
     * @return string[]
     */
    protected static function helper_columns(array $wanted): array {
        $columns = [];
        if (isset($wanted['hidden'])) {
            $columns['hiddenvalue'] = 'gi.hidden';
        }
        if (isset($wanted['scale'])) {
            $columns['scaletexts'] = 'sc.scale';
        }
        if (isset($wanted['url'])) {
            $columns += ['urlcm' => 'cm.id', 'urlmodule' => 'm.name', 'urlcourse' => 'gi.courseid'];
        }
        return $columns;
    }

    /**
     * What carries a grade: activities and manual items with points (1) or a scale (2).
     *
     * @param array $query what is asked
     * @return array [SQL, parameters]
     */
    protected static function conditions(array $query): array {
        $where = ["gi.itemtype IN ('mod', 'manual')", 'gi.gradetype IN (1, 2)'];
        [$ids, $params] = self::asked_ids('gi.courseid', $query);
        if ($ids !== '') {
            $where[] = $ids;
        }
        if ($query['changedsince'] > 0) {
            $where[] = modules::later('gi.timemodified') . ' >= :since';
            $params['since'] = $query['changedsince'];
        }
        return [implode(' AND ', $where), $params];
    }

    /**
     * Hidden, scale and url; no further statement.
     *
     * @param array $rows id => row
     * @param \stdClass[] $records id => what was read
     * @param array $wanted name => true
     * @return array the rows
     */
    protected static function fill(array $rows, array $records, array $wanted): array {
        global $CFG;
        $now = time();
        foreach ($rows as $id => $row) {
            $record = $records[$id];
            if (isset($wanted['hidden'])) {
                $rows[$id]['hidden'] = $record->hiddenvalue == 1 || $record->hiddenvalue > $now;
            }
            if (isset($wanted['scale'])) {
                $texts = row_form::text($record->scaletexts);
                $rows[$id]['scale'] = $texts === '' ? [] : array_map('trim', explode(',', $texts));
            }
            if (isset($wanted['url'])) {
                $rows[$id]['url'] = $CFG->wwwroot . ($record->urlcm
                    ? "/mod/{$record->urlmodule}/view.php?id={$record->urlcm}"
                    : "/grade/report/index.php?id={$record->urlcourse}");
            }
        }
        return $rows;
    }
}
