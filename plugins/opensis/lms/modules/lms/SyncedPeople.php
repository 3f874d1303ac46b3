<?php

// SPDX-License-Identifier: GPL-3.0-or-later
// Synced people: how students and staff stand with Moodle.

if (!defined('WAREHOUSE_PHP')) {
    http_response_code(404);
    exit;
}
require_once __DIR__ . '/lib/load.php';
\Causeway\Lms\Pages::framed('lms/SyncedPeople.php', 'people');
