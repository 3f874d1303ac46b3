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
 * Which events are noted in local_opensis_change.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

// Each observer runs where the event is fired, inside the transaction if there is one: a change that is rolled
// back leaves no note, and one that is committed always does.
$observers = [
    [
        'eventname' => '\core\event\user_created',
        'callback' => '\local_opensis\observer::person',
    ],
    [
        'eventname' => '\core\event\user_updated',
        'callback' => '\local_opensis\observer::person',
    ],
    [
        'eventname' => '\core\event\user_deleted',
        'callback' => '\local_opensis\observer::person',
    ],
    [
        'eventname' => '\core\event\course_created',
        'callback' => '\local_opensis\observer::course',
    ],
    [
        'eventname' => '\core\event\course_updated',
        'callback' => '\local_opensis\observer::course',
    ],
    [
        'eventname' => '\core\event\course_deleted',
        'callback' => '\local_opensis\observer::course',
    ],
    [
        'eventname' => '\core\event\course_restored',
        'callback' => '\local_opensis\observer::course',
    ],
    [
        'eventname' => '\core\event\course_category_created',
        'callback' => '\local_opensis\observer::category',
    ],
    [
        'eventname' => '\core\event\course_category_updated',
        'callback' => '\local_opensis\observer::category',
    ],
    [
        'eventname' => '\core\event\course_category_deleted',
        'callback' => '\local_opensis\observer::category',
    ],
    [
        'eventname' => '\core\event\user_enrolment_created',
        'callback' => '\local_opensis\observer::enrolment',
    ],
    [
        'eventname' => '\core\event\user_enrolment_updated',
        'callback' => '\local_opensis\observer::enrolment',
    ],
    [
        'eventname' => '\core\event\user_enrolment_deleted',
        'callback' => '\local_opensis\observer::enrolment',
    ],
    [
        'eventname' => '\core\event\role_assigned',
        'callback' => '\local_opensis\observer::role',
    ],
    [
        'eventname' => '\core\event\role_unassigned',
        'callback' => '\local_opensis\observer::role',
    ],
    [
        'eventname' => '\core\event\user_graded',
        'callback' => '\local_opensis\observer::grade',
    ],
    [
        'eventname' => '\core\event\grade_deleted',
        'callback' => '\local_opensis\observer::grade',
    ],
    [
        'eventname' => '\core\event\grade_item_created',
        'callback' => '\local_opensis\observer::item',
    ],
    [
        'eventname' => '\core\event\grade_item_updated',
        'callback' => '\local_opensis\observer::item',
    ],
    [
        'eventname' => '\core\event\grade_item_deleted',
        'callback' => '\local_opensis\observer::item',
    ],
    [
        'eventname' => '\core\event\course_module_created',
        'callback' => '\local_opensis\observer::activity',
    ],
    [
        'eventname' => '\core\event\course_module_updated',
        'callback' => '\local_opensis\observer::activity',
    ],
    [
        'eventname' => '\core\event\course_module_deleted',
        'callback' => '\local_opensis\observer::activity',
    ],
];
