<?php
// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * For the tests that look at the Moodle plugins from outside, as Moodle's plugin checks do.
 *
 * Run: scripts/test-php tests/php/plugins
 */

declare(strict_types=1);

error_reporting(E_ALL);

defined('MOODLE_INTERNAL') || define('MOODLE_INTERNAL', true);
foreach (['RISK_PERSONAL' => 8, 'RISK_SPAM' => 16, 'RISK_DATALOSS' => 32, 'RISK_CONFIG' => 2, 'CONTEXT_SYSTEM' => 10,
        'MATURITY_STABLE' => 200] as $name => $value) {
    defined($name) || define($name, $value);
}
