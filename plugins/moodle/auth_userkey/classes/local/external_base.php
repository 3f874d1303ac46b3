<?php
// This file is part of Moodle - http://moodle.org/
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
// along with Moodle.  If not, see <http://www.gnu.org/licenses/>.

namespace auth_userkey\local;

if (class_exists(\core_external\external_api::class)) {
    /**
     * What an external function is built on, in Moodle 4.2 and later.
     *
     * Moodle 4.1 keeps the same classes in one file and under other names; the two definitions of this class
     * are the only place that knows.
     *
     * @package    auth_userkey
     * @copyright  2026 The Causeway authors
     * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
     */
    abstract class external_base extends \core_external\external_api {
        /**
         * One value.
         *
         * @param string $type a PARAM_ constant
         * @param string $description what it is
         * @param int $required VALUE_REQUIRED or VALUE_OPTIONAL
         * @return \core_external\external_value
         */
        protected static function value(string $type, string $description, int $required = VALUE_REQUIRED) {
            return new \core_external\external_value($type, $description, $required);
        }

        /**
         * A structure of named values.
         *
         * @param array $keys name => description
         * @param string $description what it is
         * @return \core_external\external_single_structure
         */
        protected static function structure(array $keys, string $description = '') {
            return new \core_external\external_single_structure($keys, $description);
        }

        /**
         * The parameters of a function.
         *
         * @param array $keys name => description
         * @return \core_external\external_function_parameters
         */
        protected static function parameters(array $keys) {
            return new \core_external\external_function_parameters($keys);
        }
    }
} else {
    global $CFG;
    require_once($CFG->libdir . '/externallib.php');

    /**
     * What an external function is built on, in Moodle 4.1.
     *
     * @package    auth_userkey
     * @copyright  2026 The Causeway authors
     * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
     */
    abstract class external_base extends \external_api {
        /**
         * One value.
         *
         * @param string $type a PARAM_ constant
         * @param string $description what it is
         * @param int $required VALUE_REQUIRED or VALUE_OPTIONAL
         * @return \external_value
         */
        protected static function value(string $type, string $description, int $required = VALUE_REQUIRED) {
            return new \external_value($type, $description, $required);
        }

        /**
         * A structure of named values.
         *
         * @param array $keys name => description
         * @param string $description what it is
         * @return \external_single_structure
         */
        protected static function structure(array $keys, string $description = '') {
            return new \external_single_structure($keys, $description);
        }

        /**
         * The parameters of a function.
         *
         * @param array $keys name => description
         * @return \external_function_parameters
         */
        protected static function parameters(array $keys) {
            return new \external_function_parameters($keys);
        }
    }
}
