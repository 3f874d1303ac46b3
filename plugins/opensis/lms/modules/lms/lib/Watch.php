<?php

// SPDX-License-Identifier: GPL-3.0-or-later

namespace Causeway\Lms;

defined('CAUSEWAY_LMS') || exit;

/**
 * Whether a request wrote anything, and the hint when it did. Begun by functions/CausewayFnc.php on
 * every request of openSIS; does its work after the answer is out, and never speaks.
 */
final class Watch
{
    private static int $before = 0;
    private static string $docroot = '';

    public static function begin(): void
    {
        self::$docroot = dirname(__DIR__, 3);
        if (PHP_SAPI === 'cli' || !Hint::concerns(self::script(), self::modname())) {
            return;
        }
        self::$before = self::rows_written();
        // Twice: the inner one comes behind whatever openSIS itself still registers.
        register_shutdown_function(static function (): void {
            register_shutdown_function([self::class, 'end']);
        });
    }

    public static function end(): void
    {
        try {
            if (self::rows_written() > self::$before) {
                self::tell(Hint::content(self::modname(), $_SESSION ?? []));
            }
        } catch (\Throwable $ignored) {
            unset($ignored);
        }
    }

    /**
     * Rows that this process's statements have changed so far, over all connections: openSIS opens
     * several in one request. It sends its statements as text, so those are what is counted; our
     * own are prepared.
     */
    private static function rows_written(): int
    {
        $counts = function_exists('mysqli_get_client_stats') ? mysqli_get_client_stats() : [];
        return (int) ($counts['rows_affected_normal'] ?? 0);
    }

    /** @param array<string, list<string>> $content */
    private static function tell(array $content): void
    {
        // The answer goes out first, and the session is free for the person's next click.
        if (session_status() === PHP_SESSION_ACTIVE) {
            session_write_close();
        }
        if (function_exists('fastcgi_finish_request')) {
            fastcgi_finish_request();
        }
        $database = Database::open(self::$docroot);
        $vault = Vault::open(self::$docroot);
        $settings = Settings::read($database, $vault);
        $now = time();
        $breaker = Breaker::of($settings->get('hint_state'));
        if ($settings->get('hints') !== 'on' || $settings->hint_address() === '' || $breaker->open($now)) {
            return;
        }
        $body = Hint::body($content);
        $why = Sender::send($settings->hint_address(), $body, Hint::signature($body, $settings->get('hint_key'), $now));
        if ($why !== '') {
            $breaker->failed($now, $why);
            Settings::write($database, $vault, 'hint_state', $breaker->state());
        } elseif ($breaker->worked()) {
            Settings::write($database, $vault, 'hint_state', '');
        }
    }

    private static function script(): string
    {
        return basename((string) ($_SERVER['SCRIPT_NAME'] ?? ''));
    }

    /** "students/Student.php", without what may follow it. */
    private static function modname(): string
    {
        $name = $_POST['modname'] ?? $_GET['modname'] ?? '';
        return is_string($name) ? (string) preg_replace('/[?& ].*$/s', '', trim($name)) : '';
    }
}
