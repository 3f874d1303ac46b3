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

namespace auth_userkey;

/**
 * The authentication method as Moodle sees it.
 *
 * @package    auth_userkey
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \auth_plugin_userkey
 */
final class auth_test extends \advanced_testcase {
    /**
     * The method is on.
     */
    protected function setUp(): void {
        parent::setUp();
        $this->resetAfterTest();
        set_config('auth', 'userkey');
        \core_plugin_manager::reset_caches();
    }

    /**
     * No password ever lets such an account in.
     */
    public function test_no_password_lets_in(): void {
        $user = $this->getDataGenerator()->create_user(['auth' => 'userkey', 'password' => 'Secret-1-word!']);
        $_SERVER['HTTP_USER_AGENT'] = 'test';
        $sink = $this->redirectEvents();
        // Moodle writes failed logins to the server's log.
        $log = ini_set('error_log', '/dev/null');
        foreach (['Secret-1-word!', '', 'not cached'] as $password) {
            $this->assertFalse(authenticate_user_login($user->username, $password));
        }
        ini_set('error_log', $log);
        $this->assertNotEmpty($sink->get_events());
        $auth = get_auth_plugin('userkey');
        $this->assertTrue($auth->prevent_local_passwords());
        $this->assertFalse($auth->is_internal());
        $this->assertFalse($auth->can_change_password());
        $this->assertFalse($auth->can_reset_password());
        $this->assertTrue($auth->can_be_manually_set());
    }

    /**
     * Who came by a login address goes where the setting says after signing out; others where Moodle says.
     */
    public function test_where_signing_out_leads(): void {
        global $SESSION;

        $auth = get_auth_plugin('userkey');
        foreach ([['manual', false, false], ['manual', true, true], ['userkey', false, true]] as [$method, $entered, $expected]) {
            $this->setUser($this->getDataGenerator()->create_user(['auth' => $method]));
            $SESSION->auth_userkey_entered = $entered;
            foreach (['' => false, 'https://sis.example.edu/bye' => $expected] as $setting => $changed) {
                set_config('redirecturl', $setting, 'auth_userkey');
                $GLOBALS['redirect'] = 'https://moodle.example.edu/';
                $auth->logoutpage_hook();
                $this->assertSame($changed ? $setting : 'https://moodle.example.edu/', $GLOBALS['redirect']);
            }
        }
        unset($GLOBALS['redirect']);
    }

    /**
     * The settings page can be built, and each setting has its default.
     */
    public function test_settings(): void {
        global $CFG;
        require_once($CFG->libdir . '/adminlib.php');

        $this->setAdminUser();
        $page = admin_get_root(true, true)->locate('authsettinguserkey');
        $this->assertNotNull($page);
        $byname = [];
        $defaults = [];
        foreach ($page->settings as $setting) {
            $byname[$setting->name] = $setting;
            $defaults[$setting->name] = $setting->get_defaultsetting();
        }
        unset($defaults['description']);
        $this->assertSame([
            'mappingfield' => 'email', 'keylifetime' => '60', 'iprestriction' => 0, 'ipwhitelist' => '', 'redirecturl' => '',
            'ssourl' => '', 'returnhosts' => '', 'allowadmins' => 0, 'createuser' => 0, 'updateuser' => 0,
        ], $defaults);
        $this->assertTrue($byname['ipwhitelist']->validate("192.0.2.7\n192.0.2.0/24"));
        $this->assertStringContainsString('rubbish', $byname['ipwhitelist']->validate('rubbish'));
        foreach (['60' => true, '120' => true, '0' => false, '' => false, '-1' => false, '1.5' => false] as $value => $good) {
            $this->assertSame($good, $byname['keylifetime']->validate((string) $value) === true, "life time '$value'");
        }
    }

    /**
     * A site that comes from another plugin of this name has no table: the upgrade makes it.
     */
    public function test_upgrade_makes_the_table(): void {
        global $CFG, $DB;
        require_once($CFG->dirroot . '/auth/userkey/db/upgrade.php');
        require_once($CFG->libdir . '/upgradelib.php');

        $dbman = $DB->get_manager();
        $dbman->drop_table(new \xmldb_table(local\key_store::TABLE));
        try {
            set_config('version', 2018050200, 'auth_userkey');
            $this->assertTrue(xmldb_auth_userkey_upgrade(2018050200));
        } finally {
            if (!$dbman->table_exists(local\key_store::TABLE)) {
                $dbman->install_one_table_from_xmldb_file($CFG->dirroot . '/auth/userkey/db/install.xml', local\key_store::TABLE);
            }
        }
        $user = $this->getDataGenerator()->create_user();
        $this->assertNotNull(local\key_store::take(local\key_store::issue($user->id, 60, null)));
    }
}
