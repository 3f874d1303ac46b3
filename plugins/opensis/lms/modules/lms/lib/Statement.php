<?php

// SPDX-License-Identifier: GPL-3.0-or-later

namespace Causeway\Lms;

defined('CAUSEWAY_LMS') || exit;

/**
 * The signed statement that hands a person over to Causeway (its docs/handover.md): a JSON Web
 * Token, HMAC-SHA-256, valid for a minute, used once.
 */
final class Statement
{
    private const LIFE = 60;
    private const MIN_KEY_BYTES = 32;
    private const NONCE_BYTES = 18;
    private const LONGEST_TEXT = 300;

    /**
     * @param array{section?: int, item?: int} $target
     * @return array<string, int|string> the claims
     */
    public static function claims(
        Person $person,
        string $link,
        string $page,
        string $origin,
        int $now,
        array $target = []
    ): array {
        $claims = [
            'iss' => 'opensis',
            'aud' => "causeway:$link",
            'sub' => $person->subject,
            'profile' => $person->profile,
            'profile_id' => $person->profile_id,
            'name' => self::text($person->name),
            'user' => self::text($person->user),
            'school' => $person->school,
            'year' => $person->year,
            'page' => $page,
            'origin' => $origin,
            'jti' => self::base64url(random_bytes(self::NONCE_BYTES)),
            'iat' => $now,
            'exp' => $now + self::LIFE,
        ];
        foreach (['section', 'item'] as $name) {
            if (isset($target[$name])) {
                $claims[$name] = $target[$name];
            }
        }
        return $claims;
    }

    /**
     * @param array<string, int|string> $claims
     * @param string $key base64url of the key, as it was entered
     * @throws Refusal when the key will not do
     */
    public static function sign(array $claims, string $key): string
    {
        $bytes = self::key_bytes($key);
        if ($bytes === null) {
            throw new Refusal('key');
        }
        $signed = self::part(['alg' => 'HS256', 'typ' => 'JWT']) . '.' . self::part($claims);
        return $signed . '.' . self::base64url(hash_hmac('sha256', $signed, $bytes, true));
    }

    /**
     * The key's bytes, or null when it is no base64url of 32 bytes or more.
     */
    public static function key_bytes(string $key): ?string
    {
        if (!preg_match('/^[A-Za-z0-9_-]+$/D', $key)) {
            return null;
        }
        $bytes = base64_decode(strtr($key, '-_', '+/'), true);
        if (!is_string($bytes) || strlen($bytes) < self::MIN_KEY_BYTES || self::base64url($bytes) !== $key) {
            return null;
        }
        return $bytes;
    }

    public static function base64url(string $bytes): string
    {
        return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
    }

    /** @param array<string, int|string> $values */
    private static function part(array $values): string
    {
        return self::base64url(json_encode($values, JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE));
    }

    /** Well-formed UTF-8 of a length that Causeway takes; what is not well-formed becomes a question mark. */
    private static function text(string $text): string
    {
        if (preg_match('//u', $text) !== 1) {
            $text = (string) preg_replace('/[^\x20-\x7e]/', '?', $text);
        }
        return preg_match('/^.{0,' . self::LONGEST_TEXT . '}/us', $text, $start) ? $start[0] : '';
    }
}
