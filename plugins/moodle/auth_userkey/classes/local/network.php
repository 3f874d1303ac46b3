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
 * Network addresses: is it one, is it the same one, is it in a list.
 *
 * Addresses are compared as the numbers they stand for, so that "::1" equals "0:0:0:0:0:0:0:1" and an IPv4
 * address equals its IPv6-mapped form. Pure functions, tested without Moodle.
 *
 * @package    auth_userkey
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class network {
    /** @var string What an IPv4 address looks like inside IPv6: ten zero bytes, then two of 0xff. */
    private const MAPPED = "\0\0\0\0\0\0\0\0\0\0\xff\xff";

    /**
     * The usual spelling of an address, or null when it is none.
     *
     * @param string $ip IPv4 or IPv6
     * @return string|null
     */
    public static function normalise(string $ip): ?string {
        $bytes = self::bytes($ip);
        return $bytes === null ? null : inet_ntop($bytes);
    }

    /**
     * Whether two spellings mean the same address. What is no address equals nothing.
     *
     * @param string $left an address
     * @param string $right an address
     * @return bool
     */
    public static function same(string $left, string $right): bool {
        $bytes = self::bytes($left);
        return $bytes !== null && $bytes === self::bytes($right);
    }

    /**
     * Whether an address is in a list.
     *
     * @param string $ip the address
     * @param string $list addresses (192.0.2.7), networks (192.0.2.0/24, 2001:db8::/32) and ranges
     *     (192.0.2.10-192.0.2.20 or 192.0.2.10-20), parted by comma, semicolon or white space; entries that
     *     are none of these match nothing
     * @return bool
     */
    public static function in_list(string $ip, string $list): bool {
        $bytes = self::bytes($ip);
        if ($bytes === null) {
            return false;
        }
        foreach (self::entries($list) as $entry) {
            if (self::matches($bytes, $entry)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The entries of a list that cannot be understood.
     *
     * @param string $list as for in_list()
     * @return string[]
     */
    public static function faults(string $list): array {
        return array_values(array_filter(self::entries($list), function (string $entry): bool {
            return self::span($entry) === null;
        }));
    }

    /**
     * Cuts a list into its entries.
     *
     * @param string $list as for in_list()
     * @return string[]
     */
    private static function entries(string $list): array {
        $list = preg_replace('/\s*-\s*/', '-', $list);
        return preg_split('/[\s,;]+/', $list, -1, PREG_SPLIT_NO_EMPTY);
    }

    /**
     * Whether an address lies in one entry.
     *
     * @param string $bytes the address
     * @param string $entry the entry
     * @return bool
     */
    private static function matches(string $bytes, string $entry): bool {
        $span = self::span($entry);
        // Bytes of equal length compare like the numbers they spell.
        return $span !== null && strlen($bytes) === strlen($span[0]) &&
            strcmp($span[0], $bytes) <= 0 && strcmp($bytes, $span[1]) <= 0;
    }

    /**
     * First and last address of an entry, or null when it is none.
     *
     * @param string $entry an address, a network or a range
     * @return string[]|null
     */
    private static function span(string $entry): ?array {
        if (strpos($entry, '/') !== false) {
            return self::network_span($entry);
        }
        if (strpos($entry, '-') !== false) {
            return self::range_span($entry);
        }
        $bytes = self::bytes($entry);
        return $bytes === null ? null : [$bytes, $bytes];
    }

    /**
     * First and last address of a network such as 192.0.2.0/24.
     *
     * @param string $entry the network
     * @return string[]|null
     */
    private static function network_span(string $entry): ?array {
        [$ip, $bits] = explode('/', $entry, 2);
        $bytes = self::bytes($ip);
        if ($bytes === null || !preg_match('/^[0-9]{1,3}$/', $bits) || (int) $bits > 8 * strlen($bytes)) {
            return null;
        }
        $mask = '';
        for ($left = (int) $bits, $i = 0; $i < strlen($bytes); $i++, $left -= 8) {
            $mask .= chr(0xff << (8 - max(0, min(8, $left))) & 0xff);
        }
        return [$bytes & $mask, $bytes | ~$mask];
    }

    /**
     * First and last address of a range such as 192.0.2.10-192.0.2.20 or 192.0.2.10-20.
     *
     * @param string $entry the range
     * @return string[]|null
     */
    private static function range_span(string $entry): ?array {
        [$from, $to] = explode('-', $entry, 2);
        if (preg_match('/^[0-9]{1,3}$/', $to) && preg_match('/^(.*\.)[0-9]+$/', $from, $found)) {
            $to = $found[1] . $to;
        }
        $first = self::bytes($from);
        $last = self::bytes($to);
        if ($first === null || $last === null || strlen($first) !== strlen($last) || strcmp($first, $last) > 0) {
            return null;
        }
        return [$first, $last];
    }

    /**
     * The number an address stands for, as 4 or 16 bytes, or null.
     *
     * @param string $ip the address
     * @return string|null
     */
    private static function bytes(string $ip): ?string {
        if (filter_var($ip, FILTER_VALIDATE_IP) === false) {
            return null;
        }
        $bytes = inet_pton($ip);
        if (strlen($bytes) === 16 && strpos($bytes, self::MAPPED) === 0) {
            $bytes = substr($bytes, 12);
        }
        return $bytes;
    }
}
