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

defined('MOODLE_INTERNAL') || die();

require_once(__DIR__ . '/reading_testcase.php');

/**
 * Graded items, grade categories and grades.
 *
 * @package   local_opensis
 * @category  test
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 *
 * @covers    \local_opensis\external\get_assignment_information
 * @covers    \local_opensis\external\get_grade_category_information
 * @covers    \local_opensis\external\get_grade_category_by_module
 * @covers    \local_opensis\local\history
 * @covers    \local_opensis\local\letters
 * @covers    \local_opensis\local\modules
 */
final class gradebook_test extends reading_testcase {
    /**
     * Loads the gradebook's code.
     */
    protected function setUp(): void {
        global $CFG;
        parent::setUp();
        require_once($CFG->libdir . '/gradelib.php');
    }

    /**
     * The items of a course, by name.
     *
     * @param int $courseid the course
     * @param array $args further ones
     * @return array[] name => row
     */
    private function items(int $courseid, array $args = []): array {
        return array_column($this->call('get_assignment_information', ['ids' => $courseid] + $args)['rows'], null, 'name');
    }

    /**
     * Assignments, quizzes, lessons and manual items with dates, points, weights and marks.
     */
    public function test_items(): void {
        global $DB, $CFG;
        $generator = $this->getDataGenerator();
        $course = $generator->create_course(['idnumber' => 'opensis:section:9']);
        $top = \grade_category::fetch_course_category($course->id);
        $top->aggregation = GRADE_AGGREGATE_WEIGHTED_MEAN;
        $top->update();
        $assign = $generator->create_module('assign', [
            'course' => $course->id, 'name' => 'Essay', 'intro' => 'Write.', 'grade' => 20, 'gradepass' => 12,
            'allowsubmissionsfromdate' => 1700000000, 'duedate' => 1700100000, 'cutoffdate' => 1700200000, 'visible' => 0,
        ]);
        $generator->create_module('quiz', [
            'course' => $course->id, 'name' => 'Quiz', 'grade' => 10, 'timeopen' => 1700000001, 'timeclose' => 1700100001,
        ]);
        $generator->create_module('lesson', [
            'course' => $course->id, 'name' => 'Lesson', 'available' => 1700000002, 'deadline' => 1700100002,
        ]);
        $generator->create_module('forum', ['course' => $course->id, 'name' => 'Not graded']);
        $scale = $generator->create_scale(['scale' => 'Poor, Fair,Good', 'courseid' => $course->id]);
        $manual = new \grade_item($generator->create_grade_item([
            'courseid' => $course->id, 'itemname' => 'Talk', 'gradetype' => GRADE_TYPE_SCALE, 'scaleid' => $scale->id,
        ]), false);
        $until = time() + 5000;
        $DB->set_field('grade_items', 'hidden', $until, ['id' => $manual->id]);
        $DB->set_field('grade_items', 'locked', 1700000005, ['id' => $manual->id]);
        $DB->set_field('grade_items', 'aggregationcoef', 40, ['itemmodule' => 'assign', 'courseid' => $course->id]);

        $items = $this->items($course->id);
        $this->assertEqualsCanonicalizing(['Essay', 'Quiz', 'Lesson', 'Talk'], array_keys($items));
        $essay = $items['Essay'];
        $this->assertSame('assign', $essay['itemmodule']);
        $this->assertSame((int) $assign->id, $essay['iteminstance']);
        $this->assertSame((int) $assign->cmid, $essay['cmid']);
        $this->assertSame([1700000000, 1700100000, 1700200000], [$essay['assigned'], $essay['due'], $essay['cutoff']]);
        $this->assertSame([0.0, 20.0, 12.0, 40.0], [$essay['grademin'], $essay['grademax'], $essay['gradepass'], $essay['weight']]);
        $this->assertFalse($essay['visible']);
        $this->assertFalse($essay['extracredit'], 'in a weighted mean the coefficient is a weight');
        $this->assertSame('Write.', $essay['description']);
        $this->assertSame("$CFG->wwwroot/mod/assign/view.php?id=$assign->cmid", $essay['url']);
        $this->assertSame((int) $top->id, $essay['categoryid']);
        $this->assertSame('opensis:section:9', $essay['courseidnumber']);
        $this->assertNull($essay['decimals']);
        $this->assertSame([1700000001, 1700100001], [$items['Quiz']['assigned'], $items['Quiz']['due']]);
        $this->assertSame([1700000002, 1700100002], [$items['Lesson']['assigned'], $items['Lesson']['due']]);
        $talk = $items['Talk'];
        $this->assertSame(['Poor', 'Fair', 'Good'], $talk['scale']);
        $this->assertSame([true, $until, 1700000005], [$talk['hidden'], $talk['hiddenuntil'], $talk['locked']]);
        $this->assertSame([0, 0, true], [$talk['cmid'], $talk['due'], $talk['visible']]);

        $top->aggregation = GRADE_AGGREGATE_SUM;
        $top->update();
        $DB->set_field('grade_items', 'aggregationcoef', 1, ['itemmodule' => 'assign', 'courseid' => $course->id]);
        $this->assertTrue($this->items($course->id)['Essay']['extracredit'], 'in natural aggregation it is extra credit');

        // A due date is the activity's: the grade item does not change with it.
        $future = time() + 1000;
        $this->assertSame([], $this->items($course->id, ['changedsince' => $future]));
        $DB->set_field('assign', 'timemodified', $future, ['id' => $assign->id]);
        $changed = $this->items($course->id, ['changedsince' => $future]);
        $this->assertSame(['Essay'], array_keys($changed));
        $this->assertSame($future, $changed['Essay']['timemodified']);
    }

    /**
     * Categories with aggregation, drop rules and weights; the top one bears the course's name.
     */
    public function test_categories(): void {
        global $DB;
        $generator = $this->getDataGenerator();
        $course = $generator->create_course(['fullname' => 'Algebra']);
        $top = \grade_category::fetch_course_category($course->id);
        $top->aggregation = GRADE_AGGREGATE_WEIGHTED_MEAN;
        $top->update();
        $sub = $generator->create_grade_category([
            'courseid' => $course->id, 'fullname' => 'Homework', 'aggregation' => GRADE_AGGREGATE_MEAN, 'droplow' => 1,
        ]);
        $DB->set_field('grade_items', 'aggregationcoef', 30, ['itemtype' => 'category', 'iteminstance' => $sub->id]);
        $rows = $this->call('get_grade_category_information', ['ids' => $course->id])['rows'];
        $this->assertCount(2, $rows);
        [$first, $second] = $rows;
        $this->assertSame(['Algebra', 1, 0, 10], [$first['name'], $first['depth'], $first['parent'], $first['aggregation']]);
        $this->assertSame(['Homework', 2, (int) $top->id, 0, 1, 30.0], [
            $second['name'], $second['depth'], $second['parent'], $second['aggregation'], $second['droplow'], $second['weight'],
        ]);
        $total = $DB->get_field('grade_items', 'id', ['itemtype' => 'category', 'iteminstance' => $sub->id]);
        $this->assertSame((int) $total, $second['itemid']);
        $this->assertSame("/$top->id/$sub->id/", $second['path']);

        $future = time() + 1000;
        $this->assertSame([], $this->call('get_grade_category_information', ['changedsince' => $future])['rows']);
        $DB->set_field('grade_items', 'timemodified', $future, ['id' => $total]);
        $rows = $this->call('get_grade_category_information', ['changedsince' => $future])['rows'];
        $this->assertSame([(int) $sub->id], array_column($rows, 'id'));
    }

    /**
     * The letters of the nearest context that has any, as core finds them.
     */
    public function test_letters(): void {
        global $DB;
        $generator = $this->getDataGenerator();
        $category = $generator->create_category();
        $below = $generator->create_category(['parent' => $category->id]);
        $courses = [
            'plain' => $generator->create_course(),
            'category' => $generator->create_course(['category' => $below->id]),
            'own' => $generator->create_course(['category' => $below->id]),
        ];
        $in = [\context_coursecat::instance($category->id)->id, \context_course::instance($courses['own']->id)->id];
        foreach ([[0, 0, 'Low'], [0, 50.5, 'High'], [1, 0, 'Only']] as [$which, $from, $letter]) {
            $DB->insert_record('grade_letters', ['contextid' => $in[$which], 'lowerboundary' => $from, 'letter' => $letter]);
        }
        $ids = array_column($courses, 'id');
        foreach ($ids as $id) {
            \grade_category::fetch_course_category($id);
        }
        $generator->create_grade_category(['courseid' => $courses['own']->id, 'fullname' => 'Homework']);
        $rows = $this->call('get_grade_category_information', ['ids' => implode(',', $ids)])['rows'];
        $this->assertSame([1, 1, 1, 2], array_column($rows, 'depth'));
        $this->assertSame([['from' => 50.5, 'letter' => 'High'], ['from' => 0.0, 'letter' => 'Low']], $rows[1]['letters']);
        $this->assertSame([['from' => 0.0, 'letter' => 'Only']], $rows[2]['letters']);
        $this->assertSame([], $rows[3]['letters'], 'only the top category has them');
        foreach (array_values($ids) as $at => $id) {
            $core = [];
            foreach (grade_get_letters(\context_course::instance($id)) as $from => $letter) {
                $core[] = ['from' => (float) $from, 'letter' => $letter];
            }
            $this->assertSame($core, $rows[$at]['letters']);
        }
    }

    /**
     * Grades: final and raw, late, missing, exempt, feedback, active enrolment, totals.
     */
    public function test_grades(): void {
        global $DB;
        $generator = $this->getDataGenerator();
        $course = $generator->create_course(['idnumber' => 'opensis:section:9']);
        $good = $generator->create_and_enrol($course, 'student', ['idnumber' => 'opensis:student:1']);
        $late = $generator->create_and_enrol($course, 'student');
        $missing = $generator->create_user();
        $generator->enrol_user($missing->id, $course->id, 'student', 'manual', 0, 0, ENROL_USER_SUSPENDED);
        $due = time() - 10000;
        $assign = $generator->create_module('assign', ['course' => $course->id, 'grade' => 20, 'duedate' => $due]);
        foreach ([$good->id => $due - 50, $late->id => $due + 50] as $userid => $when) {
            $DB->insert_record('assign_submission', (object) [
                'assignment' => $assign->id, 'userid' => $userid, 'timecreated' => $when, 'timemodified' => $when,
                'status' => 'submitted', 'groupid' => 0, 'attemptnumber' => 0, 'latest' => 1,
            ]);
        }
        grade_update('mod/assign', $course->id, 'mod', 'assign', $assign->id, 0, [
            $good->id => (object) ['userid' => $good->id, 'rawgrade' => 15, 'feedback' => '<b>Good</b>', 'feedbackformat' => 1,
                'dategraded' => 1700000000],
            $late->id => (object) ['userid' => $late->id, 'rawgrade' => 10],
            $missing->id => (object) ['userid' => $missing->id, 'rawgrade' => null],
        ]);
        $item = \grade_item::fetch(['itemtype' => 'mod', 'courseid' => $course->id]);
        \grade_grade::fetch(['itemid' => $item->id, 'userid' => $late->id])->set_excluded(true);
        grade_regrade_final_grades($course->id);

        $all = $this->call('get_grade_category_by_module', ['ids' => $course->id])['rows'];
        $rows = array_column(array_filter($all, static function (array $row): bool {
            return $row['itemtype'] === 'mod';
        }), null, 'userid');
        $row = $rows[$good->id];
        $this->assertSame([15.0, 15.0, 0.0, 20.0], [$row['rawgrade'], $row['finalgrade'], $row['grademin'], $row['grademax']]);
        $this->assertSame(['<b>Good</b>', 1, 1700000000, $due - 50], [
            $row['feedback'], $row['feedbackformat'], $row['timegraded'], $row['timesubmitted'],
        ]);
        $this->assertSame([false, false, false, true], [$row['late'], $row['missing'], $row['exempt'], $row['activeenrolment']]);
        $this->assertSame('opensis:student:1', $row['useridnumber']);
        $row = $rows[$late->id];
        $this->assertSame([true, false, true, true], [$row['late'], $row['missing'], $row['exempt'], $row['activeenrolment']]);
        $this->assertGreaterThan(0, $row['excluded']);
        $row = $rows[$missing->id];
        $this->assertNull($row['finalgrade']);
        $this->assertSame([false, true, false], [$row['late'], $row['missing'], $row['activeenrolment']]);

        $totals = array_column(array_filter($all, static function (array $row): bool {
            return $row['itemtype'] === 'course';
        }), null, 'userid');
        $this->assertSame([15.0, 20.0, 0], [
            $totals[$good->id]['finalgrade'], $totals[$good->id]['grademax'], $totals[$good->id]['categoryid'],
        ]);

        // More time for one student.
        $DB->insert_record('assign_user_flags', (object) [
            'userid' => $late->id, 'assignment' => $assign->id, 'extensionduedate' => $due + 100,
        ]);
        $DB->insert_record('assign_overrides', (object) [
            'assignid' => $assign->id, 'userid' => $missing->id, 'duedate' => time() + 5000,
        ]);
        $rows = $this->call('get_grade_category_by_module', ['ids' => $course->id, 'fields' => 'userid,late,missing'])['rows'];
        $this->assertNotEmpty($rows);
        foreach ($rows as $row) {
            $this->assertSame([false, false], [$row['late'], $row['missing']]);
        }
    }

    /**
     * The history cursor brings what was written since, whatever timemodified says.
     */
    public function test_history_cursor(): void {
        global $DB;
        $generator = $this->getDataGenerator();
        $course = $generator->create_course();
        $students = [$generator->create_and_enrol($course, 'student'), $generator->create_and_enrol($course, 'student')];
        $item = new \grade_item($generator->create_grade_item(['courseid' => $course->id]), false);
        foreach ($students as $student) {
            $item->update_final_grade($student->id, 50, 'test');
        }
        grade_regrade_final_grades($course->id);
        $cursor = $this->call('get_grade_category_by_module')['historycursor'];
        $this->assertSame((int) $DB->get_field_sql('SELECT MAX(id) FROM {grade_grades_history}'), $cursor);
        $this->assertSame([], $this->call('get_grade_category_by_module', ['historycursor' => $cursor])['rows']);

        $grade = \grade_grade::fetch(['itemid' => $item->id, 'userid' => $students[1]->id]);
        $grade->set_excluded(true);
        $DB->set_field('grade_grades', 'timemodified', 5, ['id' => $grade->id]);
        $answer = $this->call('get_grade_category_by_module', ['historycursor' => $cursor]);
        $this->assertContains((int) $grade->id, array_column($answer['rows'], 'id'));
        $this->assertSame([(int) $students[1]->id], array_values(array_unique(array_column($answer['rows'], 'userid'))));
        $this->assertGreaterThan($cursor, $answer['historycursor']);
        $since = $this->call('get_grade_category_by_module', ['changedsince' => time() - 60, 'ids' => $course->id])['rows'];
        $this->assertContains((int) $grade->id, array_column($since, 'id'), 'changedsince asks the history as well');

        // A row whose transaction has not ended yet: nothing above it is ticked off.
        $last = $answer['historycursor'];
        $copy = $DB->get_record('grade_grades_history', ['id' => $last]);
        $copy->id = $last + 2;
        $copy->timemodified = time();
        $DB->import_record('grade_grades_history', $copy);
        $this->assertSame($last, $this->call('get_grade_category_by_module', ['historycursor' => $last])['historycursor']);
        $copy->id = $last + 1;
        $DB->import_record('grade_grades_history', $copy);
        $this->assertSame($last + 2, $this->call('get_grade_category_by_module', ['historycursor' => $last])['historycursor']);
        $this->assert_refused('invalidparameter', function () {
            $this->call('get_grade_category_by_module', ['historycursor' => -1]);
        });
    }

    /**
     * Of many grades only those come that the history names, page by page, counted right; one that is gone does not.
     */
    public function test_history_cursor_pages(): void {
        $generator = $this->getDataGenerator();
        $items = [];
        $students = [];
        for ($c = 0; $c < 2; $c++) {
            $course = $generator->create_course();
            for ($n = 0; $n < 4; $n++) {
                $students[$c][] = $generator->create_and_enrol($course, 'student')->id;
            }
            $items[$c] = new \grade_item($generator->create_grade_item(['courseid' => $course->id]), false);
            foreach ($students[$c] as $student) {
                $items[$c]->update_final_grade($student, 50, 'test');
            }
            grade_regrade_final_grades($course->id);
        }
        $cursor = $this->call('get_grade_category_by_module')['historycursor'];
        $gone = \grade_grade::fetch(['itemid' => $items[1]->id, 'userid' => $students[1][0]]);
        $gone->delete('test');
        foreach ([[0, 1], [0, 3], [1, 2]] as [$c, $n]) {
            $items[$c]->update_final_grade($students[$c][$n], 60, 'test');
            $items[$c]->update_final_grade($students[$c][$n], 70, 'test');
        }
        $read = function (array $more) use ($cursor, $students): array {
            $users = [];
            $at = '';
            do {
                $page = $this->call('get_grade_category_by_module', $more + [
                    'historycursor' => $cursor, 'limit' => 2, 'cursor' => $at, 'fields' => 'id,userid,finalgrade,itemtype',
                ]);
                $this->assertLessThanOrEqual(2, count($page['rows']));
                foreach ($page['rows'] as $row) {
                    if ($row['itemtype'] === 'manual') {
                        $users[$row['id']] = $row['userid'];
                        $this->assertSame(70.0, $row['finalgrade']);
                    }
                }
                $at = $page['nextcursor'];
            } while (!$page['complete']);
            $this->assertSame($page['total'], $page['sent'], 'read and counted apart');
            $this->assertNotContains((int) $students[1][0], array_values($users));
            sort($users);
            return $users;
        };
        $changed = [(int) $students[0][1], (int) $students[0][3], (int) $students[1][2]];
        $this->assertSame($changed, $read([]));
        $this->assertSame(array_slice($changed, 0, 2), $read(['ids' => $items[0]->courseid]));
    }

    /**
     * Where a drop rule is at work, all grades of the person come along: which one is dropped is in no history.
     */
    public function test_history_cursor_and_drop_rules(): void {
        $generator = $this->getDataGenerator();
        $course = $generator->create_course();
        $students = [$generator->create_and_enrol($course, 'student'), $generator->create_and_enrol($course, 'student')];
        $category = $generator->create_grade_category([
            'courseid' => $course->id, 'aggregation' => GRADE_AGGREGATE_MEAN, 'droplow' => 1,
        ]);
        $items = [];
        foreach ([40, 60] as $n => $points) {
            $items[$n] = new \grade_item(
                $generator->create_grade_item(['courseid' => $course->id, 'categoryid' => $category->id]),
                false
            );
            foreach ($students as $student) {
                $items[$n]->update_final_grade($student->id, $points, 'test');
            }
        }
        grade_regrade_final_grades($course->id);
        $cursor = $this->call('get_grade_category_by_module')['historycursor'];
        \grade_item::fetch(['id' => $items[0]->id])->update_final_grade($students[1]->id, 90, 'test');
        grade_force_full_regrading($course->id);
        grade_regrade_final_grades($course->id);
        $told = [];
        foreach ($this->call('get_grade_category_by_module', ['historycursor' => $cursor])['rows'] as $row) {
            $this->assertSame((int) $students[1]->id, $row['userid']);
            $told[$row['itemid']] = $row['aggregationstatus'];
        }
        $this->assertSame('used', $told[$items[0]->id] ?? 'not told');
        $this->assertSame('dropped', $told[$items[1]->id] ?? 'not told');
    }
}
