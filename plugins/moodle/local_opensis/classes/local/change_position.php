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
 * Where a reader of changes stands: the highest id told, and the ids below it that were not there yet.
 *
 * An id is given to a row when it is written, but the row is seen by others only when its transaction ends:
 * row 10 can appear after row 12 was told. A reader that remembers only "12" would never hear of row 10.
 * So the ids that were missing are remembered as ranges, asked for again, and forgotten after an hour: by
 * then the transaction was rolled back. Each change is told at least once, and as a rule once.
 * Knows nothing of Moodle.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class change_position {
    /** A missing id is forgotten after this many seconds. */
    public const PATIENCE = 3600;

    /** More ranges than this are joined, nearest first; the rows between are then told again. */
    public const MAX_RANGES = 40;

    /** @var int the highest id told */
    private $last;

    /** @var array[] missing ids: [first, last, since when], ascending */
    private $missing;

    /**
     * Makes one.
     *
     * @param int $last the highest id told
     * @param array[] $missing missing ids: [first, last, since when], ascending
     */
    public function __construct(int $last, array $missing = []) {
        $this->last = $last;
        $this->missing = array_values($missing);
    }

    /**
     * Reads what values() wrote.
     *
     * @param array $values of a cursor
     * @return self
     */
    public static function from_values(array $values): self {
        $last = $values['l'] ?? null;
        $missing = $values['m'] ?? null;
        if (!is_int($last) || $last < 0 || !is_array($missing)) {
            throw new bad_cursor('a cursor without a place');
        }
        foreach ($missing as $range) {
            if (!is_array($range) || count($range) !== 3 || array_filter($range, 'is_int') !== $range || $range[0] > $range[1]) {
                throw new bad_cursor('a cursor with a range that is none');
            }
        }
        return new self($last, $missing);
    }

    /**
     * What a cursor has to hold.
     *
     * @return array
     */
    public function values(): array {
        return ['l' => $this->last, 'm' => $this->missing];
    }

    /**
     * The highest id told.
     *
     * @return int
     */
    public function last(): int {
        return $this->last;
    }

    /**
     * The ids that were missing.
     *
     * @return array[] [first, last] each, ascending
     */
    public function missing(): array {
        return array_map(static function (array $range): array {
            return [$range[0], $range[1]];
        }, $this->missing);
    }

    /**
     * The place after a page.
     *
     * @param int[] $told the ids that the page tells, ascending
     * @param int $reached everything up to this id was looked at (not less than last() if the page was whole)
     * @param array[] $gaps [first, last] of ids above last() and below $reached that are not there now
     * @param int $now the time
     * @return self
     */
    public function advance(array $told, int $reached, array $gaps, int $now): self {
        $missing = [];
        foreach ($this->missing as $range) {
            if ($now - $range[2] <= self::PATIENCE) {
                array_push($missing, ...self::without($range, $told));
            }
        }
        foreach ($gaps as $gap) {
            $missing[] = [$gap[0], $gap[1], $now];
        }
        return new self(max($this->last, $reached), self::join($missing));
    }

    /**
     * A range without some ids.
     *
     * @param array $range [first, last, since when]
     * @param int[] $ids ascending
     * @return array[] what is left of it
     */
    private static function without(array $range, array $ids): array {
        [$first, $last, $since] = $range;
        $left = [];
        foreach ($ids as $id) {
            if ($id < $first || $id > $last) {
                continue;
            }
            if ($id > $first) {
                $left[] = [$first, $id - 1, $since];
            }
            $first = $id + 1;
        }
        if ($first <= $last) {
            $left[] = [$first, $last, $since];
        }
        return $left;
    }

    /**
     * At most MAX_RANGES ranges: the two with the fewest ids between them become one.
     *
     * @param array[] $ranges ascending
     * @return array[]
     */
    private static function join(array $ranges): array {
        while (count($ranges) > self::MAX_RANGES) {
            $at = 1;
            for ($i = 2; $i < count($ranges); $i++) {
                if ($ranges[$i][0] - $ranges[$i - 1][1] < $ranges[$at][0] - $ranges[$at - 1][1]) {
                    $at = $i;
                }
            }
            $ranges[$at - 1][1] = $ranges[$at][1];
            $ranges[$at - 1][2] = max($ranges[$at - 1][2], $ranges[$at][2]);
            array_splice($ranges, $at, 1);
        }
        return $ranges;
    }
}
