<?php
// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Who may enter: each refusal with its own reason, and nobody else refused.
 */

declare(strict_types=1);

use auth_userkey\local\entry_rules;
use auth_userkey\local\refusal;
use PHPUnit\Framework\TestCase;

final class entry_rules_test extends TestCase {
    private static function account(array $changes = []): stdClass {
        // As a database hands it out: numbers are strings.
        return (object) ($changes + ['id' => '7', 'auth' => 'userkey', 'mnethostid' => '1', 'deleted' => '0',
            'suspended' => '0', 'confirmed' => '1']);
    }

    private static function ask(?stdClass $user, array $flags = []): ?string {
        $flags += ['allowadmins' => false, 'isguest' => false, 'isadmin' => false, 'methodon' => true];
        $rules = new entry_rules($flags['allowadmins'], 1);
        return $rules->reason_against($user, $flags['isguest'], $flags['isadmin'], $flags['methodon']);
    }

    public function test_an_ordinary_account_enters_whatever_its_method(): void {
        foreach (['userkey', 'manual', 'ldap', 'oauth2'] as $auth) {
            self::assertNull(self::ask(self::account(['auth' => $auth])), $auth);
        }
    }

    public function test_each_refusal_has_its_reason(): void {
        self::assertSame(refusal::DELETED, self::ask(null));
        self::assertSame(refusal::DELETED, self::ask(self::account(['deleted' => '1'])));
        self::assertSame(refusal::SUSPENDED, self::ask(self::account(['suspended' => '1'])));
        self::assertSame(refusal::UNCONFIRMED, self::ask(self::account(['confirmed' => '0'])));
        self::assertSame(refusal::NO_LOGIN, self::ask(self::account(['auth' => 'nologin'])));
        self::assertSame(refusal::NO_LOGIN, self::ask(self::account(['auth' => 'webservice'])));
        self::assertSame(refusal::REMOTE, self::ask(self::account(['mnethostid' => '3'])));
        self::assertSame(refusal::GUEST, self::ask(self::account(), ['isguest' => true]));
        self::assertSame(refusal::METHOD_OFF, self::ask(self::account(['auth' => 'ldap']), ['methodon' => false]));
        self::assertSame(refusal::SITE_ADMIN, self::ask(self::account(), ['isadmin' => true]));
    }

    public function test_the_setting_lets_administrators_in_and_nobody_else(): void {
        self::assertNull(self::ask(self::account(), ['isadmin' => true, 'allowadmins' => true]));
        self::assertSame(refusal::SUSPENDED,
            self::ask(self::account(['suspended' => '1']), ['isadmin' => true, 'allowadmins' => true]));
        self::assertSame(refusal::GUEST, self::ask(self::account(), ['isguest' => true, 'allowadmins' => true]));
    }

    /**
     * Every combination of flaws is refused, and the one without any is not.
     */
    public function test_one_flaw_is_enough(): void {
        $flaws = [['deleted' => '1'], ['suspended' => '1'], ['confirmed' => '0'], ['auth' => 'nologin'], ['mnethostid' => '2']];
        for ($set = 0; $set < 1 << count($flaws); $set++) {
            $changes = [];
            foreach ($flaws as $i => $flaw) {
                $changes += $set & 1 << $i ? $flaw : [];
            }
            self::assertSame($set === 0, self::ask(self::account($changes)) === null, "set $set");
        }
    }
}
