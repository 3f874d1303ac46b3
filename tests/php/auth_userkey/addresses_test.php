<?php
// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Where a browser may be sent: nothing may lead off the site, and what is on it must get through.
 */

declare(strict_types=1);

use auth_userkey\local\addresses;
use PHPUnit\Framework\TestCase;

final class addresses_test extends TestCase {
    private const ROOT = 'https://moodle.example.edu';
    private const BELOW = 'https://www.example.edu:8443/moodle';

    /**
     * @dataProvider on_site
     */
    public function test_what_is_on_the_site_gets_through(string $root, string $wanted, string $expected): void {
        self::assertSame($expected, addresses::on_this_site($wanted, $root));
    }

    public static function on_site(): array {
        return [
            'relative' => [self::ROOT, 'course/view.php?id=2', self::ROOT . '/course/view.php?id=2'],
            'from the root' => [self::ROOT, '/my/', self::ROOT . '/my/'],
            'absolute' => [self::ROOT, self::ROOT . '/mod/quiz/view.php?id=7#q1', self::ROOT . '/mod/quiz/view.php?id=7#q1'],
            'the site itself' => [self::ROOT, self::ROOT, self::ROOT . '/'],
            'query only' => [self::ROOT, self::ROOT . '?redirect=0', self::ROOT . '/?redirect=0'],
            'host in capitals' => [self::ROOT, 'HTTPS://Moodle.Example.EDU/my/', self::ROOT . '/my/'],
            'usual port named' => [self::ROOT, 'https://moodle.example.edu:443/my/', self::ROOT . '/my/'],
            'an address inside the query' => [self::ROOT, '/mod/url/view.php?u=http://a.example.org/../x',
                self::ROOT . '/mod/url/view.php?u=http://a.example.org/../x'],
            'dots in a file name' => [self::ROOT, '/pluginfile.php/3/a..b.pdf', self::ROOT . '/pluginfile.php/3/a..b.pdf'],
            'site in a folder, relative' => [self::BELOW, 'my/', self::BELOW . '/my/'],
            'site in a folder, from its root' => [self::BELOW, '/my/', self::BELOW . '/my/'],
            'site in a folder, from the host\'s root' => [self::BELOW, '/moodle/my/', self::BELOW . '/my/'],
            'site in a folder, absolute' => [self::BELOW, self::BELOW . '/my/', self::BELOW . '/my/'],
        ];
    }

    /**
     * @dataProvider off_site
     */
    public function test_nothing_leads_off_the_site(string $root, string $wanted): void {
        self::assertNull(addresses::on_this_site($wanted, $root));
    }

    public static function off_site(): array {
        $wanted = [
            '', 'https://evil.example/', '//evil.example/', '///evil.example/', '/\\evil.example/', '\\\\evil.example/',
            'https:evil.example', 'https:/evil.example', 'https:///evil.example', 'http://moodle.example.edu/my/',
            'https://moodle.example.edu@evil.example/', 'https://moodle.example.edu:x@evil.example/',
            'https://moodle.example.edu.evil.example/', 'https://moodle.example.edu%2eevil.example/',
            'https://moodle.example.edu:444/my/', 'https://moodle.example.edu\\@evil.example/',
            'https://evil.example/https://moodle.example.edu/', 'https://user@moodle.example.edu/my/',
            'javascript:alert(1)', 'JavaScript:alert(1)', 'data:text/html,x', 'vbscript:x', 'x:y',
            "/my/\r\nLocation: https://evil.example/", "/\t/evil.example/", ' https://evil.example/', "/my/\0",
            '/%2f/evil.example/', '/%5cevil.example/', '/%252f/evil.example', '/%0d%0aSet-Cookie:a=b',
            '/../evil', '/a/%2e%2e/%2e%2e/evil', '/a/..', '/a/%252e%252e/b',
            '/login/logout.php?sesskey=x', '/login/index.php', '/auth/userkey/login.php?key=1', '/%6cogin/logout.php',
            '/my/"onload="x', '/my/<script>', '/müll', '/' . str_repeat('a', 2000),
        ];
        $cases = [];
        foreach ($wanted as $one) {
            $cases['at root: ' . substr(addcslashes($one, "\0..\37"), 0, 60)] = [self::ROOT, $one];
        }
        foreach (['https://www.example.edu:8443/other/', 'https://www.example.edu:8443/moodlex', 'https://www.example.edu/moodle/my/',
                'https://www.example.edu:8443/moodle/../other/', 'https://www.example.edu:8443/'] as $one) {
            $cases['in a folder: ' . $one] = [self::BELOW, $one];
        }
        return $cases;
    }

    public function test_a_root_relative_address_of_another_folder_stays_below_the_site(): void {
        self::assertSame(self::BELOW . '/other/', addresses::on_this_site('/other/', self::BELOW));
    }

    /**
     * Whatever is put together from the pieces attacks are made of: the answer starts with the site or is null.
     */
    public function test_no_mixture_of_hostile_pieces_leads_off_the_site(): void {
        $pieces = ['/', '\\', '//', ':', '@', '.', '..', '%2f', '%5c', '%2e', '?', '#', 'https:', 'http://', 'javascript:',
            'evil.example', 'moodle.example.edu', self::ROOT, 'moodle', ' ', "\t", "\n", '%00', '&', '=', 'a'];
        mt_srand(20261123);
        $through = 0;
        for ($round = 0; $round < 50000; $round++) {
            $wanted = '';
            for ($left = mt_rand(1, 6); $left > 0; $left--) {
                $wanted .= $pieces[mt_rand(0, count($pieces) - 1)];
            }
            $answer = addresses::on_this_site($wanted, self::ROOT);
            if ($answer === null) {
                continue;
            }
            $through++;
            self::assertMatchesRegularExpression('~^https://moodle\.example\.edu/(?![/\\\\])[\x21-\x7e]*$~D', $answer, $wanted);
            self::assertSame('moodle.example.edu', parse_url($answer, PHP_URL_HOST), $wanted);
        }
        self::assertGreaterThan(1000, $through, 'the test must see addresses that get through');
    }

    /**
     * @dataProvider hosts
     */
    public function test_return_is_limited_to_the_configured_hosts(string $wanted, array $allowed, bool $expected): void {
        self::assertSame($expected ? $wanted : null, addresses::on_host($wanted, $allowed));
    }

    public static function hosts(): array {
        $sis = 'https://sis.example.edu/index.php?a=1';
        return [
            'host' => [$sis, ['sis.example.edu'], true],
            'host in capitals' => [$sis, ['SIS.Example.edu'], true],
            'host of an address' => [$sis, ['https://sis.example.edu/somewhere'], true],
            'second of two' => [$sis, ['www.example.edu', ' sis.example.edu '], true],
            'http to a bare host' => ['http://sis.example.edu/', ['sis.example.edu'], true],
            'with its port' => ['https://sis.example.edu:8443/', ['sis.example.edu:8443'], true],
            'none configured' => [$sis, [], false],
            'empty entry' => [$sis, [''], false],
            'other host' => ['https://evil.example/', ['sis.example.edu'], false],
            'host as prefix' => ['https://sis.example.edu.evil.example/', ['sis.example.edu'], false],
            'host as user' => ['https://sis.example.edu@evil.example/', ['sis.example.edu'], false],
            'subdomain' => ['https://a.sis.example.edu/', ['sis.example.edu'], false],
            'other port' => ['https://sis.example.edu:8443/', ['sis.example.edu'], false],
            'http where an https address is named' => ['http://sis.example.edu/', ['https://sis.example.edu/'], false],
            'relative' => ['/index.php', ['sis.example.edu'], false],
            'without scheme' => ['//sis.example.edu/', ['sis.example.edu'], false],
            'script' => ['javascript://sis.example.edu/%0aalert(1)', ['sis.example.edu'], false],
            'backslash' => ['https://evil.example\\@sis.example.edu/', ['sis.example.edu'], false],
        ];
    }
}
