<?php
// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * What the bulk functions make of the text they are given, before Moodle comes into it.
 */

declare(strict_types=1);

require_once __DIR__ . '/bootstrap.php';

use local_opensis\local\upsert\row_fault;
use local_opensis\local\upsert\row_list;
use local_opensis\local\upsert\row_spec;
use local_opensis\local\upsert\slicer;
use PHPUnit\Framework\TestCase;

final class upsert_rows_test extends TestCase {
    private static function spec(): row_spec {
        return new row_spec([
            'id' => [row_spec::NUMBER, 0],
            'name' => [row_spec::TEXT, 5],
            'secret' => [row_spec::RAW, 9],
            'on' => [row_spec::FLAG, 0],
            'members' => [row_spec::IDS, 0],
            'extra' => [row_spec::MAP, 0],
        ]);
    }

    private static function fault(callable $code): row_fault {
        try {
            $code();
        } catch (row_fault $fault) {
            return $fault;
        }
        self::fail('nothing was refused');
    }

    public function test_a_list_of_objects_is_read_in_order(): void {
        $rows = row_list::read(" [{\"a\":1},\n{\"a\":2}, 7]");
        self::assertCount(3, $rows);
        self::assertSame(2, $rows[1]->a);
        self::assertSame(7, $rows[2]);
        self::assertSame([], row_list::read('[]'));
    }

    /**
     * @dataProvider no_lists
     */
    public function test_what_is_no_list_fails_the_call(string $json): void {
        self::assertSame('badrows', self::fault(fn() => row_list::read($json))->errorcode);
    }

    public static function no_lists(): array {
        return [
            'nothing' => [''],
            'blank' => ['  '],
            'an object' => ['{"0":{"a":1}}'],
            'a text' => ['"[]"'],
            'cut off' => ['[{"a":1},'],
            'not UTF-8' => ["[{\"a\":\"\xff\"}]"],
            'too deep' => ['[{"a":[[[1]]]}]'],
            'too many' => ['[' . implode(',', array_fill(0, row_list::MAX_ROWS + 1, '{}')) . ']'],
            'too long' => ['["' . str_repeat('x', row_list::MAX_BYTES) . '"]'],
        ];
    }

    public function test_the_greatest_number_of_rows_is_taken(): void {
        $json = '[' . implode(',', array_fill(0, row_list::MAX_ROWS, '{}')) . ']';
        self::assertCount(row_list::MAX_ROWS, row_list::read($json));
    }

    public function test_a_row_gets_one_shape(): void {
        $row = json_decode('{"id":"12","name":"  Ann ","secret":" x ","on":true,"members":["3",4,3],"extra":{"a":1,"b":""}}');
        self::assertSame([
            'id' => 12,
            'name' => 'Ann',
            'secret' => ' x ',
            'on' => 1,
            'members' => [3, 4],
            'extra' => ['a' => '1', 'b' => ''],
        ], self::spec()->check($row));
    }

    public function test_null_is_as_if_the_field_were_not_there(): void {
        self::assertSame([], self::spec()->check(json_decode('{"id":null,"name":null}')));
    }

    public function test_a_length_counts_characters_not_bytes(): void {
        self::assertSame(['name' => 'äöüßé'], self::spec()->check((object) ['name' => 'äöüßé']));
        $fault = self::fault(fn() => self::spec()->check((object) ['name' => 'äöüßéx']));
        self::assertSame(['fieldtoolong', 'name', '5'], [$fault->errorcode, $fault->field, $fault->value]);
    }

    /**
     * @dataProvider bad_rows
     */
    public function test_a_bad_row_names_its_field(string $json, string $code, string $field): void {
        $fault = self::fault(fn() => self::spec()->check(json_decode($json)));
        self::assertSame([$code, $field], [$fault->errorcode, $fault->field]);
    }

    public static function bad_rows(): array {
        return [
            'not an object' => ['7', 'invalidparameter', ''],
            'a list' => ['[]', 'invalidparameter', ''],
            'a field nobody knows' => ['{"name":"a","nmae":"b"}', 'unknownfield', 'nmae'],
            'a number that is a text' => ['{"id":"1x"}', 'invalidparameter', 'id'],
            'a number with a line end' => ['{"id":"1\n"}', 'invalidparameter', 'id'],
            'a number below zero' => ['{"id":-1}', 'invalidparameter', 'id'],
            'a number no column holds' => ['{"id":10000000000}', 'invalidparameter', 'id'],
            'half a number' => ['{"id":1.5}', 'invalidparameter', 'id'],
            'a switch of three' => ['{"on":2}', 'invalidparameter', 'on'],
            'a switch in words' => ['{"on":"yes"}', 'invalidparameter', 'on'],
            'a text that is a list' => ['{"name":["a"]}', 'invalidparameter', 'name'],
            'a text that is a switch' => ['{"name":true}', 'invalidparameter', 'name'],
            'a zero character' => ['{"name":"a\u0000b"}', 'invalidparameter', 'name'],
            'a password too long' => ['{"secret":"1234567890"}', 'fieldtoolong', 'secret'],
            'members that are no list' => ['{"members":5}', 'invalidparameter', 'members'],
            'a member that is no id' => ['{"members":[1,"x"]}', 'invalidparameter', 'members'],
            'a map that is a list' => ['{"extra":["a"]}', 'invalidparameter', 'extra'],
            'a map of lists' => ['{"extra":{"a":[]}}', 'invalidparameter', 'extra'],
        ];
    }

    public function test_what_is_demanded_must_not_be_blank(): void {
        row_spec::demand(['name' => '0'], ['name']);
        self::assertSame('name', self::fault(fn() => row_spec::demand(['name' => ''], ['name']))->field);
        self::assertSame('missingfield', self::fault(fn() => row_spec::demand([], ['name']))->errorcode);
    }

    public function test_slices_hold_every_row_once_and_in_order(): void {
        $rows = [];
        foreach ([0, 1, 2, 5, 6, 9, 10] as $number) {
            $rows[$number] = ['id' => $number];
        }
        $slices = slicer::cut($rows, fn(array $row) => ['id=' . $row['id']], 3);
        self::assertSame([[0, 1, 2], [5, 6, 9], [10]], array_map('array_keys', $slices));
        self::assertSame([], slicer::cut([], fn(array $row) => [], 3));
    }

    public function test_rows_that_name_the_same_never_share_a_slice(): void {
        $rows = [['k' => ['a', 'b']], ['k' => ['c']], ['k' => ['b']], ['k' => ['a']], ['k' => ['a']]];
        $slices = slicer::cut($rows, fn(array $row) => $row['k'], 10);
        self::assertSame([[0, 1], [2, 3], [4]], array_map('array_keys', $slices));
    }

    public function test_rows_without_a_name_are_cut_by_size_alone(): void {
        $slices = slicer::cut(array_fill(0, 7, []), fn(array $row) => [], 3);
        self::assertSame([3, 3, 1], array_map('count', $slices));
    }
}
