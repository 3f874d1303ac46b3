<?php

// SPDX-License-Identifier: GPL-3.0-or-later
// Rollover: what openSIS's own rollover changes in Moodle.

if (!defined('WAREHOUSE_PHP')) {
    http_response_code(404);
    exit;
}
require_once __DIR__ . '/lib/load.php';
\Causeway\Lms\Pages::framed('lms/Rollover.php', 'rollover');
