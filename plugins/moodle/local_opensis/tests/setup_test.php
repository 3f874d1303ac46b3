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

use local_opensis\local\setup\finding;
use local_opensis\local\setup\moodle_site;
use local_opensis\local\setup\plan;
use local_opensis\local\setup\runner;
use local_opensis\local\setup\setup;

/**
 * The set-up on a real Moodle: what the steps of plan do to it, and that all can be taken back.
 *
 * What the steps decide is tested without Moodle; here it is tested that moodle_site does what they ask.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers    \local_opensis\local\setup\moodle_site
 * @covers    \local_opensis\local\setup\setup
 */
final class setup_test extends \advanced_testcase {
    /**
     * Starts as the administrator, on a site where nothing is set up.
     */
    protected function setUp(): void {
        parent::setUp();
        $this->resetAfterTest();
        $this->setAdminUser();
    }

    /**
     * Runs the set-up.
     *
     * @param array $texts what is asked for
     * @return array the answer, with the steps by their names
     */
    private function run_setup(array $texts = []): array {
        $setup = new setup(setup::read($texts));
        $answer = $setup->answer($setup->runner()->make());
        $answer['steps'] = array_column($answer['steps'], null, 'step');
        return $answer;
    }

    /**
     * What undo() and check() find.
     *
     * @param string $what undo or check
     * @return finding[] step => finding
     */
    private function find(string $what): array {
        $findings = (new setup(setup::read([])))->runner()->$what();
        return array_column($findings, null, 'step');
    }

    /**
     * Calls a function as the service does, with the rights of a token.
     *
     * @param string $token the token
     * @param string $function the function
     * @param array $arguments its arguments
     * @return array
     */
    private function call(string $token, string $function, array $arguments = []): array {
        global $DB;
        $record = $DB->get_record('external_tokens', ['token' => $token], '*', MUST_EXIST);
        $this->assertTrue($DB->record_exists('external_services_functions', [
            'externalserviceid' => $record->externalserviceid,
            'functionname' => $function,
        ]), $function);
        $this->setUser($record->userid);
        $_POST['sesskey'] = sesskey();
        $answer = \core_external\external_api::call_external_function($function, $arguments);
        $this->setAdminUser();
        return $answer;
    }

    /**
     * All that the set-up touches, as the database has it.
     *
     * @return array
     */
    private function seen(): array {
        global $DB;
        return [
            $DB->get_records_menu('config', null, 'name', 'name, value'),
            $DB->get_records_select_menu(
                'config_plugins',
                "plugin IN ('auth_userkey', 'enrol_manual', 'local_opensis')",
                null,
                'id',
                'id, value'
            ),
            $DB->get_records_menu('role', null, 'shortname', 'shortname, name'),
            $DB->count_records('role_allow_assign'),
            $DB->count_records('role_assignments'),
            $DB->count_records('role_capabilities'),
            $DB->count_records('user', ['deleted' => 0]),
            $DB->count_records('external_tokens'),
            $DB->count_records('external_services_users'),
            $DB->count_records('external_services_functions'),
        ];
    }

    /**
     * One run makes everything; the next changes nothing and shows no token.
     */
    public function test_once_and_twice(): void {
        global $CFG, $DB;
        $first = $this->run_setup(['ip' => '192.0.2.7', 'validuntil' => '2099-07-31']);
        foreach ($first['steps'] as $name => $step) {
            $this->assertContains($step['state'], ['done', 'skipped', 'offered'], $name . ': ' . $step['detail']);
        }
        $this->assertSame($CFG->wwwroot, $first['moodle_url']);
        $this->assertMatchesRegularExpression('/^[0-9a-f]{32}$/', $first['token']);
        $this->assertSame('1', (string) $CFG->enablewebservices);
        $this->assertContains('rest', explode(',', $CFG->webserviceprotocols));
        $this->assertTrue(is_enabled_auth('webservice'));
        $token = $DB->get_record('external_tokens', ['token' => $first['token']], '*', MUST_EXIST);
        $this->assertSame('192.0.2.7', $token->iprestriction);
        $this->assertGreaterThan(strtotime('2099-07-31'), (int) $token->validuntil);

        $user = \core_user::get_user_by_username(plan::ACCOUNT);
        $this->assertSame('webservice', $user->auth);
        $this->assertSame(AUTH_PASSWORD_NOT_CACHED, $user->password);
        $this->assertFalse(is_siteadmin($user));
        $this->assertFalse(has_capability('moodle/site:config', \context_system::instance(), $user));

        $before = $this->seen();
        $second = $this->run_setup();
        $this->assertSame($before, $this->seen());
        $this->assertNull($second['token']);
        $this->assertNull($second['sso_token']);
        $this->assertSame([], array_filter(array_column($second['steps'], 'changed')));
        $this->assertFalse(runner::is_open($this->find('check')));
    }

    /**
     * What was made is taken back, and only that.
     */
    public function test_undo(): void {
        set_config('auth', 'email');
        $before = $this->seen();
        $this->run_setup(['nowelcome' => true]);
        $this->assertNotEquals($before, $this->seen());
        $this->assertFalse(runner::is_open($this->find('undo')));
        $this->assertEquals($before, $this->seen());
        $this->assertFalse(\core_user::get_user_by_username(plan::ACCOUNT));
        $findings = $this->find('check');
        $this->assertTrue(runner::is_open($findings));
        $this->assertSame(finding::OPEN, $findings['token']->state);
        $this->assertSame([finding::NOTHING], array_values(array_unique(array_column($this->find('undo'), 'state'))));
    }

    /**
     * Every capability of the role is known to this Moodle, so that none is given in vain.
     */
    public function test_the_rights_exist(): void {
        $site = new moodle_site();
        $unknown = array_diff(array_keys(plan::RIGHTS), $site->known_rights(array_keys(plan::RIGHTS)));
        $this->assertSame([], array_values(array_diff($unknown, ['auth/userkey:generatekey'])));
        if ($site->has_plugin(plan::AUTHENTICATOR)) {
            $this->assertSame([], $unknown);
        }
    }

    /**
     * With the token's account the work of a school can be done: people seen by ID number and by e-mail address,
     * categories, courses, enrolments.
     */
    public function test_the_account_can_do_its_work(): void {
        $token = $this->run_setup()['token'];
        $this->getDataGenerator()->create_user([
            'idnumber' => 'opensis:student:1', 'email' => 'one@example.org', 'username' => 'one',
        ]);
        foreach (['idnumber' => 'opensis:student:1', 'email' => 'one@example.org', 'username' => 'one'] as $field => $value) {
            $answer = $this->call($token, 'core_user_get_users_by_field', ['field' => $field, 'values' => [$value]]);
            $this->assertFalse($answer['error'], $field);
            $this->assertCount(1, $answer['data'], $field);
        }
        $student = $answer['data'][0]['id'];
        $category = $this->call($token, 'core_course_create_categories', ['categories' => [['name' => 'School']]]);
        $this->assertFalse($category['error']);
        $course = $this->call($token, 'core_course_create_courses', ['courses' => [[
            'fullname' => 'Algebra', 'shortname' => 'alg', 'categoryid' => $category['data'][0]['id'], 'visible' => 0,
        ]]]);
        $this->assertFalse($course['error']);
        foreach ((new moodle_site())->roles(plan::ROLES) as $shortname => $roleid) {
            $answer = $this->call($token, 'enrol_manual_enrol_users', ['enrolments' => [[
                'roleid' => $roleid, 'userid' => $student, 'courseid' => $course['data'][0]['id'],
            ]]]);
            $this->assertFalse($answer['error'], $shortname);
        }
        $answer = $this->call($token, 'local_opensis_get_environment');
        $this->assertFalse($answer['error']);
    }

    /**
     * New tokens end the old ones; other terms are given to the tokens that are there.
     */
    public function test_tokens(): void {
        global $DB;
        $first = $this->run_setup();
        $this->run_setup(['ip' => '192.0.2.0/24']);
        $token = $DB->get_record('external_tokens', ['token' => $first['token']], '*', MUST_EXIST);
        $this->assertSame('192.0.2.0/24', $token->iprestriction);
        $second = $this->run_setup(['newtokens' => true, 'ip' => 'none']);
        $this->assertNotEquals($first['token'], $second['token']);
        $this->assertFalse($DB->record_exists('external_tokens', ['token' => $first['token']]));
        $token = $DB->get_record('external_tokens', ['token' => $second['token']], '*', MUST_EXIST);
        $this->assertNull($token->iprestriction);
    }

    /**
     * A setting that config.php fixes is told and left alone.
     */
    public function test_a_setting_of_config_php(): void {
        global $CFG;
        $CFG->config_php_settings['enablewebservices'] = 0;
        try {
            $step = $this->run_setup()['steps']['webservices'];
        } finally {
            unset($CFG->config_php_settings['enablewebservices']);
        }
        $this->assertSame('open', $step['state']);
        $this->assertStringContainsString('config.php', $step['detail']);
        $this->assertNotSame('', $step['cure']);
    }

    /**
     * A required profile field that is empty keeps the account from calling, and the check says so.
     */
    public function test_a_required_profile_field(): void {
        $this->run_setup();
        $this->getDataGenerator()->create_custom_profile_field([
            'shortname' => 'house', 'name' => 'House', 'datatype' => 'text', 'required' => 1, 'visible' => 2,
        ]);
        $finding = $this->find('check')['account'];
        $this->assertSame([finding::OPEN, 'setup_detail_accountprofile'], [$finding->state, $finding->detail]);
    }

    /**
     * With the authenticator there are two tokens, and one of them asks for login addresses.
     */
    public function test_with_the_authenticator(): void {
        if (!(new moodle_site())->has_plugin(plan::AUTHENTICATOR)) {
            $this->markTestSkipped('auth_userkey is not installed');
        }
        $answer = $this->run_setup();
        $this->assertMatchesRegularExpression('/^[0-9a-f]{32}$/', $answer['sso_token']);
        $this->assertTrue(is_enabled_auth('userkey'));
        $this->assertSame('idnumber', get_config('auth_userkey', 'mappingfield'));
        $this->getDataGenerator()->create_user(['idnumber' => 'opensis:student:2']);
        $asked = $this->call(
            $answer['sso_token'],
            'auth_userkey_request_login_url',
            ['user' => ['idnumber' => 'opensis:student:2']]
        );
        $this->assertFalse($asked['error'], json_encode($asked));
        $this->assertStringContainsString('/auth/userkey/login.php?key=', $asked['data']['loginurl']);
    }
}
