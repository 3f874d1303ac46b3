<?php
// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * What a super administrator enters, how it is kept, and openSIS's own address.
 */

declare(strict_types=1);

use Causeway\Lms\Menu;
use Causeway\Lms\Origin;
use Causeway\Lms\Refusal;
use Causeway\Lms\Settings;
use Causeway\Lms\Texts;
use Causeway\Lms\Token;
use Causeway\Lms\Vault;
use PHPUnit\Framework\TestCase;

final class settings_test extends TestCase {
    private const KEY = 'AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8';
    private const ROOT = __DIR__ . '/../../../plugins/opensis/lms/';

    public function test_good_entries_are_kept_in_one_form(): void {
        [$values, $objections] = Settings::check([
            'address' => ' https://causeway.example.org/sub/ ', 'origin' => 'HTTPS://Sis.Example.org:443/', 'link' => 'north',
            'handover_key' => self::KEY, 'hint_key' => '', 'hints' => 'on', 'hint_address' => 'http://[::1]:8380',
        ]);
        self::assertSame([], $objections);
        self::assertSame('https://causeway.example.org/sub', $values['address']);
        self::assertSame('https://sis.example.org', $values['origin']);
        self::assertSame('on', $values['hints']);
        self::assertSame(self::KEY, $values['handover_key']);
        self::assertArrayNotHasKey('hint_key', $values, 'left empty, the key stays');
    }

    public static function bad(): array {
        return [
            ['address', ''], ['address', 'causeway.example.org'], ['address', 'javascript:alert(1)'], ['address', 'https://a b'],
            ['address', 'https://user:pass@host'], ['address', 'https://host/?x=1'], ['address', 'https://host/"><script>'],
            ['address', ['https://host']], ['origin', 'https://host/path'], ['origin', 'file://host'], ['link', 'a/b'], ['link', '../x'],
            ['handover_key', 'short'], ['hint_key', 'short'], ['hint_address', 'ftp://host'], ['origin', 'https://host:99999'],
        ];
    }

    /**
     * @dataProvider bad
     */
    public function test_bad_entries_are_named(string $name, mixed $value): void {
        [, $objections] = Settings::check([$name => $value] + ['address' => 'https://causeway.example.org']);
        self::assertSame([$name], array_keys($objections));
        self::assertNotSame('form_' . $objections[$name], Texts::plain('form_' . $objections[$name]), 'it has a text');
    }

    public function test_a_key_is_sealed_under_its_name_and_opens_nowhere_else(): void {
        $vault = new Vault(str_repeat('k', 32));
        $sealed = $vault->seal('handover_key', self::KEY);
        self::assertStringNotContainsString(self::KEY, $sealed);
        self::assertNotSame($sealed, $vault->seal('handover_key', self::KEY));
        self::assertSame(self::KEY, $vault->unseal('handover_key', $sealed));
        self::assertNull($vault->unseal('hint_key', $sealed), 'another name');
        self::assertNull((new Vault(str_repeat('x', 32)))->unseal('handover_key', $sealed), 'another installation');
        $spoilt = 0;
        for ($i = 3; $i < strlen($sealed); $i++) {
            $other = $sealed;
            $other[$i] = $other[$i] === 'A' ? 'B' : 'A';
            // A letter behind the last whole byte may stand for the same bytes.
            if (base64_decode(substr($other, 3)) !== base64_decode(substr($sealed, 3))) {
                self::assertNull($vault->unseal('handover_key', $other), "letter $i");
                $spoilt++;
            }
        }
        self::assertGreaterThan(80, $spoilt);
        $this->expectException(Refusal::class);
        new Vault('short');
    }

    public function test_settings_come_out_of_the_table_as_they_went_in(): void {
        $vault = new Vault(str_repeat('k', 32));
        $reader = (new told_reader())
            ->knows('causeway_settings', [], ['name' => 'address', 'value' => 'https://causeway.example.org'])
            ->knows('causeway_settings', [], ['name' => 'handover_key', 'value' => $vault->seal('handover_key', self::KEY)])
            ->knows('causeway_settings', [], ['name' => 'hint_key', 'value' => self::KEY])
            ->knows('causeway_settings', [], ['name' => 'of_a_newer_version', 'value' => 'x']);
        $settings = Settings::read($reader, $vault);
        self::assertTrue($settings->complete());
        self::assertSame([self::KEY, '', 'default', 'https://causeway.example.org'], [$settings->get('handover_key'),
            $settings->get('hint_key'), $settings->link(), $settings->hint_address()], 'a key that was not sealed is none');
        self::assertFalse(Settings::read(new told_reader(), $vault)->complete());
    }

    public function test_origins(): void {
        foreach ([
            'http://127.0.0.1:8081' => ['HTTP_HOST' => '127.0.0.1:8081', 'SERVER_PORT' => '8081'],
            'http://localhost:8081' => ['HTTP_HOST' => 'localhost', 'SERVER_PORT' => '8081'],
            'http://sis.example.org' => ['HTTP_HOST' => 'SIS.example.org', 'SERVER_PORT' => '80', 'HTTPS' => 'off'],
            'https://sis.example.org' => ['HTTP_HOST' => 'sis.example.org', 'SERVER_PORT' => '443', 'HTTPS' => 'on'],
            'https://sis.example.org:8443' => ['HTTP_HOST' => 'sis.example.org:8443', 'SERVER_PORT' => '443', 'HTTPS' => 'on'],
        ] as $origin => $server) {
            self::assertSame($origin, Origin::of_request($server));
        }
        foreach (['', 'a/b', 'a b', '"', 'user@host', 'host:port', '-a'] as $host) {
            self::assertNull(Origin::of_request(['HTTP_HOST' => $host, 'SERVER_PORT' => '80']), $host);
        }
    }

    public function test_a_form_of_somebody_elses_proves_nothing(): void {
        $session = [];
        $token = Token::of($session);
        self::assertSame($token, Token::of($session));
        self::assertStringContainsString($token, Token::field($token));
        self::assertTrue(Token::proved($session, ['causeway_token' => $token]));
        foreach ([[], ['causeway_token' => ''], ['causeway_token' => strrev($token) . 'x'], ['causeway_token' => [$token]]] as $entered) {
            self::assertFalse(Token::proved($session, $entered));
        }
        self::assertFalse(Token::proved([], ['causeway_token' => '']));
        self::assertFalse(Token::proved(['causeway_token' => ''], ['causeway_token' => '']));
    }

    public function test_the_menu_and_the_installer_speak_of_the_same_pages(): void {
        $about = json_decode((string) file_get_contents(self::ROOT . 'addon.json'), true, 8, JSON_THROW_ON_ERROR);
        $pages = array_column($about['pages'], 'profiles', 'page');
        self::assertSame($pages, array_map(static fn ($page) => $page[1], Menu::PAGES));
        foreach (array_keys($pages) as $page) {
            self::assertFileExists(self::ROOT . "modules/$page");
        }
        $kinds = Menu::by_kind();
        self::assertSame(['lms/Grades.php', 'lms/MySections.php', 'lms/GoToLms.php'], array_keys($kinds['teacher']));
        self::assertSame(['lms/MySections.php', 'lms/GoToLms.php'], array_keys($kinds['parent']));
        self::assertSame('Go to LMS', $kinds['admin']['lms/GoToLms.php']);
    }

    public function test_every_text_that_is_asked_for_exists(): void {
        $texts = require self::ROOT . 'modules/lms/lang/en.php';
        $asked = [];
        foreach (glob(self::ROOT . 'modules/lms/lib/*.php') as $file) {
            $code = (string) file_get_contents($file);
            preg_match_all("/Texts::(?:html|plain)\\('([a-z_]+)'/", $code, $named);
            preg_match_all("/'((?:menu|form)_[a-z_]+)'/", $code, $spelt);
            preg_match_all("/new Refusal\\('([a-z_]+)'/", $code, $refused);
            foreach ($refused[1] as $refusal) {
                array_push($asked, "refuse_{$refusal}_what", "refuse_{$refusal}_why", "refuse_{$refusal}_cure");
            }
            array_push($asked, ...$named[1], ...$spelt[1]);
        }
        $asked = array_filter($asked, static fn (string $name) => substr($name, -1) !== '_');
        self::assertGreaterThan(50, count(array_unique($asked)));
        self::assertSame([], array_values(array_diff($asked, array_keys($texts))));
        foreach (glob(self::ROOT . 'modules/lms/lang/*.php') as $file) {
            foreach (require $file as $name => $text) {
                self::assertArrayHasKey($name, $texts, $file);
                self::assertNotSame('', trim($text), $name);
                if (strpos($name, 'menu') === 0) {
                    self::assertDoesNotMatchRegularExpression('/[\'"<>&]/', $text, 'openSIS puts it into scripts');
                }
            }
        }
    }

    public function test_no_file_answers_when_it_is_asked_for_over_the_web(): void {
        $found = 0;
        foreach (glob(self::ROOT . 'modules/lms/{*,lib/*}.php', GLOB_BRACE) as $file) {
            $code = (string) file_get_contents($file);
            $guarded = strpos($code, "defined('CAUSEWAY_LMS') || exit;") !== false
                || strpos($code, "if (!defined('WAREHOUSE_PHP')) {\n    http_response_code(404);\n    exit;") !== false;
            self::assertTrue($guarded || basename($file) === 'load.php', $file);
            self::assertStringContainsString('SPDX-License-Identifier: GPL-3.0-or-later', $code, $file);
            $found++;
        }
        self::assertGreaterThan(20, $found);
    }
}
