<?php

// SPDX-License-Identifier: GPL-3.0-or-later

namespace Causeway\Lms;

defined('CAUSEWAY_LMS') || exit;

/**
 * Sends one hint, and gives up after 200 ms with everything: name look-up, connection, TLS, answer.
 */
final class Sender
{
    private const TIMEOUT_MS = 200;
    private const HEARD = 204;

    /**
     * @return string '' when it was heard, else why not
     */
    public static function send(string $address, string $body, string $signature): string
    {
        // Only curl can bound the look-up of a name too.
        if (!function_exists('curl_init')) {
            return 'PHP has no curl';
        }
        $call = curl_init($address . '/hints/opensis');
        if ($call === false) {
            return 'the address will not do';
        }
        curl_setopt_array($call, [
            CURLOPT_POST => true,
            CURLOPT_POSTFIELDS => $body,
            CURLOPT_HTTPHEADER => ['Content-Type: application/json', Hint::HEADER . ": $signature", 'Expect:'],
            CURLOPT_USERAGENT => 'Causeway-openSIS',
            CURLOPT_TIMEOUT_MS => self::TIMEOUT_MS,
            CURLOPT_CONNECTTIMEOUT_MS => self::TIMEOUT_MS,
            CURLOPT_NOSIGNAL => true,
            CURLOPT_FOLLOWLOCATION => false,
            CURLOPT_PROTOCOLS => CURLPROTO_HTTP | CURLPROTO_HTTPS,
            CURLOPT_RETURNTRANSFER => true,
            // The answer is empty; whatever else is there need not be read.
            CURLOPT_NOPROGRESS => false,
            CURLOPT_PROGRESSFUNCTION => static fn ($call, $expected, $got) => $got > 4096 ? 1 : 0,
        ]);
        curl_exec($call);
        $code = (int) curl_getinfo($call, CURLINFO_RESPONSE_CODE);
        if ($code === self::HEARD) {
            return '';
        }
        return $code === 0 ? curl_error($call) : "HTTP $code";
    }
}
