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
 * Creates, changes and takes back grade items that stand for openSIS's own assignments.
 *
 * A new one is a manual grade item or an assignment; one that is there stays what it is. The idnumber is the key.
 * Everything goes through core's own functions; of an assignment only name, dates and points are touched, so that
 * what a teacher set there besides stays.
 *
 * @package    local_opensis
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class grade_items implements writer {
    /** @var string[] What the caller needs in a course for manual items. */
    private const FOR_ITEMS = ['moodle/grade:manage'];

    /** @var string[] What the caller needs in a course for assignments. */
    private const FOR_ASSIGNMENTS = ['moodle/course:manageactivities', 'moodle/course:activityvisibility',
        'mod/assign:addinstance'];

    /** @var course_rights What the caller may do. */
    private $rights;

    /** @var named_courses Of this slice. */
    private $courses;

    /**
     * Loads core's functions.
     */
    public function __construct() {
        global $CFG;
        require_once($CFG->libdir . '/gradelib.php');
        require_once($CFG->dirroot . '/course/lib.php');
        require_once($CFG->dirroot . '/course/modlib.php');
        require_once($CFG->dirroot . '/mod/assign/lib.php');
        require_once($CFG->dirroot . '/mod/assign/locallib.php');
        $this->rights = new course_rights();
    }

    /**
     * What a row may look like; lengths are those of the table's columns.
     *
     * @return row_spec
     */
    public function spec(): row_spec {
        return new row_spec([
            'id' => [row_spec::NUMBER, 0],
            'course' => [row_spec::NUMBER, 0],
            'courseidnumber' => [row_spec::TEXT, 100],
            'idnumber' => [row_spec::TEXT, 100],
            'as' => [row_spec::TEXT, 10],
            'name' => [row_spec::TEXT, 255],
            'description' => [row_spec::TEXT, 0],
            'grademax' => [row_spec::TEXT, 20],
            'assigned' => [row_spec::NUMBER, 0],
            'due' => [row_spec::NUMBER, 0],
            'category' => [row_spec::NUMBER, 0],
            'remove' => [row_spec::FLAG, 0],
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
        $row = named_courses::check($row);
        if (empty($row['id'])) {
            unset($row['id']);
            row_spec::demand($row, ['idnumber']);
        }
        $row += ['as' => 'manual'];
        if (!in_array($row['as'], ['manual', 'assign'], true)) {
            throw new row_fault('invalidparameter', 'as', $row['as']);
        }
        foreach (['idnumber', 'name'] as $field) {
            if (!isset($row[$field])) {
                continue;
            }
            row_spec::demand($row, [$field]);
            if (clean_param($row[$field], $field === 'name' ? PARAM_TEXT : PARAM_RAW) !== $row[$field]) {
                throw new row_fault('invalidparameter', $field, $row[$field]);
            }
        }
        if (isset($row['grademax'])) {
            // Moodle keeps five decimals, and no more than five digits before them make sense in a gradebook.
            if (!is_numeric($row['grademax']) || $row['grademax'] <= 0 || $row['grademax'] > 99999) {
                throw new row_fault('invalidparameter', 'grademax', $row['grademax']);
            }
            $row['grademax'] = round((float) $row['grademax'], 5);
        }
        if (!empty($row['assigned']) && !empty($row['due']) && $row['due'] < $row['assigned']) {
            throw new row_fault('invalidparameter', 'due', (string) $row['due']);
        }
        return $row;
    }

    /**
     * An item is named by its id and its idnumber.
     *
     * @param array $row a checked row
     * @return string[]
     */
    public function keys(array $row): array {
        $keys = [];
        foreach (['id', 'idnumber'] as $field) {
            if (isset($row[$field])) {
                $keys[] = $field . '=' . \core_text::strtolower((string) $row[$field]);
            }
        }
        return $keys;
    }

    /**
     * How many items are best written in one transaction.
     *
     * @return int
     */
    public function slice_size(): int {
        return 20;
    }

    /**
     * Writes a slice.
     *
     * @param array[] $rows row number => row
     * @return array row number => outcome
     */
    public function write(array $rows): array {
        $this->courses = new named_courses($rows);
        $outcomes = [];
        foreach ($rows as $number => $row) {
            try {
                $outcomes[$number] = $this->write_row($row);
            } catch (row_fault $fault) {
                $outcomes[$number] = outcomes::refused($fault);
            }
        }
        return $outcomes;
    }

    /**
     * Core's functions emptied the caches already.
     */
    public function committed(): void {
    }

    /**
     * Writes one row.
     *
     * @param array $row the row
     * @return array its outcome
     * @throws row_fault
     */
    private function write_row(array $row): array {
        $course = $this->courses->of($row);
        if ($course->id == SITEID) {
            throw new row_fault('coursenotfound', isset($row['course']) ? 'course' : 'courseidnumber', (string) $course->id);
        }
        $item = $this->find($course, $row);
        $assignment = $item === null ? $row['as'] === 'assign' : $item->itemtype === 'mod';
        $this->rights->demand($course, ...($assignment ? self::FOR_ASSIGNMENTS : self::FOR_ITEMS));
        if (!empty($row['remove'])) {
            return $item === null ? outcomes::done('unchanged', 0) : $this->take_back($item);
        }
        $this->check_category($course, $row);
        if ($item === null) {
            row_spec::demand($row, ['name', 'grademax']);
            return $assignment ? assignments::create($course, $row) : $this->create_manual($course, $row);
        }
        $shown = $this->show_again($item);
        $changed = $assignment ? assignments::update($item, $row) : $this->update_manual($item, $row);
        $changed = $changed || $shown;
        return outcomes::done($changed ? 'updated' : 'unchanged', (int) $item->id);
    }

    /**
     * The grade item a row is about.
     *
     * @param \stdClass $course its course
     * @param array $row the row
     * @return \grade_item|null null when there is none
     * @throws row_fault
     */
    private function find(\stdClass $course, array $row): ?\grade_item {
        if (isset($row['id'])) {
            $item = \grade_item::fetch(['id' => $row['id'], 'courseid' => $course->id]);
            if (!$item && empty($row['remove'])) {
                throw new row_fault('gradeitemnotfound', 'id', (string) $row['id']);
            }
        } else {
            $found = \grade_item::fetch_all(['idnumber' => $row['idnumber'], 'courseid' => $course->id]) ?: [];
            if (count($found) > 1) {
                throw new row_fault('idnumbernotunique', 'idnumber', $row['idnumber']);
            }
            $item = reset($found);
        }
        if (!$item) {
            return null;
        }
        if ($item->itemtype !== 'manual' && ($item->itemtype !== 'mod' || $item->itemmodule !== 'assign')) {
            throw new row_fault('gradeitemnotours', isset($row['id']) ? 'id' : 'idnumber', (string) $item->itemname);
        }
        return $item;
    }

    /**
     * Whether the grade category is one of the course.
     *
     * @param \stdClass $course the course
     * @param array $row the row
     * @throws row_fault
     */
    private function check_category(\stdClass $course, array $row): void {
        if (!empty($row['category']) && !\grade_category::fetch(['id' => $row['category'], 'courseid' => $course->id])) {
            throw new row_fault('unknowngradecategory', 'category', (string) $row['category']);
        }
    }

    /**
     * Makes a manual grade item.
     *
     * @param \stdClass $course the course
     * @param array $row the row
     * @return array its outcome
     */
    private function create_manual(\stdClass $course, array $row): array {
        $top = \grade_category::fetch_course_category($course->id);
        $item = new \grade_item([
            'courseid' => $course->id,
            'categoryid' => empty($row['category']) ? $top->id : $row['category'],
            'itemtype' => 'manual',
            'itemname' => $row['name'],
            'iteminfo' => $row['description'] ?? '',
            'idnumber' => $row['idnumber'] ?? '',
            'gradetype' => GRADE_TYPE_VALUE,
            'grademax' => $row['grademax'],
            'grademin' => 0,
        ], false);
        $parent = \grade_category::fetch(['id' => $item->categoryid]);
        if ($parent->aggregation == GRADE_AGGREGATE_WEIGHTED_MEAN) {
            $item->aggregationcoef = 1; // As the form for new items does: a weight of 0 would leave it out.
        }
        return outcomes::done('created', (int) $item->insert('local_opensis'));
    }

    /**
     * Brings a manual grade item to what the row says.
     *
     * @param \grade_item $item the item
     * @param array $row the row
     * @return bool whether something changed
     */
    private function update_manual(\grade_item $item, array $row): bool {
        $changed = false;
        foreach (['idnumber' => 'idnumber', 'name' => 'itemname', 'description' => 'iteminfo'] as $field => $column) {
            if (isset($row[$field]) && (string) $item->$column !== $row[$field]) {
                $item->$column = $row[$field];
                $changed = true;
            }
        }
        if (isset($row['grademax']) && grade_floats_different($item->grademax, $row['grademax'])) {
            $item->grademax = $row['grademax'];
            $changed = true;
        }
        if ($changed) {
            $item->update('local_opensis');
        }
        if (!empty($row['category']) && $row['category'] != $item->categoryid) {
            $item->set_parent($row['category']);
            $changed = true;
        }
        return $changed;
    }

    /**
     * Shows what was hidden when openSIS took it back.
     *
     * @param \grade_item $item the item
     * @return bool whether it was hidden
     */
    private function show_again(\grade_item $item): bool {
        if ($item->itemtype === 'mod') {
            $cm = get_coursemodule_from_instance('assign', $item->iteminstance, $item->courseid, false, MUST_EXIST);
            if (!$cm->visible) {
                return (bool) set_coursemodule_visible($cm->id, 1);
            }
            return false;
        }
        if ($item->hidden == 1) {
            $item->set_hidden(0);
            return true;
        }
        return false;
    }

    /**
     * Takes an item back: a manual one that nobody has a grade in is deleted, any other is hidden.
     *
     * @param \grade_item $item the item
     * @return array its outcome
     */
    private function take_back(\grade_item $item): array {
        global $DB;
        $graded = $DB->record_exists_select('grade_grades', 'itemid = :item AND finalgrade IS NOT NULL', ['item' => $item->id]);
        if ($item->itemtype === 'manual' && !$graded) {
            $item->delete('local_opensis');
            return outcomes::done('removed', (int) $item->id);
        }
        if ($item->itemtype === 'mod') {
            $cm = get_coursemodule_from_instance('assign', $item->iteminstance, $item->courseid, false, MUST_EXIST);
            $changed = (bool) $cm->visible && set_coursemodule_visible($cm->id, 0);
        } else {
            $changed = $item->hidden != 1;
            if ($changed) {
                $item->set_hidden(1);
            }
        }
        return outcomes::done($changed ? 'updated' : 'unchanged', (int) $item->id);
    }
}
