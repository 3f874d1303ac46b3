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

namespace auth_userkey\local;

/**
 * The way in: who is admitted by a key, who is refused with which reason, what the log says, what a session holds.
 *
 * @package    auth_userkey
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \auth_userkey\local\gate
 * @covers     \auth_userkey\event\login_refused
 */
final class gate_test extends \advanced_testcase {
    /**
     * The method is on, as on a site that uses it.
     */
    protected function setUp(): void {
        parent::setUp();
        $this->resetAfterTest();
        set_config('auth', 'userkey');
        \core_plugin_manager::reset_caches();
    }

    /**
     * Uses a key and answers the reason of the refusal, after a look at the event; null when it admits.
     *
     * @param string $key the key
     * @param int $userid whom the event must name
     * @param string $ip the visitor's address
     * @return string|null
     */
    private function refused(string $key, int $userid, string $ip = '192.0.2.7'): ?string {
        $sink = $this->redirectEvents();
        try {
            (new gate(new config()))->open($key, $ip);
            $this->assertSame([], $sink->get_events());
            return null;
        } catch (refusal $refusal) {
            $events = $sink->get_events();
            $this->assertCount(1, $events);
            $this->assertInstanceOf(\auth_userkey\event\login_refused::class, $events[0]);
            $this->assertSame(['reason' => $refusal->reason, 'stage' => 'login'], $events[0]->other);
            $this->assertEquals($userid, (int) $events[0]->relateduserid);
            $this->assertStringContainsString($refusal->reason, $events[0]->get_description());
            $this->assertStringNotContainsString($key, json_encode($events[0]->get_data()));
            $this->assertNotEmpty(get_string('refused_' . $refusal->reason, 'auth_userkey'));
            return $refusal->reason;
        } finally {
            $sink->close();
        }
    }

    /**
     * An ordinary user enters, once.
     */
    public function test_a_key_admits_once(): void {
        $user = $this->getDataGenerator()->create_user();
        $key = key_store::issue($user->id, 60, null);
        $this->assertNull($this->refused($key, $user->id));
        $this->assertSame(refusal::UNKNOWN_KEY, $this->refused($key, 0));
    }

    /**
     * What can happen to an account between the request and the visit.
     *
     * @dataProvider flaws
     * @param array $flaw field => value
     * @param string $reason what must be said
     */
    public function test_a_flaw_that_came_after_the_request(array $flaw, string $reason): void {
        global $DB;

        $user = $this->getDataGenerator()->create_user();
        $key = key_store::issue($user->id, 60, null);
        $DB->update_record('user', (object) (['id' => $user->id] + $flaw));
        $this->assertSame($reason, $this->refused($key, $user->id));
        $DB->update_record('user', (object) ['id' => $user->id, 'suspended' => 0, 'deleted' => 0, 'confirmed' => 1]);
        $this->assertSame(refusal::UNKNOWN_KEY, $this->refused($key, 0), 'a refused key is used up');
    }

    /**
     * Flaws of an account.
     *
     * @return array
     */
    public static function flaws(): array {
        return [
            'suspended' => [['suspended' => 1], refusal::SUSPENDED],
            'deleted' => [['deleted' => 1], refusal::DELETED],
            'unconfirmed' => [['confirmed' => 0], refusal::UNCONFIRMED],
            'nologin' => [['auth' => 'nologin'], refusal::NO_LOGIN],
            'service account' => [['auth' => 'webservice'], refusal::NO_LOGIN],
            'method switched off' => [['auth' => 'ldap'], refusal::METHOD_OFF],
            'account of another site' => [['mnethostid' => 99], refusal::REMOTE],
        ];
    }

    /**
     * Time and network address.
     */
    public function test_time_and_address(): void {
        global $DB;

        $user = $this->getDataGenerator()->create_user();
        $key = key_store::issue($user->id, 60, null);
        $DB->set_field(key_store::TABLE, 'timeexpires', time());
        $this->assertSame(refusal::EXPIRED, $this->refused($key, $user->id));

        $this->assertSame(refusal::IP_MISMATCH, $this->refused(key_store::issue($user->id, 60, '192.0.2.8'), $user->id));
        $this->assertSame(refusal::IP_MISMATCH, $this->refused(key_store::issue($user->id, 60, '192.0.2.8'), $user->id, ''));
        $this->assertNull($this->refused(key_store::issue($user->id, 60, '192.0.2.7'), $user->id));
        set_config('ipwhitelist', '192.0.2.0/29', 'auth_userkey');
        $this->assertNull($this->refused(key_store::issue($user->id, 60, '192.0.2.8'), $user->id));
    }

    /**
     * Guests never; administrators when the setting says so.
     */
    public function test_guest_and_administrator(): void {
        $admin = get_admin();
        $this->assertSame(refusal::GUEST, $this->refused(key_store::issue(guest_user()->id, 60, null), guest_user()->id));
        $this->assertSame(refusal::SITE_ADMIN, $this->refused(key_store::issue($admin->id, 60, null), $admin->id));
        $chief = $this->getDataGenerator()->create_user();
        $role = $this->getDataGenerator()->create_role();
        assign_capability('moodle/site:config', CAP_ALLOW, $role, SYSCONTEXTID);
        role_assign($role, $chief->id, SYSCONTEXTID);
        $this->assertSame(refusal::SITE_ADMIN, $this->refused(key_store::issue($chief->id, 60, null), $chief->id));
        set_config('allowadmins', 1, 'auth_userkey');
        $this->assertNull($this->refused(key_store::issue($admin->id, 60, null), $admin->id));
        $this->assertNull($this->refused(key_store::issue($chief->id, 60, null), $chief->id));
    }

    /**
     * While the plugin is off nothing enters, and the key is not used up.
     */
    public function test_plugin_switched_off(): void {
        $user = $this->getDataGenerator()->create_user();
        $key = key_store::issue($user->id, 60, null);
        set_config('auth', '');
        $this->assertSame(refusal::PLUGIN_OFF, $this->refused($key, 0));
        set_config('auth', 'userkey');
        $this->assertNull($this->refused($key, $user->id));
    }

    /**
     * Another user's session is ended, with an event, and nothing of it is left.
     */
    public function test_the_session_of_another_user_is_ended(): void {
        global $SESSION, $USER;

        $one = $this->getDataGenerator()->create_user();
        $two = $this->getDataGenerator()->create_user();
        $this->setUser($one);
        $SESSION->secret = 'of the first user';
        $sink = $this->redirectEvents();
        @(new gate(new config()))->sign_in($two);
        $this->assertEquals($two->id, $USER->id);
        $this->assertFalse(isset($SESSION->secret));
        $this->assertTrue($SESSION->auth_userkey_entered);
        $events = array_map(function ($event) {
            return [get_class($event), (int) $event->userid];
        }, $sink->get_events());
        $this->assertContains([\core\event\user_loggedout::class, (int) $one->id], $events);
        $this->assertContains([\core\event\user_loggedin::class, (int) $two->id], $events);
    }

    /**
     * The same user keeps the session.
     */
    public function test_the_same_user_keeps_the_session(): void {
        global $SESSION, $USER;

        $user = $this->getDataGenerator()->create_user();
        $this->setUser($user);
        $SESSION->mine = 'kept';
        $sink = $this->redirectEvents();
        (new gate(new config()))->sign_in($user);
        $this->assertSame([], $sink->get_events());
        $this->assertSame('kept', $SESSION->mine);
        $this->assertEquals($user->id, $USER->id);
    }

    /**
     * A link alone signs nobody out but those who came in by a login address.
     */
    public function test_who_is_signed_out_without_asking(): void {
        global $SESSION;

        $this->assertTrue(gate::may_sign_out(''));
        $this->setUser($this->getDataGenerator()->create_user());
        $this->assertFalse(gate::may_sign_out(''));
        $this->assertFalse(gate::may_sign_out('nosuchkey'));
        $this->assertTrue(gate::may_sign_out(sesskey()));
        $SESSION->auth_userkey_entered = true;
        $this->assertTrue(gate::may_sign_out(''));
    }
}
