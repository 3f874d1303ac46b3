<?php
// This file is part of Moodle - http://moodle.org/
//
// Moodle is free software: you can redistribute it and/or modify
// it under the terms of the GNU General Public License as published by
// the Free Software Foundation, either version 3 of the License, or
// (at your option) any later version.
//
// Moodle is distributed in the hope that it will be useful,
// but WITHOUT ANY WARRANTY; without even the implied warranty of
// MERCHANTABILITY or FITNESS FOR A PARTICULAR PURPOSE.  See the
// GNU General Public License for more details.
//
// You should have received a copy of the GNU General Public License
// along with Moodle.  If not, see <http://www.gnu.org/licenses/>.

/**
 * The login address: takes the key and signs its user in.
 *
 * @package    auth_userkey
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

// The key is used up by the first real visit only. Programs that look at a link before the person does (HEAD
// requests, a browser that loads ahead) get an answer without a session, and the key stays as it is.
$authuserkeymethod = $_SERVER['REQUEST_METHOD'] ?? 'GET';
$authuserkeyahead = preg_match(
    '/\b(prefetch|prerender|preview)\b/i',
    ($_SERVER['HTTP_SEC_PURPOSE'] ?? '') . ' ' . ($_SERVER['HTTP_PURPOSE'] ?? '') . ' ' . ($_SERVER['HTTP_X_MOZ'] ?? '') . ' ' .
        ($_SERVER['HTTP_X_PURPOSE'] ?? '')
);
$authuserkeyreal = ($authuserkeymethod === 'GET' || $authuserkeymethod === 'POST') && !$authuserkeyahead;
if (!$authuserkeyreal) {
    define('NO_MOODLE_COOKIES', true);
}

require(__DIR__ . '/../../config.php'); // phpcs:ignore moodle.Files.RequireLogin.Missing

use auth_userkey\local\addresses;
use auth_userkey\local\config;
use auth_userkey\local\gate;
use auth_userkey\local\refusal;

// The address holds a secret: it goes into no cache, and no later page learns it as its referrer.
header_register_callback(function () {
    header('Cache-Control: no-store');
    header('Pragma: no-cache');
    header('Referrer-Policy: no-referrer');
});

if (!$authuserkeyreal) {
    if ($authuserkeymethod !== 'GET' && $authuserkeymethod !== 'HEAD') {
        header('Allow: GET, HEAD, POST');
        http_response_code(405);
    } else if ($authuserkeyahead) {
        // A browser that loaded ahead must ask again when the person really clicks.
        http_response_code(503);
    }
    die;
}

redirect_if_major_upgrade_required();

$key = required_param('key', PARAM_ALPHANUM);
$wantsurl = optional_param('wantsurl', '', PARAM_RAW);

$PAGE->set_context(context_system::instance());
$PAGE->set_url(new moodle_url('/auth/userkey/login.php'));
$PAGE->set_pagelayout('login');
$PAGE->set_cacheable(false);

$config = new config();
$gate = new gate($config);
try {
    $user = $gate->open($key, getremoteaddr(''));
} catch (refusal $refusal) {
    http_response_code(403);
    $PAGE->set_title(get_string('refusedtitle', 'auth_userkey'));
    $PAGE->set_heading($SITE->fullname);
    echo $OUTPUT->header();
    echo $OUTPUT->heading(get_string('refusedtitle', 'auth_userkey'), 3);
    echo $OUTPUT->notification(get_string('refused_' . $refusal->reason, 'auth_userkey'), 'error', false);
    echo $OUTPUT->continue_button($config->sso_url() !== '' ? $config->sso_url() : new moodle_url('/'));
    echo $OUTPUT->footer();
    die;
}

$gate->sign_in($user);

$target = addresses::on_this_site($wantsurl, $CFG->wwwroot);
if ($target === null && $config->sso_url() !== '' && !empty($SESSION->wantsurl)) {
    // The page that sent the visitor to the SSO address on the way here.
    $target = addresses::on_this_site($SESSION->wantsurl, $CFG->wwwroot);
    unset($SESSION->wantsurl);
}
redirect($target ?? $CFG->wwwroot . '/');
