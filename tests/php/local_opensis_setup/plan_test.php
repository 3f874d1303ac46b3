<?php
// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The plan as data: every step has its kind, its words, and comes after what it needs; the rights are the ones that
 * the functions of the service ask for.
 */

declare(strict_types=1);

use local_opensis\local\setup\kind;
use local_opensis\local\setup\plan;
use PHPUnit\Framework\TestCase;

final class plan_test extends TestCase {
    private const PLUGINS = __DIR__ . '/../../../plugins/moodle';

    private static function strings(): array {
        $string = [];
        require self::PLUGINS . '/local_opensis/lang/en/local_opensis.php';
        return $string;
    }

    public function test_every_step_has_a_kind_a_title_and_a_cure(): void {
        $strings = self::strings();
        $plan = plan::steps(['a']);
        self::assertGreaterThan(15, count($plan));
        foreach ($plan as $name => $step) {
            self::assertSame($name, $step['name']);
            self::assertTrue(is_subclass_of('local_opensis\local\setup\kinds\\' . $step['kind'], kind::class), $name);
            self::assertArrayHasKey('setup_step_' . $name, $strings);
            self::assertArrayHasKey('setup_cure_' . $name, $strings);
        }
    }

    public function test_every_word_a_kind_says_is_there_and_none_is_left_over(): void {
        $text = '';
        foreach (array_merge(glob(self::PLUGINS . '/local_opensis/classes/local/setup/*.php'), glob(self::PLUGINS . '/local_opensis/classes/local/setup/kinds/*.php')) as $file) {
            $text .= file_get_contents($file);
        }
        preg_match_all('/finding::(?:done|open)\(\'([a-z]+)\'|finding::of\(\s*finding::[A-Z]+, \'([a-z]+)\'/', $text, $found);
        $asked = array_unique(array_filter(array_merge($found[1], $found[2])));
        $have = [];
        foreach (array_keys(self::strings()) as $name) {
            if (strpos($name, 'setup_detail_') === 0) {
                $have[] = substr($name, strlen('setup_detail_'));
            }
        }
        self::assertEqualsCanonicalizing($have, array_values($asked));
        foreach ((new ReflectionClass('local_opensis\local\setup\finding'))->getConstants() as $state) {
            self::assertArrayHasKey('setup_state_' . $state, self::strings());
        }
    }

    public function test_what_is_filled_into_a_string_is_given(): void {
        // Each 'detail' with its placeholders, against the keys that stand beside it in the code.
        $checked = 0;
        foreach (glob(self::PLUGINS . '/local_opensis/classes/local/setup/kinds/*.php') as $file) {
            preg_match_all('/finding::(?:done|open|of)\((?:finding::[A-Z]+, )?\'([a-z]+)\'(?:, \[(.*?)\]\))?/', file_get_contents($file), $calls, PREG_SET_ORDER);
            foreach ($calls as $call) {
                preg_match_all('/\{\$a->([a-z]+)\}/', self::strings()['setup_detail_' . $call[1]], $wanted);
                preg_match_all('/\'([a-z]+)\' =>/', $call[2] ?? '', $given);
                if (isset($call[2])) {
                    self::assertSame([], array_diff($wanted[1], $given[1]), $file . ': ' . $call[1]);
                    $checked++;
                } else if (strpos(file_get_contents($file), "'{$call[1]}', \$about") === false) {
                    self::assertSame([], $wanted[1], $file . ': ' . $call[1]);
                    $checked++;
                }
            }
        }
        self::assertGreaterThan(20, $checked);
    }

    public function test_the_rights_cover_what_the_services_declare(): void {
        foreach (['local_opensis', 'auth_userkey'] as $plugin) {
            $functions = [];
            require self::PLUGINS . "/$plugin/db/services.php";
            self::assertNotEmpty($functions);
            foreach ($functions as $name => $function) {
                foreach (preg_split('/[\s,]+/', $function['capabilities'], -1, PREG_SPLIT_NO_EMPTY) as $right) {
                    self::assertArrayHasKey($right, plan::RIGHTS, $name);
                }
            }
        }
    }

    public function test_the_rights_make_no_administrator(): void {
        foreach (array_keys(plan::RIGHTS) as $right) {
            self::assertDoesNotMatchRegularExpression(
                '~^moodle/(site:config|site:doanything|user:loginas|role:(manage|override|safeoverride)|restore|backup)|webservice:~',
                $right
            );
        }
    }

    public function test_the_services_are_the_ones_that_the_plugins_declare(): void {
        $services = [];
        require self::PLUGINS . '/local_opensis/db/services.php';
        self::assertSame([plan::SERVICE], array_keys($services));
        $services = [];
        require self::PLUGINS . '/auth_userkey/db/services.php';
        self::assertSame([plan::SSO_SERVICE], array_keys($services));
        self::assertSame(plan::SSO_FUNCTIONS, $services[plan::SSO_SERVICE]['functions']);
    }
}
