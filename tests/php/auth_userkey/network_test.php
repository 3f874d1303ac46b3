<?php
// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Network addresses: equal ones however they are spelled, lists, networks, ranges.
 */

declare(strict_types=1);

use auth_userkey\local\network;
use PHPUnit\Framework\TestCase;

final class network_test extends TestCase {
    public function test_the_same_address_in_two_spellings(): void {
        self::assertTrue(network::same('192.0.2.7', '192.0.2.7'));
        self::assertTrue(network::same('::1', '0:0:0:0:0:0:0:1'));
        self::assertTrue(network::same('2001:DB8::A', '2001:db8:0::a'));
        self::assertTrue(network::same('::ffff:192.0.2.7', '192.0.2.7'));
        self::assertFalse(network::same('192.0.2.7', '192.0.2.70'));
        self::assertFalse(network::same('::1', '127.0.0.1'));
    }

    public function test_what_is_no_address_equals_nothing(): void {
        foreach (['', '192.0.2', '192.0.2.256', '192.0.2.07', 'localhost', '1.2.3.4, 5.6.7.8', ':::'] as $text) {
            self::assertFalse(network::same($text, $text), $text);
            self::assertNull(network::normalise($text), $text);
            self::assertFalse(network::in_list($text, '0.0.0.0/0 ::/0'), $text);
        }
    }

    public function test_one_spelling_is_stored(): void {
        self::assertSame('192.0.2.7', network::normalise('::FFFF:192.0.2.7'));
        self::assertSame('2001:db8::a', network::normalise('2001:0DB8:0:0:0:0:0:A'));
    }

    /**
     * @dataProvider lists
     */
    public function test_lists(string $ip, string $list, bool $expected): void {
        self::assertSame($expected, network::in_list($ip, $list));
    }

    public static function lists(): array {
        return [
            'empty' => ['192.0.2.7', '', false],
            'one' => ['192.0.2.7', '192.0.2.7', true],
            'comma' => ['192.0.2.7', '198.51.100.1, 192.0.2.7', true],
            'semicolon' => ['192.0.2.7', '198.51.100.1;192.0.2.7', true],
            'lines' => ['192.0.2.7', "198.51.100.1\r\n192.0.2.7\r\n", true],
            'network' => ['192.0.2.7', '192.0.2.0/24', true],
            'beside the network' => ['192.0.3.0', '192.0.2.0/24', false],
            'network from its middle' => ['192.0.2.1', '192.0.2.200/24', true],
            'odd mask, last inside' => ['192.0.2.127', '192.0.2.0/25', true],
            'odd mask, first outside' => ['192.0.2.128', '192.0.2.0/25', false],
            'mask 31' => ['192.0.2.7', '192.0.2.6/31', true],
            'mask 32' => ['192.0.2.7', '192.0.2.6/32', false],
            'mask 0' => ['203.0.113.9', '0.0.0.0/0', true],
            'mask 0 of the other family' => ['2001:db8::1', '0.0.0.0/0', false],
            'mask too long' => ['192.0.2.7', '192.0.2.7/33', false],
            'mask no number' => ['192.0.2.7', '192.0.2.0/x', false],
            'IPv6 network' => ['2001:db8:1::5', '2001:db8::/32', true],
            'IPv6 odd mask, inside' => ['2001:db8:7fff::1', '2001:db8::/33', true],
            'IPv6 odd mask, outside' => ['2001:db8:8000::1', '2001:db8::/33', false],
            'range' => ['192.0.2.15', '192.0.2.10 - 192.0.2.20', true],
            'short range' => ['192.0.2.15', '192.0.2.10-20', true],
            'end of range' => ['192.0.2.20', '192.0.2.10-20', true],
            'behind the range' => ['192.0.2.21', '192.0.2.10-20', false],
            'range backwards' => ['192.0.2.15', '192.0.2.20-10', false],
            'range past the end' => ['192.0.2.15', '192.0.2.10-300', false],
            'rubbish beside a good entry' => ['192.0.2.7', 'rubbish, 192.0.2.7', true],
            'prefix is no match' => ['192.0.2.70', '192.0.2.7', false],
        ];
    }

    public function test_entries_that_are_none_are_named(): void {
        self::assertSame([], network::faults("192.0.2.7, 192.0.2.0/24\n2001:db8::/32;192.0.2.1 - 9"));
        self::assertSame(['rubbish', '192.0.2.0/33', '192.0.2.9-1'], network::faults('rubbish 192.0.2.0/33, ::1, 192.0.2.9-1'));
    }
}
