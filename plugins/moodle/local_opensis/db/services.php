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
 * The web service functions, and the ready-made external service 'opensis'.
 *
 * The six functions local_get_* bear the names that openSIS's settings article gives them,
 * without the component's prefix: Moodle does not ask for it.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

$functions = [
    'local_get_users_information' => [
        'classname'    => 'local_opensis\external\get_users_information',
        'methodname'   => 'execute',
        'description'  => 'Lists users with phone numbers, kinds and custom profile fields, by cursor.',
        'type'         => 'read',
        'capabilities' => 'local/opensis:read',
    ],
    'local_get_course_information' => [
        'classname'    => 'local_opensis\external\get_course_information',
        'methodname'   => 'execute',
        'description'  => 'Lists courses with category path, dates and counts, by cursor.',
        'type'         => 'read',
        'capabilities' => 'local/opensis:read',
    ],
    'local_get_schedule_information' => [
        'classname'    => 'local_opensis\external\get_schedule_information',
        'methodname'   => 'execute',
        'description'  => 'Lists user enrolments of every method with status, dates and roles, by cursor.',
        'type'         => 'read',
        'capabilities' => 'local/opensis:read',
    ],
    'local_get_assignment_information' => [
        'classname'    => 'local_opensis\external\get_assignment_information',
        'methodname'   => 'execute',
        'description'  => 'Lists graded items with dates, points, weights and marks, by cursor.',
        'type'         => 'read',
        'capabilities' => 'local/opensis:read',
    ],
    'local_get_grade_category_information' => [
        'classname'    => 'local_opensis\external\get_grade_category_information',
        'methodname'   => 'execute',
        'description'  => 'Lists grade categories with aggregation, weights and drop rules, by cursor.',
        'type'         => 'read',
        'capabilities' => 'local/opensis:read',
    ],
    'local_get_grade_category_by_module' => [
        'classname'    => 'local_opensis\external\get_grade_category_by_module',
        'methodname'   => 'execute',
        'description'  => 'Lists grades of users in graded items and totals, by cursor.',
        'type'         => 'read',
        'capabilities' => 'local/opensis:read',
    ],
    'local_opensis_get_changes' => [
        'classname'    => 'local_opensis\external\get_changes',
        'methodname'   => 'execute',
        'description'  => 'Lists what changed (people, courses, enrolments, grades) since a cursor.',
        'type'         => 'read',
        'capabilities' => 'local/opensis:read',
    ],
    'local_opensis_get_environment' => [
        'classname'    => 'local_opensis\external\get_environment',
        'methodname'   => 'execute',
        'description'  => 'Tells versions, limits, roles, methods and the identity of this site.',
        'type'         => 'read',
        'capabilities' => 'local/opensis:read',
    ],
    'local_opensis_upsert_users' => [
        'classname'    => 'local_opensis\external\upsert_users',
        'methodname'   => 'execute',
        'description'  => 'Creates and updates users, one outcome a row.',
        'type'         => 'write',
        'capabilities' => 'local/opensis:sync, moodle/user:create, moodle/user:update',
    ],
    'local_opensis_upsert_courses' => [
        'classname'    => 'local_opensis\external\upsert_courses',
        'methodname'   => 'execute',
        'description'  => 'Creates and updates courses, one outcome a row.',
        'type'         => 'write',
        'capabilities' => 'local/opensis:sync, moodle/course:create, moodle/course:update',
    ],
    'local_opensis_upsert_enrolments' => [
        'classname'    => 'local_opensis\external\upsert_enrolments',
        'methodname'   => 'execute',
        'description'  => 'Enrols, changes and unenrols users by the manual method, one outcome a row.',
        'type'         => 'write',
        'capabilities' => 'local/opensis:sync, enrol/manual:enrol, enrol/manual:unenrol',
    ],
    'local_opensis_upsert_groups' => [
        'classname'    => 'local_opensis\external\upsert_groups',
        'methodname'   => 'execute',
        'description'  => 'Creates, updates and removes groups and their members, one outcome a row.',
        'type'         => 'write',
        'capabilities' => 'local/opensis:sync, moodle/course:managegroups',
    ],
    'local_opensis_upsert_grade_items' => [
        'classname'    => 'local_opensis\external\upsert_grade_items',
        'methodname'   => 'execute',
        'description'  => 'Creates, updates and removes manual grade items and assignments, one outcome a row.',
        'type'         => 'write',
        'capabilities' => 'local/opensis:sync, moodle/grade:manage, moodle/course:manageactivities, mod/assign:addinstance',
    ],
];

// The ready-made service: Moodle's own functions that Causeway calls, the login address of
// auth_userkey (left out by Moodle as long as that plugin is not there), and ours.
$services = [
    'opensis' => [
        'shortname'       => 'opensis',
        'enabled'         => 1,
        'restrictedusers' => 1,
        'downloadfiles'   => 0,
        'uploadfiles'     => 0,
        'functions'       => array_merge([
            'core_webservice_get_site_info',
            'core_course_get_categories',
            'core_course_create_categories',
            'core_course_update_categories',
            'core_course_delete_categories',
            'core_course_get_courses',
            'core_course_get_courses_by_field',
            'core_course_create_courses',
            'core_course_update_courses',
            'core_course_delete_courses',
            'core_course_get_contents',
            'core_user_get_users',
            'core_user_get_users_by_field',
            'core_user_create_users',
            'core_user_update_users',
            'core_user_delete_users',
            'core_enrol_get_enrolled_users',
            'core_enrol_get_users_courses',
            'enrol_manual_enrol_users',
            'enrol_manual_unenrol_users',
            'core_role_assign_roles',
            'core_role_unassign_roles',
            'core_group_get_course_groups',
            'core_group_get_group_members',
            'core_group_create_groups',
            'core_group_update_groups',
            'core_group_delete_groups',
            'core_group_add_group_members',
            'core_group_delete_group_members',
            'gradereport_user_get_grade_items',
            'gradereport_user_get_grades_table',
            'gradereport_overview_get_course_grades',
            'mod_assign_get_assignments',
            'mod_quiz_get_quizzes_by_courses',
            'mod_lesson_get_lessons_by_courses',
            'auth_userkey_request_login_url',
        ], array_keys($functions)),
    ],
];
