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
 * Cuts the rows of a call into slices; each slice is one transaction.
 *
 * Two rows that name the same thing (the same user, short name, e-mail, ...) never stand in one slice: the later one
 * has to see what the earlier one wrote. Needs nothing of Moodle.
 *
 * @package    local_opensis
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class slicer {
    /**
     * Cuts.
     *
     * @param array[] $rows row number => checked row
     * @param callable $keys takes a row, gives the texts that name what it writes
     * @param int $size the most rows of a slice
     * @return array[][] slices, each row number => row, in the order of the rows
     */
    public static function cut(array $rows, callable $keys, int $size): array {
        $slices = [];
        $slice = [];
        $seen = [];
        foreach ($rows as $number => $row) {
            $names = $keys($row);
            $clash = count($slice) >= $size;
            foreach ($names as $name) {
                $clash = $clash || isset($seen[$name]);
            }
            if ($clash) {
                $slices[] = $slice;
                $slice = [];
                $seen = [];
            }
            $slice[$number] = $row;
            foreach ($names as $name) {
                $seen[$name] = true;
            }
        }
        if ($slice) {
            $slices[] = $slice;
        }
        return $slices;
    }
}
