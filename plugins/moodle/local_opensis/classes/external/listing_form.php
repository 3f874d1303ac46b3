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

namespace local_opensis\external;

use core_external\external_api;
use core_external\external_function_parameters;
use core_external\external_multiple_structure;
use core_external\external_single_structure;
use core_external\external_value;

defined('MOODLE_INTERNAL') || die();

require_once(__DIR__ . '/../../compat.php');

/**
 * What the six listings are asked with, and what they answer.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
abstract class listing_form extends external_api {
    /** Rows of a page at most. */
    public const MAX_LIMIT = 5000;

    /**
     * The function's name, as a web service client calls it.
     *
     * @return string
     */
    abstract protected static function wire_name(): string;

    /**
     * The fields of a row: name => [type, description, (for list) the description of what is in it].
     * Types: int, intnull, float, floatnull, bool, word (letters, digits, _ and -), text, list.
     *
     * @return array[]
     */
    abstract protected static function fields(): array;

    /**
     * Describes the parameters.
     *
     * @return external_function_parameters
     */
    public static function execute_parameters() {
        return new external_function_parameters([
            'cursor' => new external_value(
                PARAM_RAW,
                'Empty for the first page, then nextcursor of the page before',
                VALUE_DEFAULT,
                ''
            ),
            'limit' => new external_value(PARAM_INT, 'Rows a page, 1 to ' . self::MAX_LIMIT, VALUE_DEFAULT, 1000),
            'changedsince' => new external_value(
                PARAM_INT,
                'Only rows changed at or after this moment (unix seconds); 0 for all',
                VALUE_DEFAULT,
                0
            ),
            'fields' => new external_value(
                PARAM_RAW,
                'Names joined by commas: only these and the id are filled; empty for all',
                VALUE_DEFAULT,
                ''
            ),
            'ids' => new external_value(
                PARAM_RAW,
                'Ids joined by commas: only these (' . static::ids_are() . '); empty for all',
                VALUE_DEFAULT,
                ''
            ),
            'packed' => new external_value(
                PARAM_BOOL,
                'Whether the rows come as one JSON text: the same rows, without Moodle checking each value once more',
                VALUE_DEFAULT,
                false
            ),
        ]);
    }

    /**
     * What the ids are, in words.
     *
     * @return string
     */
    protected static function ids_are(): string {
        return 'course ids';
    }

    /**
     * Describes the answer.
     *
     * @return external_single_structure
     */
    public static function execute_returns() {
        $row = [];
        foreach (static::fields() as $name => $field) {
            $row[$name] = row_form::describe($field, $name === 'id' ? VALUE_REQUIRED : VALUE_OPTIONAL);
        }
        return new external_single_structure([
            'rows' => new external_multiple_structure(new external_single_structure($row), 'The page, in the order of the ids'),
            'packed' => new external_value(
                PARAM_RAW,
                'With packed=1, the rows as a JSON list (and rows is empty); else empty'
            ),
            'nextcursor' => new external_value(PARAM_RAW, 'To ask for the next page with; empty on the last one'),
            'complete' => new external_value(PARAM_BOOL, 'Whether this is the last page'),
            'sent' => new external_value(PARAM_INT, 'Rows sent up to and including this page'),
            'total' => new external_value(PARAM_INT, 'Rows the listing has, counted on its first and on its last page'),
            'servertime' => new external_value(PARAM_INT, 'The time when the first page was read: the next changedsince'),
        ]);
    }
}
