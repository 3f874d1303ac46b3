<?php

// SPDX-License-Identifier: GPL-3.0-or-later

namespace Causeway\Lms;

defined('CAUSEWAY_LMS') || exit;

/**
 * The hint that something was saved. It says where to look and nothing about anybody.
 */
final class Hint
{
    public const HEADER = 'X-Causeway-Signature';
    public const MIN_KEY_BYTES = 32;

    /** Pages that write one record: modname => kinds of keys that tell which. */
    private const SINGLE = [
        'students/Student.php' => ['student'],
        'scheduling/Schedule.php' => ['student'],
        'users/Staff.php' => ['staff'],
        'users/User.php' => ['staff'],
    ];

    /** Folders of modules whose pages write what Causeway carries; others are not looked at. */
    private const FOLDERS = ['schoolsetup', 'students', 'users', 'scheduling', 'tools'];

    /** Scripts in openSIS's root that write at every sign-in or click, and nothing of the roster. */
    private const NOISE = ['index.php', 'Side.php', 'SideForStudent.php', 'Top.php', 'Bottom.php', 'CausewayGo.php'];

    /**
     * Whether a request can be one that Causeway wants to hear of.
     *
     * @param string $script name of the script
     * @param string $modname page of the module, or ''
     */
    public static function concerns(string $script, string $modname): bool
    {
        if (in_array($script, self::NOISE, true)) {
            return false;
        }
        if ($modname === '') {
            return true;
        }
        return in_array(strstr($modname, '/', true), self::FOLDERS, true);
    }

    /**
     * Keys where the page is known to write one record that the session names; else only that
     * something was written.
     *
     * @param array<string, mixed> $session $_SESSION as the page left it
     * @return array<string, list<string>>
     */
    public static function content(string $modname, array $session): array
    {
        $keys = [];
        foreach (self::SINGLE[$modname] ?? [] as $kind) {
            // openSIS keeps whom a page is about in small letters: student_id, staff_id.
            $id = (string) (is_scalar($session[$kind . '_id'] ?? null) ? $session[$kind . '_id'] : '');
            if (preg_match('/^[1-9][0-9]{0,17}$/D', $id)) {
                $keys[] = "$kind:$id";
            }
        }
        return $keys !== [] ? ['keys' => $keys] : ['tables' => ['unknown']];
    }

    /**
     * The body of a hint; the nonce makes two of the same second differ.
     *
     * @param array<string, list<string>> $content
     */
    public static function body(array $content): string
    {
        return json_encode($content + ['nonce' => bin2hex(random_bytes(8))], JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES);
    }

    /**
     * The value of the header.
     *
     * @throws Refusal when the key is too short
     */
    public static function signature(string $body, string $key, int $now): string
    {
        if (strlen($key) < self::MIN_KEY_BYTES) {
            throw new Refusal('hint_key');
        }
        return "t=$now,v1=" . hash_hmac('sha256', "$now.$body", $key);
    }
}
