<?php

// SPDX-License-Identifier: GPL-3.0-or-later
// My sections in the LMS: each with the way into its Moodle course.

if (!defined('WAREHOUSE_PHP')) {
    http_response_code(404);
    exit;
}
require_once __DIR__ . '/lib/load.php';
\Causeway\Lms\Pages::sections();
