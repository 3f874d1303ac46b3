<?php
// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Cursors: what was written is read back; anything else is refused.
 */

declare(strict_types=1);

use local_opensis\local\bad_cursor;
use local_opensis\local\cursor;
use PHPUnit\Framework\TestCase;

final class cursor_test extends TestCase {
    private const VALUES = ['last' => 1234567, 'max' => 9, 'text' => "é/+=\"", 'list' => [[1, 2, 3]]];

    public function test_what_was_written_is_read_back(): void {
        $codec = new cursor('a key');
        $text = $codec->encode('question', self::VALUES);
        self::assertSame(self::VALUES, $codec->decode('question', $text));
        self::assertMatchesRegularExpression('/^[A-Za-z0-9._-]+$/', $text, 'needs no escaping');
    }

    public function test_each_altered_character_is_found_out(): void {
        $codec = new cursor('a key');
        $text = $codec->encode('question', self::VALUES);
        for ($i = 0; $i < strlen($text); $i++) {
            $altered = $text;
            $altered[$i] = $text[$i] === 'a' ? 'b' : 'a';
            try {
                $codec->decode('question', $altered);
                self::fail("character $i was changed and nobody minded");
            } catch (bad_cursor $e) {
                self::assertSame($i < 8 && ctype_xdigit($altered[$i]), $e->is_foreign(), "character $i");
            }
        }
    }

    public function test_another_question_is_refused(): void {
        $codec = new cursor('a key');
        $this->expectException(bad_cursor::class);
        $codec->decode('question?x', $codec->encode('question', self::VALUES));
    }

    public function test_another_site_is_told_apart(): void {
        $text = (new cursor('a key'))->encode('question', self::VALUES);
        try {
            (new cursor('another key'))->decode('question', $text);
            self::fail('a cursor of another site was taken');
        } catch (bad_cursor $e) {
            self::assertTrue($e->is_foreign());
        }
    }

    /**
     * @dataProvider nonsense
     */
    public function test_nonsense_is_refused(string $text): void {
        $this->expectException(bad_cursor::class);
        (new cursor('a key'))->decode('question', $text);
    }

    public static function nonsense(): array {
        $good = (new cursor('a key'))->encode('question', self::VALUES);
        return [
            'empty' => [''],
            'a word' => ['abc'],
            'cut short' => [substr($good, 0, -1)],
            'a line break behind' => [$good . "\n"],
            'something behind' => [$good . 'A'],
            'without a seal' => [substr($good, 0, (int) strrpos($good, '.'))],
            'far too long' => [str_repeat('a', 100000)],
            'not UTF-8' => ["\xff\xfe"],
        ];
    }
}
