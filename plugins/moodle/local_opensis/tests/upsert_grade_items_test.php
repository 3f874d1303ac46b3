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
 * Assignments of openSIS as grade items and as assignments, with the least rights.
 *
 * @package    local_opensis
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 *
 * @covers     \local_opensis\external\upsert_grade_items
 * @covers     \local_opensis\local\upsert\grade_items
 */
final class upsert_grade_items_test extends upsert_testcase {
    /** @var \stdClass A course. */
    private $course;

    /**
     * Makes a course, and gives the account the rights that these rows need.
     */
    protected function setUp(): void {
        global $CFG;
        parent::setUp();
        require_once($CFG->libdir . '/gradelib.php');
        $this->course = $this->getDataGenerator()->create_course(['idnumber' => 'c:1']);
        $needed = ['moodle/grade:manage', 'moodle/course:manageactivities', 'moodle/course:activityvisibility',
            'mod/assign:addinstance'];
        foreach ($needed as $capability) {
            assign_capability($capability, CAP_ALLOW, $this->role, \context_system::instance()->id);
        }
        accesslib_clear_all_caches_for_unit_testing();
        $this->setUser($this->service);
    }

    /**
     * A good row.
     *
     * @param int $number makes it another one
     * @param array $more further fields
     * @return array
     */
    private static function row(int $number, array $more = []): array {
        return $more + ['courseidnumber' => 'c:1', 'idnumber' => "opensis:assignment:$number", 'name' => "Work $number",
            'grademax' => 20];
    }

    /**
     * A manual item is made, found again, changed and removed.
     */
    public function test_a_manual_item(): void {
        $made = $this->upsert('grade_items', [self::row(1, ['description' => 'Words'])])[0];
        $this->assertSame('created', $made['outcome']);
        $item = \grade_item::fetch(['id' => $made['id']]);
        $this->assertSame('manual', $item->itemtype);
        $this->assertSame('opensis:assignment:1', $item->idnumber);
        $this->assertEquals(20, $item->grademax);
        $this->assertSame(['unchanged'], $this->outcomes('grade_items', [self::row(1)]));
        $this->assertSame(['updated'], $this->outcomes('grade_items', [self::row(1, ['name' => 'Other', 'grademax' => 12.5])]));
        $item = \grade_item::fetch(['id' => $made['id']]);
        $this->assertSame('Other', $item->itemname);
        $this->assertEquals(12.5, $item->grademax);
        $gone = ['courseidnumber' => 'c:1', 'idnumber' => 'opensis:assignment:1', 'remove' => 1];
        $this->assertSame(['removed'], $this->outcomes('grade_items', [$gone]));
        $this->assertFalse(\grade_item::fetch(['id' => $made['id']]));
        $this->assertSame(['unchanged'], $this->outcomes('grade_items', [$gone]));
    }

    /**
     * An item that somebody has a grade in is hidden instead of deleted, and shown when it comes again.
     */
    public function test_a_graded_item_is_hidden(): void {
        $student = $this->getDataGenerator()->create_and_enrol($this->course);
        $id = $this->upsert('grade_items', [self::row(1)])[0]['id'];
        \grade_item::fetch(['id' => $id])->update_final_grade($student->id, 7);
        $gone = ['course' => $this->course->id, 'idnumber' => 'opensis:assignment:1', 'remove' => 1];
        $this->assertSame(['updated'], $this->outcomes('grade_items', [$gone]));
        $this->assertEquals(1, \grade_item::fetch(['id' => $id])->hidden);
        $this->assertSame(['unchanged'], $this->outcomes('grade_items', [$gone]));
        $this->assertSame(['updated'], $this->outcomes('grade_items', [self::row(1)]));
        $this->assertEquals(0, \grade_item::fetch(['id' => $id])->hidden);
    }

    /**
     * An assignment is made; name, dates and points follow, what a teacher set besides stays.
     */
    public function test_an_assignment(): void {
        global $DB;
        $row = self::row(2, ['as' => 'assign', 'assigned' => 1796000000, 'due' => 1797000000]);
        $made = $this->upsert('grade_items', [$row])[0];
        $this->assertSame('created', $made['outcome']);
        $item = \grade_item::fetch(['id' => $made['id']]);
        $this->assertSame('assign', $item->itemmodule);
        $this->assertSame('opensis:assignment:2', $item->idnumber);
        $assign = $DB->get_record('assign', ['id' => $item->iteminstance]);
        $this->assertEquals(1797000000, $assign->duedate);
        $this->assertEquals(1796000000, $assign->allowsubmissionsfromdate);
        $DB->set_field('assign', 'maxattempts', 3, ['id' => $assign->id]);
        $this->assertSame(['unchanged'], $this->outcomes('grade_items', [$row]));
        $changed = ['name' => 'Other', 'due' => 1797100000, 'grademax' => 40] + $row;
        $this->assertSame(['updated'], $this->outcomes('grade_items', [$changed]));
        $assign = $DB->get_record('assign', ['id' => $item->iteminstance]);
        $this->assertSame('Other', $assign->name);
        $this->assertEquals(1797100000, $assign->duedate);
        $this->assertEquals(40, $assign->grade);
        $this->assertEquals(3, $assign->maxattempts);
        $item = \grade_item::fetch(['id' => $made['id']]);
        $this->assertSame('Other', $item->itemname);
        $this->assertEquals(40, $item->grademax);
    }

    /**
     * A bad row is refused alone, with its reason.
     */
    public function test_bad_rows(): void {
        $quiz = $this->getDataGenerator()->create_module('quiz', ['course' => $this->course->id, 'idnumber' => 'q']);
        $this->assertSame([
            'coursenotfound courseidnumber', 'invalidparameter grademax', 'invalidparameter as', 'missingfield name',
            'gradeitemnotfound id', 'unknowngradecategory category', 'invalidparameter due', 'gradeitemnotours idnumber',
            'created',
        ], $this->outcomes('grade_items', [
            self::row(1, ['courseidnumber' => 'none']),
            self::row(2, ['grademax' => 0]),
            self::row(3, ['as' => 'quiz']),
            ['courseidnumber' => 'c:1', 'idnumber' => 'x:4', 'grademax' => 5],
            self::row(5, ['id' => 999999]),
            self::row(6, ['category' => 999999]),
            self::row(7, ['as' => 'assign', 'assigned' => 20, 'due' => 10]),
            self::row(8, ['idnumber' => 'q']),
            self::row(9),
        ]));
        $this->assertNotEmpty($quiz->id);
    }

    /**
     * Without the right, nothing is written.
     */
    public function test_rights(): void {
        $this->forbid('moodle/grade:manage');
        $this->assertSame(['nopermissions course'], $this->outcomes('grade_items', [self::row(1)]));
        $this->forbid('moodle/course:manageactivities');
        $this->assertSame(['nopermissions course'], $this->outcomes('grade_items', [self::row(2, ['as' => 'assign'])]));
    }
}
