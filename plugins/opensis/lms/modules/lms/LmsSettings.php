<?php

// SPDX-License-Identifier: GPL-3.0-or-later
// LMS Settings: Causeway's settings in openSIS's frame, and how openSIS reaches Causeway.

if (!defined('WAREHOUSE_PHP')) {
    http_response_code(404);
    exit;
}
require_once __DIR__ . '/lib/load.php';
\Causeway\Lms\Pages::settings();
