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
 * What the listings know of activity modules: which have dates, and in which columns.
 *
 * Only modules that are installed are joined. A module that is not named here is listed as well, without dates.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class modules {
    /** Module => column of the moment: open from, due, not accepted after. */
    private const DATES = [
        'assign' => ['assigned' => 'allowsubmissionsfromdate', 'due' => 'duedate', 'cutoff' => 'cutoffdate'],
        'quiz' => ['assigned' => 'timeopen', 'due' => 'timeclose', 'cutoff' => 'timeclose'],
        'lesson' => ['assigned' => 'available', 'due' => 'deadline', 'cutoff' => 'deadline'],
        'forum' => ['due' => 'duedate', 'cutoff' => 'cutoffdate'],
        'scorm' => ['assigned' => 'timeopen', 'due' => 'timeclose', 'cutoff' => 'timeclose'],
        'workshop' => ['assigned' => 'submissionstart', 'due' => 'submissionend', 'cutoff' => 'submissionend'],
    ];

    /** @var string[]|null those of DATES that are installed */
    private static $installed = null;

    /**
     * Those of the modules named here that are installed.
     *
     * @return string[]
     */
    public static function installed(): array {
        if (self::$installed === null) {
            $there = \core_component::get_plugin_list('mod');
            self::$installed = array_values(array_filter(
                array_keys(self::DATES),
                static function (string $name) use ($there): bool {
                    return isset($there[$name]) && get_config('mod_' . $name, 'version');
                }
            ));
        }
        return self::$installed;
    }

    /**
     * Joins each activity's own table to its grade item (alias gi), as mod_NAME.
     *
     * @param string[]|null $only these; null for all
     * @return string
     */
    public static function joins(?array $only = null): string {
        $sql = '';
        foreach ($only === null ? self::installed() : array_intersect(self::installed(), $only) as $name) {
            $sql .= " LEFT JOIN {{$name}} mod_$name ON gi.itemmodule = '$name' AND mod_$name.id = gi.iteminstance";
        }
        return $sql;
    }

    /**
     * The expression for a value that the modules keep in columns of different names.
     *
     * @param string $what assigned, due, cutoff, intro
     * @param string $none for an activity that has no such thing
     * @param string $manual for an item that is no activity
     * @return string
     */
    public static function pick(string $what, string $none, string $manual): string {
        $sql = '';
        foreach (self::installed() as $name) {
            $column = $what === 'intro' ? 'intro' : (self::DATES[$name][$what] ?? '');
            if ($column !== '') {
                $sql .= " WHEN gi.itemmodule = '$name' THEN mod_$name.$column";
            }
        }
        return "CASE WHEN gi.itemtype = 'manual' THEN $manual$sql ELSE $none END";
    }

    /**
     * The expression for the later of a moment and the moment when the activity was changed: a due date is
     * the activity's, and changing it leaves the grade item as it is.
     *
     * @param string $moment a column, may be NULL
     * @return string
     */
    public static function later(string $moment): string {
        $sql = '';
        foreach (self::installed() as $name) {
            $sql .= " WHEN mod_$name.timemodified > COALESCE($moment, 0) THEN mod_$name.timemodified";
        }
        return $sql === '' ? "COALESCE($moment, 0)" : "CASE$sql ELSE COALESCE($moment, 0) END";
    }
}
