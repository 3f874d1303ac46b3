<?php
// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Every word the plugin asks its language file for is there, and none is left over.
 */

declare(strict_types=1);

use auth_userkey\local\refusal;
use PHPUnit\Framework\TestCase;

final class strings_test extends TestCase {
    private const PLUGIN = __DIR__ . '/../../../plugins/moodle/auth_userkey';

    /** @var string[] Strings that Moodle itself asks for. */
    private const BY_MOODLE = ['pluginname', 'userkey:generatekey', 'auth_userkeydescription'];

    private static function strings(): array {
        defined('MOODLE_INTERNAL') || define('MOODLE_INTERNAL', true);
        $string = [];
        require(self::PLUGIN . '/lang/en/auth_userkey.php');
        return $string;
    }

    private static function sources(): string {
        $text = '';
        foreach (new RecursiveIteratorIterator(new RecursiveDirectoryIterator(realpath(self::PLUGIN))) as $file) {
            $path = $file->getPathname();
            if ($file->getExtension() === 'php' && strpos($path, '/lang/') === false && strpos($path, 'auth_userkey/tests/') === false) {
                $text .= file_get_contents($path);
            }
        }
        return $text;
    }

    private static function asked(): array {
        $text = self::sources();
        preg_match_all('/(?:get_string|lang_string)\(\s*\'([^\']+)\'\s*,\s*\'auth_userkey\'/', $text, $plain);
        preg_match_all('/\$of\([^,]+, \'([a-z]+)\'/', $text, $settings);
        $asked = array_merge(self::BY_MOODLE, $plain[1]);
        foreach ($settings[1] as $name) {
            array_push($asked, $name, $name . '_desc');
        }
        foreach (refusal::reasons() as $reason) {
            $asked[] = 'refused_' . $reason;
        }
        preg_match('/foreach \(\[([^\]]+)\] as \$field\) \{\s*\$fields\[\$field\] = \'privacy/', $text, $fields);
        foreach (preg_split('/[\s,\']+/', $fields[1], -1, PREG_SPLIT_NO_EMPTY) as $field) {
            $asked[] = 'privacy:metadata:keys:' . $field;
        }
        $asked[] = 'privacy:metadata:keys';
        return array_values(array_unique(array_diff($asked, ['refused_'])));
    }

    public function test_strings_are_complete_and_none_is_left_over(): void {
        $have = array_keys(self::strings());
        $asked = self::asked();
        self::assertGreaterThan(40, count($asked), 'the search must find what the code asks for');
        self::assertSame([], array_values(array_diff($asked, $have)), 'missing');
        self::assertSame([], array_values(array_diff($have, $asked)), 'left over');
    }

    public function test_strings_are_sorted_and_not_empty(): void {
        $strings = self::strings();
        foreach ($strings as $name => $text) {
            self::assertNotSame('', trim($text), $name);
        }
        $names = array_keys($strings);
        $sorted = $names;
        sort($sorted);
        self::assertSame($sorted, $names);
    }

    public function test_every_reason_is_told_apart(): void {
        $reasons = refusal::reasons();
        self::assertCount(12, array_unique($reasons));
    }
}
