<?php
// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The statement as docs/handover.md has it, checked by reading it again without the class.
 */

declare(strict_types=1);

use Causeway\Lms\Person;
use Causeway\Lms\Refusal;
use Causeway\Lms\Statement;
use PHPUnit\Framework\TestCase;

final class statement_test extends TestCase {
    private const KEY = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8';

    private static function person(): Person {
        $person = new Person();
        [$person->subject, $person->profile, $person->profile_id, $person->id] = ['staff:7', 'teacher', 2, 7];
        [$person->name, $person->user, $person->school, $person->year] = ['Zoë "Z" O\'Hara', 'zoe', 2, 2026];
        return $person;
    }

    private static function bytes(string $part): string {
        return base64_decode(strtr($part, '-_', '+/'));
    }

    public function test_it_reads_as_the_contract_says(): void {
        $claims = Statement::claims(self::person(), 'north', 'go', 'https://sis.example.org', 1700000000, ['section' => 331]);
        $parts = explode('.', Statement::sign($claims, self::KEY));
        self::assertCount(3, $parts);
        self::assertSame('{"alg":"HS256","typ":"JWT"}', self::bytes($parts[0]));
        self::assertSame(hash_hmac('sha256', "$parts[0].$parts[1]", implode('', array_map('chr', range(0, 31))), true), self::bytes($parts[2]));
        $read = json_decode(self::bytes($parts[1]), true, 4, JSON_THROW_ON_ERROR);
        $nonce = $read['jti'];
        unset($read['jti']);
        self::assertSame([
            'iss' => 'opensis', 'aud' => 'causeway:north', 'sub' => 'staff:7', 'profile' => 'teacher', 'profile_id' => 2,
            'name' => 'Zoë "Z" O\'Hara', 'user' => 'zoe', 'school' => 2, 'year' => 2026, 'page' => 'go',
            'origin' => 'https://sis.example.org', 'iat' => 1700000000, 'exp' => 1700000060, 'section' => 331,
        ], $read);
        self::assertMatchesRegularExpression('/^[A-Za-z0-9_-]{24}$/', $nonce, '18 random bytes');
        self::assertStringNotContainsString('=', implode('', $parts));
    }

    public function test_no_two_are_alike(): void {
        $nonces = [];
        for ($i = 0; $i < 1000; $i++) {
            $nonces[Statement::claims(self::person(), 'l', 'go', 'http://a', 1700000000)['jti']] = true;
        }
        self::assertCount(1000, $nonces);
    }

    public function test_names_that_are_no_utf8_or_very_long_still_make_a_statement(): void {
        $person = self::person();
        $person->name = "Zo\xeb";
        $person->user = str_repeat('ü', 400);
        $claims = Statement::claims($person, 'l', 'go', 'http://a', 1700000000);
        self::assertSame('Zo?', $claims['name']);
        self::assertSame(str_repeat('ü', 300), $claims['user']);
        self::assertNotSame('', Statement::sign($claims, self::KEY));
    }

    public static function bad_keys(): array {
        return ['empty' => [''], 'short' => [substr(self::KEY, 0, 40)], 'padded' => [self::KEY . '='], 'blank' => [self::KEY . ' '],
            'other alphabet' => [str_replace('A', '+', self::KEY)], 'stray bits' => [substr(self::KEY, 0, -1) . '9'], 'line' => [self::KEY . "\n"]];
    }

    /**
     * @dataProvider bad_keys
     */
    public function test_a_key_that_will_not_do_signs_nothing(string $key): void {
        self::assertNull(Statement::key_bytes($key));
        $this->expectException(Refusal::class);
        Statement::sign(['iss' => 'opensis'], $key);
    }
}
