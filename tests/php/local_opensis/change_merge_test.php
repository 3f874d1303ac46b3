<?php
// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Several changes of one record within a page become one.
 */

declare(strict_types=1);

use local_opensis\local\change_merge;
use PHPUnit\Framework\TestCase;

final class change_merge_test extends TestCase {
    private static function row(int $id, string $what, int $objectid, int $userid = 1): array {
        return ['id' => $id, 'kind' => 'grades', 'what' => $what, 'objectid' => $objectid, 'userid' => $userid,
            'courseid' => 9, 'time' => 100 + $id];
    }

    /**
     * @dataProvider pairs
     */
    public function test_two_of_the_same_record(string $first, string $then, string $both): void {
        $merged = change_merge::merge([self::row(1, $first, 5), self::row(2, $then, 5)]);
        self::assertSame([self::row(2, $both, 5)], $merged);
    }

    public static function pairs(): array {
        return [
            ['created', 'updated', 'created'],
            ['created', 'deleted', 'deleted'],
            ['updated', 'updated', 'updated'],
            ['updated', 'deleted', 'deleted'],
            ['deleted', 'created', 'updated'],
            ['deleted', 'updated', 'updated'],
        ];
    }

    public function test_a_record_stands_where_its_last_change_stood(): void {
        $merged = change_merge::merge([self::row(1, 'updated', 5), self::row(2, 'updated', 6), self::row(3, 'updated', 5)]);
        self::assertSame([2, 3], array_column($merged, 'id'));
    }

    public function test_other_records_stay_apart(): void {
        $rows = [self::row(1, 'updated', 5, 1), self::row(2, 'updated', 5, 2), self::row(3, 'updated', 6, 1)];
        self::assertSame($rows, change_merge::merge($rows));
        self::assertSame([], change_merge::merge([]));
    }
}
