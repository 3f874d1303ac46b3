<?php

// SPDX-License-Identifier: GPL-3.0-or-later

namespace Causeway\Lms;

defined('CAUSEWAY_LMS') || exit;

/**
 * The add-on's texts in the language that is chosen in openSIS: lang/CODE.php returns them by name.
 * What a translation lacks comes in English.
 */
final class Texts
{
    /** @var array<string, array<string, string>> by language */
    private static array $read = [];

    /** A text as it is, {name} replaced by the value of that name. @param array<string, string> $values */
    public static function plain(string $name, array $values = []): string
    {
        $code = is_string($_SESSION['language'] ?? null) ? $_SESSION['language'] : 'en';
        $text = self::of($code)[$name] ?? self::of('en')[$name] ?? $name;
        foreach ($values as $key => $value) {
            $text = str_replace('{' . $key . '}', $value, $text);
        }
        return $text;
    }

    /** The same for a page: nothing in it is markup. @param array<string, string> $values */
    public static function html(string $name, array $values = []): string
    {
        return self::escaped(self::plain($name, $values));
    }

    public static function escaped(string $text): string
    {
        return htmlspecialchars($text, ENT_QUOTES | ENT_SUBSTITUTE, 'UTF-8');
    }

    /** @return array<string, string> */
    private static function of(string $code): array
    {
        if (!preg_match('/^[a-z]{2}$/D', $code)) {
            $code = 'en';
        }
        if (!isset(self::$read[$code])) {
            $file = dirname(__DIR__) . "/lang/$code.php";
            self::$read[$code] = is_file($file) ? require $file : [];
        }
        return self::$read[$code];
    }
}
