<?php
// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Both plugins are laid out as Moodle wants them: names, licences, strings, services, capabilities, tables.
 */

declare(strict_types=1);

use PHPUnit\Framework\TestCase;

final class layout_test extends TestCase {
    private const ROOT = __DIR__ . '/../../../plugins/moodle/';

    public static function plugins(): array {
        return ['auth_userkey' => ['auth_userkey'], 'local_opensis' => ['local_opensis']];
    }

    /** path in the plugin => text, of its PHP files */
    private static function files(string $plugin, bool $tests = true): array {
        $root = realpath(self::ROOT . $plugin);
        $files = [];
        foreach (new RecursiveIteratorIterator(new RecursiveDirectoryIterator($root, FilesystemIterator::SKIP_DOTS)) as $file) {
            $path = substr($file->getPathname(), strlen($root) + 1);
            if ($file->getExtension() === 'php' && ($tests || strpos($path, 'tests/') !== 0)) {
                $files[$path] = file_get_contents($file->getPathname());
            }
        }
        return $files;
    }

    private static function version(string $component): stdClass {
        $plugin = new stdClass();
        require self::ROOT . $component . '/version.php';
        return $plugin;
    }

    private static function loaded(string $plugin, string $file, string $variable): array {
        $$variable = [];
        require self::ROOT . "$plugin/$file";
        return $$variable;
    }

    /**
     * @dataProvider plugins
     */
    public function test_every_string_that_is_asked_for_exists(string $plugin): void {
        $strings = self::loaded($plugin, "lang/en/$plugin.php", 'string');
        $asked = ['pluginname' => 'Moodle'];
        foreach (self::files($plugin) as $path => $text) {
            // Literal names only; names that are put together have tests of their own.
            preg_match_all('/(?:get_string|string_exists|new \\\\?lang_string)\(\s*\'([^\']+)\',\s*\'' . $plugin . '\'/', $text, $calls);
            preg_match_all('/moodle_exception\(\s*\'([^\']+)\',\s*\'' . $plugin . '\'/', $text, $faults);
            preg_match_all('/addHelpButton\([^,]+,\s*\'([^\']+)\',\s*\'' . $plugin . '\'/', $text, $helps);
            preg_match_all('/\'(privacy:metadata[a-z:_]*)\'/', $text, $privacy);
            foreach (array_merge($calls[1], $faults[1], $helps[1], $privacy[1]) as $name) {
                if (substr($name, -1) !== '_' && substr($name, -1) !== ':') {
                    $asked[$name] = $path;
                }
            }
            foreach ($helps[1] as $name) {
                $asked[$name . '_help'] = $path;
            }
        }
        foreach (array_keys(self::loaded($plugin, 'db/access.php', 'capabilities')) as $capability) {
            $asked[preg_replace('~^[a-z]+/~', '', $capability)] = 'db/access.php';
        }
        self::assertGreaterThan(10, count($asked), 'the search must find what the code asks for');
        self::assertSame([], array_diff_key($asked, $strings), 'missing: string => where it is asked for');
        foreach ($strings as $name => $text) {
            self::assertNotSame('', trim($text), $name);
        }
    }

    /**
     * @dataProvider plugins
     */
    public function test_version_php_says_what_moodle_needs(string $plugin): void {
        $about = self::version($plugin);
        self::assertSame($plugin, $about->component);
        self::assertMatchesRegularExpression('/^20[0-9]{2}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])[0-9]{2}$/', (string) $about->version);
        self::assertGreaterThanOrEqual(2022112800, $about->requires, 'Moodle 4.1');
        self::assertMatchesRegularExpression('/^[0-9]+\.[0-9]+\.[0-9]+$/', $about->release);
        foreach (['README.md', 'CHANGES.md', "lang/en/$plugin.php", 'classes/privacy/provider.php'] as $file) {
            self::assertFileExists(self::ROOT . "$plugin/$file");
        }
    }

    /**
     * @dataProvider plugins
     */
    public function test_every_file_has_licence_package_and_guard(string $plugin): void {
        foreach (self::files($plugin) as $path => $text) {
            self::assertStringContainsString('GNU General Public License', substr($text, 0, 800), $path);
            self::assertMatchesRegularExpression('~@package\s+' . $plugin . '\b~', $text, $path);
            self::assertMatchesRegularExpression('~@copyright\s+2026 ~', $text, $path);
            self::assertMatchesRegularExpression('~@license\s+https?://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later~', $text, $path);
            $entry = preg_match('~require(_once)?\(?\s*(__DIR__ \. )?\'[./]*/config\.php\'~', $text);
            $class = preg_match('~^namespace ~m', $text);
            if (!$entry && !$class && strpos($path, 'tests/') !== 0 && $path !== 'db/upgrade.php') {
                self::assertStringContainsString("defined('MOODLE_INTERNAL') || die();", $text, $path);
            }
        }
    }

    /**
     * @dataProvider plugins
     */
    public function test_a_class_lies_where_moodle_looks_for_it(string $plugin): void {
        $found = 0;
        foreach (self::files($plugin, false) as $path => $text) {
            if (strpos($path, 'classes/') !== 0) {
                continue;
            }
            $namespace = trim($plugin . '\\' . str_replace('/', '\\', substr(dirname($path), strlen('classes/'))), '\\');
            self::assertMatchesRegularExpression('~^namespace ' . preg_quote($namespace, '~') . ';$~m', $text, $path);
            self::assertMatchesRegularExpression('~^ *(final |abstract )?(class|interface|trait) ' . basename($path, '.php') . '\b~m', $text, $path);
            $found++;
        }
        self::assertGreaterThan(10, $found);
    }

    /**
     * @dataProvider plugins
     */
    public function test_every_function_has_its_class_and_its_capability(string $plugin): void {
        $own = array_keys(self::loaded($plugin, 'db/access.php', 'capabilities'));
        $functions = self::loaded($plugin, 'db/services.php', 'functions');
        self::assertNotEmpty($functions);
        foreach ($functions as $name => $function) {
            $path = str_replace(['\\', $plugin . '/'], ['/', 'classes/'], $function['classname']) . '.php';
            self::assertFileExists(self::ROOT . $plugin . '/' . $path, $name);
            self::assertContains($function['type'], ['read', 'write'], $name);
            self::assertMatchesRegularExpression('/^[A-Z].*\.$/', $function['description'], $name);
            self::assertNotEmpty(array_intersect(preg_split('/[\s,]+/', $function['capabilities']), $own), $name);
        }
    }

    /**
     * @dataProvider plugins
     */
    public function test_tables_bear_the_name_of_the_plugin_and_fit(string $plugin): void {
        $xml = new SimpleXMLElement(file_get_contents(self::ROOT . "$plugin/db/install.xml"));
        self::assertNotEmpty($xml->TABLES->TABLE);
        foreach ($xml->TABLES->TABLE as $table) {
            self::assertStringStartsWith($plugin, (string) $table['NAME']);
            self::assertLessThanOrEqual(28, strlen((string) $table['NAME']), 'Moodle 4.1 and 4.2 take no longer names');
            foreach ($table->FIELDS->FIELD as $field) {
                self::assertLessThanOrEqual(30, strlen((string) $field['NAME']));
            }
        }
    }

    /**
     * @dataProvider plugins
     */
    public function test_sql_is_portable_and_old_libraries_are_not_required(string $plugin): void {
        foreach (self::files($plugin, false) as $path => $text) {
            self::assertDoesNotMatchRegularExpression('/\b(IFNULL|ON DUPLICATE KEY|REPLACE INTO|INSERT IGNORE|ILIKE|GROUP_CONCAT|DATE_FORMAT|FIND_IN_SET)\b/i', $text, $path);
            self::assertDoesNotMatchRegularExpression('/\bmdl_[a-z]/', $text, $path);
            if (preg_match('~^require_once\(\$CFG->(libdir|dirroot) \. \'(/lib)?/externallib\.php~m', $text)) {
                self::fail("$path requires externallib.php whatever the Moodle");
            }
        }
    }
}
