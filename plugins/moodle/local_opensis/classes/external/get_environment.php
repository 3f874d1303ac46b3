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

namespace local_opensis\external;

use core_external\external_api;
use core_external\external_function_parameters;
use core_external\external_multiple_structure;
use core_external\external_single_structure;
use core_external\external_value;
use local_opensis\local\access;
use local_opensis\local\environment;

defined('MOODLE_INTERNAL') || die();

require_once(__DIR__ . '/../../compat.php');

/**
 * local_opensis_get_environment: versions, limits, roles, methods and the identity of this site.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class get_environment extends external_api {
    /**
     * Describes the parameters: none.
     *
     * @return external_function_parameters
     */
    public static function execute_parameters() {
        return new external_function_parameters([]);
    }

    /**
     * Describes the answer.
     *
     * @return external_single_structure
     */
    public static function execute_returns() {
        $int = static function (string $what) {
            return new external_value(PARAM_INT, $what);
        };
        $text = static function (string $what) {
            return new external_value(PARAM_RAW, $what);
        };
        $bool = static function (string $what) {
            return new external_value(PARAM_BOOL, $what);
        };
        return new external_single_structure([
            'plugin' => new external_single_structure([
                'version' => $int('Version of local_opensis'),
                'release' => $text('Release of local_opensis'),
            ]),
            'authenticator' => new external_single_structure([
                'version' => $int('Version of auth_userkey; 0 when it is not there'),
                'release' => $text('Release of auth_userkey'),
                'enabled' => $bool('Whether it is enabled'),
                'mappingfield' => $text('By what it finds a user'),
                'keylifetime' => $int('Seconds that a login address lives'),
                'iprestriction' => $bool('Whether a login address is tied to an IP address'),
                'allowadmins' => $bool('Whether administrators may enter by it'),
            ]),
            'moodle' => new external_single_structure([
                'release' => $text('Release in words'),
                'version' => $text('Version number'),
                'build' => $text('Build date'),
            ]),
            'siteid' => $text('Hash of the site identifier'),
            'wwwroot' => $text('Address of the site'),
            'servertime' => $int('The clock'),
            'timezone' => $text('Time zone of the server'),
            'php' => $text('Version of PHP'),
            'database' => new external_single_structure([
                'type' => $text('mysql or postgres'),
                'version' => $text('Version of the database'),
            ]),
            'limits' => new external_single_structure([
                'max_input_vars' => $int('Parameters of a request'),
                'post_max_size' => $int('Bytes of a request; 0 for no limit'),
                'memory_limit' => $int('Bytes; -1 for no limit'),
                'max_execution_time' => $int('Seconds; 0 for no limit'),
            ]),
            'codecache' => $text('Cache of compiled PHP code: on, full, off, or unknown'),
            'roles' => new external_multiple_structure(new external_single_structure([
                'id' => $int('Role id'),
                'shortname' => $text('Short name'),
                'archetype' => $text('Archetype'),
                'assignable' => $bool('Whether it can be given in a course'),
            ])),
            'profilefields' => new external_multiple_structure(new external_single_structure([
                'shortname' => $text('Short name'),
                'name' => $text('Name'),
                'datatype' => $text('checkbox, datetime, menu, social, text, textarea, ...'),
                'required' => $bool('Whether a person must enter something'),
                'locked' => $bool('Whether people may not change it themselves'),
                'unique' => $bool('Whether no two people may have the same value'),
                'hidden' => $bool('Whether nobody but administrators sees it'),
                'default' => $text('What somebody has whose value was never set'),
                'options' => new external_multiple_structure($text('An option of a menu')),
                'maxlength' => $int('Characters of a text; 0 for no limit'),
                'firstyear' => $int('First year of a date; 0 for none'),
                'lastyear' => $int('Last year of a date; 0 for none'),
                'withtime' => $bool('Whether a date has a time of day'),
            ])),
            'authmethods' => new external_multiple_structure($text('An enabled authentication method')),
            'enrolmethods' => new external_multiple_structure($text('An enabled enrolment method')),
            'welcomemessage' => $bool('Whether new courses send a welcome message for each manual enrolment'),
            'allowaccountssameemail' => $bool('Whether two accounts may have the same e-mail address'),
            'recyclebin' => $bool('Whether deleted courses go to a recycle bin'),
            'gradehistory' => $bool('Whether the grade history is kept, which historycursor needs'),
            'cron' => new external_single_structure(['lastrun' => $int('When cron ran last; 0 for never')]),
            'counts' => new external_single_structure([
                'users' => $int('Users that are not deleted'),
                'courses' => $int('Courses'),
                'enrolments' => $int('User enrolments'),
            ]),
            'hint' => new external_single_structure([
                'enabled' => $bool('Whether changes are hinted at'),
                'address' => $text('The first address'),
                'links' => $int('How many addresses'),
            ]),
        ]);
    }

    /**
     * Tells.
     *
     * @return array
     */
    public static function execute() {
        self::validate_parameters(self::execute_parameters(), []);
        access::require_read();
        return environment::all();
    }
}
