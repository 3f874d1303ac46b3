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
 * Courses in bulk: good rows, and a bad row of every code.
 *
 * @package    local_opensis
 * @category   test
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 *
 * @covers     \local_opensis\external\upsert_courses
 * @covers     \local_opensis\local\upsert\courses
 * @covers     \local_opensis\local\upsert\course_creator
 */
final class upsert_courses_test extends upsert_testcase {
    /** @var \core_course_category A category. */
    private $category;

    /**
     * Makes a category.
     */
    protected function setUp(): void {
        parent::setUp();
        $this->category = $this->getDataGenerator()->create_category(['idnumber' => 'cat:1']);
    }

    /**
     * A good row.
     *
     * @param int $number makes it another one
     * @param array $more further fields
     * @return array
     */
    private static function row(int $number, array $more = []): array {
        return $more + ['idnumber' => "c:$number", 'shortname' => "SHORT $number", 'fullname' => "Full $number & more",
            'categoryidnumber' => 'cat:1', 'startdate' => 1756684800, 'enddate' => 1782864000];
    }

    /**
     * A new course is as core makes it, whatever its format: every table that core writes holds the same.
     *
     * @dataProvider formats
     * @param string $format the format
     * @param int $newsitems the number of announcements
     */
    public function test_a_new_course_is_as_core_makes_it(string $format, int $newsitems): void {
        global $CFG, $DB;

        require_once($CFG->dirroot . '/course/externallib.php');
        $more = ['format' => $format, 'newsitems' => $newsitems, 'summary' => 'Words', 'visible' => 0];
        $events = [];
        $ids = [];
        $events[] = $this->events(function () use (&$ids, $more) {
            $ids[] = $this->upsert('courses', [self::row(1, $more)])[0]['id'];
        });
        $events[] = $this->events(function () use (&$ids, $more) {
            $course = self::row(2, $more) + ['categoryid' => $this->category->id];
            unset($course['categoryidnumber']);
            $ids[] = (int) \core_course_external::create_courses([$course])[0]['id'];
        });
        $this->assertSame($events[1], $events[0]);
        $facts = [];
        foreach ($ids as $id) {
            $context = \context_course::instance($id);
            $record = (array) $DB->get_record('course', ['id' => $id]);
            unset($record['id'], $record['idnumber'], $record['shortname'], $record['fullname'], $record['sortorder'],
                $record['timecreated'], $record['timemodified'], $record['cacherev']);
            if ($facts && $CFG->branch < 405) {
                // Earlier releases of core's function overlook this setting of the site; ours never does.
                $record['showactivitydates'] = get_config('moodlecourse', 'showactivitydates');
            }
            $facts[] = [
                $record,
                $context->depth,
                $context->get_parent_context()->instanceid,
                array_values($DB->get_records_menu('course_format_options', ['courseid' => $id], 'name', 'name, value')),
                $DB->get_records_menu('enrol', ['courseid' => $id], 'sortorder', 'enrol, status'),
                $DB->get_records_menu('course_sections', ['course' => $id], 'section', 'section, visible'),
                $DB->get_fieldset_select('forum', 'type', 'course = ?', [$id]),
                $DB->get_fieldset_select('block_instances', 'blockname', 'parentcontextid = ?', [$context->id]),
                $DB->count_records('course_modules', ['course' => $id]),
                count(get_fast_modinfo($id)->get_cms()),
            ];
        }
        $this->assertEquals($facts[1], $facts[0]);
    }

    /**
     * Formats to try.
     *
     * @return array[]
     */
    public static function formats(): array {
        return ['topics' => ['topics', 5], 'no announcements' => ['topics', 0], 'weeks' => ['weeks', 5], 'social' => ['social', 5]];
    }

    /**
     * New courses stand at the head of their categories, the last one first, and nothing is left to repair.
     */
    public function test_sort_order_and_counts_are_right(): void {
        global $DB;

        $other = $this->getDataGenerator()->create_category();
        $old = $this->getDataGenerator()->create_course(['category' => $this->category->id]);
        $rows = [self::row(1), self::row(2), ['category' => $other->id] + self::row(3), self::row(4)];
        unset($rows[2]['categoryidnumber']);
        $ids = array_column($this->upsert('courses', $rows), 'id');
        $this->assertEquals([$ids[3], $ids[1], $ids[0], $old->id], array_keys($DB->get_records('course',
            ['category' => $this->category->id], 'sortorder', 'id')));
        $this->assertEquals([4, 1], [
            $DB->get_field('course_categories', 'coursecount', ['id' => $this->category->id]),
            $DB->get_field('course_categories', 'coursecount', ['id' => $other->id]),
        ]);
        $state = fn() => [$DB->get_records('course', null, 'id', 'id, category, sortorder'),
            $DB->get_records('course_categories', null, 'id', 'id, sortorder, coursecount'),
            $DB->get_records('context', null, 'id', 'id, path, depth')];
        $before = $state();
        fix_course_sortorder();
        \context_helper::build_all_paths(true);
        $this->assertEquals($before, $state());
    }

    /**
     * The same row again changes nothing and fires nothing; a change goes through core.
     */
    public function test_again_and_changed(): void {
        global $DB;

        $rows = [self::row(1), self::row(2, ['visible' => 0])];
        $this->assertSame(['created', 'created'], $this->outcomes('courses', $rows));
        $events = $this->events(fn() => $this->assertSame(['unchanged', 'unchanged'], $this->outcomes('courses', $rows)));
        $this->assertSame([], $events);
        $other = $this->getDataGenerator()->create_category(['idnumber' => 'cat:2']);
        $id = $DB->get_field('course', 'id', ['idnumber' => 'c:1']);
        $events = $this->events(fn() => $this->assertSame(['updated', 'updated'], $this->outcomes('courses', [
            ['id' => $id, 'fullname' => 'New', 'categoryidnumber' => 'cat:2'], ['idnumber' => 'c:2', 'visible' => 1]])));
        $this->assertSame(['course_updated', 'course_updated'], $events);
        $course = get_course($id);
        $this->assertEquals(['New', 'SHORT 1', $other->id, 1782864000],
            [$course->fullname, $course->shortname, $course->category, $course->enddate]);
        $this->assertEquals(1, $DB->get_field('course', 'visible', ['idnumber' => 'c:2']));
    }

    /**
     * A bad row of every code, between good ones that are written all the same.
     */
    public function test_a_bad_row_stands_alone(): void {
        global $DB;

        $other = $this->getDataGenerator()->create_course(['shortname' => 'TAKEN', 'idnumber' => 'taken']);
        $wanted = [
            'created' => self::row(1),
            'shortnametaken shortname' => self::row(2, ['shortname' => 'TAKEN']),
            'courseidnumbertaken idnumber' => ['id' => $other->id, 'idnumber' => 'c:0'],
            'unknowncategory categoryidnumber' => self::row(3, ['categoryidnumber' => 'nosuch']),
            'unknowncategory category' => self::row(4, ['category' => 999999]),
            'missingfield category' => ['idnumber' => 'c:5', 'shortname' => 'S5', 'fullname' => 'F5'],
            'enddatebeforestartdate enddate' => self::row(6, ['enddate' => 1]),
            'missingfield fullname' => self::row(7, ['fullname' => '']),
            'missingfield idnumber' => ['shortname' => 'S8', 'fullname' => 'F8', 'categoryidnumber' => 'cat:1'],
            'fieldtoolong shortname' => self::row(9, ['shortname' => str_repeat('x', 256)]),
            'coursenotfound id' => self::row(10, ['id' => 999999]),
            'invalidparameter fullname' => self::row(11, ['fullname' => '<script>x</script>']),
            'invalidparameter format' => self::row(12, ['format' => 'nosuch']),
            'unknownfield colour' => self::row(13, ['colour' => 'red']),
        ];
        $this->getDataGenerator()->create_course(['idnumber' => 'c:0']);
        $this->assertSame(array_keys($wanted), $this->outcomes('courses', array_values($wanted)));
        $this->assertSame(['coursenotfound id'], $this->outcomes('courses', [['id' => SITEID, 'fullname' => 'Front page']]));
        $this->assertSame(1, $DB->count_records_select('course', "idnumber <> 'c:0' AND idnumber LIKE 'c:%'"));
    }

    /**
     * Rows of one call that want the same short name: the first has it, until it lets go.
     */
    public function test_rows_of_one_call_see_each_other(): void {
        $this->assertSame(['created', 'shortnametaken shortname', 'updated', 'created'], $this->outcomes('courses', [
            self::row(1), self::row(2, ['shortname' => 'SHORT 1']), self::row(1, ['shortname' => 'FREE']),
            self::row(3, ['shortname' => 'SHORT 1'])]));
    }

    /**
     * The rights are asked for where the course is.
     */
    public function test_rights(): void {
        global $DB;

        $closed = $this->getDataGenerator()->create_category(['idnumber' => 'cat:2']);
        $this->outcomes('courses', [self::row(1)]);
        $this->forbid('moodle/course:create', \context_coursecat::instance($closed->id));
        $this->assertSame(['nopermissions category', 'created'],
            $this->outcomes('courses', [self::row(2, ['categoryidnumber' => 'cat:2']), self::row(3)]));
        $this->forbid('moodle/course:changefullname');
        $this->assertSame(['nopermissions ', 'updated', 'unchanged'], $this->outcomes('courses', [
            self::row(1, ['fullname' => 'New']), self::row(3, ['shortname' => 'NEW']), self::row(1)]));
        $this->forbid('moodle/course:visibility');
        $this->outcomes('courses', [self::row(4, ['visible' => 0])]);
        $this->assertEquals(1, $DB->get_field('course', 'visible', ['idnumber' => 'c:4']), 'as its category, as core does');
        $this->forbid('moodle/course:view');
        $this->assertSame(['nopermissions course'], $this->outcomes('courses', [self::row(3, ['shortname' => 'NEWER'])]));
    }
}
