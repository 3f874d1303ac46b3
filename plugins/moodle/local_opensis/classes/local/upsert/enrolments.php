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
 * Enrols, changes and unenrols users by the manual method, a slice at a time.
 *
 * The rules are those of enrol_manual_enrol_users and enrol_manual_unenrol_users. Finds out what each row asks for;
 * the {@see enrolment_writer} does it.
 *
 * @package    local_opensis
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class enrolments implements writer {
    /** @var assignable_roles The roles. */
    private $roles;

    /** @var \enrol_plugin|null The manual method, null when it is not there or switched off. */
    private $plugin;

    /** @var enrolment_writer Writes. */
    private $writer;

    /** @var course_rights What the caller may do. */
    private $rights;

    /** @var named_courses Of this slice. */
    private $courses;

    /** @var array Of this slice: user id => record. */
    private $users;

    /** @var array Of this slice: user idnumber => records by id. */
    private $useridnumbers;

    /** @var \stdClass[] Of this slice: course id => its manual enrolment instance. */
    private $instances;

    /**
     * Reads what cannot change while the call runs.
     */
    public function __construct() {
        global $CFG;

        require_once($CFG->libdir . '/enrollib.php');
        $this->roles = new assignable_roles();
        $this->rights = new course_rights();
        $this->plugin = enrol_is_enabled('manual') ? enrol_get_plugin('manual') : null;
        $this->writer = new enrolment_writer($this->plugin);
    }

    /**
     * What a row may look like.
     *
     * @return row_spec
     */
    public function spec(): row_spec {
        return new row_spec([
            'course' => [row_spec::NUMBER, 0],
            'courseidnumber' => [row_spec::TEXT, 100],
            'user' => [row_spec::NUMBER, 0],
            'useridnumber' => [row_spec::TEXT, 255],
            'role' => [row_spec::TEXT, 100],
            'roleid' => [row_spec::NUMBER, 0],
            'timestart' => [row_spec::NUMBER, 0],
            'timeend' => [row_spec::NUMBER, 0],
            'suspended' => [row_spec::FLAG, 0],
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
        if (empty($row['user'])) {
            unset($row['user']);
            if (!isset($row['useridnumber']) || $row['useridnumber'] === '') {
                throw new row_fault('missingfield', 'user');
            }
        }
        if ($this->plugin === null) {
            throw new row_fault('manualpluginnotinstalled');
        }
        if (!empty($row['remove'])) {
            return $row;
        }
        if (empty($row['roleid'])) {
            if (!isset($row['role']) || $row['role'] === '') {
                throw new row_fault('norolegiven', 'role');
            }
            $row['roleid'] = $this->roles->id_of($row['role']);
            if ($row['roleid'] === 0) {
                throw new row_fault('rolenotassignable', 'role', $row['role']);
            }
        }
        return $row;
    }

    /**
     * An enrolment is named by its course and its user.
     *
     * @param array $row a checked row
     * @return string[]
     */
    public function keys(array $row): array {
        return [($row['course'] ?? 'i' . $row['courseidnumber']) . "\n" . ($row['user'] ?? 'i' . $row['useridnumber'])];
    }

    /**
     * How many enrolments are best written in one transaction.
     *
     * @return int
     */
    public function slice_size(): int {
        return 250;
    }

    /**
     * Writes a slice.
     *
     * @param array[] $rows row number => row
     * @return array row number => outcome
     */
    public function write(array $rows): array {
        $this->look_up($rows);
        $outcomes = $wanted = $seen = [];
        foreach ($rows as $number => $row) {
            try {
                $course = $this->courses->of($row);
                $user = $this->user($row);
                if (isset($seen[$course->id][$user->id])) {
                    throw new same_record();
                }
                $seen[$course->id][$user->id] = true;
                $wanted[$number] = $this->wanted($row, $course, $user);
            } catch (row_fault $fault) {
                $outcomes[$number] = outcomes::refused($fault);
            }
        }
        return $outcomes + $this->writer->write($wanted);
    }

    /**
     * Empties the caches that core empties per enrolment.
     */
    public function committed(): void {
        $this->writer->committed();
    }

    /**
     * Asks the slice's questions: courses, users, contexts, enrolment instances.
     *
     * @param array[] $rows row number => row
     */
    private function look_up(array $rows): void {
        global $DB;

        $this->courses = new named_courses($rows, 'id, idnumber, visible');
        $columns = 'id, idnumber, username, auth, deleted, confirmed';
        $users = array_unique(array_column($rows, 'user'));
        $this->users = $users ? $DB->get_records_list('user', 'id', $users, '', $columns) : [];
        $this->useridnumbers = lookup::holders('user', 'idnumber', array_column($rows, 'useridnumber'), $columns,
            'deleted = 0');
        $courses = $this->courses->ids();
        contexts::load(CONTEXT_COURSE, $courses);

        $this->instances = [];
        if ($courses) {
            [$in, $params] = $DB->get_in_or_equal($courses, SQL_PARAMS_NAMED);
            $instances = $DB->get_records_select('enrol', "courseid $in AND enrol = 'manual' AND status = :enabled",
                $params + ['enabled' => ENROL_INSTANCE_ENABLED], 'sortorder, id');
            foreach ($instances as $instance) {
                $this->instances += [$instance->courseid => $instance];
            }
        }
    }

    /**
     * The user a row is about.
     *
     * @param array $row the row
     * @return \stdClass
     * @throws row_fault
     */
    private function user(array $row): \stdClass {
        if (isset($row['user'])) {
            $user = $this->users[$row['user']] ?? null;
            $field = 'user';
        } else {
            $found = $this->useridnumbers[$row['useridnumber']];
            if (count($found) > 1) {
                throw new row_fault('idnumbernotunique', 'useridnumber', $row['useridnumber']);
            }
            $user = reset($found) ?: null;
            $field = 'useridnumber';
        }
        // As core's require_active_user(): not deleted, confirmed, not the guest. Suspended users may be enrolled.
        if ($user === null || $user->deleted || !$user->confirmed || isguestuser($user->id)) {
            throw new row_fault('usernotfound', $field, (string) $row[$field]);
        }
        return $user;
    }

    /**
     * What a row asks for, once the caller may ask for it.
     *
     * @param array $row the row
     * @param \stdClass $course its course
     * @param \stdClass $user its user
     * @return \stdClass instance, context, userid, remove; roleid, timestart, timeend, status
     * @throws row_fault
     */
    private function wanted(array $row, \stdClass $course, \stdClass $user): \stdClass {
        $context = \context_course::instance($course->id);
        $remove = !empty($row['remove']);
        $this->rights->demand($course, $remove ? 'enrol/manual:unenrol' : 'enrol/manual:enrol');
        if (!$remove && !$this->roles->may_assign($row['roleid'], $context)) {
            throw new row_fault('rolenotassignable', isset($row['role']) ? 'role' : 'roleid',
                (string) ($row['role'] ?? $row['roleid']));
        }
        $instance = $this->instances[$course->id] ?? null;
        if ($instance === null || $course->id == SITEID) {
            throw new row_fault('wsnoinstance', 'course', (string) $course->id);
        }
        return (object) [
            'instance' => $instance,
            'context' => $context,
            'userid' => (int) $user->id,
            'remove' => $remove,
            'roleid' => $row['roleid'] ?? 0,
            'timestart' => $row['timestart'] ?? 0,
            'timeend' => $row['timeend'] ?? 0,
            'status' => empty($row['suspended']) ? ENROL_USER_ACTIVE : ENROL_USER_SUSPENDED,
        ];
    }
}
