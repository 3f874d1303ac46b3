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
 * A cursor that is not one of ours: altered, cut short, of another site or of another question.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class bad_cursor extends \UnexpectedValueException {
    /** @var bool whether it is whole, and merely of another site */
    private $foreign;

    /**
     * Makes one.
     *
     * @param string $message what is wrong with it, in words
     * @param bool $foreign whether it is whole, and merely of another site
     */
    public function __construct(string $message, bool $foreign = false) {
        parent::__construct($message);
        $this->foreign = $foreign;
    }

    /**
     * Whether the cursor is whole, and merely of another site.
     *
     * @return bool
     */
    public function is_foreign(): bool {
        return $this->foreign;
    }
}
