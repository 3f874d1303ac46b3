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
 * Creates, changes and removes groups, and sets who is in them.
 *
 * Writes through core's own functions, which keep conversations, caches and events right; what is there already is
 * read once per slice, so that rows without a change cost next to nothing.
 *
 * @package    local_opensis
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class groups implements writer {
    /** @var course_rights What the caller may do. */
    private $rights;

    /** @var named_courses Of this slice. */
    private $courses;

    /** @var array Of this slice: group id => record. */
    private $groups;

    /** @var array Of this slice: group id => user id => true. */
    private $members;

    /**
     * Loads core's functions.
     */
    public function __construct() {
        global $CFG;
        require_once($CFG->dirroot . '/group/lib.php');
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
            'name' => [row_spec::TEXT, 254],
            'description' => [row_spec::TEXT, 0],
            'members' => [row_spec::IDS, 0],
            'addmembers' => [row_spec::IDS, 0],
            'removemembers' => [row_spec::IDS, 0],
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
        $row = named_courses::check($row, empty($row['id']));
        if (empty($row['id'])) {
            unset($row['id']);
            row_spec::demand($row, ['idnumber']);
        }
        if (isset($row['name'])) {
            row_spec::demand($row, ['name']);
            if (clean_param($row['name'], PARAM_TEXT) !== $row['name']) {
                throw new row_fault('invalidparameter', 'name', $row['name']);
            }
        }
        return $row;
    }

    /**
     * A group is named by its id, its idnumber and its name. The course is left out: it may be named in two ways.
     *
     * @param array $row a checked row
     * @return string[]
     */
    public function keys(array $row): array {
        $keys = [];
        foreach (['id', 'idnumber', 'name'] as $field) {
            if (isset($row[$field]) && $row[$field] !== '') {
                $keys[] = $field . '=' . \core_text::strtolower($row[$field])
                    . ($field === 'id' ? '' : "\n" . ($row['course'] ?? 'i' . ($row['courseidnumber'] ?? '')));
            }
        }
        return $keys;
    }

    /**
     * How many groups are best written in one transaction.
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
     * Asks the slice's questions: courses, the groups in them, who is in the groups.
     *
     * @param array[] $rows row number => row
     */
    private function look_up(array $rows): void {
        global $DB;

        $ids = array_column($rows, 'id');
        $this->groups = $ids ? $DB->get_records_list('groups', 'id', $ids) : [];
        $this->courses = new named_courses($rows, 'id, idnumber, visible', array_column($this->groups, 'courseid'));
        $courses = $this->courses->ids();
        contexts::load(CONTEXT_COURSE, $courses);

        foreach (['idnumber', 'name'] as $field) {
            $values = array_column($rows, $field);
            if (!$values || !$courses) {
                continue;
            }
            [$in, $params] = $DB->get_in_or_equal($courses, SQL_PARAMS_NAMED, 'c');
            [$invalues, $more] = $DB->get_in_or_equal($values, SQL_PARAMS_NAMED, 'v');
            $this->groups += $DB->get_records_select('groups', "courseid $in AND $field $invalues", $params + $more);
        }
        $this->members = [];
        if ($this->groups) {
            $members = $DB->get_recordset_list('groups_members', 'groupid', array_keys($this->groups), '',
                'id, groupid, userid');
            foreach ($members as $member) {
                $this->members[$member->groupid][(int) $member->userid] = true;
            }
            $members->close();
        }
    }

    /**
     * Writes one row.
     *
     * @param array $row the row
     * @return array its outcome
     * @throws row_fault
     */
    private function write_row(array $row): array {
        $group = isset($row['id']) ? $this->groups[$row['id']] ?? null : null;
        if (isset($row['id']) && $group === null) {
            if (!empty($row['remove'])) {
                return outcomes::done('unchanged', 0);
            }
            throw new row_fault('groupnotfound', 'id', (string) $row['id']);
        }
        $course = $this->course($row, $group);
        $this->rights->demand($course, 'moodle/course:managegroups');
        $group = $group ?? $this->holder($course, 'idnumber', $row['idnumber'], 0);
        if (!empty($row['remove'])) {
            if ($group === null) {
                return outcomes::done('unchanged', 0);
            }
            groups_delete_group($group);
            unset($this->groups[$group->id], $this->members[$group->id]);
            return outcomes::done('removed', $group->id);
        }
        $outcome = $this->write_group($course, $group, $row);
        $left = $this->write_members($group, $row, $outcome);
        if ($left) {
            $done = outcomes::done($outcome, $group->id);
            $fault = new row_fault('membernotenrolled', 'members', implode(',', $left));
            return ['errorcode' => $fault->errorcode, 'message' => outcomes::words($fault), 'field' => $fault->field] + $done;
        }
        return outcomes::done($outcome, $group->id);
    }

    /**
     * Creates or updates the group itself.
     *
     * @param \stdClass $course its course
     * @param \stdClass|null $group the record, made when there is none
     * @param array $row the row
     * @return string created, updated or unchanged
     * @throws row_fault
     */
    private function write_group(\stdClass $course, ?\stdClass &$group, array $row): string {
        global $DB;

        $id = $group->id ?? 0;
        if (isset($row['idnumber']) && $row['idnumber'] !== '' && $this->holder($course, 'idnumber', $row['idnumber'], $id)) {
            throw new row_fault('idnumbertaken', 'idnumber', $row['idnumber']);
        }
        if (isset($row['name']) && $this->holder($course, 'name', $row['name'], $id)) {
            throw new row_fault('groupnameexists', 'name', $row['name']);
        }
        if ($group === null) {
            row_spec::demand($row, ['name']);
            $data = (object) [
                'courseid' => $course->id,
                'idnumber' => $row['idnumber'],
                'name' => $row['name'],
                'description' => $row['description'] ?? '',
                'descriptionformat' => FORMAT_HTML,
            ];
            $group = $DB->get_record('groups', ['id' => groups_create_group($data)], '*', MUST_EXIST);
            $this->groups[$group->id] = $group;
            return 'created';
        }
        $changed = false;
        foreach (['idnumber', 'name', 'description'] as $field) {
            if (isset($row[$field]) && (string) $group->$field !== $row[$field]) {
                $group->$field = $row[$field];
                $changed = true;
            }
        }
        if (!$changed) {
            return 'unchanged';
        }
        $data = clone($group);
        // Core reads this switch from what it is given, not from the record.
        $conversation = \core_message\api::get_conversation_by_area('core_group', 'groups', $group->id,
            \context_course::instance($course->id)->id);
        $data->enablemessaging = $conversation && $conversation->enabled ? 1 : 0;
        groups_update_group($data);
        return 'updated';
    }

    /**
     * Brings the group's members to what the row says.
     *
     * @param \stdClass $group the group
     * @param array $row the row
     * @param string $outcome becomes `updated` when somebody came or went
     * @return int[] those who could not be added, because they are not enrolled
     */
    private function write_members(\stdClass $group, array $row, string &$outcome): array {
        $members = $this->members[$group->id] ?? [];
        $add = array_merge($row['members'] ?? [], $row['addmembers'] ?? []);
        $remove = $row['removemembers'] ?? [];
        if (isset($row['members'])) {
            $remove = array_merge($remove, array_diff(array_keys($members), $add));
        }
        $left = [];
        foreach (array_diff(array_unique($add), array_keys($members), $remove) as $userid) {
            if (!$this->is_person($userid) || !groups_add_member($group, $userid)) {
                $left[] = $userid;
                continue;
            }
            $this->members[$group->id][$userid] = true;
            $outcome = $outcome === 'created' ? $outcome : 'updated';
        }
        foreach (array_unique($remove) as $userid) {
            if (isset($members[$userid])) {
                groups_remove_member($group, $userid);
                unset($this->members[$group->id][$userid]);
                $outcome = $outcome === 'created' ? $outcome : 'updated';
            }
        }
        return $left;
    }

    /**
     * Whether there is such a user.
     *
     * @param int $userid the id
     * @return bool
     */
    private function is_person(int $userid): bool {
        global $DB;
        return $DB->record_exists('user', ['id' => $userid, 'deleted' => 0]);
    }

    /**
     * The course a row is about.
     *
     * @param array $row the row
     * @param \stdClass|null $group the group, when the row named it by id
     * @return \stdClass
     * @throws row_fault
     */
    private function course(array $row, ?\stdClass $group): \stdClass {
        $named = isset($row['course']) || ($row['courseidnumber'] ?? '') !== '';
        $course = $named ? $this->courses->of($row) : $this->courses->by_id($group->courseid);
        if ($course === null) {
            throw new row_fault('coursenotfound', 'id', (string) $group->id);
        }
        if ($group !== null && $group->courseid != $course->id) {
            throw new row_fault('groupnotfound', 'id', (string) $group->id);
        }
        return $course;
    }

    /**
     * The group of a course that holds a text in a column, as the database compares.
     *
     * @param \stdClass $course the course
     * @param string $field idnumber or name
     * @param string $value the text
     * @param int $except a group that does not count
     * @return \stdClass|null
     */
    private function holder(\stdClass $course, string $field, string $value, int $except): ?\stdClass {
        $value = \core_text::strtolower($value);
        foreach ($this->groups as $group) {
            if ($group->courseid == $course->id && $group->id != $except
                    && \core_text::strtolower((string) $group->$field) === $value) {
                return $group;
            }
        }
        return null;
    }
}
