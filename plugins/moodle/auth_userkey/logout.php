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
 * Signs out and goes back to where the user came from: logout.php?return=ADDRESS.
 *
 * Who came in by a login address is signed out at once, so that the other side can end both sessions in one go.
 * Anybody else is asked first: a link on some page must not sign a teacher out.
 *
 * @package    auth_userkey
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

require(__DIR__ . '/../../config.php'); // phpcs:ignore moodle.Files.RequireLogin.Missing

use auth_userkey\local\addresses;
use auth_userkey\local\config;
use auth_userkey\local\gate;

$wanted = optional_param('return', '', PARAM_RAW);

$config = new config();
$target = addresses::on_host($wanted, $config->return_hosts()) ?? addresses::on_this_site($wanted, $CFG->wwwroot);
if ($target === null) {
    $target = $config->redirect_url() !== '' ? $config->redirect_url() : $CFG->wwwroot . '/';
}

$PAGE->set_context(context_system::instance());
$PAGE->set_url(new moodle_url('/auth/userkey/logout.php', $wanted === '' ? [] : ['return' => $wanted]));

if (!gate::may_sign_out(optional_param('sesskey', '', PARAM_RAW))) {
    $PAGE->set_title(get_string('logout'));
    $PAGE->set_heading($SITE->fullname);
    echo $OUTPUT->header();
    $yes = new moodle_url($PAGE->url, ['sesskey' => sesskey()]);
    echo $OUTPUT->confirm(get_string('logoutconfirm'), $yes, new moodle_url('/'));
    echo $OUTPUT->footer();
    die;
}

require_logout();
redirect($target);
