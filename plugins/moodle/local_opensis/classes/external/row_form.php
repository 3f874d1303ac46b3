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

use core_external\external_multiple_structure;
use core_external\external_value;

defined('MOODLE_INTERNAL') || die();

require_once(__DIR__ . '/../../compat.php');

/**
 * The types that a listing's fields have: how each is described to Moodle, and how a value of it is made.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class row_form {
    /**
     * The description of one field.
     *
     * @param array $field of fields()
     * @param int $required VALUE_REQUIRED or VALUE_OPTIONAL
     * @return \core_external\external_description
     */
    public static function describe(array $field, int $required) {
        switch ($field[0]) {
            case 'int':
                return new external_value(PARAM_INT, $field[1], $required);
            case 'intnull':
                return new external_value(PARAM_INT, $field[1], $required, null, NULL_ALLOWED);
            case 'float':
                return new external_value(PARAM_FLOAT, $field[1], $required);
            case 'floatnull':
                return new external_value(PARAM_FLOAT, $field[1], $required, null, NULL_ALLOWED);
            case 'bool':
                return new external_value(PARAM_BOOL, $field[1], $required);
            case 'word':
                return new external_value(PARAM_ALPHANUMEXT, $field[1], $required);
            case 'list':
                return new external_multiple_structure($field[2], $field[1], $required);
            default:
                return new external_value(PARAM_RAW, $field[1], $required);
        }
    }

    /**
     * A record as a row: every value in its type.
     *
     * @param int $id the row's
     * @param \stdClass $record what was read
     * @param string[] $plan name => type
     * @return array
     */
    public static function typed(int $id, \stdClass $record, array $plan): array {
        $row = ['id' => $id];
        foreach ($plan as $name => $type) {
            $value = $record->$name;
            switch ($type) {
                case 'int':
                    $row[$name] = (int) $value;
                    break;
                case 'bool':
                    $row[$name] = (bool) $value;
                    break;
                case 'float':
                    $row[$name] = (float) $value;
                    break;
                case 'intnull':
                    $row[$name] = $value === null ? null : (int) $value;
                    break;
                case 'floatnull':
                    $row[$name] = $value === null ? null : (float) $value;
                    break;
                case 'word':
                    $row[$name] = (string) $value;
                    break;
                default:
                    $row[$name] = self::text($value);
            }
        }
        return $row;
    }

    /**
     * A text as Moodle lets it out: one with a NUL or one of two odd characters in it would make Moodle
     * refuse the whole answer.
     *
     * @param string|null $value anything
     * @return string
     */
    public static function text(?string $value): string {
        if ($value === null || $value === '') {
            return '';
        }
        if (strpos($value, "\0") !== false || strpos($value, "\xef\xbf") !== false) {
            return str_replace(["\0", "\xef\xbf\xbe", "\xef\xbf\xbf"], '', $value);
        }
        return $value;
    }
}
