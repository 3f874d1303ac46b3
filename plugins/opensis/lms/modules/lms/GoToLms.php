<?php

// SPDX-License-Identifier: GPL-3.0-or-later
// Go to LMS: opens Moodle in a window of its own, signed in.

if (!defined('WAREHOUSE_PHP')) {
    http_response_code(404);
    exit;
}
require_once __DIR__ . '/lib/load.php';
\Causeway\Lms\Pages::go();
