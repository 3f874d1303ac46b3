<?php

// SPDX-License-Identifier: GPL-3.0-or-later

namespace Causeway\Lms;

defined('CAUSEWAY_LMS') || exit;

/**
 * Proof that a form was sent from a page of ours: openSIS's own pages have none.
 */
final class Token
{
    private const NAME = 'causeway_token';

    /** @param array<string, mixed> $session $_SESSION */
    public static function of(array &$session): string
    {
        if (!is_string($session[self::NAME] ?? null) || strlen($session[self::NAME]) !== 64) {
            $session[self::NAME] = bin2hex(random_bytes(32));
        }
        return $session[self::NAME];
    }

    /**
     * @param array<string, mixed> $session $_SESSION
     * @param array<string, mixed> $entered $_POST
     */
    public static function proved(array $session, array $entered): bool
    {
        $known = $session[self::NAME] ?? null;
        $given = $entered[self::NAME] ?? null;
        return is_string($known) && strlen($known) === 64 && is_string($given) && hash_equals($known, $given);
    }

    public static function field(string $token): string
    {
        return '<input type="hidden" name="' . self::NAME . '" value="' . $token . '">';
    }
}
