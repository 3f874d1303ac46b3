<?php
// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Loads the Moodle-free classes of plugins/moodle/local_opensis: no Moodle, no database.
 *
 * Run: phpunit --bootstrap tests/php/local_opensis/bootstrap.php --test-suffix _test.php tests/php/local_opensis
 */

declare(strict_types=1);

error_reporting(E_ALL);

defined('MOODLE_INTERNAL') || define('MOODLE_INTERNAL', true);

spl_autoload_register(static function (string $class): void {
    $prefix = 'local_opensis\\';
    if (strpos($class, $prefix) === 0) {
        $path = str_replace('\\', '/', substr($class, strlen($prefix)));
        $file = __DIR__ . '/../../../plugins/moodle/local_opensis/classes/' . $path . '.php';
        if (is_file($file)) {
            require $file;
        }
    }
});
