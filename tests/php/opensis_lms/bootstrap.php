<?php
// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * For the tests of openSIS's add-on that need no openSIS: its classes, and a database that answers
 * what a test tells it.
 *
 * Run: scripts/test-php tests/php/opensis_lms
 */

declare(strict_types=1);

error_reporting(E_ALL);

require __DIR__ . '/../../../plugins/opensis/lms/modules/lms/lib/load.php';
require __DIR__ . '/told_reader.php';
