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

namespace local_opensis\local\setup;

/**
 * A wish that cannot be understood.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class bad_wish extends \InvalidArgumentException {
    /** @var string Which rule is broken: ip, iplength, validuntil or past. */
    public $rule;

    /** @var string What was given. */
    public $given;

    /**
     * Tells what is wrong.
     *
     * @param string $rule which rule is broken
     * @param string $given what was given
     */
    public function __construct(string $rule, string $given) {
        parent::__construct($rule . ': ' . $given);
        $this->rule = $rule;
        $this->given = $given;
    }

    /**
     * Name of the string that says so.
     *
     * @return string
     */
    public function string_name(): string {
        return 'setup_wish_' . $this->rule;
    }
}
