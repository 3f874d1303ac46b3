<?php

// SPDX-License-Identifier: GPL-3.0-or-later
// Get LMS grades: teachers, of their own sections; administrators, of their school's.

if (!defined('WAREHOUSE_PHP')) {
    http_response_code(404);
    exit;
}
require_once __DIR__ . '/lib/load.php';
\Causeway\Lms\Pages::framed('lms/Grades.php', 'grades');
