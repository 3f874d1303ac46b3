<?php

// SPDX-License-Identifier: GPL-3.0-or-later

namespace Causeway\Lms;

defined('CAUSEWAY_LMS') || exit;

/**
 * What CausewayGo.php answers: a page that hands the person over at once. It loads nothing of
 * openSIS but its session and the address of its database.
 */
final class Go
{
    private const PAGE = 'lms/GoToLms.php';

    public static function answer(string $docroot): void
    {
        error_reporting(0);
        header('Cache-Control: no-store');
        header('X-Content-Type-Options: nosniff');
        // Browsers that load ahead, and checks by HEAD, want no statement.
        $ahead = ($_SERVER['HTTP_SEC_PURPOSE'] ?? '') . ($_SERVER['HTTP_PURPOSE'] ?? '') . ($_SERVER['HTTP_X_MOZ'] ?? '');
        if (!in_array($_SERVER['REQUEST_METHOD'] ?? '', ['GET', 'POST'], true) || str_contains($ahead, 'prefetch')) {
            http_response_code(204);
            return;
        }
        // Without openSIS's cookie there is no session to look at, and none must be begun.
        if (isset($_COOKIE[session_name()])) {
            session_start(['read_and_close' => true, 'cache_limiter' => '']);
        }
        if (!isset($_SESSION['STAFF_ID']) && !isset($_SESSION['STUDENT_ID'])) {
            header('Location: index.php', true, 302);
            return;
        }
        try {
            self::hand_over($docroot);
        } catch (Refusal $refusal) {
            http_response_code($refusal->name() === 'not_yours' ? 403 : 503);
            self::page(Pages::refusal($refusal), '');
        } catch (\Throwable $fault) {
            http_response_code(500);
            self::page(Pages::refusal(new Refusal('fault', get_class($fault))), '');
        }
    }

    private static function hand_over(string $docroot): void
    {
        $database = Database::open($docroot);
        $person = Identity::of($_SESSION, $database);
        if (!Identity::may_use($person, self::PAGE, $database)) {
            throw new Refusal('not_yours', $person->subject);
        }
        $settings = Settings::read($database, Vault::open($docroot));
        if (!$settings->complete()) {
            throw new Refusal('not_connected');
        }
        $origin = $settings->get('origin') !== '' ? $settings->get('origin') : Origin::of_request($_SERVER);
        if ($origin === null) {
            throw new Refusal('origin');
        }
        $claims = Statement::claims($person, $settings->link(), 'go', $origin, time(), self::target());
        $statement = Statement::sign($claims, $settings->get('handover_key'));
        $action = Texts::escaped($settings->get('address') . '/enter/' . rawurlencode($settings->link()));
        self::page(
            '<p>' . Texts::html('go_wait') . '</p><form method="post" action="' . $action . '">'
            . '<input type="hidden" name="statement" value="' . $statement . '">'
            . '<noscript><button type="submit">' . Texts::html('go_again') . '</button></noscript></form>',
            'document.forms[0].submit();'
        );
    }

    /** @return array{section?: int, item?: int} */
    private static function target(): array
    {
        $out = [];
        foreach (['section', 'item'] as $name) {
            $value = $_POST[$name] ?? $_GET[$name] ?? '';
            if (is_string($value) && preg_match('/^[1-9][0-9]{0,17}$/D', $value)) {
                $out[$name] = (int) $value;
            }
        }
        return $out;
    }

    private static function page(string $content, string $script): void
    {
        $nonce = Statement::base64url(random_bytes(18));
        header('Content-Type: text/html; charset=utf-8');
        header("Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'; script-src 'nonce-$nonce';"
            . " base-uri 'none'; frame-ancestors 'self'");
        echo '<!DOCTYPE html><html><head><meta charset="utf-8"><meta name="robots" content="noindex"><title>'
            . Texts::html('menu_go') . '</title><style>body{font:16px sans-serif;margin:3em auto;max-width:40em}</style></head><body>'
            . $content . ($script === '' ? '' : "<script nonce=\"$nonce\">$script</script>") . '</body></html>';
    }
}
