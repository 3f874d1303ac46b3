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
 * Groups in bulk: good rows, and a bad row of every code.
 *
 * @package    local_opensis
 * @category   test
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 *
 * @covers     \local_opensis\external\upsert_groups
 * @covers     \local_opensis\local\upsert\groups
 */
final class upsert_groups_test extends upsert_testcase {
    /** @var \stdClass A course. */
    private $course;

    /** @var int[] Ids of three users who are enrolled, and of one who is not. */
    private $users;

    /**
     * Makes a course and people.
     */
    protected function setUp(): void {
        parent::setUp();
        $this->course = $this->getDataGenerator()->create_course(['idnumber' => 'c:1']);
        for ($i = 0; $i < 3; $i++) {
            $this->users[$i] = (int) $this->getDataGenerator()->create_and_enrol($this->course)->id;
        }
        $this->users[3] = (int) $this->getDataGenerator()->create_user()->id;
    }

    /**
     * A good row.
     *
     * @param int $number makes it another one
     * @param array $more further fields
     * @return array
     */
    private static function row(int $number, array $more = []): array {
        return $more + ['courseidnumber' => 'c:1', 'idnumber' => "g:$number", 'name' => "Group $number"];
    }

    /**
     * Who is in a group.
     *
     * @param int $id the group
     * @return int[]
     */
    private function members(int $id): array {
        global $DB;
        $ids = $DB->get_fieldset_sql('SELECT userid FROM {groups_members} WHERE groupid = ? ORDER BY userid', [$id]);
        return array_map('intval', $ids);
    }

    /**
     * A group is made, found again, changed and removed.
     */
    public function test_a_life(): void {
        global $DB;

        $row = self::row(1, ['description' => 'Words', 'members' => [$this->users[0], $this->users[1]]]);
        $made = [];
        $events = $this->events(function () use ($row, &$made) {
            $made = $this->upsert('groups', [$row])[0];
        });
        $this->assertSame(['group_created', 'group_member_added', 'group_member_added'], $events);
        $this->assertSame('created', $made['outcome']);
        $this->assertSame([$this->users[0], $this->users[1]], $this->members($made['id']));
        $this->assertSame([], $this->events(fn() => $this->assertSame(['unchanged'], $this->outcomes('groups', [$row]))));
        $this->assertSame(['updated'], $this->outcomes('groups', [['id' => $made['id'], 'name' => 'New']]));
        $group = $DB->get_record('groups', ['id' => $made['id']]);
        $this->assertSame(['New', 'g:1', 'Words'], [$group->name, $group->idnumber, $group->description]);
        $this->assertSame(['removed', 'unchanged'], $this->outcomes('groups', [self::row(1, ['remove' => 1]),
            self::row(2, ['remove' => 1])]));
        $this->assertFalse($DB->record_exists('groups', ['id' => $made['id']]));
    }

    /**
     * Members are exactly these, or some more and some fewer.
     */
    public function test_members(): void {
        [$a, $b, $c] = $this->users;
        $id = $this->upsert('groups', [self::row(1, ['members' => [$a, $b]])])[0]['id'];
        $row = self::row(1, ['addmembers' => [$c, $a], 'removemembers' => [$b]]);
        $this->assertSame(['updated'], $this->outcomes('groups', [$row]));
        $this->assertSame([$a, $c], $this->members($id));
        $this->assertSame(['updated'], $this->outcomes('groups', [self::row(1, ['members' => [$b]])]));
        $this->assertSame([$b], $this->members($id));
        $this->assertSame(['updated'], $this->outcomes('groups', [self::row(1, ['members' => []])]));
        $this->assertSame([], $this->members($id));
    }

    /**
     * Who is not enrolled is named; the group and the others are written.
     */
    public function test_a_member_who_is_not_enrolled_is_named(): void {
        $class = \local_opensis\external\upsert_groups::class;
        $row = self::row(1, ['members' => [$this->users[0], $this->users[3], 999999]]);
        $outcome = $class::execute(json_encode([$row]))['outcomes'][0];
        $this->assertSame(['created', 'membernotenrolled', 'members'],
            [$outcome['outcome'], $outcome['errorcode'], $outcome['field']]);
        $this->assertStringContainsString($this->users[3] . ',999999', $outcome['message']);
        $this->assertSame([$this->users[0]], $this->members($outcome['id']));
    }

    /**
     * A bad row of every code, between good ones that are written all the same.
     */
    public function test_a_bad_row_stands_alone(): void {
        $other = $this->getDataGenerator()->create_course(['idnumber' => 'c:2']);
        $elsewhere = $this->getDataGenerator()->create_group(['courseid' => $other->id]);
        $there = $this->getDataGenerator()->create_group(['courseid' => $this->course->id, 'name' => 'There',
            'idnumber' => 'there']);
        $wanted = [
            'created' => self::row(1),
            'groupnameexists name' => self::row(2, ['name' => 'There']),
            'idnumbertaken idnumber' => ['id' => $there->id, 'courseidnumber' => 'c:1', 'idnumber' => 'g:9'],
            'coursenotfound courseidnumber' => self::row(3, ['courseidnumber' => 'nosuch']),
            'coursenotfound course' => self::row(4, ['course' => 999999]),
            'groupnotfound id' => self::row(5, ['id' => $elsewhere->id]),
            'missingfield idnumber' => ['courseidnumber' => 'c:1', 'name' => 'x'],
            'missingfield name' => ['courseidnumber' => 'c:1', 'idnumber' => 'g:6'],
            'missingfield course' => ['idnumber' => 'g:7', 'name' => 'x'],
            'fieldtoolong name' => self::row(8, ['name' => str_repeat('x', 255)]),
            'unknownfield colour' => self::row(9, ['colour' => 'red']),
        ];
        $this->getDataGenerator()->create_group(['courseid' => $this->course->id, 'idnumber' => 'g:9']);
        $this->assertSame(array_keys($wanted), $this->outcomes('groups', array_values($wanted)));
    }

    /**
     * The right is asked for in the course.
     */
    public function test_rights(): void {
        $this->forbid('moodle/course:managegroups', \context_course::instance($this->course->id));
        $this->assertSame(['nopermissions course'], $this->outcomes('groups', [self::row(1)]));
    }
}
