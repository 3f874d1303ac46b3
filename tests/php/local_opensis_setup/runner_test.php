<?php
// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The whole set-up on a site in memory: once, twice, back again, broken in the middle, changed by others meanwhile.
 */

declare(strict_types=1);

use local_opensis\local\setup\finding;
use local_opensis\local\setup\plan;
use local_opensis\local\setup\runner;
use local_opensis\local\setup\wishes;
use PHPUnit\Framework\TestCase;

final class runner_test extends TestCase {
    private static function runner(memory_site $site, array $wishes = []): runner {
        $read = wishes::read($wishes, $site->now, new DateTimeZone('UTC'));
        return new runner($site, plan::steps(memory_site::FUNCTIONS), $read);
    }

    /** step => state */
    private static function states(array $findings): array {
        return array_combine(array_column($findings, 'step'), array_column($findings, 'state'));
    }

    private static function named(array $findings, string $step): finding {
        foreach ($findings as $finding) {
            if ($finding->step === $step) {
                return $finding;
            }
        }
        self::fail("no step $step");
    }

    public function test_check_changes_nothing_and_tells_what_is_open(): void {
        $site = new memory_site(true);
        $before = $site->seen();
        $findings = self::runner($site)->check();
        self::assertSame($before, $site->seen());
        self::assertSame([], $site->writes);
        self::assertSame('{}', $site->stored);
        self::assertTrue(runner::is_open($findings));
        $states = self::states($findings);
        self::assertSame(['installed', 'emailidentity', 'service', 'ssoservice'], array_keys($states, 'done', true));
        self::assertSame('offered', $states['welcome']);
        foreach ($findings as $finding) {
            self::assertSame($finding->state === 'done', $finding->cure === '', $finding->step);
        }
        self::assertSame('setup_cure_waits', self::named($findings, 'token')->cure);
        self::assertSame('setup_cure_webservices', self::named($findings, 'webservices')->cure);
    }

    /**
     * @dataProvider with_and_without_sso
     */
    public function test_one_run_does_all_and_the_next_nothing(bool $sso): void {
        $site = new memory_site($sso);
        $first = self::runner($site);
        $findings = $first->make();
        self::assertFalse(runner::is_open($findings), var_export(self::states($findings), true));
        self::assertSame('email,oauth2,webservice' . ($sso ? ',userkey' : ''), $site->settings[':auth']);
        self::assertSame('1', $site->settings[':enablewebservices']);
        self::assertSame('rest', $site->settings[':webserviceprotocols']);
        self::assertSame($sso ? 'idnumber' : null, $site->settings['auth_userkey:mappingfield'] ?? null);
        self::assertSame($sso ? '120' : null, $site->settings['auth_userkey:keylifetime'] ?? null);
        self::assertSame('1', $site->settings['enrol_manual:sendcoursewelcomemessage'], 'offered, not asked for');
        $rights = array_filter(array_keys(plan::RIGHTS), fn($right) => $sso || $right !== 'auth/userkey:generatekey');
        self::assertEqualsCanonicalizing($rights, array_keys($site->roles[plan::ROLE]['rights'], 1, true));
        self::assertEqualsCanonicalizing([1, 2, 3, 4], $site->roles[plan::ROLE]['assigns']);
        self::assertCount($sso ? 2 : 1, $site->tokens);
        self::assertMatchesRegularExpression('/^secret-/', $first->new_token('token'));
        self::assertSame($sso, $first->new_token('ssotoken') !== null);
        self::assertStringNotContainsString('secret-', $site->stored, 'tokens are not remembered');

        $after = $site->seen();
        $site->writes = [];
        $second = self::runner($site);
        $findings = $second->make();
        self::assertSame([], $site->writes, 'a second run writes nothing');
        self::assertSame($after, $site->seen());
        self::assertNull($second->new_token('token'));
        self::assertNotContains(true, array_column($findings, 'changed'));
        self::assertFalse(runner::is_open(self::runner($site)->check()));
    }

    public static function with_and_without_sso(): array {
        return ['with auth_userkey' => [true], 'without' => [false]];
    }

    /**
     * @dataProvider with_and_without_sso
     */
    public function test_undo_takes_back_everything(bool $sso): void {
        $site = new memory_site($sso);
        $before = $site->seen();
        self::runner($site, ['nowelcome' => true, 'ip' => '192.0.2.7'])->make();
        self::runner($site, ['newtokens' => true, 'ip' => 'none', 'roles' => 'student'])->make();
        self::assertNotEquals($before, $site->seen());
        $findings = self::runner($site)->undo();
        self::assertSame($before, $site->seen());
        self::assertSame([], $site->memory());
        self::assertFalse(runner::is_open($findings));
        self::assertSame('token', $findings[1]->step, 'the last is taken back first');
        self::assertSame('webservices', $findings[17]->step);
        self::assertSame('undone', $findings[1]->state);
        self::assertSame(['nothing'], array_values(array_unique(self::states(self::runner($site)->undo()))));
        self::assertTrue(runner::is_open(self::runner($site)->check()));
    }

    public function test_what_was_right_before_is_not_taken_back(): void {
        $site = new memory_site(true);
        $site->settings[':enablewebservices'] = '1';
        $site->settings[':webserviceprotocols'] = 'soap,rest';
        $site->accounts[plan::ACCOUNT] = memory_site::an_account(9, ['auth' => 'manual']);
        $site->roles[plan::ROLE] = ['id' => 8, 'system' => false, 'rights' => ['moodle/user:create' => 1,
            'moodle/user:delete' => -1, 'own/thing' => 1], 'assigns' => [3]];
        $before = $site->seen();
        $findings = self::runner($site)->make();
        self::assertFalse(runner::is_open($findings));
        self::assertFalse(self::named($findings, 'webservices')->changed);
        self::assertSame(1, $site->roles[plan::ROLE]['rights']['moodle/user:delete']);
        self::assertSame(1, $site->roles[plan::ROLE]['rights']['own/thing']);
        self::runner($site)->undo();
        self::assertEquals($before, $site->seen());
        self::assertSame('1', $site->settings[':enablewebservices']);
        self::assertSame(-1, $site->roles[plan::ROLE]['rights']['moodle/user:delete']);
    }

    public function test_what_others_changed_since_stays(): void {
        $site = new memory_site(true);
        self::runner($site)->make();
        $site->settings['auth_userkey:mappingfield'] = 'username';
        $site->settings[':auth'] = 'userkey,ldap';
        $site->tokens = [];
        $findings = self::runner($site)->undo();
        $states = self::states($findings);
        self::assertSame('kept', $states['mappingfield']);
        self::assertSame('username', $site->settings['auth_userkey:mappingfield']);
        self::assertSame('ldap', $site->settings[':auth'], 'only the own word is taken out');
        self::assertSame('kept', $states['auth_webservice']);
        self::assertSame('kept', $states['token']);
        self::assertSame('undone', $states['keylifetime']);
        self::assertSame([], $site->memory());
    }

    public function test_a_broken_step_does_not_stop_the_others_and_can_be_repeated(): void {
        $site = new memory_site(true);
        $site->breaks = ['create_role'];
        $findings = self::runner($site)->make();
        $states = self::states($findings);
        self::assertSame('failed', $states['role']);
        self::assertSame('setup_cure_role', self::named($findings, 'role')->cure);
        self::assertStringContainsString('away', self::named($findings, 'role')->about['why']);
        self::assertSame('open', $states['holdsrole']);
        self::assertSame('done', $states['account']);
        self::assertSame('failed', $states['ssotoken'], 'without the right Moodle gives no token');
        self::assertTrue(runner::is_open($findings));
        self::assertFalse(runner::is_open(self::runner($site)->make()));
    }

    public function test_undo_that_breaks_can_be_repeated(): void {
        $site = new memory_site(true);
        $before = $site->seen();
        self::runner($site)->make();
        $site->breaks = ['delete_account'];
        $findings = self::runner($site)->undo();
        self::assertSame('failed', self::states($findings)['account']);
        self::assertSame(['account'], array_keys($site->memory()));
        self::runner($site)->undo();
        self::assertSame($before, $site->seen());
    }

    public function test_every_stop_on_the_way_can_be_taken_back(): void {
        $all = new memory_site(true);
        self::runner($all, ['nowelcome' => true])->make();
        foreach (array_unique($all->writes) as $method) {
            $site = new memory_site(true);
            $before = $site->seen();
            $site->breaks = [$method];
            self::runner($site, ['nowelcome' => true])->make();
            self::runner($site)->undo();
            self::assertSame($before, $site->seen(), $method);
        }
        self::assertGreaterThan(6, count(array_unique($all->writes)));
    }

    public function test_tokens_take_on_the_terms_asked_for(): void {
        $site = new memory_site(true);
        self::runner($site, ['ip' => '192.0.2.7', 'validuntil' => '2027-07-31'])->make();
        $end = (new DateTimeImmutable('2027-07-31 23:59:59 UTC'))->getTimestamp();
        foreach ($site->tokens as $token) {
            self::assertSame(['192.0.2.7', $end], [$token['ip'], $token['validuntil']]);
        }
        $ids = array_keys($site->tokens);
        self::assertTrue(runner::is_open(self::runner($site, ['ip' => '192.0.2.8'])->check()));
        self::assertFalse(runner::is_open(self::runner($site)->check()), 'nothing asked: as it is');
        $run = self::runner($site, ['ip' => '192.0.2.8']);
        $run->make();
        self::assertNull($run->new_token('token'));
        self::assertSame($ids, array_keys($site->tokens), 'the tokens stay, their terms change');
        self::assertSame(['192.0.2.8', $end], [$site->tokens[$ids[0]]['ip'], $site->tokens[$ids[0]]['validuntil']]);
        self::runner($site, ['ip' => 'none', 'validuntil' => 'none'])->make();
        self::assertSame(['', 0], [$site->tokens[$ids[1]]['ip'], $site->tokens[$ids[1]]['validuntil']]);
    }

    public function test_new_tokens_replace_the_old_ones_and_keep_their_terms(): void {
        $site = new memory_site(true);
        self::runner($site, ['ip' => '192.0.2.7'])->make();
        $ids = array_keys($site->tokens);
        $run = self::runner($site, ['newtokens' => true]);
        $run->make();
        self::assertCount(2, $site->tokens);
        self::assertSame([], array_intersect($ids, array_keys($site->tokens)));
        self::assertSame(['192.0.2.7', '192.0.2.7'], array_column($site->tokens, 'ip'));
        self::assertNotNull($run->new_token('ssotoken'));
    }

    public function test_a_token_that_ended_is_open_and_is_replaced(): void {
        $site = new memory_site(true);
        self::runner($site, ['validuntil' => (string) ($site->now + 60)])->make();
        $site->now += 60;
        $findings = self::runner($site)->check();
        self::assertSame('setup_detail_tokenover', self::named($findings, 'token')->detail);
        $run = self::runner($site);
        self::assertFalse(runner::is_open($run->make()));
        self::assertNotNull($run->new_token('token'));
        self::assertSame([0, 0], array_column($site->tokens, 'validuntil'));
    }

    public function test_the_authenticator_that_comes_later_opens_its_steps(): void {
        $site = new memory_site(false);
        self::runner($site)->make();
        $later = new memory_site(true);
        $site->plugins = $later->plugins;
        $site->settings += $later->settings;
        $site->services += $later->services;
        $states = self::states(self::runner($site)->check());
        foreach (['auth_userkey', 'mappingfield', 'keylifetime', 'role', 'ssomember', 'ssotoken'] as $step) {
            self::assertSame('open', $states[$step], $step);
        }
        $run = self::runner($site);
        self::assertFalse(runner::is_open($run->make()));
        self::assertNotNull($run->new_token('ssotoken'));
        self::assertNull($run->new_token('token'), 'the token that is there stays');
    }

    public function test_functions_that_got_lost_come_back(): void {
        $site = new memory_site(true);
        self::runner($site)->make();
        $site->services[plan::SERVICE]['functions'] = array_slice(memory_site::FUNCTIONS, 0, 2);
        $finding = self::named(self::runner($site)->check(), 'service');
        self::assertSame(['functions' => 'auth_userkey_request_login_url'], $finding->about);
        self::runner($site)->make();
        self::assertSame(memory_site::FUNCTIONS, $site->services[plan::SERVICE]['functions']);
    }

    public function test_a_site_administrator_is_never_the_service_account(): void {
        $site = new memory_site(true);
        $site->accounts[plan::ACCOUNT] = memory_site::an_account(2, ['admin' => true, 'auth' => 'manual']);
        $finding = self::named(self::runner($site)->make(), 'account');
        self::assertSame(['open', 'setup_detail_accountadmin'], [$finding->state, $finding->detail]);
        self::runner($site)->undo();
        self::assertSame(2, $site->accounts[plan::ACCOUNT]['id']);
    }

    public function test_an_account_that_may_not_call_is_put_right_and_put_back(): void {
        $site = new memory_site(false);
        $site->accounts[plan::ACCOUNT] = memory_site::an_account(9, ['auth' => 'nologin', 'suspended' => 1]);
        $before = $site->seen();
        self::assertFalse(runner::is_open(self::runner($site)->make()));
        self::assertEquals(memory_site::an_account(9), $site->accounts[plan::ACCOUNT]);
        self::runner($site)->undo();
        self::assertEquals($before, $site->seen());
    }

    public function test_required_profile_fields_are_told(): void {
        $site = new memory_site(false);
        $site->accounts[plan::ACCOUNT] = memory_site::an_account(9, ['complete' => false]);
        $finding = self::named(self::runner($site)->make(), 'account');
        self::assertSame(['open', 'setup_detail_accountprofile'], [$finding->state, $finding->detail]);
    }

    public function test_a_setting_that_config_php_decides_is_left_to_it(): void {
        $site = new memory_site(true);
        $site->forced = [':enablewebservices', ':auth'];
        $states = self::runner($site)->make();
        self::assertSame('setup_detail_forced', self::named($states, 'webservices')->detail);
        self::assertSame('open', self::named($states, 'auth_userkey')->state);
        self::assertSame('done', self::named($states, 'rest')->state);
    }

    public function test_roles_that_are_no_longer_wanted_are_no_longer_allowed(): void {
        $site = new memory_site(false);
        self::runner($site)->make();
        self::assertTrue(runner::is_open(self::runner($site, ['roles' => 'student,editingteacher'])->check()));
        self::runner($site, ['roles' => 'student,editingteacher'])->make();
        self::assertEqualsCanonicalizing([2, 3], $site->roles[plan::ROLE]['assigns']);
        self::assertFalse(runner::is_open(self::runner($site)->check()), 'the choice is remembered');
        $finding = self::named(self::runner($site, ['roles' => 'student,warden'])->make(), 'assignable');
        self::assertSame(['roles' => 'warden'], $finding->about);
    }

    public function test_roles_that_nobody_chose_follow_the_plan_of_a_later_version(): void {
        $site = new memory_site(false);
        $steps = plan::steps(memory_site::FUNCTIONS);
        $earlier = wishes::read([], $site->now, new DateTimeZone('UTC'));
        $earlier->roles = ['student'];
        (new runner($site, $steps, $earlier))->make();
        self::assertSame([3], $site->roles[plan::ROLE]['assigns']);
        self::runner($site)->make();
        self::assertCount(count(plan::ROLES), $site->roles[plan::ROLE]['assigns']);
    }

    public function test_an_old_moodle_without_welcome_messages_is_not_asked_for_them(): void {
        $site = new memory_site(false);
        unset($site->settings['enrol_manual:sendcoursewelcomemessage']);
        $finding = self::named(self::runner($site, ['nowelcome' => true])->make(), 'welcome');
        self::assertSame(['skipped', ''], [$finding->state, $finding->cure]);
        self::assertArrayNotHasKey('enrol_manual:sendcoursewelcomemessage', $site->settings);
    }

    public function test_an_upgrade_that_waits_is_open(): void {
        $site = new memory_site(false);
        $site->inthedatabase = 6;
        $findings = self::runner($site)->make();
        self::assertSame('open', self::states($findings)['installed']);
        self::assertTrue(runner::is_open($findings));
    }
}
