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

require_once(__DIR__ . '/upsert_testcase.php');

/**
 * Enrolments in bulk: good rows, and a bad row of every code.
 *
 * @package    local_opensis
 * @category   test
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 *
 * @covers     \local_opensis\external\upsert_enrolments
 * @covers     \local_opensis\local\upsert\enrolments
 * @covers     \local_opensis\local\upsert\enrolment_writer
 * @covers     \local_opensis\local\upsert\assignable_roles
 */
final class upsert_enrolments_test extends upsert_testcase {
    /** @var \stdClass[] Courses. */
    private $courses;

    /** @var \stdClass[] Users. */
    private $users;

    /**
     * Makes courses and users.
     */
    protected function setUp(): void {
        parent::setUp();
        for ($i = 0; $i < 3; $i++) {
            $this->courses[$i] = $this->getDataGenerator()->create_course(['idnumber' => "c:$i"]);
            $this->users[$i] = $this->getDataGenerator()->create_user(['idnumber' => "s:$i"]);
        }
    }

    /**
     * A good row.
     *
     * @param int $course which course
     * @param int $user which user
     * @param array $more further fields
     * @return array
     */
    private static function row(int $course, int $user, array $more = []): array {
        return $more + ['courseidnumber' => "c:$course", 'useridnumber' => "s:$user", 'role' => 'student'];
    }

    /**
     * The enrolment of a user, and the roles in the course.
     *
     * @param int $course which course
     * @param int $user which user
     * @return array
     */
    private function state(int $course, int $user): array {
        global $DB;

        $enrolment = $DB->get_record_sql("SELECT ue.* FROM {user_enrolments} ue JOIN {enrol} e ON e.id = ue.enrolid
            WHERE e.enrol = 'manual' AND e.courseid = ? AND ue.userid = ?", [$this->courses[$course]->id, $this->users[$user]->id]);
        $roles = $DB->get_records_sql('SELECT ra.id, r.shortname, ra.component, ra.itemid, ra.modifierid
            FROM {role_assignments} ra JOIN {role} r ON r.id = ra.roleid
            WHERE ra.userid = ? AND ra.contextid = ? ORDER BY r.shortname',
            [$this->users[$user]->id, \context_course::instance($this->courses[$course]->id)->id]);
        return [
            $enrolment ? [(int) $enrolment->status, (int) $enrolment->timestart, (int) $enrolment->timeend,
                (int) $enrolment->modifierid] : null,
            array_map(fn($role) => [$role->shortname, $role->component, (int) $role->itemid, (int) $role->modifierid],
                array_values($roles)),
        ];
    }

    /**
     * New enrolments are as core makes them, and core's events are fired in core's order.
     */
    public function test_new_enrolments_are_as_core_makes_them(): void {
        global $CFG, $DB;

        require_once($CFG->dirroot . '/enrol/manual/externallib.php');
        $student = $DB->get_field('role', 'id', ['shortname' => 'student']);
        $events = $this->events(fn() => $this->assertSame(['created', 'created'], $this->outcomes('enrolments', [
            self::row(0, 0, ['timestart' => 1000, 'timeend' => 2000]),
            ['course' => $this->courses[1]->id, 'user' => $this->users[0]->id, 'roleid' => $student, 'suspended' => 1]])));
        $core = $this->events(fn() => \enrol_manual_external::enrol_users([
            ['courseid' => $this->courses[0]->id, 'userid' => $this->users[1]->id, 'roleid' => $student, 'timestart' => 1000,
                'timeend' => 2000],
            ['courseid' => $this->courses[1]->id, 'userid' => $this->users[1]->id, 'roleid' => $student, 'suspend' => 1]]));
        $this->assertSame($core, $events);
        $this->assertSame($this->state(0, 1), $this->state(0, 0));
        $this->assertSame($this->state(1, 1), $this->state(1, 0));
        foreach ([0, 1] as $user) {
            $this->assertNotEmpty(get_cache_flag('accesslib/dirtyusers', $this->users[$user]->id, time() - 60));
        }
    }

    /**
     * The same row again changes nothing and fires nothing, and keeps its id.
     */
    public function test_the_same_row_again_is_unchanged(): void {
        $rows = [self::row(0, 0, ['timestart' => 5]), self::row(1, 0)];
        $ids = array_column($this->upsert('enrolments', $rows), 'id');
        $events = $this->events(function () use ($rows, $ids) {
            $again = $this->upsert('enrolments', $rows);
            $this->assertSame(['unchanged', 'unchanged'], array_column($again, 'outcome'));
            $this->assertSame($ids, array_column($again, 'id'));
        });
        $this->assertSame([], $events);
    }

    /**
     * Times and suspension follow the row; what a row leaves out is Moodle's default, as in core's function.
     */
    public function test_an_enrolment_is_brought_to_what_the_row_says(): void {
        $this->outcomes('enrolments', [self::row(0, 0, ['suspended' => 1, 'timeend' => 2000000000])]);
        $this->assertSame(['updated'], $this->outcomes('enrolments', [self::row(0, 0, ['suspended' => 1])]));
        $this->assertSame([1, 0, 0], array_slice($this->state(0, 0)[0], 0, 3));
        $events = $this->events(fn() => $this->assertSame(['updated'], $this->outcomes('enrolments', [self::row(0, 0)])));
        $this->assertSame(['user_enrolment_updated'], $events);
        $this->assertSame([0, 0, 0], array_slice($this->state(0, 0)[0], 0, 3));
    }

    /**
     * Another role is added, the one that is there stays.
     */
    public function test_a_role_is_added(): void {
        $this->outcomes('enrolments', [self::row(0, 0)]);
        $events = $this->events(fn() => $this->assertSame(['updated', 'created'],
            $this->outcomes('enrolments', [self::row(0, 0, ['role' => 'editingteacher']), self::row(0, 1)])));
        $this->assertSame(['role_assigned', 'user_enrolment_created', 'role_assigned'], $events);
        $this->assertSame(['editingteacher', 'student'], array_column($this->state(0, 0)[1], 0));
    }

    /**
     * Two rows of one enrolment in one call are both heeded.
     */
    public function test_two_roles_in_one_call(): void {
        $this->assertSame(['created', 'updated'], $this->outcomes('enrolments', [self::row(0, 0),
            ['course' => $this->courses[0]->id, 'user' => $this->users[0]->id, 'role' => 'editingteacher']]));
        $this->assertSame(['editingteacher', 'student'], array_column($this->state(0, 0)[1], 0));
    }

    /**
     * Rows of one enrolment are heeded in their order, however they name it.
     */
    public function test_rows_of_one_enrolment_are_heeded_in_order(): void {
        $byid = ['course' => $this->courses[0]->id, 'user' => $this->users[0]->id];
        $this->assertSame(['created', 'removed', 'created', 'unchanged'], $this->outcomes('enrolments', [
            self::row(0, 0), $byid + ['remove' => 1], self::row(0, 0), $byid + ['role' => 'student']]));
    }

    /**
     * Removal takes the enrolment and its roles; nobody there is no fault.
     */
    public function test_removal(): void {
        $this->outcomes('enrolments', [self::row(0, 0), self::row(1, 0)]);
        $events = $this->events(fn() => $this->assertSame(['removed', 'unchanged', 'unchanged'], $this->outcomes('enrolments', [
            self::row(0, 0, ['remove' => 1]), self::row(0, 1, ['remove' => 1]), self::row(1, 0)])));
        $this->assertSame(['role_unassigned', 'user_enrolment_deleted'], $events);
        $this->assertSame([null, []], $this->state(0, 0));
        $this->assertSame(['unchanged'], $this->outcomes('enrolments', [self::row(0, 0, ['remove' => 1])]));
    }

    /**
     * A bad row of every code, between good ones that are written all the same.
     */
    public function test_a_bad_row_stands_alone(): void {
        global $DB;

        $this->getDataGenerator()->create_user(['idnumber' => 'twice']);
        $this->getDataGenerator()->create_user(['idnumber' => 'twice']);
        $gone = $this->getDataGenerator()->create_user();
        delete_user($gone);
        $DB->delete_records('enrol', ['courseid' => $this->courses[2]->id, 'enrol' => 'manual']);
        $wanted = [
            'created' => self::row(0, 0),
            'coursenotfound courseidnumber' => self::row(9, 0),
            'coursenotfound course' => self::row(0, 0, ['course' => 999999]),
            'usernotfound useridnumber' => self::row(0, 9),
            'usernotfound user' => self::row(0, 0, ['user' => $gone->id]),
            'idnumbernotunique useridnumber' => self::row(0, 0, ['useridnumber' => 'twice']),
            'rolenotassignable role' => self::row(0, 1, ['role' => 'manager']),
            'rolenotassignable roleid' => ['courseidnumber' => 'c:0', 'useridnumber' => 's:1', 'roleid' => 999999],
            'norolegiven role' => ['courseidnumber' => 'c:0', 'useridnumber' => 's:1'],
            'wsnoinstance course' => self::row(2, 0),
            'missingfield course' => ['useridnumber' => 's:1', 'role' => 'student'],
            'missingfield user' => ['courseidnumber' => 'c:0', 'role' => 'student'],
            'unknownfield seat' => self::row(0, 1, ['seat' => 4]),
        ];
        $this->assertSame(array_keys($wanted), $this->outcomes('enrolments', array_values($wanted)));
        $this->assertSame(1, $DB->count_records('user_enrolments'));
        set_config('enrol_plugins_enabled', 'self');
        $this->assertSame(['manualpluginnotinstalled '], $this->outcomes('enrolments', [self::row(0, 1)]));
    }

    /**
     * Suspended users may be enrolled, as with core; unconfirmed ones and the guest may not.
     */
    public function test_who_may_be_enrolled(): void {
        $this->getDataGenerator()->create_user(['idnumber' => 's:suspended', 'suspended' => 1]);
        $this->getDataGenerator()->create_user(['idnumber' => 's:unconfirmed', 'confirmed' => 0]);
        $this->assertSame(['created', 'usernotfound useridnumber', 'usernotfound user'], $this->outcomes('enrolments', [
            self::row(0, 0, ['useridnumber' => 's:suspended']), self::row(0, 0, ['useridnumber' => 's:unconfirmed']),
            self::row(0, 0, ['user' => guest_user()->id])]));
    }

    /**
     * The rights are asked for in each course.
     */
    public function test_rights(): void {
        $this->outcomes('enrolments', [self::row(0, 0), self::row(1, 0)]);
        $this->forbid('enrol/manual:unenrol', \context_course::instance($this->courses[0]->id));
        $this->forbid('enrol/manual:enrol', \context_course::instance($this->courses[1]->id));
        $this->assertSame(['nopermissions course', 'removed', 'created', 'nopermissions course'], $this->outcomes('enrolments', [
            self::row(0, 0, ['remove' => 1]), self::row(1, 0, ['remove' => 1]), self::row(0, 1), self::row(1, 1)]));
        $this->forbid('moodle/role:assign', \context_course::instance($this->courses[2]->id));
        $this->assertSame(['rolenotassignable role'], $this->outcomes('enrolments', [self::row(2, 0)]));
        $this->forbid('moodle/course:view', \context_course::instance($this->courses[0]->id));
        $this->assertSame(['nopermissions course'], $this->outcomes('enrolments', [self::row(0, 2)]));
    }

    /**
     * Our answer to "which roles may be assigned here" is core's, for the administrator and for a service account.
     */
    public function test_assignable_roles_are_cores(): void {
        global $DB;

        $context = \context_course::instance($this->courses[0]->id);
        foreach ([$this->service, get_admin(), $this->users[0]] as $user) {
            $this->setUser($user);
            $roles = new \local_opensis\local\upsert\assignable_roles();
            $ours = array_filter($DB->get_fieldset_select('role', 'id', '1 = 1'),
                fn($id) => $roles->may_assign((int) $id, $context));
            $core = array_keys(get_assignable_roles($context));
            sort($ours);
            sort($core);
            $this->assertEquals($core, $ours);
        }
    }

    /**
     * The number of statements grows by what observers ask, not by what we ask: one a new enrolment.
     */
    public function test_statements_hardly_grow_with_the_rows(): void {
        global $CFG, $DB;

        $rows = [];
        for ($i = 0; $i < 60; $i++) {
            $this->getDataGenerator()->create_user(['idnumber' => "n:$i"]);
            $rows[] = self::row($i % 3, 0, ['useridnumber' => "n:$i"]);
        }
        $this->outcomes('enrolments', array_slice($rows, 0, 3));
        $sink = $this->redirectEvents();
        $before = $DB->perf_get_queries();
        $this->assertSame(array_fill(0, 57, 'created'), $this->outcomes('enrolments', array_slice($rows, 3)));
        $sink->close();
        // In Moodle 4.1 the event of a new role assignment reads the roles for the log of old, each time.
        $ofevents = $CFG->branch < 402 ? 57 : 0;
        $this->assertLessThan(40 + $ofevents, $DB->perf_get_queries() - $before);
    }
}
