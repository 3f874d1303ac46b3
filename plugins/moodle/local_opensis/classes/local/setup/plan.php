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
 * What a Moodle needs so that openSIS can work with it: a list of steps as plain data, in their order.
 *
 * Each step has a name (its title and cure are the strings setup_step_NAME and setup_cure_NAME), a kind (the class
 * in kinds/ that checks, makes and takes back such a step) and what that kind has to know:
 *
 * - known:   the step is skipped on a Moodle that does not have the setting
 * - needs:   component without which the step is skipped
 * - offered: the step is taken only when it is asked for; while it is not, it does not count as open
 *
 * Knows nothing of Moodle, so that the plan is tested without one.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class plan {
    /** @var string User name of the service account. */
    public const ACCOUNT = 'opensis_sync';

    /** @var string Short name of its role. */
    public const ROLE = 'opensissync';

    /** @var string Component that signs people in. */
    public const AUTHENTICATOR = 'auth_userkey';

    /** @var string Name of the service of this plugin. */
    public const SERVICE = 'opensis';

    /** @var string Name of the authenticator's service, which has no short name. */
    public const SSO_SERVICE = 'User key authentication web service';

    /** @var string[] The functions of that service. */
    public const SSO_FUNCTIONS = ['auth_userkey_request_login_url'];

    /** @var string[] Short names of the roles that the account may give to people unless others are asked for. */
    public const ROLES = ['student', 'teacher', 'editingteacher', 'manager'];

    /** @var int Seconds that a login address lives: time for a slow redirect, and no more. */
    public const KEY_LIFE_TIME = 120;

    /** @var array Capability => what openSIS does with it. All of them are allowed in the system context. */
    public const RIGHTS = [
        'webservice/rest:use' => 'call web services',
        'local/opensis:read' => 'read rosters and grades through the listings of this plugin',
        'local/opensis:sync' => 'write rosters through the bulk functions of this plugin',
        'auth/userkey:generatekey' => 'ask for login addresses',
        'moodle/user:create' => 'students and staff',
        'moodle/user:update' => 'renamed, suspended and returned people',
        'moodle/user:delete' => 'undoing a run, and the delete policy',
        'moodle/user:viewdetails' => 'finding people that exist already',
        'moodle/user:viewalldetails' => 'finding them by ID number and user name',
        'moodle/user:viewhiddendetails' => 'reading when they were here last',
        'moodle/site:viewuseridentity' => 'finding them by e-mail address',
        'moodle/site:viewfullnames' => 'their first and last names, which a Moodle before 4.5.6 shows to nobody else',
        'moodle/category:manage' => 'schools, subjects and courses as categories',
        'moodle/category:viewhiddencategories' => 'finding categories that exist already',
        'moodle/course:create' => 'sections',
        'moodle/course:update' => 'renamed, moved and ended sections',
        'moodle/course:delete' => 'undoing a run that made courses',
        'moodle/course:view' => 'reading courses without being enrolled in them',
        'moodle/course:viewhiddencourses' => 'sections before their start and after their end',
        'moodle/course:visibility' => 'showing and hiding sections',
        'moodle/course:changecategory' => 'sections that move to another subject',
        'moodle/course:changefullname' => 'renamed sections',
        'moodle/course:changeshortname' => 'renamed sections',
        'moodle/course:changeidnumber' => 'the key that joins a section to its course',
        'moodle/course:changesummary' => 'the description of a section',
        'moodle/course:managegroups' => 'sections as groups of one course',
        'moodle/course:viewparticipants' => 'reading enrolments',
        'moodle/course:enrolreview' => 'telling active from suspended enrolments',
        'moodle/course:useremail' => 'recognising enrolled people by their e-mail address',
        'moodle/course:viewhiddenactivities' => 'graded items that are not shown yet',
        'moodle/site:accessallgroups' => 'courses with separate groups',
        'moodle/role:assign' => 'students, teachers and school managers',
        'enrol/manual:enrol' => 'schedules and teachers',
        'enrol/manual:unenrol' => 'the unenrol policy, undoing a run',
        'moodle/grade:viewall' => 'grades of a section',
        'moodle/grade:viewhidden' => 'grades that students do not see yet',
        'moodle/grade:manage' => 'assignments of openSIS as grade items',
        'moodle/course:manageactivities' => 'assignments of openSIS as assignments',
        'moodle/course:activityvisibility' => 'assignments that were taken back in openSIS',
        'mod/assign:addinstance' => 'assignments of openSIS as assignments',
        'gradereport/user:view' => 'grades and totals of a section',
        'gradereport/overview:view' => 'course totals of a student',
        'mod/assign:view' => 'graded assignments',
        'mod/quiz:view' => 'graded quizzes',
        'mod/lesson:view' => 'graded lessons',
        'mod/lesson:manage' => 'dates and points of lessons, which Moodle shows to nobody else',
    ];

    /**
     * The steps, in the order in which they are taken; they are taken back the other way round.
     *
     * @param string[] $functions the functions that the service of this plugin shall hold
     * @return array[] name => step
     */
    public static function steps(array $functions): array {
        $sso = ['needs' => self::AUTHENTICATOR];
        $offered = ['offered' => true, 'known' => true];
        $steps = [
            ['installed', 'installed'],
            ['webservices', 'setting', ['setting' => 'enablewebservices', 'value' => '1']],
            ['rest', 'listed', ['setting' => 'webserviceprotocols', 'word' => 'rest']],
            ['auth_webservice', 'listed', ['setting' => 'auth', 'word' => 'webservice']],
            ['auth_userkey', 'listed', ['setting' => 'auth', 'word' => 'userkey'] + $sso],
            ['mappingfield', 'setting', self::of(self::AUTHENTICATOR, 'mappingfield', 'idnumber') + $sso],
            ['keylifetime', 'setting', self::of(self::AUTHENTICATOR, 'keylifetime', (string) self::KEY_LIFE_TIME) + $sso],
            ['emailidentity', 'listed', ['setting' => 'showuseridentity', 'word' => 'email']],
            ['welcome', 'setting', self::of('enrol_manual', 'sendcoursewelcomemessage', '0') + $offered],
            ['service', 'service', ['service' => self::SERVICE, 'functions' => $functions]],
            ['ssoservice', 'service', ['service' => self::SSO_SERVICE, 'functions' => self::SSO_FUNCTIONS] + $sso],
            ['role', 'role', ['rights' => array_keys(self::RIGHTS)]],
            ['assignable', 'assignable'],
            ['account', 'account'],
            ['holdsrole', 'holder'],
            ['member', 'member', ['service' => self::SERVICE]],
            ['ssomember', 'member', ['service' => self::SSO_SERVICE] + $sso],
            ['token', 'token', ['service' => self::SERVICE]],
            ['ssotoken', 'token', ['service' => self::SSO_SERVICE] + $sso],
        ];
        $plan = [];
        foreach ($steps as $step) {
            $plan[$step[0]] = ['name' => $step[0], 'kind' => $step[1]] + ($step[2] ?? [])
                + ['needs' => '', 'offered' => false, 'plugin' => '', 'known' => false];
        }
        return $plan;
    }

    /**
     * A setting of a plugin.
     *
     * @param string $plugin whose it is
     * @param string $setting its name
     * @param string $value what it shall be
     * @return array part of a step
     */
    private static function of(string $plugin, string $setting, string $value): array {
        return ['plugin' => $plugin, 'setting' => $setting, 'value' => $value];
    }
}
