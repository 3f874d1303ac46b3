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
 * Why one row was not written. Thrown while a row is checked, caught by the runner, told in that row's outcome.
 *
 * Needs nothing of Moodle, so that the checks can be tried without a site.
 *
 * @package    local_opensis
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class row_fault extends \Exception {
    /** @var string The code a caller decides by. */
    public $errorcode;

    /** @var string The row's field that is at fault, '' when it is the row as a whole. */
    public $field;

    /** @var string What stood in that field, or what is needed to understand the code. */
    public $value;

    /**
     * Names the fault.
     *
     * @param string $errorcode the code a caller decides by, Moodle's own where core has one
     * @param string $field the field at fault
     * @param string $value what stood there
     */
    public function __construct(string $errorcode, string $field = '', string $value = '') {
        parent::__construct($errorcode);
        $this->errorcode = $errorcode;
        $this->field = $field;
        $this->value = $value;
    }
}
