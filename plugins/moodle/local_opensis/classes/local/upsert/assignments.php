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
 * Makes assignments that stand for openSIS's own, and brings their names, dates and points up to date.
 *
 * Used by {@see grade_items}, which has loaded core's functions and checked the rights.
 *
 * @package    local_opensis
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class assignments {
    /**
     * Makes an assignment with the site's own defaults.
     *
     * @param \stdClass $course the course
     * @param array $row the row
     * @return array its outcome
     */
    public static function create(\stdClass $course, array $row): array {
        global $DB;
        $defaults = get_config('assign');
        $info = (object) [
            'modulename' => 'assign',
            'module' => $DB->get_field('modules', 'id', ['name' => 'assign'], MUST_EXIST),
            'course' => $course->id,
            'section' => 0,
            'visible' => 1,
            'visibleoncoursepage' => 1,
            'cmidnumber' => $row['idnumber'] ?? '',
            'groupmode' => $course->groupmode,
            'groupingid' => 0,
            'availability' => null,
            'completion' => COMPLETION_TRACKING_NONE,
            'name' => $row['name'],
            'introeditor' => ['text' => text_to_html($row['description'] ?? ''), 'format' => FORMAT_HTML, 'itemid' => 0],
            'grade' => (int) ceil($row['grademax']),
            'duedate' => $row['due'] ?? 0,
            'allowsubmissionsfromdate' => $row['assigned'] ?? 0,
            'cutoffdate' => 0,
            'gradingduedate' => 0,
            'activityformat' => 0,
            'timelimit' => 0,
            'submissionattachments' => 0,
            'gradecat' => empty($row['category']) ? \grade_category::fetch_course_category($course->id)->id : $row['category'],
        ];
        $switches = ['submissiondrafts', 'requiresubmissionstatement', 'sendnotifications', 'sendlatenotifications',
            'sendstudentnotifications', 'teamsubmission', 'requireallteammemberssubmit', 'teamsubmissiongroupingid',
            'blindmarking', 'markingworkflow', 'markingallocation', 'markinganonymous'];
        foreach ($switches as $name) {
            $info->$name = (int) ($defaults->$name ?? 0);
        }
        $info->attemptreopenmethod = $defaults->attemptreopenmethod ?? 'none';
        $info->maxattempts = (int) ($defaults->maxattempts ?? -1);
        $info->assignsubmission_onlinetext_enabled = 1;
        $info->assignfeedback_comments_enabled = 1;
        $made = add_moduleinfo($info, $course);
        $item = self::item_of($course->id, (int) $made->instance);
        return outcomes::done('created', (int) $item->id);
    }

    /**
     * Brings an assignment's name, dates and points to what the row says.
     *
     * @param \grade_item $item its grade item
     * @param array $row the row
     * @return bool whether something changed
     */
    public static function update(\grade_item $item, array $row): bool {
        global $DB;
        $cm = get_coursemodule_from_instance('assign', $item->iteminstance, $item->courseid, false, MUST_EXIST);
        $assign = $DB->get_record('assign', ['id' => $item->iteminstance], '*', MUST_EXIST);
        $changed = false;
        if (isset($row['name']) && $assign->name !== $row['name']) {
            $changed = set_coursemodule_name($cm->id, $row['name']) || $changed;
        }
        if (isset($row['idnumber']) && (string) $cm->idnumber !== $row['idnumber']) {
            $changed = set_coursemodule_idnumber($cm->id, $row['idnumber']) || $changed;
            $item->add_idnumber($row['idnumber']);
        }
        $new = ['id' => $assign->id];
        foreach (['due' => 'duedate', 'assigned' => 'allowsubmissionsfromdate'] as $field => $column) {
            if (isset($row[$field]) && (int) $assign->$column !== $row[$field]) {
                $new[$column] = $row[$field];
            }
        }
        if (isset($row['grademax']) && $assign->grade >= 0 && (int) $assign->grade !== (int) ceil($row['grademax'])) {
            $new['grade'] = (int) ceil($row['grademax']);
        }
        if (!empty($row['category']) && $row['category'] != $item->categoryid) {
            $item->set_parent($row['category']);
            $changed = true;
        }
        if (count($new) === 1) {
            return $changed;
        }
        // As core does when it moves the dates of a course's activities: the columns, then all that hangs on them.
        $DB->update_record('assign', $new + ['timemodified' => time()]);
        $assign = $DB->get_record('assign', ['id' => $assign->id], '*', MUST_EXIST);
        $assign->cmidnumber = $row['idnumber'] ?? $cm->idnumber;
        assign_grade_item_update($assign);
        $context = \context_module::instance($cm->id);
        rebuild_course_cache($item->courseid, true);
        (new \assign($context, $cm, get_course($item->courseid)))->update_calendar($cm->id);
        \core\event\course_module_updated::create_from_cm(
            get_coursemodule_from_id('assign', $cm->id, 0, false, MUST_EXIST),
            $context
        )->trigger();
        return true;
    }

    /**
     * The grade item of an assignment.
     *
     * @param int $courseid the course
     * @param int $instance the assignment
     * @return \grade_item
     */
    private static function item_of(int $courseid, int $instance): \grade_item {
        return \grade_item::fetch(['courseid' => $courseid, 'itemtype' => 'mod', 'itemmodule' => 'assign',
            'iteminstance' => $instance, 'itemnumber' => 0]);
    }
}
