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
 * The courses that a slice's rows name, by id (`course`) or by ID number (`courseidnumber`), read at once.
 *
 * @package    local_opensis
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class named_courses {
    /** @var array Course id => record. */
    private $courses = [];

    /** @var array Course idnumber as a row gives it => records by id. */
    private $idnumbers;

    /**
     * Asks for the courses of a slice.
     *
     * @param array[] $rows row number => checked row
     * @param string $columns what to read of a course, `id` first
     * @param int[] $more ids of further courses
     */
    public function __construct(array $rows, string $columns = '*', array $more = []) {
        global $DB;
        $ids = array_unique(array_merge(array_column($rows, 'course'), $more));
        if ($ids) {
            $this->courses = $DB->get_records_list('course', 'id', $ids, '', $columns);
        }
        $this->idnumbers = lookup::holders('course', 'idnumber', array_column($rows, 'courseidnumber'), $columns);
        foreach ($this->idnumbers as $found) {
            $this->courses += $found;
        }
    }

    /**
     * Checks that a row names a course; an id of 0 counts as none.
     *
     * @param array $row the row
     * @param bool $needed whether it has to name one
     * @return array the row, with `course` only when that is an id
     * @throws row_fault
     */
    public static function check(array $row, bool $needed = true): array {
        if (empty($row['course'])) {
            unset($row['course']);
            if ($needed && ($row['courseidnumber'] ?? '') === '') {
                throw new row_fault('missingfield', 'course');
            }
        }
        return $row;
    }

    /**
     * The course a row names.
     *
     * @param array $row a checked row
     * @return \stdClass
     * @throws row_fault
     */
    public function of(array $row): \stdClass {
        if (isset($row['course'])) {
            $field = 'course';
            $course = $this->by_id($row['course']);
        } else {
            $field = 'courseidnumber';
            $found = $this->idnumbers[$row[$field]];
            if (count($found) > 1) {
                throw new row_fault('idnumbernotunique', $field, $row[$field]);
            }
            $course = reset($found) ?: null;
        }
        if ($course === null) {
            throw new row_fault('coursenotfound', $field, (string) $row[$field]);
        }
        return $course;
    }

    /**
     * A course of the slice.
     *
     * @param int $id its id
     * @return \stdClass|null null when it is not among them
     */
    public function by_id(int $id): ?\stdClass {
        return $this->courses[$id] ?? null;
    }

    /**
     * The ids of all courses of the slice.
     *
     * @return int[]
     */
    public function ids(): array {
        return array_keys($this->courses);
    }
}
