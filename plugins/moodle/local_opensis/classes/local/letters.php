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

use local_opensis\external\row_form;

/**
 * The letters of many courses in one statement.
 *
 * Core's grade_get_letters() asks once for every context on the way up, for each course anew. The rule is the same:
 * those of the nearest context that has any, else Moodle's own.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class letters {
    /** @var array context id => list of from and letter, highest first */
    private $in = [];

    /** @var array[]|null Moodle's own, once they were needed */
    private $default = null;

    /**
     * Reads the letters of some contexts.
     *
     * @param string $condition which rows of grade_letters; empty for none
     * @param array $params its parameters
     */
    public function __construct(string $condition, array $params) {
        global $DB;
        if ($condition === '') {
            return;
        }
        $records = $DB->get_recordset_select(
            'grade_letters',
            $condition,
            $params,
            'contextid, lowerboundary DESC, id',
            'id, contextid, lowerboundary, letter'
        );
        $found = [];
        foreach ($records as $record) {
            $found[$record->contextid][$record->lowerboundary] = $record->letter;
        }
        $records->close();
        $this->in = array_map([self::class, 'listed'], $found);
    }

    /**
     * The join that brings the context of a course, as lettersctx.
     *
     * @param string $course the expression that is the course's id
     * @return string
     */
    public static function context_join(string $course): string {
        return " LEFT JOIN {context} lettersctx ON lettersctx.contextlevel = " . CONTEXT_COURSE
            . " AND lettersctx.instanceid = $course";
    }

    /**
     * The expression for where a course's context stands.
     *
     * @return string
     */
    public static function path(): string {
        return 'lettersctx.path';
    }

    /**
     * The contexts on the way up from some.
     *
     * @param string[] $paths as context keeps them: /1/3/27
     * @return int[]
     */
    public static function contexts(array $paths): array {
        $ids = [];
        foreach (array_unique($paths) as $path) {
            $ids += array_fill_keys(self::steps($path), true);
        }
        return array_keys($ids);
    }

    /**
     * The letters that count at a context.
     *
     * @param string $path of the context; empty when it has none yet
     * @return array[]
     */
    public function at(string $path): array {
        global $CFG;
        foreach (array_reverse(self::steps($path)) as $contextid) {
            if (isset($this->in[$contextid])) {
                return $this->in[$contextid];
            }
        }
        if ($this->default === null) {
            require_once($CFG->libdir . '/gradelib.php');
            $this->default = self::listed(grade_get_letters(null));
        }
        return $this->default;
    }

    /**
     * The contexts of a path, from the top down.
     *
     * @param string $path as context keeps it
     * @return int[]
     */
    private static function steps(string $path): array {
        return array_map('intval', array_filter(explode('/', $path)));
    }

    /**
     * Letters as a listing tells them.
     *
     * @param array $letters lowest percentage => letter, highest first
     * @return array[]
     */
    private static function listed(array $letters): array {
        $list = [];
        foreach ($letters as $from => $letter) {
            $list[] = ['from' => (float) $from, 'letter' => row_form::text($letter)];
        }
        return $list;
    }
}
