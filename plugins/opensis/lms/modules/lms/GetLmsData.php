<?php

// SPDX-License-Identifier: GPL-3.0-or-later
// Get LMS Data: what Moodle has and openSIS has not.

if (!defined('WAREHOUSE_PHP')) {
    http_response_code(404);
    exit;
}
require_once __DIR__ . '/lib/load.php';
\Causeway\Lms\Pages::framed('lms/GetLmsData.php', 'intake');
