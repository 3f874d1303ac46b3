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
 * Reads the one parameter of the upsert functions: a JSON list of rows.
 *
 * A text that is not such a list is a fault of the whole call (`badrows`); what is wrong inside a row is that row's
 * own and found later. Needs nothing of Moodle.
 *
 * @package    local_opensis
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class row_list {
    /** @var int The most rows of one call. */
    public const MAX_ROWS = 2000;

    /** @var int The longest text, in bytes. */
    public const MAX_BYTES = 4194304;

    /** @var int How deep a row may be nested: the list, a row, its own list or map, and one to spare. */
    public const MAX_DEPTH = 5;

    /**
     * Reads the text.
     *
     * @param string $json the text as it came
     * @return array the rows as they stand in the text, numbered from 0, each of any type
     * @throws row_fault badrows, the value says what is wrong
     */
    public static function read(string $json): array {
        if (strlen($json) > self::MAX_BYTES) {
            throw new row_fault('badrows', 'rows', 'longer than ' . self::MAX_BYTES . ' bytes');
        }
        if (ltrim($json) === '' || ltrim($json)[0] !== '[') {
            throw new row_fault('badrows', 'rows', 'not a JSON list');
        }
        // Objects stay objects, so that {} and [] can be told apart.
        $rows = json_decode($json, false, self::MAX_DEPTH, JSON_BIGINT_AS_STRING);
        if (!is_array($rows)) {
            throw new row_fault('badrows', 'rows', json_last_error_msg());
        }
        if (count($rows) > self::MAX_ROWS) {
            throw new row_fault('badrows', 'rows', 'more than ' . self::MAX_ROWS . ' rows');
        }
        return $rows;
    }
}
