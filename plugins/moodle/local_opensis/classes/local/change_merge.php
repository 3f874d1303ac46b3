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
 * Makes one row of several changes of the same record within a page.
 *
 * A regrade writes a dozen changes of one student, an enrolment two or three. The reader fetches the record
 * anyway, so the last one is enough. Knows nothing of Moodle.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class change_merge {
    /**
     * Merges.
     *
     * @param array[] $rows with id, kind, what, objectid, userid, courseid, time; in the order of writing
     * @return array[] the same, each record once, where its last change stood
     */
    public static function merge(array $rows): array {
        $merged = [];
        foreach ($rows as $row) {
            $key = $row['kind'] . '/' . $row['objectid'] . '/' . $row['userid'] . '/' . $row['courseid'];
            if (isset($merged[$key])) {
                $row['what'] = self::what($merged[$key]['what'], $row['what']);
                unset($merged[$key]);
            }
            $merged[$key] = $row;
        }
        return array_values($merged);
    }

    /**
     * What two changes are together.
     *
     * @param string $first created, updated, deleted
     * @param string $then created, updated, deleted
     * @return string
     */
    private static function what(string $first, string $then): string {
        if ($then === 'deleted') {
            return 'deleted';
        }
        if ($first === 'created') {
            return 'created';
        }
        return 'updated';
    }
}
