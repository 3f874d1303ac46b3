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

namespace local_opensis\local\upsert;

/**
 * Contexts of many records at once: made with three statements, or loaded with one.
 *
 * @package    local_opensis
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class contexts {
    /**
     * Makes the contexts of new records and keeps them for this request, as core does one by one.
     *
     * @param int $level CONTEXT_USER or CONTEXT_COURSE
     * @param array[] $children path of the parent context => ids of the new records below it
     */
    public static function create(int $level, array $children): void {
        global $DB;

        $records = [];
        $ids = [];
        foreach ($children as $instanceids) {
            foreach ($instanceids as $instanceid) {
                $records[] = ['contextlevel' => $level, 'instanceid' => $instanceid, 'path' => null, 'depth' => 0];
                $ids[] = $instanceid;
            }
        }
        $DB->insert_records('context', $records);
        foreach ($children as $path => $instanceids) {
            // A context's path ends with its own id, which is known only now.
            [$in, $params] = $DB->get_in_or_equal($instanceids, SQL_PARAMS_NAMED, 'i');
            $params += ['prefix' => $path . '/', 'depth' => substr_count($path, '/') + 1, 'level' => $level];
            $DB->execute('UPDATE {context} SET path = ' . $DB->sql_concat(':prefix', 'id') . ", depth = :depth
                           WHERE contextlevel = :level AND instanceid $in", $params);
        }
        self::load($level, $ids);
    }

    /**
     * Loads contexts that exist, so that asking for each of them costs no statement.
     *
     * @param int $level the level of all of them
     * @param int[] $instanceids the records' ids
     */
    public static function load(int $level, array $instanceids): void {
        global $DB;

        if (!$instanceids) {
            return;
        }
        [$in, $params] = $DB->get_in_or_equal($instanceids, SQL_PARAMS_NAMED, 'i');
        $columns = \context_helper::get_preload_record_columns_sql('ctx');
        $records = $DB->get_records_sql("SELECT $columns FROM {context} ctx
            WHERE ctx.contextlevel = :level AND ctx.instanceid $in", $params + ['level' => $level]);
        foreach ($records as $record) {
            \context_helper::preload_from_record($record);
        }
    }
}
