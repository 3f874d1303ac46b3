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
 * Lists that come as one text, joined by commas: the names of the fields wanted, and the ids wanted.
 *
 * Text and not a list, so that PHP's max_input_vars cannot cut it. Knows nothing of Moodle.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class field_list {
    /** More ids than this are refused: one statement has to hold them. */
    public const MAX_IDS = 5000;

    /**
     * Which fields are wanted.
     *
     * @param string $text names joined by commas; '' for all
     * @param string[] $known all names there are
     * @param string $key the name that is always there
     * @return array name => true, in the order of $known
     * @throws \OutOfRangeException naming the first name that is not known
     */
    public static function fields(string $text, array $known, string $key = 'id'): array {
        if (trim($text) === '') {
            return array_fill_keys($known, true);
        }
        $asked = array_map('trim', explode(',', $text));
        foreach ($asked as $name) {
            if (!in_array($name, $known, true)) {
                throw new \OutOfRangeException($name);
            }
        }
        $asked[] = $key;
        return array_fill_keys(array_values(array_intersect($known, $asked)), true);
    }

    /**
     * Which ids are wanted.
     *
     * @param string $text ids joined by commas; '' for all
     * @return int[]|null without repeats, ascending; null for all
     * @throws \OutOfRangeException naming what is no id
     */
    public static function ids(string $text): ?array {
        if (trim($text) === '') {
            return null;
        }
        $ids = [];
        foreach (explode(',', $text) as $one) {
            $one = trim($one);
            if (!preg_match('/^[1-9][0-9]{0,17}$/D', $one)) {
                throw new \OutOfRangeException($one);
            }
            $ids[(int) $one] = (int) $one;
        }
        if (count($ids) > self::MAX_IDS) {
            throw new \OutOfRangeException(count($ids) . ' > ' . self::MAX_IDS);
        }
        sort($ids);
        return $ids;
    }
}
