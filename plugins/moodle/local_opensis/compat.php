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

/**
 * Lets the external functions be written for Moodle 4.2 and later and run on Moodle 4.1.
 *
 * Include it (require_once) at the head of every file that declares an external function. Moodle 4.2
 * and later have the core_external classes and nothing happens; Moodle 4.1 has the same classes
 * without namespace in lib/externallib.php, and gets thin children under the new names.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

global $CFG;

if (!class_exists(\core_external\external_api::class)) {
    require_once($CFG->libdir . '/externallib.php');
    require_once(__DIR__ . '/compat41.php');
}
