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
 * What the caller may do in courses; each question is asked once per course and call.
 *
 * @package    local_opensis
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class course_rights {
    /** @var string[] Course id => '' when the caller may enter it, or the capability that is missing. */
    private $entry = [];

    /** @var array Course id => capability => whether the caller has it there. */
    private $held = [];

    /**
     * Refuses a row whose course the caller may not enter, or may not do something in.
     *
     * @param \stdClass $course the course
     * @param string ...$capabilities what the row needs there
     * @throws row_fault nopermissions
     */
    public function demand(\stdClass $course, string ...$capabilities): void {
        $context = \context_course::instance($course->id);
        if (!isset($this->entry[$course->id])) {
            try {
                courses::require_access($course, $context);
                $this->entry[$course->id] = '';
            } catch (row_fault $fault) {
                $this->entry[$course->id] = $fault->value;
            }
        }
        if ($this->entry[$course->id] !== '') {
            throw new row_fault('nopermissions', 'course', $this->entry[$course->id]);
        }
        foreach ($capabilities as $capability) {
            if (!isset($this->held[$course->id][$capability])) {
                $this->held[$course->id][$capability] = has_capability($capability, $context);
            }
            if (!$this->held[$course->id][$capability]) {
                throw new row_fault('nopermissions', 'course', $capability);
            }
        }
    }
}
