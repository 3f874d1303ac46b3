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

defined('MOODLE_INTERNAL') || die();

// On Moodle 4.1 the names of core_external are there only after this.
require_once(__DIR__ . '/../compat.php');

/**
 * What the tests of the reading functions share: an account that may read and nothing else, and calls that go
 * through Moodle's check of the answer as a web service call does.
 *
 * @package   local_opensis
 * @category  test
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
abstract class reading_testcase extends \advanced_testcase {
    /** @var \stdClass the account that reads */
    protected $reader;

    /**
     * Makes the account.
     */
    protected function setUp(): void {
        parent::setUp();
        $this->resetAfterTest();
        $this->setAdminUser();
        $this->reader = $this->getDataGenerator()->create_user(['username' => 'reader']);
        $role = create_role('Reader', 'opensisreader', '');
        assign_capability('local/opensis:read', CAP_ALLOW, $role, \context_system::instance()->id);
        role_assign($role, $this->reader->id, \context_system::instance()->id);
    }

    /**
     * Calls a function as the reader.
     *
     * @param string $name of the class in local_opensis\external
     * @param array $args by name
     * @return array the answer, after Moodle's check
     */
    protected function call(string $name, array $args = []): array {
        global $USER;
        $before = $USER;
        $this->setUser($this->reader);
        $class = "local_opensis\\external\\$name";
        try {
            $args = \core_external\external_api::validate_parameters($class::execute_parameters(), $args);
            $answer = $class::execute(...array_values($args));
        } finally {
            $this->setUser($before);
        }
        return \core_external\external_api::clean_returnvalue($class::execute_returns(), $answer);
    }

    /**
     * Reads a listing from its first to its last page.
     *
     * @param string $name of the class
     * @param array $args by name
     * @param callable|null $between called after each page with its number
     * @return array[] the rows
     */
    protected function whole(string $name, array $args = [], ?callable $between = null): array {
        $rows = [];
        $cursor = '';
        for ($page = 1; $page < 1000; $page++) {
            $answer = $this->call($name, ['cursor' => $cursor] + $args);
            $rows = array_merge($rows, $answer['rows']);
            $this->assertSame(count($rows), $answer['sent']);
            if ($answer['complete']) {
                $this->assertSame('', $answer['nextcursor']);
                $this->assertGreaterThanOrEqual($answer['total'], $answer['sent']);
                return $rows;
            }
            $cursor = $answer['nextcursor'];
            if ($between) {
                $between($page);
            }
        }
        $this->fail('the listing has no end');
    }

    /**
     * Waits for nothing: asserts that a call fails with an error code.
     *
     * @param string $code Moodle's error code
     * @param callable $call what is tried
     */
    protected function assert_refused(string $code, callable $call): void {
        try {
            $call();
        } catch (\moodle_exception $e) {
            $this->assertSame($code, $e->errorcode, $e->getMessage());
            return;
        }
        $this->fail("not refused with $code");
    }

    /**
     * Asserts that the time and number of statements do not grow with the rows.
     *
     * @param callable $call what is measured
     * @return int statements
     */
    protected function statements(callable $call): int {
        global $DB;
        $before = $DB->perf_get_queries();
        $call();
        return $DB->perf_get_queries() - $before;
    }
}
