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

namespace local_opensis\local\setup;

/**
 * What the administrator asked for, read from texts and checked. What was not asked for is null.
 *
 * Knows nothing of Moodle.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class wishes {
    /** @var string The word that lifts a restriction. */
    public const NONE = 'none';

    /** @var int Longest list of addresses that Moodle stores with a token. */
    private const LONGEST = 255;

    /** @var string|null Addresses from which the tokens work, as Moodle writes them; empty: from everywhere. */
    public $ip = null;

    /** @var int|null When the tokens end; 0: never. */
    public $validuntil = null;

    /** @var string[]|null Short names of the roles that the account may give. */
    public $roles = null;

    /** @var bool Whether the roles were asked for, and are not just those of the plan. */
    public $chosenroles = false;

    /** @var bool Whether tokens are made that replace those that are there. */
    public $newtokens = false;

    /** @var bool Whether welcome messages are to be switched off. */
    public $nowelcome = false;

    /**
     * Reads the wishes.
     *
     * @param array $texts ip, validuntil, roles as text; newtokens, nowelcome as bool; any may be left out
     * @param int $now the time
     * @param \DateTimeZone $zone the zone in which a date is meant
     * @return self
     * @throws bad_wish
     */
    public static function read(array $texts, int $now, \DateTimeZone $zone): self {
        $wishes = new self();
        $wishes->newtokens = !empty($texts['newtokens']);
        $wishes->nowelcome = !empty($texts['nowelcome']);
        $ip = trim((string) ($texts['ip'] ?? ''));
        if ($ip !== '') {
            $wishes->ip = $ip === self::NONE ? '' : self::addresses($ip);
        }
        $until = trim((string) ($texts['validuntil'] ?? ''));
        if ($until !== '') {
            $wishes->validuntil = $until === self::NONE ? 0 : self::moment($until, $now, $zone);
        }
        $roles = preg_split('/[\s,]+/', (string) ($texts['roles'] ?? ''), -1, PREG_SPLIT_NO_EMPTY);
        if ($roles) {
            $wishes->roles = array_values(array_unique($roles));
            $wishes->chosenroles = true;
        }
        return $wishes;
    }

    /**
     * Reads a list of addresses.
     *
     * @param string $text addresses (192.0.2.7), networks (192.0.2.0/24) and ranges (192.0.2.10-20), parted by commas
     * @return string the same, parted by single commas
     */
    private static function addresses(string $text): string {
        $list = preg_split('/[\s,;]+/', $text, -1, PREG_SPLIT_NO_EMPTY);
        foreach ($list as $entry) {
            if (!self::is_address($entry) && !self::is_network($entry) && !self::is_range($entry)) {
                throw new bad_wish('ip', $entry);
            }
        }
        $joined = implode(',', array_unique($list));
        if ($list === [] || strlen($joined) > self::LONGEST) {
            throw new bad_wish('iplength', (string) self::LONGEST);
        }
        return $joined;
    }

    /**
     * Whether it is one whole address.
     *
     * @param string $text the address
     * @return bool
     */
    private static function is_address(string $text): bool {
        return filter_var($text, FILTER_VALIDATE_IP) !== false;
    }

    /**
     * Whether it is a network: an address, a stroke and the length of its prefix.
     *
     * @param string $text the network
     * @return bool
     */
    private static function is_network(string $text): bool {
        if (!preg_match('~^([^/]+)/([0-9]{1,3})$~', $text, $parts) || !self::is_address($parts[1])) {
            return false;
        }
        return (int) $parts[2] <= (strpos($parts[1], ':') === false ? 32 : 128);
    }

    /**
     * Whether it is a range over the last group of an address of version 4.
     *
     * @param string $text the range
     * @return bool
     */
    private static function is_range(string $text): bool {
        if (!preg_match('~^((?:[0-9]{1,3}\.){3})([0-9]{1,3})-([0-9]{1,3})$~', $text, $parts)) {
            return false;
        }
        return self::is_address($parts[1] . $parts[2]) && self::is_address($parts[1] . $parts[3])
            && (int) $parts[2] <= (int) $parts[3];
    }

    /**
     * Reads when the tokens end.
     *
     * @param string $text a day (its last second is meant), a day and a time, or seconds since 1970
     * @param int $now the time
     * @param \DateTimeZone $zone the zone that is meant
     * @return int
     */
    private static function moment(string $text, int $now, \DateTimeZone $zone): int {
        $moment = false;
        if (preg_match('/^[0-9]{9,11}$/', $text)) {
            $moment = (int) $text;
        } else if (preg_match('/^([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[ T]([0-9]{2}:[0-9]{2}))?$/', $text, $parts)) {
            $format = '!Y-m-d H:i:s';
            $exact = $parts[1] . ' ' . (isset($parts[2]) ? $parts[2] . ':00' : '23:59:59');
            $read = \DateTimeImmutable::createFromFormat($format, $exact, $zone);
            // The 31st of June is read as the 1st of July; that is nobody's wish.
            if ($read && $read->format('Y-m-d H:i:s') === $exact) {
                $moment = $read->getTimestamp();
            }
        }
        if ($moment === false) {
            throw new bad_wish('validuntil', $text);
        }
        if ($moment <= $now) {
            throw new bad_wish('past', $text);
        }
        return $moment;
    }
}
