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
 * The core_external classes that the functions of this plugin use, for Moodle 4.1 only.
 *
 * Loaded by compat.php, and never on Moodle 4.2 or later, which bring these classes along. Thin children
 * and not aliases: whatever Moodle 4.1 checks by instanceof holds, and no name of Moodle is redefined.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

// phpcs:disable moodle.Files.MoodleInternal.MoodleInternalNotNeeded
// phpcs:disable PSR1.Classes.ClassDeclaration.MultipleClasses
// phpcs:disable moodle.Commenting.MissingDocblock.Class

namespace core_external;

defined('MOODLE_INTERNAL') || die();

/**
 * What an external function extends.
 */
class external_api extends \external_api {
}

/**
 * The description of a function's parameters.
 */
class external_function_parameters extends \external_function_parameters {
}

/**
 * The description of a list.
 */
class external_multiple_structure extends \external_multiple_structure {
}

/**
 * The description of an object.
 */
class external_single_structure extends \external_single_structure {
}

/**
 * The description of a single value.
 */
class external_value extends \external_value {
}
