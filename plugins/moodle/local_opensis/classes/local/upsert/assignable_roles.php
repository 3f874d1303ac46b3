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
 * Which roles the caller may assign in a course, for many courses.
 *
 * Answers what core's get_assignable_roles() answers, which asks the database for each course anew; here the caller's
 * own roles and what they allow are read once.
 *
 * @package    local_opensis
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class assignable_roles {
    /** @var int[] Shortname => id, of all roles. */
    private $ids = [];

    /** @var array Ids of roles that may be assigned in courses => true. */
    private $incourses = [];

    /** @var array Context id => ids of roles that a role of the caller's there allows to assign => true. */
    private $allowed = [];

    /** @var array Context id => role id => whether it may be assigned there. */
    private $answers = [];

    /** @var bool Whether the caller may assign any role. */
    private $all;

    /**
     * Reads the roles.
     */
    public function __construct() {
        global $DB, $USER;

        foreach ($DB->get_records('role', null, '', 'id, shortname') as $role) {
            $this->ids[$role->shortname] = (int) $role->id;
        }
        foreach ($DB->get_records('role_context_levels', ['contextlevel' => CONTEXT_COURSE]) as $level) {
            $this->incourses[$level->roleid] = true;
        }
        $this->all = is_siteadmin();
        if (!$this->all) {
            $rows = $DB->get_recordset_sql('SELECT ra.contextid, raa.allowassign
                  FROM {role_assignments} ra
                  JOIN {role_allow_assign} raa ON raa.roleid = ra.roleid
                 WHERE ra.userid = :userid', ['userid' => $USER->id]);
            foreach ($rows as $row) {
                $this->allowed[$row->contextid][$row->allowassign] = true;
            }
            $rows->close();
        }
    }

    /**
     * The id of a role that a row names.
     *
     * @param string $role its shortname
     * @return int 0 when there is none
     */
    public function id_of(string $role): int {
        return $this->ids[$role] ?? 0;
    }

    /**
     * Whether the caller may assign a role in a course.
     *
     * @param int $roleid the role
     * @param \context_course $context the course's context
     * @return bool
     */
    public function may_assign(int $roleid, \context_course $context): bool {
        if (!isset($this->answers[$context->id][$roleid])) {
            $this->answers[$context->id][$roleid] = $this->decide($roleid, $context);
        }
        return $this->answers[$context->id][$roleid];
    }

    /**
     * Decides it for one role and course.
     *
     * @param int $roleid the role
     * @param \context_course $context the course's context
     * @return bool
     */
    private function decide(int $roleid, \context_course $context): bool {
        if (!isset($this->incourses[$roleid]) || !has_capability('moodle/role:assign', $context)) {
            return false;
        }
        if ($this->all) {
            return true;
        }
        foreach ($context->get_parent_context_ids(true) as $id) {
            if (isset($this->allowed[$id][$roleid])) {
                return true;
            }
        }
        return false;
    }
}
