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
use local_opensis\local\letters;

defined('MOODLE_INTERNAL') || die();

require_once(__DIR__ . '/../../compat.php');

/**
 * local_get_grade_category_information: grade categories with aggregation, weights and drop rules.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class get_grade_category_information extends listing {
    /**
     * The function's name, as a web service client calls it.
     *
     * @return string
     */
    protected static function wire_name(): string {
        return 'local_get_grade_category_information';
    }

    /**
     * The table a row stands in, and its alias.
     *
     * @return string[]
     */
    protected static function table(): array {
        return ['grade_categories', 'gc'];
    }

    /**
     * The fields of a row.
     *
     * @return array[]
     */
    protected static function fields(): array {
        return [
            'id' => ['int', 'Id of the grade category'],
            'courseid' => ['int', 'Course id'],
            'courseidnumber' => ['text', 'ID number of the course'],
            'parent' => ['int', 'Id of the category above; 0 for the top one'],
            'depth' => ['int', '1 for the top one'],
            'path' => ['text', 'Ids from the top down: /1/2/'],
            'name' => ['text', 'Name; of the top one, the full name of the course'],
            'aggregation' => ['int', '0 mean, 2 median, 4 lowest, 6 highest, 8 mode, 10 weighted mean, ' .
                '11 simple weighted mean, 12 mean with extra credit, 13 natural'],
            'keephigh' => ['int', 'How many highest grades are kept; 0 for all'],
            'droplow' => ['int', 'How many lowest grades are dropped'],
            'aggregateonlygraded' => ['bool', 'Whether empty grades are left out'],
            'hidden' => ['bool', 'Whether it is hidden now'],
            'itemid' => ['int', 'Id of the grade item of its total; 0 for none'],
            'weight' => ['float', 'aggregationcoef of its total'],
            'weight2' => ['float', 'aggregationcoef2 of its total'],
            'weightoverride' => ['bool', 'Whether weight2 was set by hand'],
            'extracredit' => ['bool', 'Whether its total is extra credit in the category above'],
            'grademax' => ['float', 'Highest grade of its total'],
            'grademin' => ['float', 'Lowest grade of its total'],
            'letters' => ['list', 'The letters of the course, highest first; only of the top category', new external_single_structure([
                'from' => new external_value(PARAM_FLOAT, 'Lowest percentage of the letter'),
                'letter' => new external_value(PARAM_RAW, 'The letter'),
            ])],
            'timecreated' => ['int', 'When it was created'],
            'timemodified' => ['int', 'When it was changed'],
        ];
    }

    /**
     * How the fields are read.
     *
     * @return string[]
     */
    protected static function columns(): array {
        return [
            'id' => 'gc.id',
            'courseid' => 'gc.courseid',
            'courseidnumber' => 'c.idnumber',
            'parent' => 'gc.parent',
            'depth' => 'gc.depth',
            'path' => 'gc.path',
            'name' => 'CASE WHEN gc.depth = 1 THEN c.fullname ELSE gc.fullname END',
            'aggregation' => 'gc.aggregation',
            'keephigh' => 'gc.keephigh',
            'droplow' => 'gc.droplow',
            'aggregateonlygraded' => 'gc.aggregateonlygraded',
            'itemid' => 'gi.id',
            'weight' => 'gi.aggregationcoef',
            'weight2' => 'gi.aggregationcoef2',
            'weightoverride' => 'gi.weightoverride',
            'extracredit' => 'CASE WHEN gi.aggregationcoef > 0 AND p.aggregation IN (11, 12, 13) THEN 1 ELSE 0 END',
            'grademax' => 'gi.grademax',
            'grademin' => 'gi.grademin',
            'timecreated' => 'gc.timecreated',
            'timemodified' => 'CASE WHEN gi.timemodified > gc.timemodified THEN gi.timemodified ELSE gc.timemodified END',
        ];
    }

    /**
     * The grade item of the category's total.
     *
     * @param array $query what is asked
     * @return string
     */
    protected static function filter_joins(array $query): string {
        return "LEFT JOIN {grade_items} gi
                       ON gi.courseid = gc.courseid AND gi.iteminstance = gc.id
                          AND gi.itemtype = CASE WHEN gc.depth = 1 THEN 'course' ELSE 'category' END";
    }

    /**
     * Course and category above.
     *
     * @param array $query what is asked
     * @param array $wanted name => true
     * @return string
     */
    protected static function column_joins(array $query, array $wanted): string {
        $sql = 'LEFT JOIN {course} c ON c.id = gc.courseid LEFT JOIN {grade_categories} p ON p.id = gc.parent';
        return isset($wanted['letters']) ? $sql . letters::context_join('gc.courseid') : $sql;
    }

    /**
     * What hidden is made of.
     *
     * @param array $wanted name => true
     * @return string[]
     */
    protected static function helper_columns(array $wanted): array {
        $columns = isset($wanted['hidden']) ? ['hiddencategory' => 'gc.hidden', 'hiddentotal' => 'gi.hidden'] : [];
        return $columns + (isset($wanted['letters']) ? ['letterspath' => letters::path(), 'lettersdepth' => 'gc.depth'] : []);
    }

    /**
     * All grade categories; changed also when the item of the total was.
     *
     * @param array $query what is asked
     * @return array [SQL, parameters]
     */
    protected static function conditions(array $query): array {
        [$where, $params] = self::asked_ids('gc.courseid', $query);
        if ($query['changedsince'] > 0) {
            $where .= ($where === '' ? '' : ' AND ') . '(gc.timemodified >= :since1 OR gi.timemodified >= :since2)';
            $params += ['since1' => $query['changedsince'], 'since2' => $query['changedsince']];
        }
        return [$where, $params];
    }

    /**
     * Hidden, without a further statement; the letters of the page's courses in one.
     *
     * @param array $rows id => row
     * @param \stdClass[] $records id => what was read
     * @param array $wanted name => true
     * @return array the rows
     */
    protected static function fill(array $rows, array $records, array $wanted): array {
        if (isset($wanted['hidden'])) {
            $now = time();
            foreach ($rows as $id => $row) {
                $until = max((int) $records[$id]->hiddencategory, (int) $records[$id]->hiddentotal);
                $rows[$id]['hidden'] = $until === 1 || $until > $now || (int) $records[$id]->hiddencategory === 1;
            }
        }
        return isset($wanted['letters']) ? self::fill_letters($rows, $records) : $rows;
    }

    /**
     * The letters of a course, at its top category.
     *
     * @param array $rows id => row
     * @param \stdClass[] $records id => with letterspath and lettersdepth
     * @return array the rows
     */
    private static function fill_letters(array $rows, array $records): array {
        $paths = [];
        foreach ($rows as $id => $row) {
            if ((int) $records[$id]->lettersdepth === 1) {
                $paths[$id] = (string) $records[$id]->letterspath;
            }
        }
        $contexts = letters::contexts($paths);
        [$condition, $params] = $contexts ? self::among('contextid', $contexts, 'letters') : ['', []];
        $letters = new letters($condition, $params);
        foreach ($rows as $id => $row) {
            $rows[$id]['letters'] = isset($paths[$id]) ? $letters->at($paths[$id]) : [];
        }
        return $rows;
    }
}
