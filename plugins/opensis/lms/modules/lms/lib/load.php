<?php

// SPDX-License-Identifier: GPL-3.0-or-later
// The add-on's classes are found by their name: Causeway\Lms\Statement is lib/Statement.php.

defined('CAUSEWAY_LMS') || define('CAUSEWAY_LMS', 1);

spl_autoload_register(static function (string $class): void {
    if (preg_match('/^Causeway\\\\Lms\\\\([A-Za-z]+)$/D', $class, $name)) {
        $file = __DIR__ . '/' . $name[1] . '.php';
        if (is_file($file)) {
            require_once $file;
        }
    }
});
