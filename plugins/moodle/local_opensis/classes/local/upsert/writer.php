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
 * What the runner needs of the class that writes one kind of row.
 *
 * A writer lives for one call and one caller. It may keep what cannot change while the call runs (settings, roles);
 * what other writers may change is read anew for each slice.
 *
 * @package    local_opensis
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
interface writer {
    /**
     * What a row may look like.
     *
     * @return row_spec
     */
    public function spec(): row_spec;

    /**
     * Checks a row that has the right shape by itself, without the database.
     *
     * @param array $row a row that went through the spec
     * @return array the row, values brought into Moodle's form
     * @throws row_fault
     */
    public function check(array $row): array;

    /**
     * The texts that name what a row writes; rows with one in common are never in one slice.
     *
     * @param array $row a checked row
     * @return string[]
     */
    public function keys(array $row): array;

    /**
     * How many rows are best written in one transaction.
     *
     * @return int
     */
    public function slice_size(): int;

    /**
     * Writes a slice inside a transaction that the runner opened.
     *
     * @param array[] $rows row number => row
     * @return array row number => outcome of {@see outcomes}, for every row
     */
    public function write(array $rows): array;

    /**
     * Called when the slice's transaction was committed: caches that others read are emptied here.
     */
    public function committed(): void;
}
