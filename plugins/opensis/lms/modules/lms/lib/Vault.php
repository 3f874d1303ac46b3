<?php

// SPDX-License-Identifier: GPL-3.0-or-later

namespace Causeway\Lms;

defined('CAUSEWAY_LMS') || exit;

/**
 * Seals the keys that stand in the settings table: AES-256-GCM with the key of Seal.php, which the
 * installer made for this installation. A copy of the database alone (a backup, a page of openSIS
 * that shows more than it should) gives nothing away, nor does a copy of the files alone.
 */
final class Vault
{
    private const CIPHER = 'aes-256-gcm';
    private const HEAD = 'v1:';
    private const NONCE = 12;
    private const TAG = 16;

    private string $key;

    /**
     * @param string $key 32 bytes
     * @throws Refusal seal
     */
    public function __construct(string $key)
    {
        if (strlen($key) !== 32 || !function_exists('openssl_encrypt')) {
            throw new Refusal('seal');
        }
        $this->key = $key;
    }

    /**
     * @throws Refusal seal: the file is missing or spoilt
     */
    public static function open(string $docroot): self
    {
        $file = $docroot . '/modules/lms/Seal.php';
        $text = is_file($file) ? (string) require $file : '';
        return new self(preg_match('/^[0-9a-f]{64}$/D', $text) ? (string) hex2bin($text) : '');
    }

    /** @param string $name of the setting: what is sealed for one is nothing under another name */
    public function seal(string $name, string $secret): string
    {
        $nonce = random_bytes(self::NONCE);
        $tag = '';
        $sealed = openssl_encrypt($secret, self::CIPHER, $this->key, OPENSSL_RAW_DATA, $nonce, $tag, $name, self::TAG);
        if (!is_string($sealed)) {
            throw new Refusal('seal');
        }
        return self::HEAD . base64_encode($nonce . $tag . $sealed);
    }

    /** What was sealed, or null when it was not sealed here under this name. */
    public function unseal(string $name, string $sealed): ?string
    {
        $bytes = str_starts_with($sealed, self::HEAD) ? base64_decode(substr($sealed, strlen(self::HEAD)), true) : false;
        if (!is_string($bytes) || strlen($bytes) < self::NONCE + self::TAG) {
            return null;
        }
        $secret = openssl_decrypt(
            substr($bytes, self::NONCE + self::TAG),
            self::CIPHER,
            $this->key,
            OPENSSL_RAW_DATA,
            substr($bytes, 0, self::NONCE),
            substr($bytes, self::NONCE, self::TAG),
            $name
        );
        return is_string($secret) ? $secret : null;
    }
}
