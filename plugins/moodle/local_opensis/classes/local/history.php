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

namespace local_opensis\local;

/**
 * How far the grade history can be told.
 *
 * Ids are given out when a row is written, and seen when its transaction ends, so a lower id can appear after a
 * higher one was read. An id that is missing among the newest rows may be such a row: nothing above it is
 * ticked off before it is old enough to have been rolled back. A grade is told twice rather than never.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class history {
    /** A missing id is waited for this many seconds. */
    private const PATIENCE = 600;

    /**
     * The highest id below which nothing can appear any more.
     *
     * @param int $from a place that was safe before
     * @return int
     */
    public static function safe_end(int $from): int {
        global $DB;
        $recent = (int) $DB->get_field_sql(
            'SELECT MIN(id) FROM {grade_grades_history} WHERE timemodified >= :recent',
            ['recent' => time() - self::PATIENCE]
        );
        if (!$recent) {
            return max($from, (int) $DB->get_field_sql('SELECT MAX(id) FROM {grade_grades_history}'));
        }
        // The last of the old rows: an id that is missing right above it counts as well.
        $old = (int) $DB->get_field_sql(
            'SELECT MAX(id) FROM {grade_grades_history} WHERE id < :recent',
            ['recent' => $recent]
        );
        return max($from, (int) $DB->get_field_sql(
            'SELECT MIN(h.id)
               FROM {grade_grades_history} h
          LEFT JOIN {grade_grades_history} n ON n.id = h.id + 1
              WHERE h.id >= :old AND n.id IS NULL',
            ['old' => $old ?: $recent]
        ));
    }
}
