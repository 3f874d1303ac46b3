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

use core_external\external_api;
use core_external\external_function_parameters;
use core_external\external_multiple_structure;
use core_external\external_single_structure;
use core_external\external_value;
use local_opensis\local\access;
use local_opensis\local\bad_cursor;
use local_opensis\local\change_log;
use local_opensis\local\change_merge;
use local_opensis\local\change_position;

defined('MOODLE_INTERNAL') || die();

require_once(__DIR__ . '/../../compat.php');

/**
 * local_opensis_get_changes: what changed since a cursor.
 *
 * A change is told at least once and never lost, also when its transaction ended after later ones were told:
 * see change_position.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class get_changes extends external_api {
    /**
     * Describes the parameters.
     *
     * @return external_function_parameters
     */
    public static function execute_parameters() {
        return new external_function_parameters([
            'kind' => new external_value(PARAM_ALPHA, 'people, courses, enrolments or grades'),
            'cursor' => new external_value(
                PARAM_RAW,
                'Empty to get the cursor of now, then nextcursor of the answer before',
                VALUE_DEFAULT,
                ''
            ),
            'limit' => new external_value(PARAM_INT, 'Changes a page, 1 to 5000', VALUE_DEFAULT, 1000),
            'what' => new external_value(
                PARAM_ALPHA,
                'Only changes that were created, updated or deleted; empty for all',
                VALUE_DEFAULT,
                ''
            ),
        ]);
    }

    /**
     * Describes the answer.
     *
     * @return external_single_structure
     */
    public static function execute_returns() {
        return new external_single_structure([
            'rows' => new external_multiple_structure(new external_single_structure([
                'id' => new external_value(PARAM_INT, 'The order'),
                'kind' => new external_value(PARAM_ALPHA, 'people, courses, enrolments or grades'),
                'what' => new external_value(PARAM_ALPHA, 'created, updated or deleted'),
                'objectid' => new external_value(
                    PARAM_INT,
                    'people: user; courses: course, 0 for any (a category changed); enrolments: user enrolment, 0 for ' .
                        'the roles of this user in this course; grades: grade, or with userid 0 the graded item, ' .
                        '0 for any item of the course'
                ),
                'userid' => new external_value(PARAM_INT, 'Whom it is about; 0 for nobody'),
                'courseid' => new external_value(PARAM_INT, 'Where it is; 0 for nowhere'),
                'time' => new external_value(PARAM_INT, 'When it was noted'),
            ]), 'The changes, in the order of writing; of one record in a page, only the last'),
            'nextcursor' => new external_value(PARAM_RAW, 'To ask with next'),
            'complete' => new external_value(PARAM_BOOL, 'Whether there is nothing more now'),
            'reset' => new external_value(PARAM_BOOL, 'Whether the place was lost: read whole listings instead'),
        ]);
    }

    /**
     * Tells changes.
     *
     * @param string $kind one of change_log::KINDS
     * @param string $cursor where the reader stands
     * @param int $limit changes a page
     * @param string $what only those; empty for all
     * @return array
     */
    public static function execute($kind, $cursor = '', $limit = 1000, $what = '') {
        global $DB;
        $params = self::validate_parameters(self::execute_parameters(), [
            'kind' => $kind,
            'cursor' => $cursor,
            'limit' => $limit,
            'what' => $what,
        ]);
        access::require_read();
        if (!in_array($params['kind'], change_log::KINDS, true)) {
            throw new \invalid_parameter_exception('kind: ' . implode(', ', change_log::KINDS));
        }
        if ($params['limit'] < 1 || $params['limit'] > listing::MAX_LIMIT) {
            throw new \invalid_parameter_exception('limit: 1 to ' . listing::MAX_LIMIT);
        }
        if (!in_array($params['what'], ['', 'created', 'updated', 'deleted'], true)) {
            throw new \invalid_parameter_exception('what: created, updated or deleted');
        }

        $now = time();
        $newest = (int) $DB->get_field_sql('SELECT MAX(id) FROM {' . change_log::TABLE . '}');
        $question = 'local_opensis_get_changes?' . $params['kind'];
        if ($params['cursor'] === '') {
            return self::answer([], self::start($newest, $now), $question, true, false);
        }
        $position = self::position($question, $params['cursor']);
        $trimmed = (int) get_config('local_opensis', 'trimmedto');
        if ($position === null || $position->last() < $trimmed || $position->last() > $newest) {
            return self::answer([], self::start($newest, $now), $question, true, true);
        }

        $rows = self::read($params['kind'], $params['what'], $position, $newest, $params['limit'] + 1);
        $complete = count($rows) <= $params['limit'];
        if (!$complete) {
            array_pop($rows);
        }
        $told = array_column($rows, 'id');
        $reached = $complete ? $newest : max($position->last(), end($told));
        $gaps = self::gaps($position->last(), $reached, $now);
        return self::answer($rows, $position->advance($told, $reached, $gaps, $now), $question, $complete, false);
    }

    /**
     * The answer.
     *
     * @param array[] $rows what is told
     * @param change_position $position where the reader stands then
     * @param string $question what is asked
     * @param bool $complete whether there is nothing more
     * @param bool $reset whether the place was lost
     * @return array
     */
    private static function answer(
        array $rows,
        change_position $position,
        string $question,
        bool $complete,
        bool $reset
    ): array {
        return [
            'rows' => change_merge::merge($rows),
            'nextcursor' => access::codec()->encode($question, $position->values()),
            'complete' => $complete,
            'reset' => $reset,
        ];
    }

    /**
     * Where the reader stands.
     *
     * @param string $question what is asked
     * @param string $cursor the reader's
     * @return change_position|null null when the cursor is one of another site
     */
    private static function position(string $question, string $cursor): ?change_position {
        try {
            return change_position::from_values(access::codec()->decode($question, $cursor));
        } catch (bad_cursor $e) {
            if ($e->is_foreign()) {
                return null;
            }
            throw new \moodle_exception('invalidcursor', 'local_opensis', '', null, $e->getMessage());
        }
    }

    /**
     * The place of a reader who starts now: nothing before, but what is still being written.
     *
     * @param int $newest the newest change
     * @param int $now the time
     * @return change_position
     */
    private static function start(int $newest, int $now): change_position {
        return (new change_position($newest))->advance([], $newest, self::gaps(0, $newest, $now), $now);
    }

    /**
     * Reads changes above the place, and those that were missing below it.
     *
     * @param string $kind of changes
     * @param string $what only those; empty for all
     * @param change_position $position where the reader stands
     * @param int $newest nothing above this
     * @param int $limit at most so many
     * @return array[]
     */
    private static function read(
        string $kind,
        string $what,
        change_position $position,
        int $newest,
        int $limit
    ): array {
        global $DB;
        $where = 'id > :last';
        $of = $what === '' ? '' : 'AND what = :what';
        $params = ['kind' => $kind, 'last' => $position->last(), 'newest' => $newest];
        foreach ($position->missing() as $i => [$first, $last]) {
            $where .= " OR id BETWEEN :first$i AND :last$i";
            $params += ["first$i" => $first, "last$i" => $last];
        }
        $params += $what === '' ? [] : ['what' => $what];
        $rows = [];
        $records = $DB->get_records_sql(
            'SELECT id, kind, what, objectid, userid, courseid, timecreated
               FROM {' . change_log::TABLE . "}
              WHERE kind = :kind $of AND id <= :newest AND ($where)
           ORDER BY id",
            $params,
            0,
            $limit
        );
        foreach ($records as $record) {
            $rows[] = [
                'id' => (int) $record->id,
                'kind' => $record->kind,
                'what' => $record->what,
                'objectid' => (int) $record->objectid,
                'userid' => (int) $record->userid,
                'courseid' => (int) $record->courseid,
                'time' => (int) $record->timecreated,
            ];
        }
        return $rows;
    }

    /**
     * The ids between two places that are not there, among changes young enough to be still in the making.
     *
     * @param int $from above this one
     * @param int $to below this one
     * @param int $now the time
     * @return array[] [first, last]
     */
    private static function gaps(int $from, int $to, int $now): array {
        global $DB;
        $table = '{' . change_log::TABLE . '}';
        $young = (int) $DB->get_field_sql(
            "SELECT MIN(id) FROM $table WHERE id > :from AND id <= :to AND timecreated >= :young",
            ['from' => $from, 'to' => $to, 'young' => $now - change_position::PATIENCE]
        );
        if (!$young) {
            return [];
        }
        $before = max($from, (int) $DB->get_field_sql("SELECT MAX(id) FROM $table WHERE id < :young", ['young' => $young]));
        $gaps = $young > $before + 1 ? [[$before + 1, $young - 1]] : [];
        $holes = $DB->get_records_sql(
            "SELECT h.id, (SELECT MIN(m.id) FROM $table m WHERE m.id > h.id) AS nextid
               FROM $table h
          LEFT JOIN $table n ON n.id = h.id + 1
              WHERE h.id >= :young AND h.id < :to AND n.id IS NULL
           ORDER BY h.id",
            ['young' => $young, 'to' => $to]
        );
        foreach ($holes as $hole) {
            $gaps[] = [$hole->id + 1, min($hole->nextid, $to) - 1];
        }
        return $gaps;
    }
}
