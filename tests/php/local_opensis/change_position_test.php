<?php
// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Where a reader of changes stands: nothing is lost, whatever order the transactions end in.
 */

declare(strict_types=1);

use local_opensis\local\bad_cursor;
use local_opensis\local\change_position;
use PHPUnit\Framework\TestCase;

final class change_position_test extends TestCase {
    public function test_a_gap_is_remembered_until_its_row_is_told(): void {
        $at = (new change_position(10))->advance([11, 14], 14, [[12, 13]], 1000);
        self::assertSame(14, $at->last());
        self::assertSame([[12, 13]], $at->missing());
        $at = $at->advance([13, 15], 15, [], 1001);
        self::assertSame([[12, 12]], $at->missing());
        $at = $at->advance([12], 15, [], 1002);
        self::assertSame([], $at->missing());
        self::assertSame(15, $at->last());
    }

    public function test_a_row_in_the_middle_of_a_gap_splits_it(): void {
        $at = (new change_position(0))->advance([], 10, [[2, 8]], 1000)->advance([4, 6], 10, [], 1000);
        self::assertSame([[2, 3], [5, 5], [7, 8]], $at->missing());
    }

    public function test_a_gap_is_forgotten_when_it_is_old(): void {
        $at = (new change_position(0))->advance([], 10, [[2, 8]], 1000);
        self::assertSame([[2, 8]], $at->advance([], 10, [], 1000 + change_position::PATIENCE)->missing());
        self::assertSame([], $at->advance([], 10, [], 1001 + change_position::PATIENCE)->missing());
    }

    public function test_the_place_never_goes_back(): void {
        self::assertSame(10, (new change_position(10))->advance([3], 3, [], 1)->last());
    }

    public function test_many_gaps_are_joined_and_all_stay_covered(): void {
        $gaps = [];
        for ($i = 1; $i <= 500; $i++) {
            $gaps[] = [$i * 10, $i * 10 + $i % 3];
        }
        $missing = (new change_position(0))->advance([], 6000, $gaps, 1000)->missing();
        self::assertCount(change_position::MAX_RANGES, $missing);
        foreach ($gaps as [$first, $last]) {
            $covered = array_filter($missing, static function (array $range) use ($first, $last): bool {
                return $range[0] <= $first && $last <= $range[1];
            });
            self::assertCount(1, $covered, "gap $first-$last");
        }
    }

    public function test_values_are_read_back(): void {
        $at = (new change_position(7))->advance([], 20, [[9, 11]], 5);
        self::assertEquals($at, change_position::from_values($at->values()));
    }

    /**
     * @dataProvider bad_values
     */
    public function test_other_values_are_refused(array $values): void {
        $this->expectException(bad_cursor::class);
        change_position::from_values($values);
    }

    public static function bad_values(): array {
        return [
            [[]],
            [['l' => 1]],
            [['l' => '1', 'm' => []]],
            [['l' => -1, 'm' => []]],
            [['l' => 1, 'm' => [[1, 2]]]],
            [['l' => 1, 'm' => [[2, 1, 0]]]],
            [['l' => 1, 'm' => [[1, '2', 0]]]],
            [['l' => 1, 'm' => ['x']]],
        ];
    }

    /**
     * A random history of transactions that take ids in one order and end in another, some by rolling back, and a
     * reader who looks in between with small pages: everything committed is told, and told once.
     */
    public function test_every_committed_change_is_told(): void {
        for ($seed = 1; $seed <= 120; $seed++) {
            mt_srand($seed);
            [$committed, $told] = $this->live($seed % 7 + 1);
            sort($told);
            self::assertSame($committed, array_values(array_unique($told)), "seed $seed");
            self::assertSame($committed, $told, "seed $seed: something was told twice");
        }
    }

    /**
     * @return array[] ids committed, ids told
     */
    private function live(int $limit): array {
        $visible = [];
        $open = [];
        $next = 1;
        $told = [];
        $at = new change_position(0);
        for ($step = 0; $step < 120 || $open; $step++) {
            $dice = mt_rand(0, 9);
            if ($dice < 4 && $step < 120) {
                $open[] = range($next, $next += mt_rand(0, 2));
                $next++;
            } else if ($dice < 8 && $open) {
                $which = array_rand($open);
                if (mt_rand(0, 3)) {
                    $visible = array_merge($visible, $open[$which]);
                }
                unset($open[$which]);
            } else {
                $at = $this->look($visible, $at, $limit, $told);
            }
        }
        // Somebody writes at last, and the reader reads to the end.
        $visible[] = $next;
        sort($visible);
        for ($i = 0; $i <= count($visible); $i++) {
            $at = $this->look($visible, $at, $limit, $told);
        }
        return [$visible, $told];
    }

    /**
     * One call, as local_opensis_get_changes does it.
     */
    private function look(array $visible, change_position $at, int $limit, array &$told): change_position {
        sort($visible);
        $found = array_values(array_filter($visible, static function (int $id) use ($at): bool {
            foreach ($at->missing() as [$first, $last]) {
                if ($id >= $first && $id <= $last) {
                    return true;
                }
            }
            return $id > $at->last();
        }));
        $page = array_slice($found, 0, $limit);
        $reached = count($found) <= $limit ? ($visible ? max($visible) : 0) : max($at->last(), end($page));
        $gaps = [];
        $before = $at->last();
        foreach ($visible as $id) {
            if ($id > $at->last() && $id <= $reached) {
                if ($id > $before + 1) {
                    $gaps[] = [$before + 1, $id - 1];
                }
                $before = $id;
            }
        }
        $told = array_merge($told, $page);
        return $at->advance($page, $reached, $gaps, 1000);
    }
}
