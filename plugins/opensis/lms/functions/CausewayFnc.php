<?php

// SPDX-License-Identifier: GPL-3.0-or-later
// openSIS requires every file in functions/ on every request. This one switches the LMS menu on and
// lets the watch look whether the request writes. It never prints and never throws: whatever is
// amiss with the add-on, openSIS goes on as without it.

// Half a copy is none: a file that cannot be required would print a warning into openSIS's page.
if (is_file(__DIR__ . '/../modules/lms/Menu.php') && is_file(__DIR__ . '/../modules/lms/lib/load.php')) {
    $GLOBALS['openSISModules']['lms'] = true;
    try {
        require_once __DIR__ . '/../modules/lms/lib/load.php';
        \Causeway\Lms\Watch::begin();
    } catch (\Throwable $ignored) {
        unset($ignored);
    }
}
