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
 * English strings.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

$string['opensis:read'] = 'Read rosters and grades for openSIS';
$string['opensis:sync'] = 'Write rosters from openSIS';
$string['pluginname'] = 'openSIS Web Services';
$string['privacy:metadata:change'] = 'Notes of what changed, so that openSIS can fetch it; they are deleted after 30 days.';
$string['privacy:metadata:change:courseid'] = 'The course in which the change happened.';
$string['privacy:metadata:change:kind'] = 'What kind of record changed: people, enrolments or grades.';
$string['privacy:metadata:change:timecreated'] = 'When the change was noted.';
$string['privacy:metadata:change:userid'] = 'The user whose record changed.';
$string['privacy:metadata:change:what'] = 'Whether the record was created, updated or deleted.';

// Strings of the bulk functions (upsert_*): append below this line.

// Strings of the set-up page and the command line: append below this line.
