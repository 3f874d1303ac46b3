<?php
// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Loads the Moodle-free classes of plugins/moodle/auth_userkey: no Moodle, no database.
 *
 * Run: phpunit --bootstrap tests/php/auth_userkey/bootstrap.php --test-suffix _test.php tests/php/auth_userkey
 */

declare(strict_types=1);

error_reporting(E_ALL);

spl_autoload_register(function (string $class): void {
    $prefix = 'auth_userkey\\local\\';
    if (strpos($class, $prefix) === 0) {
        require __DIR__ . '/../../../plugins/moodle/auth_userkey/classes/local/' . substr($class, strlen($prefix)) . '.php';
    }
});
