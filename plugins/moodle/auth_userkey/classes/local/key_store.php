<?php
// This file is part of Moodle - http://moodle.org/
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
// along with Moodle.  If not, see <http://www.gnu.org/licenses/>.

namespace auth_userkey\local;

/**
 * The keys that were handed out and not used yet.
 *
 * Only hashes are stored: who reads the table, or a backup of it, can enter with none of them. A plain SHA-256 is
 * enough, for the key is 128 random bits and not a word that could be guessed.
 *
 * @package    auth_userkey
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class key_store {
    /** @var string The table. */
    public const TABLE = 'auth_userkey_keys';
    /** @var int Live keys that one user may have: a double click must not kill the first address. */
    public const LIVE_KEYS = 5;
    /** @var int Seconds an expired key stays, so that a late visitor reads "expired" and not "unknown". */
    private const GRACE = 900;

    /**
     * Makes a key for a user. The key itself is in the answer and nowhere else.
     *
     * @param int $userid whom it signs in
     * @param int $lifetime seconds
     * @param string|null $ip the only address that may use it; null: any
     * @return string 32 hexadecimal digits
     */
    public static function issue(int $userid, int $lifetime, ?string $ip): string {
        global $DB;

        $key = bin2hex(random_bytes(16));
        $now = time();
        $DB->insert_record(self::TABLE, (object) [
            'keyhash' => self::hash($key),
            'userid' => $userid,
            'ip' => $ip,
            'timecreated' => $now,
            'timeexpires' => $now + $lifetime,
        ], false);
        self::drop_oldest($userid);
        return $key;
    }

    /**
     * Takes a key out of the store: of many requests with the same key exactly one gets its row.
     *
     * One UPDATE decides. The database locks the row for it, and who comes second finds the mark set and changes
     * nothing; each then looks for its own mark. This holds on every database Moodle runs on, without a
     * transaction, and a process that dies in between leaves a key that nobody can use.
     *
     * @param string $key as it was issued
     * @return \stdClass|null userid, ip, timeexpires; null: no such key, or taken already
     */
    public static function take(string $key): ?\stdClass {
        global $DB;

        $hash = self::hash($key);
        $mark = bin2hex(random_bytes(16));
        $DB->set_field_select(self::TABLE, 'claim', $mark, 'keyhash = ? AND claim IS NULL', [$hash]);
        $row = $DB->get_record(self::TABLE, ['keyhash' => $hash, 'claim' => $mark], 'id, userid, ip, timeexpires');
        if (!$row) {
            return null;
        }
        $DB->delete_records(self::TABLE, ['id' => $row->id]);
        return $row;
    }

    /**
     * Removes all keys of a user.
     *
     * @param int $userid the user
     */
    public static function drop_all_of(int $userid): void {
        global $DB;

        $DB->delete_records(self::TABLE, ['userid' => $userid]);
    }

    /**
     * Removes the keys whose time is over.
     */
    public static function clear_expired(): void {
        global $DB;

        $DB->delete_records_select(self::TABLE, 'timeexpires < ?', [time() - self::GRACE]);
    }

    /**
     * Keeps the newest keys of a user and removes the others.
     *
     * @param int $userid the user
     */
    private static function drop_oldest(int $userid): void {
        global $DB;

        $old = $DB->get_fieldset_select(self::TABLE, 'id', 'userid = ? AND claim IS NULL', [$userid]);
        if (count($old) <= self::LIVE_KEYS) {
            return;
        }
        rsort($old, SORT_NUMERIC);
        $DB->delete_records_list(self::TABLE, 'id', array_slice($old, self::LIVE_KEYS));
    }

    /**
     * What is stored of a key.
     *
     * @param string $key the key
     * @return string
     */
    private static function hash(string $key): string {
        return hash('sha256', $key);
    }
}
