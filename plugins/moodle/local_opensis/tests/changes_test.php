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
 * Notes of changes, the function that tells them, the hint, and what is kept about people.
 *
 * @package   local_opensis
 * @category  test
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 *
 * @covers    \local_opensis\external\get_changes
 * @covers    \local_opensis\external\get_environment
 * @covers    \local_opensis\observer
 * @covers    \local_opensis\local\change_log
 * @covers    \local_opensis\local\hint
 * @covers    \local_opensis\task\send_hint
 * @covers    \local_opensis\task\trim_changes
 */
final class changes_test extends reading_testcase {
    /**
     * The cursor of now.
     *
     * @param string $kind of changes
     * @return string
     */
    private function now(string $kind): string {
        $answer = $this->call('get_changes', ['kind' => $kind]);
        $this->assertSame([[], true, false], [$answer['rows'], $answer['complete'], $answer['reset']]);
        return $answer['nextcursor'];
    }

    /**
     * What changed since a cursor.
     *
     * @param string $kind of changes
     * @param string $cursor moves on
     * @return array[] [what, objectid, userid, courseid]
     */
    private function since(string $kind, string &$cursor): array {
        $answer = $this->call('get_changes', ['kind' => $kind, 'cursor' => $cursor]);
        $this->assertFalse($answer['reset']);
        $this->assertTrue($answer['complete']);
        $cursor = $answer['nextcursor'];
        return array_map(static function (array $row): array {
            return [$row['what'], $row['objectid'], $row['userid'], $row['courseid']];
        }, $answer['rows']);
    }

    /**
     * People who come, change and go.
     */
    public function test_people(): void {
        $cursor = $this->now('people');
        $courses = $this->now('courses');
        $user = $this->getDataGenerator()->create_user();
        $id = (int) $user->id;
        \core\event\user_created::create_from_userid($id)->trigger();
        $this->assertSame([['created', $id, $id, 0]], $this->since('people', $cursor));
        $this->assertSame([], $this->since('people', $cursor));
        $updated = $cursor;
        user_update_user((object) ['id' => $id, 'city' => 'Springfield'], false);
        user_update_user((object) ['id' => $id, 'city' => 'Shelbyville'], false);
        $this->assertSame([['updated', $id, $id, 0]], $this->since('people', $cursor), 'one record, one row');
        delete_user($user);
        $this->assertSame([['deleted', $id, $id, 0]], $this->since('people', $cursor));
        $this->assertSame([], $this->since('courses', $courses));
        foreach (['created' => 0, 'deleted' => 1] as $what => $count) {
            $answer = $this->call('get_changes', ['kind' => 'people', 'cursor' => $updated, 'what' => $what]);
            $this->assertSame([$count, true], [count($answer['rows']), $answer['complete']]);
            $this->assertSame([], $this->since('people', $answer['nextcursor']));
        }
        $this->assert_refused('invalidparameter', function () {
            $this->call('get_changes', ['kind' => 'people', 'what' => 'gone']);
        });
    }

    /**
     * Courses, and categories that change every path below.
     */
    public function test_courses(): void {
        $cursor = $this->now('courses');
        $course = $this->getDataGenerator()->create_course();
        $id = (int) $course->id;
        $this->assertSame([['created', $id, 0, $id]], $this->since('courses', $cursor));
        $category = $this->getDataGenerator()->create_category();
        $this->assertSame([['updated', 0, 0, 0]], $this->since('courses', $cursor));
        $category->update(['name' => 'Other']);
        update_course((object) ['id' => $id, 'fullname' => 'New name']);
        $this->assertSame([['updated', 0, 0, 0], ['updated', $id, 0, $id]], $this->since('courses', $cursor));
        delete_course($id, false);
        $this->assertContains(['deleted', $id, 0, $id], $this->since('courses', $cursor));
    }

    /**
     * Enrolments and roles in courses.
     */
    public function test_enrolments(): void {
        global $DB;
        $course = $this->getDataGenerator()->create_course();
        $user = $this->getDataGenerator()->create_user();
        [$userid, $courseid] = [(int) $user->id, (int) $course->id];
        $cursor = $this->now('enrolments');
        $this->getDataGenerator()->enrol_user($userid, $courseid, 'student');
        $ueid = (int) $DB->get_field('user_enrolments', 'id', ['userid' => $userid]);
        $told = $this->since('enrolments', $cursor);
        $this->assertContains(['created', $ueid, $userid, $courseid], $told);
        $this->assertContains(['updated', 0, $userid, $courseid], $told, 'the role');
        $plugin = enrol_get_plugin('manual');
        $instance = $DB->get_record('enrol', ['courseid' => $courseid, 'enrol' => 'manual']);
        $plugin->update_user_enrol($instance, $userid, ENROL_USER_SUSPENDED);
        $this->assertSame([['updated', $ueid, $userid, $courseid]], $this->since('enrolments', $cursor));
        $plugin->unenrol_user($instance, $userid);
        $this->assertContains(['deleted', $ueid, $userid, $courseid], $this->since('enrolments', $cursor));
        role_assign(1, $userid, \context_system::instance()->id);
        $this->assertSame([], $this->since('enrolments', $cursor), 'a role elsewhere is no enrolment');
    }

    /**
     * Grades and graded items.
     */
    public function test_grades(): void {
        global $CFG;
        require_once($CFG->libdir . '/gradelib.php');
        $generator = $this->getDataGenerator();
        $course = $generator->create_course();
        $student = $generator->create_and_enrol($course, 'student');
        $cursor = $this->now('grades');
        $item = new \grade_item($generator->create_grade_item(['courseid' => $course->id]), false);
        $this->assertContains(['created', (int) $item->id, 0, (int) $course->id], $this->since('grades', $cursor));
        $item->update_final_grade($student->id, 50, 'test');
        $grade = \grade_grade::fetch(['itemid' => $item->id, 'userid' => $student->id]);
        $this->assertContains(
            ['updated', (int) $grade->id, (int) $student->id, (int) $course->id],
            $this->since('grades', $cursor)
        );
        $generator->create_module('assign', ['course' => $course->id]);
        $this->assertContains(['updated', 0, 0, (int) $course->id], $this->since('grades', $cursor));
    }

    /**
     * A rolled back change leaves no note.
     */
    public function test_rolled_back(): void {
        global $DB;
        $this->preventResetByRollback();
        $cursor = $this->now('people');
        $transaction = $DB->start_delegated_transaction();
        local\change_log::note('people', 'updated', 7, 7, 0);
        try {
            $transaction->rollback(new \moodle_exception('unknownerror'));
        } catch (\moodle_exception $e) {
            $this->assertSame('unknownerror', $e->errorcode);
        }
        local\change_log::note('people', 'updated', 8, 8, 0);
        $this->assertSame([['updated', 8, 8, 0]], $this->since('people', $cursor));
    }

    /**
     * Held notes are written together, each record once; dropped ones are not.
     */
    public function test_hold(): void {
        $cursor = $this->now('people');
        local\change_log::hold();
        local\change_log::note('people', 'updated', 7, 7, 0);
        local\change_log::note('people', 'updated', 7, 7, 0);
        local\change_log::note('people', 'updated', 8, 8, 0);
        $this->assertSame([], $this->since('people', $cursor));
        local\change_log::flush();
        $this->assertSame([['updated', 7, 7, 0], ['updated', 8, 8, 0]], $this->since('people', $cursor));
        local\change_log::hold();
        local\change_log::note('people', 'updated', 9, 9, 0);
        local\change_log::drop();
        local\change_log::note('people', 'updated', 10, 10, 0);
        $this->assertSame([['updated', 10, 10, 0]], $this->since('people', $cursor));
    }

    /**
     * Pages, and a row that appears below the place where the reader stands.
     */
    public function test_pages_and_late_rows(): void {
        global $DB;
        $cursor = $this->now('people');
        for ($i = 1; $i <= 5; $i++) {
            local\change_log::note('people', 'updated', $i, $i, 0);
            local\change_log::note('grades', 'updated', $i, $i, 0);
        }
        // The transaction of the third has not ended.
        $third = $DB->get_record('local_opensis_change', ['kind' => 'people', 'objectid' => 3]);
        $DB->delete_records('local_opensis_change', ['id' => $third->id]);
        $seen = [];
        do {
            $answer = $this->call('get_changes', ['kind' => 'people', 'cursor' => $cursor, 'limit' => 3]);
            $cursor = $answer['nextcursor'];
            $seen[] = array_column($answer['rows'], 'objectid');
        } while (!$answer['complete']);
        $this->assertSame([[1, 2, 4], [5]], $seen);
        $this->assertSame([], $this->since('people', $cursor));
        $DB->import_record('local_opensis_change', $third);
        $this->assertSame([['updated', 3, 3, 0]], $this->since('people', $cursor));
        $this->assertSame([], $this->since('people', $cursor));
    }

    /**
     * A reader who starts while a transaction is open hears of it.
     */
    public function test_start_during_a_transaction(): void {
        global $DB;
        foreach ([1, 2, 3] as $i) {
            local\change_log::note('people', 'updated', $i, $i, 0);
        }
        $second = $DB->get_record('local_opensis_change', ['kind' => 'people', 'objectid' => 2]);
        $DB->delete_records('local_opensis_change', ['id' => $second->id]);
        $cursor = $this->now('people');
        $DB->import_record('local_opensis_change', $second);
        $this->assertSame([['updated', 2, 2, 0]], $this->since('people', $cursor));
    }

    /**
     * A place that is gone is told; nonsense is refused.
     */
    public function test_reset_and_bad_cursors(): void {
        global $DB;
        $cursor = $this->now('people');
        for ($i = 1; $i <= 3; $i++) {
            local\change_log::note('people', 'updated', $i, $i, 0);
        }
        $DB->set_field('local_opensis_change', 'timecreated', time() - local\change_log::KEPT - 10);
        ob_start();
        (new task\trim_changes())->execute();
        ob_end_clean();
        $this->assertSame(1, $DB->count_records('local_opensis_change'), 'the newest stays');
        $answer = $this->call('get_changes', ['kind' => 'people', 'cursor' => $cursor]);
        $this->assertTrue($answer['reset']);
        $this->assertSame([], $answer['rows']);
        $cursor = $answer['nextcursor'];
        local\change_log::note('people', 'updated', 9, 9, 0);
        $this->assertSame([['updated', 9, 9, 0]], $this->since('people', $cursor));

        $foreign = (new local\cursor('another site'))->encode('local_opensis_get_changes?people', ['l' => 1, 'm' => []]);
        $this->assertTrue($this->call('get_changes', ['kind' => 'people', 'cursor' => $foreign])['reset']);
        $DB->delete_records('local_opensis_change');
        $this->assertTrue($this->call('get_changes', ['kind' => 'people', 'cursor' => $cursor])['reset'], 'restored from a backup');

        foreach (['abc', $cursor . 'A', $this->now('grades')] as $bad) {
            $this->assert_refused('invalidcursor', function () use ($bad) {
                $this->call('get_changes', ['kind' => 'people', 'cursor' => $bad]);
            });
        }
        foreach ([['kind' => 'secrets'], ['kind' => 'people', 'limit' => 0], ['kind' => 'people', 'limit' => 5001]] as $args) {
            $this->assert_refused('invalidparameter', function () use ($args) {
                $this->call('get_changes', $args);
            });
        }
        $this->reader = $this->getDataGenerator()->create_user();
        foreach ([['get_changes', ['kind' => 'people']], ['get_environment', []]] as [$name, $args]) {
            $this->assert_refused('nopermissions', function () use ($name, $args) {
                $this->call($name, $args);
            });
        }
    }

    /**
     * The site as it is.
     */
    public function test_environment(): void {
        global $CFG, $DB;
        $this->getDataGenerator()->create_and_enrol($this->getDataGenerator()->create_course(), 'student');
        $answer = $this->call('get_environment');
        $this->assertSame('1.0.0', $answer['plugin']['release']);
        $this->assertSame($CFG->release, $answer['moodle']['release']);
        $this->assertMatchesRegularExpression('/^[0-9]{8}$/', $answer['moodle']['build']);
        $this->assertMatchesRegularExpression('/^[0-9a-f]{64}$/', $answer['siteid']);
        $this->assertStringNotContainsString(get_site_identifier(), json_encode($answer));
        $this->assertSame($CFG->wwwroot, $answer['wwwroot']);
        $this->assertSame((int) ini_get('max_input_vars'), $answer['limits']['max_input_vars']);
        $this->assertGreaterThan(1000, $answer['limits']['post_max_size']);
        $this->assertContains($answer['codecache'], ['on', 'full', 'off', 'unknown']);
        $roles = array_column($answer['roles'], null, 'shortname');
        $this->assertTrue($roles['student']['assignable']);
        $this->assertFalse($roles['coursecreator']['assignable']);
        $this->assertSame($DB->count_records('role'), count($answer['roles']));
        $this->assertContains('manual', $answer['authmethods']);
        $this->assertContains('manual', $answer['enrolmethods']);
        $this->assertSame(1, $answer['counts']['courses']);
        $this->assertSame(1, $answer['counts']['enrolments']);
        $this->assertSame(count($this->call('get_users_information')['rows']), $answer['counts']['users']);
        $this->assertSame(['enabled' => false, 'address' => '', 'links' => 0], $answer['hint']);
        $this->assertFalse($answer['allowaccountssameemail']);
        set_config('allowaccountssameemail', 1);
        set_config('sendcoursewelcomemessage', 1, 'enrol_manual');
        $answer = $this->call('get_environment');
        $this->assertTrue($answer['allowaccountssameemail']);
        $this->assertTrue($answer['welcomemessage']);
    }

    /**
     * Without address and key, nothing is queued and nothing sent.
     */
    public function test_hint_is_off(): void {
        local\change_log::note('people', 'updated', 1, 1, 0);
        $post = function () {
            $this->fail('sent');
        };
        $key = str_repeat('k', 32);
        foreach ([['', $key], ['https://example.org/hint', 'short'], ['ftp://example.org', $key]] as $set) {
            set_config('hintaddress', $set[0], 'local_opensis');
            set_config('hintkey', $set[1], 'local_opensis');
            $this->assertFalse(local\hint::enabled());
            local\hint::queue();
            $this->assertSame(0, local\hint::send(time(), $post));
        }
        $this->assertSame([], \core\task\manager::get_adhoc_tasks(task\send_hint::class));
    }

    /**
     * One hint an address and minute, signed; a dead receiver hears it with the next change.
     */
    public function test_hint(): void {
        global $DB;
        $key = '0123456789abcdef0123456789abcdef';
        set_config('hintaddress', "https://a.example.org/hint\nhttps://b.example.org/hint", 'local_opensis');
        set_config('hintkey', $key, 'local_opensis');
        $this->assertSame(
            ['enabled' => true, 'address' => 'https://a.example.org/hint', 'links' => 2],
            $this->call('get_environment')['hint']
        );
        local\change_log::note('people', 'updated', 1, 1, 0);
        local\hint::queue();
        local\hint::queue();
        $this->assertCount(1, \core\task\manager::get_adhoc_tasks(task\send_hint::class), 'one is queued');

        $sent = [];
        $dead = [];
        $post = static function (string $address, string $body, string $header) use (&$sent, &$dead): int {
            $sent[] = [$address, json_decode($body, true), $header, $body];
            return in_array($address, $dead) ? 0 : 204;
        };
        $time = time();
        $this->assertSame(2, local\hint::send($time, $post));
        [$address, $body, $header, $raw] = $sent[0];
        $this->assertSame('https://a.example.org/hint', $address);
        $this->assertSame(['site', 'kinds', 'time', 'nonce'], array_keys($body));
        $this->assertSame(['people'], $body['kinds']);
        $this->assertSame($time, $body['time']);
        $this->assertSame("X-Causeway-Signature: t=$time,v1=" . hash_hmac('sha256', "$time.$raw", $key), $header);
        $this->assertNotSame($body['nonce'], $sent[1][1]['nonce']);
        $this->assertSame(0, local\hint::send($time + 100, $post), 'nothing new');

        $sent = [];
        $dead = ['https://b.example.org/hint'];
        local\change_log::note('enrolments', 'created', 1, 1, 1);
        $this->assertSame(0, local\hint::send($time + 59, $post), 'not twice in a minute');
        $this->assertSame(1, local\hint::send($time + 60, $post));
        $this->assertCount(2, $sent);
        $this->assertSame(1, (int) $DB->get_field('local_opensis_hint', 'failures', ['addresshash' => hash('sha256', $dead[0])]));

        $sent = [];
        $dead = [];
        local\change_log::note('grades', 'updated', 1, 1, 1);
        $this->assertSame(2, local\hint::send($time + 200, $post));
        $this->assertSame(['grades'], $sent[0][1]['kinds']);
        $this->assertSame(['enrolments', 'grades'], $sent[1][1]['kinds'], 'what it has missed comes along');
    }

    /**
     * The task never fails, and a refused connection costs nobody anything.
     */
    public function test_hint_task_with_nobody_there(): void {
        global $DB;
        set_config('hintaddress', 'http://127.0.0.1:1/hint', 'local_opensis');
        set_config('hintkey', str_repeat('k', 32), 'local_opensis');
        local\change_log::note('people', 'updated', 1, 1, 0);
        $this->expectOutputRegex('/^0 told/m');
        (new task\send_hint())->execute();
        $state = $DB->get_record('local_opensis_hint', []);
        $this->assertSame(['0', '1'], [(string) $state->httpstatus, (string) $state->failures]);
    }
}
