<?php

// SPDX-License-Identifier: GPL-3.0-or-later

namespace Causeway\Lms;

defined('CAUSEWAY_LMS') || exit;

/**
 * openSIS's own address, as browsers name an origin: scheme, host, and the port unless it is the
 * scheme's usual one.
 */
final class Origin
{
    private const USUAL = ['http' => 80, 'https' => 443];

    /** The same origin in its plain form, or null when the text is none. */
    public static function plain(string $text): ?string
    {
        $host = '(\[[0-9a-f:.]+\]|[a-z0-9]([a-z0-9.-]*[a-z0-9])?)';
        if (!preg_match("~^(https?)://$host(?::([0-9]{1,5}))?$~D", strtolower($text), $parts)) {
            return null;
        }
        $port = (int) ($parts[4] ?? 0);
        if ($port > 65535) {
            return null;
        }
        $shown = $port === 0 || $port === self::USUAL[$parts[1]] ? '' : ":$port";
        return "$parts[1]://$parts[2]$shown";
    }

    /**
     * As the request came in. Behind a proxy that speaks TLS the setting has to say it: what a
     * proxy claims cannot be told from what a browser claims.
     *
     * @param array<string, mixed> $server $_SERVER
     */
    public static function of_request(array $server): ?string
    {
        $secure = !in_array(strtolower((string) ($server['HTTPS'] ?? '')), ['', 'off', '0'], true);
        $scheme = $secure ? 'https' : 'http';
        $host = (string) ($server['HTTP_HOST'] ?? '');
        // Debian's nginx hands the host on without its port.
        $port = (int) ($server['SERVER_PORT'] ?? 0);
        if ($port > 0 && $port !== self::USUAL[$scheme] && !preg_match('/:[0-9]+$/D', $host)) {
            $host .= ":$port";
        }
        return self::plain("$scheme://$host");
    }
}
