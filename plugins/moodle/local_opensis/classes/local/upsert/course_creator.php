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

namespace local_opensis\local\upsert;

/**
 * Makes many new courses at once.
 *
 * Does what create_course() does, in the same order for each course, but asks and writes once per slice what does not
 * belong to a single course: rows, contexts and section 0 are inserted together, the categories' counts and the sort
 * order are set with one statement per category instead of being searched through the whole site per course.
 * Core's fix_course_sortorder() runs once per slice all the same and finds nothing to do.
 *
 * @package    local_opensis
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class course_creator {
    /** @var \stdClass Defaults for new courses, from the site's settings. */
    private $config;

    /** @var int Midnight after now: a course's start when none is given. */
    private $midnight;

    /** @var \stdClass[] Course id => its section 0, until the course is finished. */
    private $sections = [];

    /** @var bool Whether courses were made that others do not know of yet. */
    private $made = false;

    /**
     * Reads the site's settings.
     */
    public function __construct() {
        global $CFG;

        require_once($CFG->dirroot . '/course/lib.php');
        require_once($CFG->libdir . '/completionlib.php');
        require_once($CFG->libdir . '/blocklib.php');
        $this->config = get_config('moodlecourse');
        $this->midnight = usergetmidnight(time());
    }

    /**
     * A new course as core's function would make it when only the category is given.
     *
     * @param \stdClass $category the category's record
     * @return \stdClass the columns of the course, always the same ones, and the category in `categoryrecord`
     */
    public function defaults(\stdClass $category): \stdClass {
        $completion = \completion_info::is_enabled_for_site() ? $this->config->enablecompletion : COMPLETION_DISABLED;
        $course = (object) [
            'category' => $category->id,
            'fullname' => '',
            'shortname' => '',
            'idnumber' => '',
            'summary' => null,
            'summaryformat' => FORMAT_HTML,
            'format' => $this->config->format,
            'showgrades' => $this->config->showgrades,
            'newsitems' => $this->config->newsitems,
            'startdate' => $this->midnight,
            'enddate' => 0,
            'maxbytes' => $this->config->maxbytes,
            'showreports' => $this->config->showreports,
            'visible' => $category->visible,
            'groupmode' => $this->config->groupmode,
            'groupmodeforce' => $this->config->groupmodeforce,
            'defaultgroupingid' => 0,
            'lang' => '',
            'enablecompletion' => $completion,
            'showactivitydates' => $this->config->showactivitydates,
            'categoryrecord' => $category,
        ];
        if ($completion != COMPLETION_DISABLED) {
            $course->showcompletionconditions = $this->config->showcompletionconditions;
        } else {
            $course->showcompletionconditions = null;
        }
        return $course;
    }

    /**
     * A course's end when none is given.
     *
     * @param int $start its start
     * @return int
     */
    public function end_of(int $start): int {
        return $this->config->courseenddateenabled ? $start + $this->config->courseduration : 0;
    }

    /**
     * Makes courses.
     *
     * @param \stdClass[] $new row number => what {@see defaults()} gave, filled
     * @return int[] row number => id
     */
    public function create(array $new): array {
        if (!$new) {
            return [];
        }
        $this->made = true;
        $now = time();
        foreach ($new as $data) {
            $data->timecreated = $now;
            $data->timemodified = $now;
            $data->visibleold = $data->visible;
            // As after core's last rebuild_course_cache() of a new course.
            $data->cacherev = $now;
        }
        $courses = $this->insert($new);
        $this->insert_sections($courses);
        fix_course_sortorder();
        \cache_helper::purge_by_event('changesincourse');
        $ids = [];
        foreach ($new as $number => $data) {
            $course = $courses[$number];
            $this->finish($course, $data);
            $ids[$number] = (int) $course->id;
        }
        return $ids;
    }

    /**
     * Empties the caches of course lists, once more after the commit: another request may have filled them meanwhile.
     */
    public function committed(): void {
        if ($this->made) {
            \cache_helper::purge_by_event('changesincourse');
            \cache_helper::purge_by_event('changesincoursecat');
            $this->made = false;
        }
    }

    /**
     * Inserts the courses at the head of their categories, and their contexts.
     *
     * @param \stdClass[] $new row number => course
     * @return \stdClass[] row number => the record with its id
     */
    private function insert(array $new): array {
        global $DB;

        $bycategory = [];
        foreach ($new as $number => $data) {
            $bycategory[$data->category][] = $number;
        }
        // Always in the same order, so that two writers wait for one another instead of blocking each other.
        ksort($bycategory);
        $rows = [];
        foreach ($bycategory as $categoryid => $numbers) {
            // Core puts each new course first, so the last of the slice comes first of all.
            $count = count($numbers);
            $params = ['count' => $count, 'category' => $categoryid];
            $DB->execute('UPDATE {course_categories} SET coursecount = coursecount + :count WHERE id = :category', $params);
            $DB->execute('UPDATE {course} SET sortorder = sortorder + :count WHERE category = :category', $params);
            $sortorder = $DB->get_field('course_categories', 'sortorder', ['id' => $categoryid]);
            foreach ($numbers as $place => $number) {
                $row = (array) $new[$number];
                unset($row['categoryrecord']);
                $rows[$number] = $row + ['sortorder' => $sortorder + $count - $place];
            }
        }
        ksort($rows);
        $DB->insert_records('course', $rows);

        [$in, $params] = $DB->get_in_or_equal(array_column($new, 'shortname'));
        $byname = [];
        foreach ($DB->get_records_select('course', "shortname $in", $params) as $record) {
            $byname[$record->shortname] = $record;
        }
        $courses = [];
        $children = [];
        foreach ($new as $number => $data) {
            $courses[$number] = $byname[$data->shortname];
            $path = \context_coursecat::instance($data->category)->path;
            $children[$path][] = (int) $courses[$number]->id;
        }
        contexts::create(CONTEXT_COURSE, $children);
        return $courses;
    }

    /**
     * Gives each new course its section 0, which core makes whatever the format.
     *
     * @param \stdClass[] $courses the courses' records
     */
    private function insert_sections(array $courses): void {
        global $DB;

        $rows = [];
        foreach ($courses as $course) {
            $rows[] = [
                'course' => $course->id,
                'section' => 0,
                'summary' => '',
                'summaryformat' => FORMAT_HTML,
                'sequence' => '',
                'name' => null,
                'visible' => 1,
                'availability' => null,
                'timemodified' => $course->timecreated,
            ];
        }
        $DB->insert_records('course_sections', $rows);
        foreach ($DB->get_records_list('course_sections', 'course', array_column($rows, 'course')) as $section) {
            // Core hands it on as it made it: with a number.
            $section->section = 0;
            $this->sections[$section->course] = $section;
        }
    }

    /**
     * What core does for one new course after its record is there.
     *
     * @param \stdClass $record the course's record
     * @param \stdClass $data what it was made of
     */
    private function finish(\stdClass $record, \stdClass $data): void {
        $data->id = (int) $record->id;
        unset($data->categoryrecord);
        course_get_format($data->id)->update_course_format_options($data);
        $course = course_get_format($data->id)->get_course();
        $context = \context_course::instance($data->id);

        $event = \core\event\course_created::create([
            'objectid' => $data->id,
            'context' => $context,
            'other' => ['shortname' => $course->shortname, 'fullname' => $course->fullname],
        ]);
        $event->trigger();
        \core\event\course_section_created::create_from_section($this->sections[$data->id])->trigger();
        unset($this->sections[$data->id]);

        hooks::dispatch('\core_course\hook\after_course_created', ['course' => $data]);
        blocks_add_default_course_blocks($course);
        enrol_course_updated(true, $course, $data);
        hooks::dispatch('\core_course\hook\after_form_submission', ['data' => $data, 'isnewcourse' => true]);
    }
}
