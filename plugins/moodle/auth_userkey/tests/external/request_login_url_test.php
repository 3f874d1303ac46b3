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

namespace auth_userkey\external;

use auth_userkey\local\key_store;

/**
 * The web service function, as a caller sees it.
 *
 * @package    auth_userkey
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \auth_userkey\external\request_login_url
 * @covers     \auth_userkey\local\accounts
 */
final class request_login_url_test extends \advanced_testcase {
    /**
     * A service user who may ask, and the method on.
     */
    protected function setUp(): void {
        parent::setUp();
        $this->resetAfterTest();
        set_config('auth', 'userkey');
        \core_plugin_manager::reset_caches();
        $caller = $this->getDataGenerator()->create_user();
        $role = $this->getDataGenerator()->create_role();
        assign_capability('auth/userkey:generatekey', CAP_ALLOW, $role, SYSCONTEXTID);
        role_assign($role, $caller->id, SYSCONTEXTID);
        $this->setUser($caller);
    }

    /**
     * Calls the function and answers the key.
     *
     * @param array $user the parameter
     * @return string
     */
    private function key(array $user): string {
        global $CFG;

        $answer = request_login_url::clean_returnvalue(request_login_url::execute_returns(), request_login_url::execute($user));
        $this->assertSame(['loginurl'], array_keys($answer));
        $start = $CFG->wwwroot . '/auth/userkey/login.php?key=';
        $this->assertStringStartsWith($start, $answer['loginurl']);
        return substr($answer['loginurl'], strlen($start));
    }

    /**
     * Calls the function and answers the error code.
     *
     * @param array $user the parameter
     * @return string
     */
    private function fault(array $user): string {
        global $DB;

        $before = $DB->count_records(key_store::TABLE);
        try {
            request_login_url::execute($user);
        } catch (\moodle_exception $exception) {
            $this->assertSame($before, $DB->count_records(key_store::TABLE));
            return $exception->errorcode;
        }
        $this->fail('no error');
    }

    /**
     * The function and its service are declared as callers of the known plugin expect.
     */
    public function test_function_and_service_are_there(): void {
        global $DB;

        $this->assertTrue($DB->record_exists('external_functions', ['name' => 'auth_userkey_request_login_url']));
        $service = $DB->get_record('external_services', ['name' => 'User key authentication web service'], '*', MUST_EXIST);
        $this->assertSame('auth_userkey', $service->component);
        $this->assertEquals(1, $service->restrictedusers);
        $this->assertEquals(1, $service->enabled);
        $this->assertTrue($DB->record_exists('external_services_functions', [
            'externalserviceid' => $service->id,
            'functionname' => 'auth_userkey_request_login_url',
        ]));
    }

    /**
     * A key for a user, by each of the three fields, with an event that does not show it.
     */
    public function test_each_mapping_field(): void {
        $user = $this->getDataGenerator()->create_user(['email' => 'Anna@example.org', 'idnumber' => 'A 7']);
        $values = ['email' => 'anna@EXAMPLE.org', 'username' => strtoupper($user->username), 'idnumber' => 'A 7'];
        foreach ($values as $field => $value) {
            set_config('mappingfield', $field, 'auth_userkey');
            $sink = $this->redirectEvents();
            $key = $this->key([$field => $value]);
            $events = $sink->get_events();
            $sink->close();
            $this->assertCount(1, $events);
            $this->assertInstanceOf(\auth_userkey\event\address_requested::class, $events[0]);
            $this->assertEquals($user->id, $events[0]->relateduserid);
            $this->assertStringNotContainsString($key, json_encode($events[0]->get_data()) . $events[0]->get_description());
            $this->assertEquals($user->id, key_store::take($key)->userid);
        }
    }

    /**
     * The life time of the setting, within bounds.
     */
    public function test_life_time(): void {
        $user = $this->getDataGenerator()->create_user();
        foreach (['' => 60, '120' => 120, '0' => 60, '-5' => 60, '1' => 1, '99999999' => 86400] as $setting => $expected) {
            set_config('keylifetime', $setting, 'auth_userkey');
            $now = time();
            $expires = key_store::take($this->key(['email' => $user->email]))->timeexpires;
            $this->assertEqualsWithDelta($now + $expected, $expires, 2);
        }
    }

    /**
     * Who does not hold the capability is told nothing about anybody.
     */
    public function test_capability_comes_first(): void {
        $user = $this->getDataGenerator()->create_user();
        $this->setUser($this->getDataGenerator()->create_user());
        $this->assertSame('nopermissions', $this->fault(['email' => $user->email]));
        $this->assertSame('nopermissions', $this->fault(['email' => 'nobody@example.org']));
    }

    /**
     * Nobody, nothing, the wrong field, too many.
     */
    public function test_parameters_that_name_nobody(): void {
        $this->assertSame('invalidparameter', $this->fault(['email' => 'nobody@example.org']));
        $this->assertSame('invalidparameter', $this->fault(['email' => '']));
        $this->assertSame('invalidparameter', $this->fault(['username' => 'x']));
        $this->assertSame('invalidparameter', $this->fault(['email' => 'a@example.org', 'firstname' => 'x']));
        set_config('mappingfield', 'idnumber', 'auth_userkey');
        $this->getDataGenerator()->create_user(['idnumber' => 'same']);
        $this->getDataGenerator()->create_user(['idnumber' => 'same']);
        $this->assertSame('invalidparameter', $this->fault(['idnumber' => 'same']));
        $this->getDataGenerator()->create_user(['idnumber' => 'Case']);
        $this->assertSame('invalidparameter', $this->fault(['idnumber' => 'case']));
    }

    /**
     * Refused accounts, each with its code and an event.
     */
    public function test_refused_accounts(): void {
        $accounts = [
            'refused_suspended' => $this->getDataGenerator()->create_user(['suspended' => 1]),
            'refused_unconfirmed' => $this->getDataGenerator()->create_user(['confirmed' => 0]),
            'refused_nologin' => $this->getDataGenerator()->create_user(['auth' => 'nologin']),
            'refused_siteadmin' => get_admin(),
        ];
        foreach ($accounts as $code => $user) {
            $sink = $this->redirectEvents();
            $this->assertSame($code, $this->fault(['email' => $user->email]));
            $events = $sink->get_events();
            $sink->close();
            $this->assertCount(1, $events);
            $this->assertSame(['reason' => substr($code, 8), 'stage' => 'request'], $events[0]->other);
            $this->assertEquals($user->id, $events[0]->relateduserid);
        }
        set_config('allowadmins', 1, 'auth_userkey');
        $this->assertNotEmpty($this->key(['email' => get_admin()->email]));
        set_config('auth', '');
        $this->assertSame('accessexception', $this->fault(['email' => get_admin()->email]));
    }

    /**
     * Keys that are bound to a network address.
     */
    public function test_ip_restriction(): void {
        $user = $this->getDataGenerator()->create_user();
        $this->assertNull(key_store::take($this->key(['email' => $user->email, 'ip' => '192.0.2.7']))->ip, 'not asked for');
        set_config('iprestriction', 1, 'auth_userkey');
        $this->assertSame('invalidparameter', $this->fault(['email' => $user->email]));
        $this->assertSame('invalidparameter', $this->fault(['email' => $user->email, 'ip' => '192.0.2']));
        $key = $this->key(['email' => $user->email, 'ip' => '2001:DB8:0::A']);
        $this->assertSame('2001:db8::a', key_store::take($key)->ip);
    }

    /**
     * Accounts made on the way.
     */
    public function test_create(): void {
        global $DB;

        set_config('createuser', 1, 'auth_userkey');
        $request = ['email' => 'new@example.org', 'username' => 'New.User', 'firstname' => 'Zoë', 'lastname' => 'O\'Neil'];
        foreach (['username', 'firstname', 'lastname'] as $field) {
            $this->assertSame('invalidparameter', $this->fault(array_diff_key($request, [$field => ''])), $field);
        }
        $this->assertSame('invalidparameter', $this->fault(['email' => 'no address'] + $request));
        $this->assertSame('invalidparameter', $this->fault(['username' => 'new user!'] + $request));
        $sink = $this->redirectEvents();
        $key = $this->key($request);
        $this->assertInstanceOf(\core\event\user_created::class, $sink->get_events()[0]);
        $sink->close();
        $user = $DB->get_record('user', ['id' => key_store::take($key)->userid], '*', MUST_EXIST);
        $this->assertSame(['new.user', 'new@example.org', 'Zoë', 'O\'Neil', 'userkey', '1'],
            [$user->username, $user->email, $user->firstname, $user->lastname, $user->auth, (string) $user->confirmed]);
        $this->assertEquals($user->id, key_store::take($this->key($request))->userid, 'found the second time');
        $this->assertSame('invalidparameter', $this->fault(['email' => 'other@example.org'] + $request), 'user name is taken');
    }

    /**
     * Accounts brought up to date on the way, administrators never.
     */
    public function test_update(): void {
        global $DB;

        $user = $this->getDataGenerator()->create_user(['firstname' => 'Old', 'lastname' => 'Name', 'idnumber' => '7']);
        $other = $this->getDataGenerator()->create_user();
        $request = ['email' => $user->email, 'firstname' => 'New', 'lastname' => ''];
        set_config('createuser', 1, 'auth_userkey');
        $this->key($request);
        $this->assertSame('Old', $DB->get_field('user', 'firstname', ['id' => $user->id]), 'the setting is off');
        set_config('updateuser', 1, 'auth_userkey');
        $sink = $this->redirectEvents();
        $this->key($request);
        $this->key($request);
        $updates = array_filter($sink->get_events(), function ($event) {
            return $event instanceof \core\event\user_updated;
        });
        $sink->close();
        $this->assertCount(1, $updates, 'no write when nothing differs');
        $after = $DB->get_record('user', ['id' => $user->id]);
        $this->assertSame(['New', 'Name', '7'], [$after->firstname, $after->lastname, $after->idnumber]);
        $this->assertSame('invalidparameter', $this->fault(['email' => $user->email, 'username' => $other->username]));
        $suspended = $this->getDataGenerator()->create_user(['suspended' => 1, 'firstname' => 'Old']);
        $this->assertSame('refused_suspended', $this->fault(['email' => $suspended->email, 'firstname' => 'New']));
        $this->assertSame('Old', $DB->get_field('user', 'firstname', ['id' => $suspended->id]), 'refused, so not touched');
        set_config('allowadmins', 1, 'auth_userkey');
        $this->key(['email' => get_admin()->email, 'firstname' => 'Hacked']);
        $this->assertSame('Admin', $DB->get_field('user', 'firstname', ['id' => get_admin()->id]));
    }
}
