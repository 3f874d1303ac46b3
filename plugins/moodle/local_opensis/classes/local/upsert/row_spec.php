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
 * What a row of one kind may look like: its fields, their types and the longest text each may hold.
 *
 * Checks one row by itself and gives it back in one shape (texts trimmed, numbers as integers, switches as 0 or 1), so
 * that the writers never see another type. Needs nothing of Moodle.
 *
 * @package    local_opensis
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class row_spec {
    /** @var string A text; the rule's second part is its greatest length in characters (0: none). */
    public const TEXT = 'text';

    /** @var string A text that is kept as it came, blanks at its ends too: a password. */
    public const RAW = 'raw';

    /** @var string A whole number from 0. */
    public const NUMBER = 'number';

    /** @var string A switch: 0 or 1, false or true. */
    public const FLAG = 'switch';

    /** @var string A list of ids. */
    public const IDS = 'ids';

    /** @var string An object of texts. */
    public const MAP = 'map';

    /** @var int The greatest number a database column of Moodle's takes everywhere (10 digits). */
    public const MAX_NUMBER = 9999999999;

    /** @var array[] Field name => [type, greatest length]. */
    private $fields;

    /**
     * Takes the fields.
     *
     * @param array[] $fields field name => [type, greatest length]
     */
    public function __construct(array $fields) {
        $this->fields = $fields;
    }

    /**
     * Checks one row as json_decode() gave it.
     *
     * @param mixed $row the row
     * @return array field => value, only the fields the row has
     * @throws row_fault the first thing that is wrong
     */
    public function check($row): array {
        if (!is_object($row)) {
            throw new row_fault('invalidparameter', '', 'not an object');
        }
        $clean = [];
        foreach ((array) $row as $field => $value) {
            $field = (string) $field;
            if (!isset($this->fields[$field])) {
                throw new row_fault('unknownfield', $field, $field);
            }
            if ($value === null) {
                continue;
            }
            [$type, $length] = $this->fields[$field];
            $clean[$field] = self::value($type, $length, $field, $value);
        }
        return $clean;
    }

    /**
     * Demands fields that must be there and not be blank.
     *
     * @param array $row a checked row
     * @param string[] $fields their names
     * @throws row_fault missingfield, for the first one
     */
    public static function demand(array $row, array $fields): void {
        foreach ($fields as $field) {
            if (!isset($row[$field]) || $row[$field] === '') {
                throw new row_fault('missingfield', $field);
            }
        }
    }

    /**
     * Brings one value into its type.
     *
     * @param string $type one of the constants
     * @param int $length the greatest length of a text
     * @param string $field its name, for the fault
     * @param mixed $value what the row has
     * @return mixed
     */
    private static function value(string $type, int $length, string $field, $value) {
        switch ($type) {
            case self::NUMBER:
                return self::number($field, $value);
            case self::FLAG:
                return self::number($field, is_bool($value) ? (int) $value : $value, 1);
            case self::IDS:
                if (!is_array($value)) {
                    throw new row_fault('invalidparameter', $field, 'not a list');
                }
                $ids = [];
                foreach ($value as $id) {
                    $id = self::number($field, $id);
                    $ids[$id] = $id;
                }
                return array_values($ids);
            case self::MAP:
                if (!is_object($value) && $value !== []) {
                    throw new row_fault('invalidparameter', $field, 'not an object');
                }
                $map = [];
                foreach ((array) $value as $name => $text) {
                    $map[(string) $name] = self::text($field, $text, 0);
                }
                return $map;
            case self::RAW:
                return self::text($field, $value, $length);
            default:
                return trim(self::text($field, is_string($value) ? trim($value) : $value, $length));
        }
    }

    /**
     * A whole number, given as such or in digits.
     *
     * @param string $field its name
     * @param mixed $value what the row has
     * @param int $max the greatest that is taken
     * @return int
     */
    private static function number(string $field, $value, int $max = self::MAX_NUMBER): int {
        if (is_string($value) && preg_match('/^[0-9]{1,10}$/D', $value)) {
            $value = (int) $value;
        }
        if (!is_int($value) || $value < 0 || $value > $max) {
            throw new row_fault('invalidparameter', $field, is_scalar($value) ? (string) $value : 'not a number');
        }
        return $value;
    }

    /**
     * A text; numbers are taken as their digits.
     *
     * @param string $field its name
     * @param mixed $value what the row has
     * @param int $length the greatest length in characters, 0 for none
     * @return string
     */
    private static function text(string $field, $value, int $length): string {
        if (is_int($value) || is_float($value)) {
            $value = (string) $value;
        }
        if (!is_string($value) || strpos($value, "\0") !== false) {
            throw new row_fault('invalidparameter', $field, is_string($value) ? 'a zero character' : 'not a text');
        }
        // Bytes first: they are never fewer than characters.
        if ($length > 0 && strlen($value) > $length && mb_strlen($value, 'UTF-8') > $length) {
            throw new row_fault('fieldtoolong', $field, (string) $length);
        }
        return $value;
    }
}
