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

use core_external\external_function_parameters;
use core_external\external_single_structure;
use core_external\external_value;
use local_opensis\local\handing_in;
use local_opensis\local\history;

defined('MOODLE_INTERNAL') || die();

require_once(__DIR__ . '/../../compat.php');

/**
 * local_get_grade_category_by_module: grades, each of one user in one graded item or total.
 *
 * The course totals and category totals are in it as well. grade_grades.timemodified is when a teacher graded,
 * not when the row was written; what was written when stands in the grade history, so changedsince and
 * historycursor ask that.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class get_grade_category_by_module extends listing {
    /**
     * The function's name, as a web service client calls it.
     *
     * @return string
     */
    protected static function wire_name(): string {
        return 'local_get_grade_category_by_module';
    }

    /**
     * The table a row stands in, and its alias.
     *
     * @return array
     */
    protected static function table(): array {
        return ['grade_grades', 'gg'];
    }

    /**
     * The fields of a row.
     *
     * @return array[]
     */
    protected static function fields(): array {
        return [
            'id' => ['int', 'Id of the grade'],
            'itemid' => ['int', 'Id of the grade item'],
            'courseid' => ['int', 'Course id'],
            'courseidnumber' => ['text', 'ID number of the course'],
            'categoryid' => ['int', 'Id of the grade category that the item stands in; 0 for totals'],
            'itemtype' => ['word', 'mod, manual, category or course'],
            'itemmodule' => ['word', 'assign, quiz, lesson, ...; empty for others'],
            'iteminstance' => ['int', 'Id of the activity; for totals, of the grade category'],
            'userid' => ['int', 'User id'],
            'useridnumber' => ['text', 'ID number of the user'],
            'rawgrade' => ['floatnull', 'Grade as it came from the activity; null for none'],
            'finalgrade' => ['floatnull', 'Grade that counts; null for none'],
            'grademin' => ['float', 'Lowest grade; of a total, for this user'],
            'grademax' => ['float', 'Highest grade; of a total, for this user'],
            'weight' => ['floatnull', 'Share of the total above that it had, 0 to 1; null for none'],
            'aggregationstatus' => ['word', 'used, dropped, novalue, extra, excluded or unknown'],
            'excluded' => ['int', 'When it was excluded from totals; 0 for not excluded'],
            'overridden' => ['int', 'When it was overridden by hand; 0 for not overridden'],
            'hidden' => ['int', '0 shown, 1 hidden, or hidden until this moment'],
            'locked' => ['int', 'When it was locked; 0 for not locked'],
            'exempt' => ['bool', 'Whether it is excluded'],
            'late' => ['bool', 'Assignments: submitted after it was due'],
            'missing' => ['bool', 'Past due, nothing handed in, no grade'],
            'feedback' => ['text', 'Feedback, as Moodle keeps it'],
            'feedbackformat' => ['int', '0 Moodle, 1 HTML, 2 plain, 4 Markdown'],
            'grader' => ['int', 'User id of who changed it last; 0 for nobody'],
            'timegraded' => ['int', 'When it was graded; 0 for not graded'],
            'timesubmitted' => ['int', 'When the work was handed in; 0 for not'],
            'timemodified' => ['int', 'timemodified of grade_grades; 0 for none'],
            'activeenrolment' => ['bool', 'Whether the user has an active enrolment in the course'],
        ];
    }

    /**
     * How the fields are read.
     *
     * @return string[]
     */
    protected static function columns(): array {
        return [
            'id' => 'gg.id',
            'itemid' => 'gg.itemid',
            'courseid' => 'gi.courseid',
            'courseidnumber' => 'c.idnumber',
            'categoryid' => 'gi.categoryid',
            'itemtype' => 'gi.itemtype',
            'itemmodule' => 'gi.itemmodule',
            'iteminstance' => 'gi.iteminstance',
            'userid' => 'gg.userid',
            'useridnumber' => 'u.idnumber',
            'rawgrade' => 'gg.rawgrade',
            'finalgrade' => 'gg.finalgrade',
            'grademin' => "CASE WHEN gi.itemtype IN ('course', 'category') THEN gg.rawgrademin ELSE gi.grademin END",
            'grademax' => "CASE WHEN gi.itemtype IN ('course', 'category') THEN gg.rawgrademax ELSE gi.grademax END",
            'weight' => 'gg.aggregationweight',
            'aggregationstatus' => 'gg.aggregationstatus',
            'excluded' => 'gg.excluded',
            'overridden' => 'gg.overridden',
            'hidden' => 'gg.hidden',
            'locked' => 'gg.locked',
            'exempt' => 'CASE WHEN gg.excluded > 0 THEN 1 ELSE 0 END',
            'feedback' => 'gg.feedback',
            'feedbackformat' => 'gg.feedbackformat',
            'grader' => 'gg.usermodified',
            'timegraded' => 'CASE WHEN gg.finalgrade IS NULL THEN 0 ELSE gg.timemodified END',
            'timesubmitted' => handing_in::submitted(),
            'timemodified' => 'gg.timemodified',
        ];
    }

    /**
     * The grade item.
     *
     * @param array $query what is asked
     * @return string
     */
    protected static function filter_joins(array $query): string {
        // Every grade has its item. An outer join, so that the database walks along the ids and stops at the
        // limit, instead of joining everything and sorting it.
        return 'LEFT JOIN {grade_items} gi ON gi.id = gg.itemid';
    }

    /**
     * All grades, or those that the history names.
     *
     * @param array $query what is asked
     * @return string[] [SQL after FROM, SQL of the key]
     */
    protected static function source(array $query): array {
        if ($query['historycursor'] === 0) {
            return parent::source($query);
        }
        // The few ids first, and each looked up: an inner join would be read as a walk along all grades. One that
        // is gone has no item, and conditions() leaves it out.
        $joins = 'LEFT JOIN {grade_grades} gg ON gg.id = changed.id ' . static::filter_joins($query);
        return ['(' . self::changed() . ') changed ' . $joins, 'changed.id'];
    }

    /**
     * The ids of the grades that the history names above a place, each once.
     *
     * Which of a person's grades a drop rule takes changes without a word in the history: where one is at work,
     * all grades of that person in that course come along. Outer joins make the database begin with the history.
     *
     * @return string SQL with historycursor and droppedcursor
     */
    private static function changed(): string {
        return 'SELECT hc.oldid AS id
                  FROM {grade_grades_history} hc
                 WHERE hc.id > :historycursor
                 UNION
                SELECT sibling.id
                  FROM (SELECT DISTINCT itemid, userid FROM {grade_grades_history} WHERE id > :droppedcursor) hd
             LEFT JOIN {grade_items} hi ON hi.id = hd.itemid
             LEFT JOIN {grade_categories} dc ON dc.courseid = hi.courseid AND (dc.droplow > 0 OR dc.keephigh > 0)
             LEFT JOIN {grade_items} si ON si.courseid = dc.courseid
             LEFT JOIN {grade_grades} sibling ON sibling.itemid = si.id AND sibling.userid = hd.userid
                 WHERE COALESCE(sibling.id, 0) > 0';
    }

    /**
     * Course and user; and what the activity knows of the submission, when that is wanted.
     *
     * @param array $query what is asked
     * @param array $wanted name => true
     * @return string
     */
    protected static function column_joins(array $query, array $wanted): string {
        $sql = (isset($wanted['courseidnumber']) ? ' LEFT JOIN {course} c ON c.id = gi.courseid' : '')
            . (isset($wanted['useridnumber']) ? ' LEFT JOIN {user} u ON u.id = gg.userid' : '');
        $dates = isset($wanted['late']) || isset($wanted['missing']);
        if ($dates || isset($wanted['timesubmitted'])) {
            $sql .= handing_in::submission_join();
        }
        return $dates ? $sql . handing_in::due_joins() : $sql;
    }

    /**
     * What late, missing and activeenrolment are made of.
     *
     * @param array $wanted name => true
     * @return string[]
     */
    protected static function helper_columns(array $wanted): array {
        $columns = [];
        if (isset($wanted['late']) || isset($wanted['missing'])) {
            $columns += ['duefor' => handing_in::due(), 'submittedat' => handing_in::submitted(), 'handedin' => handing_in::handed_in()];
            $columns['ofmodule'] = 'gi.itemmodule';
        }
        if (isset($wanted['activeenrolment'])) {
            $columns += ['ofcourse' => 'gi.courseid', 'ofuser' => 'gg.userid'];
        }
        return $columns;
    }

    /**
     * Grades of items and totals that have points (1) or a scale (2).
     *
     * @param array $query what is asked
     * @return array [SQL, parameters]
     */
    protected static function conditions(array $query): array {
        // COALESCE leaves the outer join what it is, see filter_joins().
        $where = ['COALESCE(gi.gradetype, 0) IN (1, 2)'];
        [$ids, $params] = self::asked_ids($query['historycursor'] > 0 ? 'COALESCE(gi.courseid, 0)' : 'gi.courseid', $query);
        if ($ids !== '') {
            $where[] = $ids;
        }
        if ($query['changedsince'] > 0) {
            $where[] = '(gg.timemodified >= :since1 OR gg.id IN (
                SELECT h.oldid FROM {grade_grades_history} h WHERE h.timemodified >= :since2))';
            $params += ['since1' => $query['changedsince'], 'since2' => $query['changedsince']];
        }
        if ($query['historycursor'] > 0) {
            $params['historycursor'] = $query['historycursor'];
            $params['droppedcursor'] = $query['historycursor'];
        }
        return [implode(' AND ', $where), $params];
    }

    /**
     * Late, missing, and the active enrolments of the page in one statement.
     *
     * @param array $rows id => row
     * @param \stdClass[] $records id => what was read
     * @param array $wanted name => true
     * @return array the rows
     */
    protected static function fill(array $rows, array $records, array $wanted): array {
        if (isset($wanted['late']) || isset($wanted['missing'])) {
            $now = time();
            foreach ($rows as $id => $row) {
                $record = $records[$id];
                $due = (int) $record->duefor;
                if (isset($wanted['late'])) {
                    $rows[$id]['late'] = $record->ofmodule === 'assign' && $due > 0 && $record->submittedat > $due;
                }
                if (isset($wanted['missing'])) {
                    $rows[$id]['missing'] = $due > 0 && $due < $now && !$record->handedin;
                }
            }
        }
        return isset($wanted['activeenrolment']) ? self::fill_enrolment($rows, $records) : $rows;
    }

    /**
     * Whether each user has an active enrolment in the course of the grade.
     *
     * @param array $rows id => row
     * @param \stdClass[] $records id => with ofcourse and ofuser
     * @return array the rows
     */
    private static function fill_enrolment(array $rows, array $records): array {
        global $DB;
        $courses = [];
        $users = [];
        foreach ($rows as $id => $row) {
            $courses[(int) $records[$id]->ofcourse] = true;
            $users[(int) $records[$id]->ofuser] = true;
        }
        [$amongcourses, $params] = self::among('e.courseid', array_keys($courses), 'course');
        [$amongusers, $userparams] = self::among('ue.userid', array_keys($users), 'user');
        $params += $userparams + ['now1' => time(), 'now2' => time()];
        $active = $DB->get_recordset_sql(
            "SELECT ue.id, e.courseid, ue.userid
               FROM {enrol} e
               JOIN {user_enrolments} ue ON ue.enrolid = e.id
              WHERE $amongcourses AND $amongusers AND e.status = 0 AND ue.status = 0
                    AND ue.timestart <= :now1 AND (ue.timeend = 0 OR ue.timeend > :now2)",
            $params
        );
        $in = [];
        foreach ($active as $one) {
            $in[$one->courseid . '/' . $one->userid] = true;
        }
        $active->close();
        foreach ($rows as $id => $row) {
            $rows[$id]['activeenrolment'] = isset($in[$records[$id]->ofcourse . '/' . $records[$id]->ofuser]);
        }
        return $rows;
    }

    /**
     * With a history cursor, too, a grade can enter the listing after it was passed by.
     *
     * @param array $query what is asked
     * @return bool
     */
    protected static function moves(array $query): bool {
        return parent::moves($query) || $query['historycursor'] > 0;
    }

    /**
     * The place in the history up to which this listing tells everything.
     *
     * @param array $query what is asked
     * @return array
     */
    protected static function first_page(array $query): array {
        return ['history' => history::safe_end($query['historycursor'])];
    }

    /**
     * The place in the history to ask with next.
     *
     * @param array $at where the listing stands
     * @return array
     */
    protected static function more_answer(array $at): array {
        return ['historycursor' => $at['history']];
    }

    /**
     * Describes the parameters.
     *
     * @return external_function_parameters
     */
    public static function execute_parameters() {
        $parameters = parent::execute_parameters();
        $parameters->keys['historycursor'] = new external_value(
            PARAM_INT,
            'Only grades that the grade history has a row of above this one; 0 for all',
            VALUE_DEFAULT,
            0
        );
        return $parameters;
    }

    /**
     * Describes the answer.
     *
     * @return external_single_structure
     */
    public static function execute_returns() {
        $answer = parent::execute_returns();
        $answer->keys['historycursor'] = new external_value(PARAM_INT, 'The historycursor to ask with next');
        return $answer;
    }

    /**
     * Reads a page.
     *
     * @param string $cursor empty for the first page, then nextcursor of the page before
     * @param int $limit rows a page
     * @param int $changedsince only rows changed at or after this moment
     * @param string $fields names joined by commas
     * @param string $ids ids joined by commas
     * @param bool $packed whether the rows come as one text
     * @param int $historycursor only grades with a history row above this one
     * @return array
     */
    public static function execute(
        $cursor = '',
        $limit = 1000,
        $changedsince = 0,
        $fields = '',
        $ids = '',
        $packed = false,
        $historycursor = 0
    ) {
        $params = self::validate_parameters(self::execute_parameters(), [
            'cursor' => $cursor,
            'limit' => $limit,
            'changedsince' => $changedsince,
            'fields' => $fields,
            'ids' => $ids,
            'packed' => $packed,
            'historycursor' => $historycursor,
        ]);
        if ($params['historycursor'] < 0) {
            throw new \invalid_parameter_exception('historycursor: 0 or above');
        }
        return static::read($params, ['historycursor' => $params['historycursor']]);
    }
}
