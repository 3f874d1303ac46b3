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
 * Creates and updates courses, a slice at a time.
 *
 * The rules are those of core_course_create_courses and core_course_update_courses. New courses go to the
 * {@see course_creator}, which does once per slice what core does per course; a course that changes goes through
 * core's own update_course().
 *
 * @package    local_opensis
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class courses implements writer {
    /** @var array Field => the capability that core asks for to change it. */
    public const RIGHTS = [
        'fullname' => 'moodle/course:changefullname',
        'shortname' => 'moodle/course:changeshortname',
        'idnumber' => 'moodle/course:changeidnumber',
        'summary' => 'moodle/course:changesummary',
        'visible' => 'moodle/course:visibility',
        'lang' => 'moodle/course:setforcedlanguage',
        'category' => 'moodle/course:changecategory',
    ];

    /** @var array Languages of this site. */
    private $languages;

    /** @var array Course formats of this site. */
    private $formats;

    /** @var course_creator Makes new courses. */
    private $creator;

    /** @var array Of this slice: category id => record. */
    private $categories;

    /** @var array Of this slice: category idnumber => records by id. */
    private $categoriesbyidnumber;

    /** @var array Of this slice: course id => record. */
    private $byid;

    /** @var array Of this slice: short name => ids of courses. */
    private $shortnames;

    /** @var array Of this slice: course idnumber => records by id. */
    private $idnumbers;

    /**
     * Reads what cannot change while the call runs.
     */
    public function __construct() {
        global $CFG;

        require_once($CFG->dirroot . '/course/lib.php');
        $this->languages = get_string_manager()->get_list_of_translations();
        $this->formats = \core_component::get_plugin_list('format');
        $this->creator = new course_creator();
    }

    /**
     * What a row may look like; lengths are those of the table's columns.
     *
     * @return row_spec
     */
    public function spec(): row_spec {
        return new row_spec([
            'id' => [row_spec::NUMBER, 0],
            'idnumber' => [row_spec::TEXT, 100],
            'shortname' => [row_spec::TEXT, 255],
            'fullname' => [row_spec::TEXT, 254],
            'category' => [row_spec::NUMBER, 0],
            'categoryidnumber' => [row_spec::TEXT, 100],
            'summary' => [row_spec::TEXT, 0],
            'format' => [row_spec::TEXT, 21],
            'startdate' => [row_spec::NUMBER, 0],
            'enddate' => [row_spec::NUMBER, 0],
            'visible' => [row_spec::FLAG, 0],
            'newsitems' => [row_spec::NUMBER, 0],
            'lang' => [row_spec::TEXT, 30],
        ]);
    }

    /**
     * Checks a row by itself.
     *
     * @param array $row the row
     * @return array the row
     * @throws row_fault
     */
    public function check(array $row): array {
        if (empty($row['id'])) {
            unset($row['id']);
            row_spec::demand($row, ['idnumber']);
        }
        foreach (['shortname', 'fullname'] as $field) {
            if (isset($row[$field])) {
                row_spec::demand($row, [$field]);
                if (clean_param($row[$field], PARAM_TEXT) !== $row[$field]) {
                    throw new row_fault('invalidparameter', $field, $row[$field]);
                }
            }
        }
        if (isset($row['format']) && !isset($this->formats[$row['format']])) {
            throw new row_fault('invalidparameter', 'format', $row['format']);
        }
        if (!empty($row['lang']) && !isset($this->languages[$row['lang']])) {
            throw new row_fault('invalidparameter', 'lang', $row['lang']);
        }
        return $row;
    }

    /**
     * A course is named by id, idnumber and short name.
     *
     * @param array $row a checked row
     * @return string[]
     */
    public function keys(array $row): array {
        $keys = [];
        foreach (['id', 'idnumber', 'shortname'] as $field) {
            if (isset($row[$field]) && $row[$field] !== '') {
                $keys[] = $field . '=' . \core_text::strtolower($row[$field]);
            }
        }
        return $keys;
    }

    /**
     * How many courses are best written in one transaction.
     *
     * @return int
     */
    public function slice_size(): int {
        return 50;
    }

    /**
     * Writes a slice.
     *
     * @param array[] $rows row number => row
     * @return array row number => outcome
     */
    public function write(array $rows): array {
        $this->look_up($rows);
        $outcomes = $new = $changed = $seen = [];
        foreach ($rows as $number => $row) {
            try {
                $course = $this->find($row);
                if ($course === null) {
                    $new[$number] = $this->new_course($row);
                    continue;
                }
                if (isset($seen[$course->id])) {
                    throw new same_record();
                }
                $seen[$course->id] = true;
                $changes = $this->changes($course, $row);
                if ($changes) {
                    $changed[$number] = (object) (['id' => $course->id] + $changes);
                }
                $outcomes[$number] = outcomes::done($changes ? 'updated' : 'unchanged', $course->id);
            } catch (row_fault $fault) {
                $outcomes[$number] = outcomes::refused($fault);
            }
        }
        foreach ($changed as $data) {
            update_course($data);
        }
        foreach ($this->creator->create($new) as $number => $id) {
            $outcomes[$number] = outcomes::done('created', $id);
        }
        return $outcomes;
    }

    /**
     * Empties the caches of course lists.
     */
    public function committed(): void {
        $this->creator->committed();
    }

    /**
     * Asks the slice's questions: which courses and categories are there, who holds the names.
     *
     * @param array[] $rows row number => row
     */
    private function look_up(array $rows): void {
        global $DB;

        $ids = array_column($rows, 'id');
        $this->byid = $ids ? $DB->get_records_list('course', 'id', $ids) : [];
        $this->idnumbers = lookup::holders('course', 'idnumber', array_column($rows, 'idnumber'));
        $this->shortnames = array_map('array_keys',
            lookup::holders('course', 'shortname', array_column($rows, 'shortname'), 'id, shortname'));
        $categories = array_column($rows, 'category');
        $this->categories = $categories ? $DB->get_records_list('course_categories', 'id', array_unique($categories)) : [];
        $this->categoriesbyidnumber = lookup::holders('course_categories', 'idnumber',
            array_column($rows, 'categoryidnumber'));
        foreach ($this->categoriesbyidnumber as $found) {
            $this->categories += $found;
        }
        contexts::load(CONTEXT_COURSECAT, array_keys($this->categories));
        $found = $ids;
        foreach ($this->idnumbers as $records) {
            array_push($found, ...array_keys($records));
        }
        contexts::load(CONTEXT_COURSE, array_unique($found));
    }

    /**
     * The course a row is about.
     *
     * @param array $row the row
     * @return \stdClass|null null when there is none yet
     * @throws row_fault
     */
    private function find(array $row): ?\stdClass {
        if (isset($row['id'])) {
            $course = $this->byid[$row['id']] ?? null;
            if ($course === null || $course->id == SITEID) {
                throw new row_fault('coursenotfound', 'id', (string) $row['id']);
            }
            return $course;
        }
        $found = $this->idnumbers[$row['idnumber']];
        if (count($found) > 1) {
            // Core keeps them apart; a restore or another tool may not have.
            throw new row_fault('idnumbernotunique', 'idnumber', $row['idnumber']);
        }
        return $found ? reset($found) : null;
    }

    /**
     * The category a row names.
     *
     * @param array $row the row
     * @return \stdClass
     * @throws row_fault
     */
    private function category(array $row): \stdClass {
        if (isset($row['category'])) {
            $category = $this->categories[$row['category']] ?? null;
            $field = 'category';
        } else if (isset($row['categoryidnumber']) && $row['categoryidnumber'] !== '') {
            $found = $this->categoriesbyidnumber[$row['categoryidnumber']];
            $category = count($found) === 1 ? reset($found) : null;
            $field = 'categoryidnumber';
        } else {
            throw new row_fault('missingfield', 'category');
        }
        if ($category === null) {
            throw new row_fault('unknowncategory', $field, (string) $row[$field]);
        }
        return $category;
    }

    /**
     * What a new course is made of.
     *
     * @param array $row the row
     * @return \stdClass the row's fields, its category's record in `categoryrecord`
     * @throws row_fault
     */
    private function new_course(array $row): \stdClass {
        $category = $this->category($row);
        row_spec::demand($row, ['shortname', 'fullname']);
        $context = \context_coursecat::instance($category->id);
        if (!has_capability('moodle/course:create', $context)) {
            throw new row_fault('nopermissions', 'category', 'moodle/course:create');
        }
        $course = $this->creator->defaults($category);
        foreach (['idnumber', 'shortname', 'fullname', 'summary', 'format', 'startdate', 'newsitems'] as $field) {
            if (isset($row[$field])) {
                $course->$field = $row[$field];
            }
        }
        $course->enddate = $row['enddate'] ?? $this->creator->end_of($course->startdate);
        if (isset($row['visible']) && has_capability('moodle/course:visibility', $context)) {
            $course->visible = $row['visible'];
        }
        if (!empty($row['lang']) && has_capability('moodle/course:setforcedlanguage', $context)) {
            $course->lang = $row['lang'];
        }
        self::check_dates($course->startdate, $course->enddate);
        $this->claim_shortname($row['shortname'], 0);
        return $course;
    }

    /**
     * What a row changes about a course that is there.
     *
     * @param \stdClass $course the record as it stands
     * @param array $row the row
     * @return array column => value
     * @throws row_fault
     */
    private function changes(\stdClass $course, array $row): array {
        if (isset($row['category']) || isset($row['categoryidnumber'])) {
            $row['category'] = (int) $this->category($row)->id;
        }
        unset($row['id'], $row['categoryidnumber']);
        $changes = [];
        foreach ($row as $field => $value) {
            if ((string) $course->$field !== (string) $value) {
                $changes[$field] = $value;
            }
        }
        if (!$changes) {
            return [];
        }
        $context = \context_course::instance($course->id);
        self::require_access($course, $context);
        foreach (['moodle/course:update'] + array_intersect_key(self::RIGHTS, $changes) as $capability) {
            if (!has_capability($capability, $context)) {
                throw new row_fault('nopermissions', '', $capability);
            }
        }
        self::check_dates($row['startdate'] ?? $course->startdate, $row['enddate'] ?? $course->enddate);
        if (isset($changes['idnumber']) && $changes['idnumber'] !== ''
                && array_diff(array_keys($this->idnumbers[$changes['idnumber']]), [$course->id])) {
            throw new row_fault('courseidnumbertaken', 'idnumber', $changes['idnumber']);
        }
        if (isset($changes['shortname'])) {
            $this->claim_shortname($changes['shortname'], $course->id);
            if (isset($this->shortnames[$course->shortname])) {
                $this->shortnames[$course->shortname] = array_diff($this->shortnames[$course->shortname], [$course->id]);
            }
        }
        // The check of dates in update_course() sees only what is handed to it.
        return $changes + ['startdate' => $course->startdate, 'enddate' => $course->enddate];
    }

    /**
     * Whether the caller may enter a course, by the rules of require_login() for somebody who need not be enrolled.
     *
     * @param \stdClass $course the course
     * @param \context_course $context its context
     * @throws row_fault nopermissions
     */
    public static function require_access(\stdClass $course, \context_course $context): void {
        if (!has_capability('moodle/course:view', $context) && !is_enrolled($context, null, '', true)) {
            throw new row_fault('nopermissions', 'course', 'moodle/course:view');
        }
        if (!$course->visible && !has_capability('moodle/course:viewhiddencourses', $context)) {
            throw new row_fault('nopermissions', 'course', 'moodle/course:viewhiddencourses');
        }
    }

    /**
     * Takes a short name for a course, unless another has it.
     *
     * @param string $shortname the name
     * @param int $courseid the course, 0 for a new one
     * @throws row_fault shortnametaken
     */
    private function claim_shortname(string $shortname, int $courseid): void {
        if (array_diff($this->shortnames[$shortname], [$courseid])) {
            throw new row_fault('shortnametaken', 'shortname', $shortname);
        }
        $this->shortnames[$shortname][] = $courseid;
    }

    /**
     * Core's rule for a course's dates.
     *
     * @param int $start its start
     * @param int $end its end
     * @throws row_fault
     */
    private static function check_dates(int $start, int $end): void {
        $code = course_validate_dates(['startdate' => $start, 'enddate' => $end]);
        if ($code) {
            throw new row_fault($code, 'enddate', (string) $end);
        }
    }
}
