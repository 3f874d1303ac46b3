<?php
// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Lists as text: names of fields, and ids.
 */

declare(strict_types=1);

use local_opensis\local\field_list;
use PHPUnit\Framework\TestCase;

final class field_list_test extends TestCase {
    private const KNOWN = ['id', 'email', 'idnumber'];

    public function test_nothing_means_all(): void {
        self::assertSame(['id' => true, 'email' => true, 'idnumber' => true], field_list::fields('', self::KNOWN));
        self::assertSame(['id' => true, 'email' => true, 'idnumber' => true], field_list::fields('  ', self::KNOWN));
        self::assertNull(field_list::ids(''));
    }

    public function test_the_key_is_always_there_and_the_order_is_ours(): void {
        self::assertSame(['id' => true, 'idnumber' => true], field_list::fields('idnumber', self::KNOWN));
        self::assertSame(['id' => true, 'email' => true, 'idnumber' => true], field_list::fields('idnumber, email', self::KNOWN));
        self::assertSame(['id' => true, 'email' => true], field_list::fields('email,email,id', self::KNOWN));
    }

    /**
     * @dataProvider unknown
     */
    public function test_an_unknown_name_is_named(string $text, string $name): void {
        try {
            field_list::fields($text, self::KNOWN);
            self::fail('taken');
        } catch (OutOfRangeException $e) {
            self::assertSame($name, $e->getMessage());
        }
    }

    public static function unknown(): array {
        return [
            ['password', 'password'],
            ['email,password,secret', 'password'],
            ['email,', ''],
            ['EMAIL', 'EMAIL'],
            ['email;idnumber', 'email;idnumber'],
        ];
    }

    public function test_ids_are_sorted_without_repeats(): void {
        self::assertSame([2, 3, 10], field_list::ids('10, 2,3,2'));
    }

    /**
     * @dataProvider not_ids
     */
    public function test_what_is_no_id_is_refused(string $text): void {
        $this->expectException(OutOfRangeException::class);
        field_list::ids($text);
    }

    public static function not_ids(): array {
        return [['0'], ['-1'], ['1,'], ['1.5'], ['x'], ['1 2'], ["1\n,2x"], ['99999999999999999999'], ['1) OR (1=1']];
    }

    public function test_too_many_ids_are_refused(): void {
        self::assertCount(field_list::MAX_IDS, field_list::ids(implode(',', range(1, field_list::MAX_IDS))));
        $this->expectException(OutOfRangeException::class);
        field_list::ids(implode(',', range(1, field_list::MAX_IDS + 1)));
    }
}
