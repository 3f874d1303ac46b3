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
 * What holds for every listing, and people, courses and the schedule.
 *
 * @package   local_opensis
 * @category  test
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 *
 * @covers    \local_opensis\external\listing
 * @covers    \local_opensis\external\get_users_information
 * @covers    \local_opensis\external\get_course_information
 * @covers    \local_opensis\external\get_schedule_information
 */
final class listing_test extends reading_testcase {
    /** All that read. */
    private const LISTINGS = [
        'get_users_information',
        'get_course_information',
        'get_schedule_information',
        'get_assignment_information',
        'get_grade_category_information',
        'get_grade_category_by_module',
    ];

    /**
     * The listings.
     *
     * @return array
     */
    public static function listings(): array {
        return array_combine(self::LISTINGS, array_map(static function (string $name): array {
            return [$name];
        }, self::LISTINGS));
    }

    /**
     * Nobody reads without the right.
     *
     * @dataProvider listings
     * @param string $name of the class
     */
    public function test_without_the_right(string $name): void {
        $this->reader = $this->getDataGenerator()->create_user();
        $this->assert_refused('nopermissions', function () use ($name) {
            $this->call($name);
        });
    }

    /**
     * What is asked wrongly is refused.
     *
     * @dataProvider listings
     * @param string $name of the class
     */
    public function test_bad_parameters(string $name): void {
        foreach ([0, -1, 5001] as $limit) {
            $this->assert_refused('invalidparameter', function () use ($name, $limit) {
                $this->call($name, ['limit' => $limit]);
            });
        }
        foreach (['x', '1,', '0', '1) OR (1=1'] as $ids) {
            $this->assert_refused('invalidparameter', function () use ($name, $ids) {
                $this->call($name, ['ids' => $ids]);
            });
        }
        $this->assert_refused('invalidparameter', function () use ($name) {
            $this->call($name, ['changedsince' => -5]);
        });
        foreach (['password', 'id,secret', 'ID'] as $fields) {
            $this->assert_refused('unknownfield', function () use ($name, $fields) {
                $this->call($name, ['fields' => $fields]);
            });
        }
        $this->assert_refused('invalidcursor', function () use ($name) {
            $this->call($name, ['cursor' => 'abc']);
        });
    }

    /**
     * Each field can be asked for alone, and comes with the id and nothing else.
     *
     * @dataProvider listings
     * @param string $name of the class
     */
    public function test_each_field_alone(string $name): void {
        global $USER;

        $this->school();
        $class = "local_opensis\\external\\$name";
        $fields = array_keys($class::execute_returns()->keys['rows']->content->keys);
        $full = array_column($this->call($name)['rows'], null, 'id');
        $this->assertNotEmpty($full);
        foreach ($fields as $field) {
            foreach ($this->call($name, ['fields' => $field])['rows'] as $row) {
                $keys = array_keys($row);
                sort($keys);
                $expected = array_unique(['id', $field]);
                sort($expected);
                $this->assertSame($expected, $keys);
                // Each call is an access of the reader's own, which a slow machine sees a second later.
                if (!in_array($field, ['firstaccess', 'lastaccess'], true) || (int) $row['id'] !== (int) $USER->id) {
                    $this->assertSame($full[$row['id']][$field], $row[$field], $field);
                }
            }
        }
        $this->assertSame($fields, array_values(array_intersect($fields, array_keys(reset($full)))), 'all fields are filled');
    }

    /**
     * Packed rows are the same rows.
     *
     * @dataProvider listings
     * @param string $name of the class
     */
    public function test_packed(string $name): void {
        $this->school();
        $plain = $this->call($name);
        $packed = $this->call($name, ['packed' => 1]);
        $this->assertSame([], $packed['rows']);
        $this->assertSame('', $plain['packed']);
        // A call is an access of the reader's own, and the second may come a second later.
        $still = function (array $rows): array {
            foreach ($rows as &$row) {
                if (isset($row['lastaccess']) && $row['id'] == $this->reader->id) {
                    $row['lastaccess'] = 0;
                }
            }
            return $rows;
        };
        $this->assertEquals($still($plain['rows']), $still(json_decode($packed['packed'], true)));
        $this->assertSame($plain['sent'], $packed['sent']);
    }

    /**
     * The number of statements does not grow with the rows.
     *
     * @dataProvider listings
     * @param string $name of the class
     */
    public function test_statements(string $name): void {
        $this->school();
        $this->call($name);
        $few = $this->statements(function () use ($name) {
            $this->call($name, ['limit' => 1]);
        });
        $this->school();
        $this->school();
        $many = $this->statements(function () use ($name) {
            $this->assertGreaterThan(2, count($this->call($name, ['limit' => 5000])['rows']));
        });
        $this->assertLessThanOrEqual($few, $many);
    }

    /**
     * A small school: a course with an assignment, a teacher and two students, one of them graded.
     *
     * @return \stdClass course, teacher, students, assign
     */
    private function school(): \stdClass {
        global $CFG;
        require_once($CFG->libdir . '/gradelib.php');
        $generator = $this->getDataGenerator();
        $school = (object) ['course' => $generator->create_course(), 'students' => []];
        $school->teacher = $generator->create_and_enrol($school->course, 'editingteacher');
        $school->students[] = $generator->create_and_enrol($school->course, 'student');
        $school->students[] = $generator->create_and_enrol($school->course, 'student');
        $school->assign = $generator->create_module('assign', ['course' => $school->course->id]);
        grade_update('mod/assign', $school->course->id, 'mod', 'assign', $school->assign->id, 0, [
            $school->students[0]->id => (object) ['userid' => $school->students[0]->id, 'rawgrade' => 50],
        ]);
        grade_regrade_final_grades($school->course->id);
        return $school;
    }

    /**
     * A person as Moodle has it, phone numbers, kinds and custom fields with it; never a password.
     */
    public function test_users(): void {
        global $DB, $CFG;
        $generator = $this->getDataGenerator();
        $generator->create_custom_profile_field(['datatype' => 'text', 'shortname' => 'locker', 'name' => 'Locker']);
        $person = $generator->create_user([
            'username' => 'ann', 'password' => 'Secret-1234', 'idnumber' => 'opensis:student:1', 'firstname' => 'Ann "é" 😀',
            'middlename' => 'M', 'phone1' => '555-0101', 'phone2' => '555-0102', 'department' => '9', 'city' => 'Springfield',
            'country' => 'US', 'suspended' => 1, 'profile_field_locker' => 'L7',
        ]);
        $course = $generator->create_course();
        $generator->enrol_user($person->id, $course->id, 'student');
        $generator->enrol_user($person->id, $generator->create_course()->id, 'student');
        $gone = $generator->create_user();
        delete_user($gone);

        $answer = $this->call('get_users_information');
        $rows = array_column($answer['rows'], null, 'id');
        $this->assertArrayNotHasKey($gone->id, $rows);
        $this->assertArrayNotHasKey((int) $CFG->siteguest, $rows);
        $row = $rows[$person->id];
        $this->assertSame(['student'], $row['kinds']);
        $this->assertSame(
            [['shortname' => 'locker', 'name' => 'Locker', 'datatype' => 'text', 'value' => 'L7']],
            $row['customfields']
        );
        foreach (['username', 'idnumber', 'firstname', 'middlename', 'phone1', 'phone2', 'department', 'city', 'country'] as $f) {
            $this->assertSame($person->$f, $row[$f]);
        }
        $this->assertTrue($row['suspended']);
        $this->assertTrue($row['confirmed']);
        $hash = $DB->get_field('user', 'password', ['id' => $person->id]);
        $this->assertNotSame('', $hash);
        $this->assertStringNotContainsString(trim(json_encode($hash), '"'), json_encode($answer));
        $this->assertStringNotContainsString('password', json_encode($answer));

        $rows = $this->call('get_users_information', ['ids' => $person->id])['rows'];
        $this->assertSame([(int) $person->id], array_column($rows, 'id'));
        $this->assertSame([], $this->call('get_users_information', ['ids' => (string) $gone->id])['rows']);
    }

    /**
     * Characters that Moodle's check of answers takes away do not break the page.
     */
    public function test_odd_characters(): void {
        global $DB;
        $person = $this->getDataGenerator()->create_user();
        $DB->set_field('user', 'city', "A\u{FFFE}B\u{FFFF}C", ['id' => $person->id]);
        $row = $this->call('get_users_information', ['ids' => $person->id])['rows'][0];
        $this->assertSame('ABC', $row['city']);
    }

    /**
     * Who comes while somebody reads, and who goes, hides nobody else and breaks nothing.
     */
    public function test_users_come_and_go_between_pages(): void {
        $generator = $this->getDataGenerator();
        $people = [];
        for ($i = 0; $i < 25; $i++) {
            $people[] = $generator->create_user();
        }
        $new = null;
        $rows = $this->whole('get_users_information', ['limit' => 7], function (int $page) use (&$new, $people, $generator) {
            if ($page === 1) {
                delete_user($people[0]);
                $new = $generator->create_user();
            } else if ($page === 2) {
                delete_user($people[24]);
                delete_user($people[3]);
            }
        });
        $ids = array_column($rows, 'id');
        $this->assertSame($ids, array_values(array_unique($ids)), 'nobody twice');
        foreach (array_slice($people, 5, 15) as $person) {
            $this->assertContains((int) $person->id, $ids);
        }
        $this->assertNotContains((int) $people[24]->id, $ids, 'left before the page was read');
        $this->assertNotContains((int) $new->id, $ids, 'came later: the next listing has it');
        $this->assertContains((int) $new->id, array_column($this->whole('get_users_information', ['limit' => 7]), 'id'));
    }

    /**
     * With changedsince, who changes behind the reader's back is no gap, and the next listing has it.
     */
    public function test_changes_between_pages_with_changedsince(): void {
        global $DB;
        $since = time() + 1000;
        $people = [];
        for ($i = 0; $i < 9; $i++) {
            $people[] = $this->getDataGenerator()->create_user();
        }
        $late = array_shift($people);
        foreach ($people as $person) {
            $DB->set_field('user', 'timemodified', $since, ['id' => $person->id]);
        }
        $rows = $this->whole('get_users_information', ['limit' => 4, 'changedsince' => $since], function () use ($late, $since) {
            global $DB;
            $DB->set_field('user', 'timemodified', $since + 1, ['id' => $late->id]);
        });
        $this->assertSame(array_map('intval', array_column($people, 'id')), array_column($rows, 'id'));
        $this->assertCount(9, $this->whole('get_users_information', ['limit' => 4, 'changedsince' => $since]));
        $this->assertSame([], $this->call('get_users_information', ['changedsince' => $since + 2])['rows']);
    }

    /**
     * A cursor goes on with its own question only.
     */
    public function test_cursors_of_other_questions(): void {
        $this->school();
        $cursor = $this->call('get_users_information', ['limit' => 1])['nextcursor'];
        $this->assertNotSame('', $cursor);
        $this->call('get_users_information', ['limit' => 2, 'cursor' => $cursor, 'fields' => 'email']);
        $refused = [
            ['get_course_information', ['cursor' => $cursor]],
            ['get_users_information', ['cursor' => $cursor, 'ids' => '2']],
            ['get_users_information', ['cursor' => $cursor, 'changedsince' => 5]],
            ['get_users_information', ['cursor' => $cursor . 'A']],
            ['get_users_information', ['cursor' => substr($cursor, 0, -1)]],
        ];
        foreach ($refused as [$name, $args]) {
            $this->assert_refused('invalidcursor', function () use ($name, $args) {
                $this->call($name, $args);
            });
        }
    }

    /**
     * A course with its path from the top, its dates, and how many learn and teach.
     */
    public function test_courses(): void {
        $generator = $this->getDataGenerator();
        $top = $generator->create_category(['name' => 'School', 'idnumber' => 'opensis:school:1']);
        $sub = $generator->create_category(['name' => 'Maths', 'idnumber' => 'opensis:subject:2', 'parent' => $top->id]);
        $course = $generator->create_course([
            'category' => $sub->id, 'idnumber' => 'opensis:section:9', 'startdate' => 1700000000, 'enddate' => 1710000000,
            'visible' => 0, 'summary' => '<p>Sums</p>',
        ]);
        $generator->create_and_enrol($course, 'student');
        $generator->create_and_enrol($course, 'student');
        $suspended = $generator->create_user();
        $generator->enrol_user($suspended->id, $course->id, 'student', 'manual', 0, 0, ENROL_USER_SUSPENDED);
        $generator->create_and_enrol($course, 'editingteacher');
        $both = $generator->create_and_enrol($course, 'teacher');
        role_assign(3, $both->id, \context_course::instance($course->id)->id);

        $row = $this->call('get_course_information', ['ids' => $course->id])['rows'][0];
        $this->assertSame([
            ['id' => (int) $top->id, 'idnumber' => 'opensis:school:1', 'name' => 'School'],
            ['id' => (int) $sub->id, 'idnumber' => 'opensis:subject:2', 'name' => 'Maths'],
        ], $row['categorypath']);
        $this->assertSame('opensis:subject:2', $row['categoryidnumber']);
        $this->assertSame(2, $row['students']);
        $this->assertSame(2, $row['teachers']);
        $this->assertSame(1700000000, $row['startdate']);
        $this->assertSame(1710000000, $row['enddate']);
        $this->assertFalse($row['visible']);
        $this->assertSame('<p>Sums</p>', $row['summary']);
        $this->assertNotContains((int) SITEID, array_column($this->call('get_course_information')['rows'], 'id'));
    }

    /**
     * Enrolments with method, status, dates and roles.
     */
    public function test_schedule(): void {
        global $DB;
        $generator = $this->getDataGenerator();
        $course = $generator->create_course(['idnumber' => 'opensis:section:9']);
        $other = $generator->create_course();
        $one = $generator->create_user(['idnumber' => 'opensis:student:1']);
        $two = $generator->create_user();
        $generator->enrol_user($one->id, $course->id, 'student', 'manual', 1700000000, 1710000000, ENROL_USER_SUSPENDED);
        role_assign(4, $one->id, \context_course::instance($course->id)->id);
        $generator->enrol_user($two->id, $course->id, 'student', 'self');
        $generator->enrol_user($two->id, $other->id, 'editingteacher');
        $bare = $generator->create_user();
        $manual = $DB->get_record('enrol', ['courseid' => $other->id, 'enrol' => 'manual']);
        enrol_get_plugin('manual')->enrol_user($manual, $bare->id);

        $rows = $this->call('get_schedule_information', ['ids' => $course->id])['rows'];
        $this->assertCount(2, $rows);
        $this->assertSame(['student', 'teacher'], $rows[0]['roles']);
        $this->assertSame('manual', $rows[0]['method']);
        $this->assertSame(1, $rows[0]['status']);
        $this->assertSame(1700000000, $rows[0]['timestart']);
        $this->assertSame(1710000000, $rows[0]['timeend']);
        $this->assertSame('opensis:section:9', $rows[0]['courseidnumber']);
        $this->assertSame('opensis:student:1', $rows[0]['useridnumber']);
        $this->assertSame('self', $rows[1]['method']);
        $this->assertSame(0, $rows[1]['status']);
        $rows = $this->call('get_schedule_information', ['ids' => "$course->id,$other->id"])['rows'];
        $this->assertSame([['student', 'teacher'], ['student'], ['editingteacher'], []], array_column($rows, 'roles'));

        $future = time() + 1000;
        $this->assertSame([], $this->call('get_schedule_information', ['changedsince' => $future])['rows']);
        $DB->set_field('role_assignments', 'timemodified', $future, ['userid' => $one->id, 'roleid' => 4]);
        $rows = $this->call('get_schedule_information', ['changedsince' => $future])['rows'];
        $this->assertSame([(int) $one->id], array_column($rows, 'userid'), 'a role given since counts');
    }
}
