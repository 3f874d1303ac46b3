<?php
// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * What an administrator may type: addresses, dates, roles.
 */

declare(strict_types=1);

use local_opensis\local\setup\bad_wish;
use local_opensis\local\setup\wishes;
use PHPUnit\Framework\TestCase;

final class wishes_test extends TestCase {
    private const NOW = 1800000000; // 2027-01-15 08:00 UTC.

    private static function read(array $texts, string $zone = 'UTC'): wishes {
        return wishes::read($texts, self::NOW, new DateTimeZone($zone));
    }

    public function test_nothing_asked_for_is_null(): void {
        $wishes = self::read(['ip' => ' ', 'validuntil' => '', 'roles' => ' , ']);
        self::assertNull($wishes->ip);
        self::assertNull($wishes->validuntil);
        self::assertNull($wishes->roles);
        self::assertFalse($wishes->newtokens || $wishes->nowelcome);
    }

    /**
     * @dataProvider addresses
     */
    public function test_addresses(string $text, ?string $expected): void {
        if ($expected === null) {
            $this->expectException(bad_wish::class);
        }
        self::assertSame($expected, self::read(['ip' => $text])->ip);
    }

    public static function addresses(): array {
        return [
            'one' => ['192.0.2.7', '192.0.2.7'],
            'blanks and doubles' => [' 192.0.2.7 , 192.0.2.7;2001:db8::1 ', '192.0.2.7,2001:db8::1'],
            'network' => ['192.0.2.0/24', '192.0.2.0/24'],
            'network 6' => ['2001:db8::/32', '2001:db8::/32'],
            'range' => ['192.0.2.10-20', '192.0.2.10-20'],
            'lifted' => ['none', ''],
            'three groups' => ['192.0.2', null],
            'too much' => ['192.0.2.256', null],
            'mask 33' => ['192.0.2.0/33', null],
            'mask 129' => ['2001:db8::/129', null],
            'range upside down' => ['192.0.2.20-10', null],
            'range too far' => ['192.0.2.20-300', null],
            'a name' => ['sis.example.edu', null],
            'one good, one bad' => ['192.0.2.7,nowhere', null],
            'only commas' => [',', null],
            'too long to be stored' => [implode(',', array_map(fn($i) => "192.0.2.$i", range(1, 30))), null],
        ];
    }

    /**
     * @dataProvider moments
     */
    public function test_moments(string $text, ?string $expected, string $zone = 'UTC'): void {
        if ($expected === null) {
            $this->expectException(bad_wish::class);
        }
        $moment = self::read(['validuntil' => $text], $zone)->validuntil;
        self::assertSame($expected, gmdate('Y-m-d H:i:s', $moment));
    }

    public static function moments(): array {
        return [
            'a day is meant to its end' => ['2027-07-31', '2027-07-31 23:59:59'],
            'in the zone of the site' => ['2027-07-31', '2027-07-31 21:59:59', 'Europe/Berlin'],
            'a day and a time' => ['2027-07-31 18:00', '2027-07-31 18:00:00'],
            'seconds' => ['1800000001', '2027-01-15 08:00:01'],
            'today is not over' => ['2027-01-15', '2027-01-15 23:59:59'],
            'never' => ['none', '1970-01-01 00:00:00'],
            'now is too late' => ['1800000000', null],
            'past' => ['2026-12-31', null],
            'no such day' => ['2027-06-31', null],
            'another order' => ['31.07.2027', null],
            'words' => ['next summer', null],
            'no such time' => ['2027-07-31 25:00', null],
        ];
    }

    public function test_a_bad_wish_tells_the_rule_and_what_was_given(): void {
        foreach (['ip' => ['ip', 'x'], 'validuntil' => ['validuntil', 'y'], 'past' => ['validuntil', '2020-01-01']] as $rule => $try) {
            try {
                self::read([$try[0] => $try[1]]);
                self::fail('taken');
            } catch (bad_wish $e) {
                self::assertSame([$rule, $try[1]], [$e->rule, $e->given]);
                self::assertSame('setup_wish_' . $rule, $e->string_name());
            }
        }
    }

    public function test_roles_are_parted_by_commas_or_blanks(): void {
        self::assertSame(['student', 'teacher'], self::read(['roles' => ' student, teacher student'])->roles);
    }
}
