<?php

// SPDX-License-Identifier: GPL-3.0-or-later
// Read by openSIS's Menu.php. It asks for two constants by the module's name.

if (!defined('WAREHOUSE_PHP')) {
    http_response_code(404);
    exit;
}
require_once __DIR__ . '/lib/load.php';
defined('lms') || define('lms', \Causeway\Lms\Texts::plain('menu'));
defined('_lms') || define('_lms', \Causeway\Lms\Texts::plain('menu'));
foreach (\Causeway\Lms\Menu::by_kind() as $causeway_kind => $causeway_pages) {
    $menu['lms'][$causeway_kind] = $causeway_pages;
}
