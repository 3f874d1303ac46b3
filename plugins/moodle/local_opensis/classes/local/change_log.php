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

namespace local_opensis\local;

/**
 * Writes the notes that local_opensis_get_changes tells.
 *
 * A note is written in the transaction that makes the change. A function that makes many changes in one
 * transaction can hold() them and flush() them in one statement before it commits.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class change_log {
    /** The table. */
    public const TABLE = 'local_opensis_change';

    /** Notes are kept for this many seconds. */
    public const KEPT = 30 * 24 * 3600;

    /** What changes are told of. */
    public const KINDS = ['people', 'courses', 'enrolments', 'grades'];

    /** @var \stdClass[]|null notes that are held, or null when none are */
    private static $held = null;

    /** @var bool|null whether the table is there; the events are observed before it is made */
    private static $ready = null;

    /**
     * Notes a change.
     *
     * @param string $kind one of KINDS
     * @param string $what created, updated, deleted
     * @param int $objectid of the record
     * @param int $userid whom it is about; 0 for nobody
     * @param int $courseid where it is; 0 for nowhere
     */
    public static function note(string $kind, string $what, int $objectid, int $userid, int $courseid): void {
        global $DB;
        if (!self::$ready) {
            self::$ready = !during_initial_install() && get_config('local_opensis', 'version');
            if (!self::$ready) {
                return;
            }
        }
        $note = (object) [
            'kind' => $kind,
            'what' => $what,
            'objectid' => $objectid,
            'userid' => $userid,
            'courseid' => $courseid,
            'timecreated' => time(),
        ];
        if (self::$held !== null) {
            // One of the same record in the same transaction is enough.
            self::$held["$kind/$what/$objectid/$userid/$courseid"] = $note;
            return;
        }
        $DB->insert_record_raw(self::TABLE, $note, false);
        hint::mark();
    }

    /**
     * From now on, notes are held: the caller is in a transaction of its own, and flushes before it commits.
     */
    public static function hold(): void {
        self::$held = [];
    }

    /**
     * Writes the notes held, in one statement; further ones are written at once again.
     */
    public static function flush(): void {
        global $DB;
        $notes = self::$held;
        self::$held = null;
        if ($notes) {
            $DB->insert_records(self::TABLE, array_values($notes));
            hint::mark();
        }
    }

    /**
     * Forgets the notes held: the transaction was rolled back.
     */
    public static function drop(): void {
        self::$held = null;
    }

    /**
     * Deletes what is too old, but never the newest note: databases that restart count on from it.
     *
     * @param int $now the time
     * @return int the highest id that was ever deleted
     */
    public static function trim(int $now): int {
        global $DB;
        $trimmed = (int) get_config('local_opensis', 'trimmedto');
        $old = (int) $DB->get_field_sql(
            'SELECT MAX(id) FROM {' . self::TABLE . '} WHERE timecreated < :old',
            ['old' => $now - self::KEPT]
        );
        $newest = (int) $DB->get_field_sql('SELECT MAX(id) FROM {' . self::TABLE . '}');
        $old = min($old, $newest - 1);
        if ($old > $trimmed) {
            // First the mark, then the rows: a reader who comes between is sent back once too often, and misses nothing.
            set_config('trimmedto', $old, 'local_opensis');
            $DB->delete_records_select(self::TABLE, 'id <= :old', ['old' => $old]);
            return $old;
        }
        return $trimmed;
    }
}
