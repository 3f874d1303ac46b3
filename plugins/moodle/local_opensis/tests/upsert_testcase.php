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

namespace local_opensis;

/**
 * What the tests of the upsert functions share: a service account with the least rights, and calls that go through
 * Moodle's check of the answer as a web service call does.
 *
 * @package    local_opensis
 * @category   test
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
abstract class upsert_testcase extends \advanced_testcase {
    /** @var string[] What the service account may do. */
    public const RIGHTS = [
        'local/opensis:sync', 'moodle/user:create', 'moodle/user:update', 'moodle/category:viewhiddencategories',
        'moodle/course:create', 'moodle/course:update', 'moodle/course:view', 'moodle/course:viewhiddencourses',
        'moodle/course:visibility', 'moodle/course:changecategory', 'moodle/course:changefullname',
        'moodle/course:changeshortname', 'moodle/course:changeidnumber', 'moodle/course:changesummary',
        'moodle/role:assign', 'enrol/manual:enrol', 'enrol/manual:unenrol', 'moodle/course:managegroups',
        'moodle/site:accessallgroups',
    ];

    /** @var \stdClass The account that writes. */
    protected $service;

    /** @var int Its role. */
    protected $role;

    /**
     * Makes the account. What the functions roll back must be rolled back in truth, not with the test.
     */
    protected function setUp(): void {
        global $DB;

        parent::setUp();
        $this->resetAfterTest();
        $this->preventResetByRollback();
        set_config('sendcoursewelcomemessage', 0, 'enrol_manual');
        $this->service = $this->getDataGenerator()->create_user(['username' => 'service']);
        $this->role = create_role('Service', 'opensisservice', '');
        set_role_contextlevels($this->role, [CONTEXT_SYSTEM]);
        foreach (self::RIGHTS as $capability) {
            assign_capability($capability, CAP_ALLOW, $this->role, \context_system::instance()->id);
        }
        foreach (['student', 'editingteacher'] as $shortname) {
            core_role_set_assign_allowed($this->role, $DB->get_field('role', 'id', ['shortname' => $shortname]));
        }
        role_assign($this->role, $this->service->id, \context_system::instance()->id);
        $this->setUser($this->service);
    }

    /**
     * Takes a right from the account.
     *
     * @param string $capability the right
     * @param \context|null $context where; null for everywhere
     */
    protected function forbid(string $capability, ?\context $context = null): void {
        assign_capability($capability, CAP_PROHIBIT, $this->role, ($context ?? \context_system::instance())->id, true);
        accesslib_clear_all_caches_for_unit_testing();
        $this->setUser($this->service);
    }

    /**
     * Calls a function.
     *
     * @param string $kind users, courses, enrolments or groups
     * @param array $rows the rows
     * @return array[] the outcomes, after Moodle's check
     */
    protected function upsert(string $kind, array $rows): array {
        $class = "local_opensis\\external\\upsert_$kind";
        $answer = $class::execute(json_encode($rows));
        $answer = \core_external\external_api::clean_returnvalue($class::execute_returns(), $answer);
        $this->assertSame(array_keys($rows), array_column($answer['outcomes'], 'row'), 'an outcome for each row, in order');
        foreach ($answer['outcomes'] as $outcome) {
            $this->assertSame($outcome['errorcode'] === '', $outcome['message'] === '');
            $this->assertSame($outcome['outcome'] === 'refused', $outcome['errorcode'] !== '' && $outcome['id'] === 0);
        }
        return $answer['outcomes'];
    }

    /**
     * Calls a function and gives only what became of each row.
     *
     * @param string $kind users, courses, enrolments or groups
     * @param array $rows the rows
     * @return string[] the outcome, or the code and field of a refusal
     */
    protected function outcomes(string $kind, array $rows): array {
        return array_map(static function (array $outcome): string {
            return $outcome['outcome'] === 'refused' ? $outcome['errorcode'] . ' ' . $outcome['field'] : $outcome['outcome'];
        }, $this->upsert($kind, $rows));
    }

    /**
     * The short names of the events that a call fires.
     *
     * @param callable $call the call
     * @return string[] in order, `\core\event\` left out
     */
    protected function events(callable $call): array {
        $sink = $this->redirectEvents();
        $call();
        $events = $sink->get_events();
        $sink->close();
        return array_map(static function (\core\event\base $event): string {
            return str_replace('\\core\\event\\', '', $event->eventname);
        }, $events);
    }
}
