<?php
// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Loads the set-up of plugins/moodle/local_opensis and a site that lives in memory: no Moodle, no database.
 *
 * Run: scripts/test-php tests/php/local_opensis_setup
 */

declare(strict_types=1);

require __DIR__ . '/../local_opensis/bootstrap.php';
require __DIR__ . '/memory_site.php';
