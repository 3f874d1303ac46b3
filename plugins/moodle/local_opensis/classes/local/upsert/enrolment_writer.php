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
 * Writes manual enrolments and their roles, many at once.
 *
 * Does what enrol_plugin::enrol_user(), update_user_enrol() and role_assign() do. Rows are read and inserted together,
 * users are marked as changed and caches emptied once; events and hooks follow per enrolment, in core's order.
 *
 * @package    local_opensis
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class enrolment_writer {
    /** @var \enrol_plugin|null The manual method. */
    private $plugin;

    /** @var array Of this slice: enrolment instance id => user id => user_enrolments record. */
    private $enrolments;

    /** @var array Of this slice: context id => user id => role id => role_assignments id. */
    private $assignments;

    /** @var array Courses whose enrolments changed, until they are told => true. */
    private $changedcourses = [];

    /** @var array Courses in which an enrolment was suspended or revived, until they are told => true. */
    private $suspensions = [];

    /** @var bool Whether roles changed, until they are told. */
    private $roleschanged = false;

    /** @var array Users to mark as changed => true. */
    private $dirty;

    /**
     * Takes the plugin.
     *
     * @param \enrol_plugin|null $plugin the manual method
     */
    public function __construct(?\enrol_plugin $plugin) {
        $this->plugin = $plugin;
    }

    /**
     * Writes a slice.
     *
     * @param \stdClass[] $wanted row number => what is wanted
     * @return array row number => outcome
     */
    public function write(array $wanted): array {
        $this->dirty = $this->enrolments = $this->assignments = [];
        $this->read_enrolments($wanted);
        $this->read_assignments($wanted);
        $outcomes = [];
        $created = $updated = $assigned = [];
        foreach ($wanted as $number => $want) {
            $enrolment = $this->enrolments[$want->instance->id][$want->userid] ?? null;
            if ($want->remove) {
                if ($enrolment !== null) {
                    $this->plugin->unenrol_user($want->instance, $want->userid);
                }
                $outcomes[$number] = outcomes::done($enrolment === null ? 'unchanged' : 'removed', $enrolment->id ?? 0);
                continue;
            }
            if ($enrolment === null) {
                $created[$number] = $want;
            } else if ($enrolment->timestart != $want->timestart || $enrolment->timeend != $want->timeend
                    || $enrolment->status != $want->status) {
                $updated[$number] = $want;
            }
            if (!isset($this->assignments[$want->context->id][$want->userid][$want->roleid])) {
                $assigned[$number] = $want;
            }
        }
        $this->insert_enrolments($created);
        $this->insert_assignments($assigned);
        foreach (array_diff_key($wanted, $outcomes) as $number => $want) {
            $enrolment = $this->enrolments[$want->instance->id][$want->userid];
            $outcome = 'unchanged';
            if (isset($created[$number])) {
                $this->tell_created($want, $enrolment);
                $outcome = 'created';
            } else if (isset($updated[$number])) {
                $this->update($want, $enrolment);
            }
            if ($outcome !== 'created' && (isset($updated[$number]) || isset($assigned[$number]))) {
                $outcome = 'updated';
            }
            if ($outcome !== 'unchanged') {
                hooks::dispatch('\core_enrol\hook\after_user_enrolled', ['enrolinstance' => $want->instance,
                    'userenrolmentinstance' => $enrolment, 'roleid' => $want->roleid]);
                if (isset($assigned[$number])) {
                    $this->tell_assigned($want);
                }
                $this->recover($want);
            }
            $outcomes[$number] = outcomes::done($outcome, $enrolment->id);
        }
        $this->mark_dirty();
        return $outcomes;
    }

    /**
     * Empties the caches that core empties per enrolment; what is emptied more than core would is only read again.
     */
    public function committed(): void {
        if ($this->changedcourses) {
            \cache::make('core', 'coursecontacts')->delete_many(array_keys($this->changedcourses));
            $this->changedcourses = [];
        }
        if ($this->roleschanged) {
            \cache_helper::purge_by_event('changesincategoryenrolment');
            $this->roleschanged = false;
        }
        if ($this->suspensions) {
            \cache_helper::invalidate_by_definition('core', 'suspended_userids', [], array_keys($this->suspensions));
            $this->suspensions = [];
        }
    }

    /**
     * Reads the enrolments that are there.
     *
     * @param \stdClass[] $wanted what is wanted
     */
    private function read_enrolments(array $wanted): void {
        $instances = $users = [];
        foreach ($wanted as $want) {
            $instances[$want->instance->id] = (int) $want->instance->id;
            $users[$want->userid] = $want->userid;
        }
        foreach (lookup::pairs('user_enrolments', 'enrolid', $instances, 'userid', $users) as $record) {
            $this->enrolments[$record->enrolid][$record->userid] = $record;
        }
    }

    /**
     * Reads the roles that the users have in the courses by hand or by the manual method, as core counts them.
     *
     * @param \stdClass[] $wanted what is wanted
     */
    private function read_assignments(array $wanted): void {
        $contexts = $users = [];
        foreach ($wanted as $want) {
            if (!$want->remove) {
                $contexts[$want->context->id] = (int) $want->context->id;
                $users[$want->userid] = $want->userid;
            }
        }
        foreach (lookup::pairs('role_assignments', 'contextid', $contexts, 'userid', $users,
                'id, contextid, userid, roleid, component, itemid') as $record) {
            if ($record->component === '' && $record->itemid == 0) {
                $this->assignments[$record->contextid][$record->userid][$record->roleid] = (int) $record->id;
            }
        }
    }

    /**
     * Inserts enrolments and learns their ids.
     *
     * @param \stdClass[] $created what is to be created
     */
    private function insert_enrolments(array $created): void {
        global $DB, $USER;

        if (!$created) {
            return;
        }
        $now = time();
        $rows = [];
        foreach ($created as $want) {
            $rows[] = [
                'enrolid' => $want->instance->id,
                'status' => $want->status,
                'userid' => $want->userid,
                'timestart' => $want->timestart,
                'timeend' => $want->timeend,
                'modifierid' => $USER->id,
                'timecreated' => $now,
                'timemodified' => $now,
            ];
        }
        $DB->insert_records('user_enrolments', $rows);
        $this->read_enrolments($created);
    }

    /**
     * Inserts role assignments and learns their ids.
     *
     * @param \stdClass[] $assigned whose role is to be assigned
     */
    private function insert_assignments(array $assigned): void {
        global $DB, $USER;

        if (!$assigned) {
            return;
        }
        $now = time();
        $rows = [];
        foreach ($assigned as $want) {
            $want->assignment = [
                'roleid' => $want->roleid,
                'contextid' => (int) $want->context->id,
                'userid' => $want->userid,
                'component' => '',
                'itemid' => 0,
                'timemodified' => $now,
                'modifierid' => empty($USER->id) ? 0 : $USER->id,
                'sortorder' => 0,
            ];
            $rows[] = $want->assignment;
            $this->dirty[$want->userid] = true;
        }
        $DB->insert_records('role_assignments', $rows);
        $this->read_assignments($assigned);
        $this->roleschanged = true;
    }

    /**
     * Tells of a new enrolment.
     *
     * @param \stdClass $want what was wanted
     * @param \stdClass $enrolment the record
     */
    private function tell_created(\stdClass $want, \stdClass $enrolment): void {
        \core\event\user_enrolment_created::create([
            'objectid' => $enrolment->id,
            'courseid' => $want->instance->courseid,
            'context' => $want->context,
            'relateduserid' => $want->userid,
            'other' => ['enrol' => 'manual'],
        ])->trigger();
        $this->changed($want);
    }

    /**
     * Changes an enrolment that is there, and tells of it.
     *
     * @param \stdClass $want what is wanted
     * @param \stdClass $enrolment the record; brought to its new state
     */
    private function update(\stdClass $want, \stdClass $enrolment): void {
        global $DB, $USER;

        $statusmodified = $enrolment->status != $want->status;
        $timeendmodified = $enrolment->timeend != $want->timeend;
        $enrolment->status = $want->status;
        $enrolment->timestart = $want->timestart;
        $enrolment->timeend = $want->timeend;
        hooks::dispatch('\core_enrol\hook\before_user_enrolment_updated', [
            'enrolinstance' => $want->instance,
            'userenrolmentinstance' => $enrolment,
            'statusmodified' => $statusmodified,
            'timeendmodified' => $timeendmodified,
        ]);
        $enrolment->modifierid = $USER->id;
        $enrolment->timemodified = time();
        $DB->update_record('user_enrolments', $enrolment);
        $this->dirty[$want->userid] = true;
        $this->suspensions[$want->instance->courseid] = true;
        \core\event\user_enrolment_updated::create([
            'objectid' => $enrolment->id,
            'courseid' => $want->instance->courseid,
            'context' => $want->context,
            'relateduserid' => $want->userid,
            'other' => ['enrol' => 'manual'],
        ])->trigger();
        $this->changed($want);
    }

    /**
     * Tells of a role that was assigned.
     *
     * @param \stdClass $want what was wanted
     */
    private function tell_assigned(\stdClass $want): void {
        $id = $this->assignments[$want->context->id][$want->userid][$want->roleid];
        $event = \core\event\role_assigned::create([
            'context' => $want->context,
            'objectid' => $want->roleid,
            'relateduserid' => $want->userid,
            'other' => ['id' => $id, 'component' => '', 'itemid' => 0],
        ]);
        $event->add_record_snapshot('role_assignments', (object) (['id' => $id] + $want->assignment));
        $event->trigger();
        hooks::dispatch('\core\hook\access\after_role_assigned',
            ['context' => $want->context, 'userid' => $want->userid]);
    }

    /**
     * Brings a user's old grades back, where the site wants that.
     *
     * @param \stdClass $want what was wanted
     */
    private function recover(\stdClass $want): void {
        global $CFG;

        if (!empty($CFG->recovergradesdefault)) {
            require_once($CFG->libdir . '/gradelib.php');
            grade_recover_history_grades($want->userid, $want->instance->courseid);
        }
    }

    /**
     * Notes that a course's enrolments changed; what the caller's own session knows of them is forgotten at once.
     *
     * @param \stdClass $want what was wanted
     */
    private function changed(\stdClass $want): void {
        global $USER;

        $courseid = $want->instance->courseid;
        $this->changedcourses[$courseid] = true;
        if ($want->userid == $USER->id) {
            unset($USER->enrol['enrolled'][$courseid]);
            if (isset($USER->enrol['tempguest'][$courseid])) {
                unset($USER->enrol['tempguest'][$courseid]);
                remove_temp_course_roles($want->context);
            }
        }
    }

    /**
     * Marks users as changed, so that their sessions read their rights anew: core's mark_user_dirty() for many.
     *
     * The flags are read and written in the order of the users; writers whose slices share users then wait for one
     * another instead of blocking each other.
     */
    private function mark_dirty(): void {
        global $ACCESSLIB_PRIVATE, $CFG, $DB;

        if (!$this->dirty) {
            return;
        }
        ksort($this->dirty);
        $type = 'accesslib/dirtyusers';
        $now = time();
        $expiry = $now + $CFG->sessiontimeout;
        [$in, $params] = $DB->get_in_or_equal(array_map('strval', array_keys($this->dirty)), SQL_PARAMS_NAMED);
        $params['type'] = $type;
        $missing = $this->dirty;
        $stale = [];
        foreach ($DB->get_records_select('cache_flags', "flagtype = :type AND name $in", $params) as $flag) {
            unset($missing[$flag->name]);
            if ($flag->value != 1 || $flag->expiry != $expiry || $flag->timemodified != $now) {
                $stale[$flag->name] = (int) $flag->id;
            }
        }
        if ($stale) {
            sort($stale);
            [$in, $params] = $DB->get_in_or_equal($stale, SQL_PARAMS_NAMED);
            $DB->execute("UPDATE {cache_flags} SET value = '1', expiry = :expiry, timemodified = :now WHERE id $in",
                $params + ['expiry' => $expiry, 'now' => $now]);
        }
        $rows = [];
        foreach (array_keys($missing) as $userid) {
            $rows[] = ['flagtype' => $type, 'name' => $userid, 'value' => '1', 'expiry' => $expiry, 'timemodified' => $now];
        }
        if ($rows) {
            $DB->insert_records('cache_flags', $rows);
        }
        foreach (array_keys($this->dirty) as $userid) {
            $ACCESSLIB_PRIVATE->dirtyusers[$userid] = 1;
            unset($ACCESSLIB_PRIVATE->accessdatabyuser[$userid]);
        }
    }
}
