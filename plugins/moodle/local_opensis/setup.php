<?php
// This file is part of Moodle - https://moodle.org/
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
// along with Moodle.  If not, see <https://www.gnu.org/licenses/>.

/**
 * The set-up page: how every step stands, one button that takes the open ones, one that takes all back.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

require(__DIR__ . '/../../config.php');
require_once($CFG->libdir . '/adminlib.php');

use local_opensis\form\setup_form;
use local_opensis\local\setup\plan;
use local_opensis\local\setup\runner;
use local_opensis\local\setup\setup;

admin_externalpage_setup('local_opensis_setup');
require_capability('moodle/site:config', context_system::instance());

$form = new setup_form(new moodle_url('/local/opensis/setup.php'));
$data = $form->get_data();
$undo = optional_param('undo', 0, PARAM_INT);
$asked = 0;

if ($undo && $undo !== 1) {
    require_sesskey();
    $setup = new setup(setup::read([]));
    $findings = $setup->runner()->undo();
    $asked = 2;
} else if ($data) {
    // Tokens are shown in the answer to this very request: they are kept nowhere from where they could be shown again.
    $setup = new setup(setup::read((array) $data));
    $findings = $setup->runner()->make();
    $asked = 1;
} else {
    $setup = new setup(setup::read([]));
    $findings = $setup->runner()->check();
}
$answer = $setup->answer($findings);
$open = runner::is_open($findings);

echo $OUTPUT->header();
echo $OUTPUT->heading(get_string('setup', 'local_opensis'));

if ($undo === 1) {
    echo $OUTPUT->confirm(
        get_string('setup_undo_confirm', 'local_opensis'),
        new single_button(
            new moodle_url('/local/opensis/setup.php', ['undo' => 2]),
            get_string('setup_button_undo', 'local_opensis')
        ),
        new moodle_url('/local/opensis/setup.php')
    );
    echo $OUTPUT->footer();
    exit;
}

echo html_writer::tag('p', get_string('setup_intro', 'local_opensis'));
echo html_writer::tag('p', get_string('setup_account', 'local_opensis', plan::ACCOUNT));

if ($asked === 2) {
    $said = $open ? 'setup_open' : setup::undone($findings);
    echo $OUTPUT->notification(get_string($said, 'local_opensis'), $open ? 'error' : 'success');
} else {
    echo $OUTPUT->notification(get_string($open ? 'setup_open' : 'setup_ready', 'local_opensis'), $open ? 'warning' : 'success');
}

if ($answer['token'] !== null || $answer['sso_token'] !== null) {
    $table = new html_table();
    $table->attributes['class'] = 'generaltable local_opensis_tokens';
    $table->data[] = [get_string('setup_tokens_address', 'local_opensis'), html_writer::tag('code', s($answer['moodle_url']))];
    foreach (['token' => 'setup_tokens_token', 'sso_token' => 'setup_tokens_sso'] as $which => $title) {
        if ($answer[$which] !== null) {
            $table->data[] = [get_string($title, 'local_opensis'), html_writer::tag('code', $answer[$which])];
        }
    }
    echo $OUTPUT->heading(get_string('setup_tokens', 'local_opensis'), 3);
    echo $OUTPUT->notification(get_string('setup_tokens_warning', 'local_opensis'), 'info', false);
    echo html_writer::table($table);
} else if ($asked === 1) {
    echo $OUTPUT->notification(get_string('setup_tokens_none', 'local_opensis'), 'info');
}

$badges = ['open' => 'warning', 'failed' => 'danger', 'done' => 'success', 'undone' => 'success'];
$table = new html_table();
$table->attributes['class'] = 'generaltable local_opensis_steps';
$table->head = [
    get_string('setup_column_state', 'local_opensis'),
    get_string('setup_column_step', 'local_opensis'),
    get_string('setup_column_detail', 'local_opensis'),
];
$told = [];
foreach ($answer['steps'] as $step) {
    $badge = $badges[$step['state']] ?? 'secondary';
    // Both spellings of Bootstrap 4 (up to Moodle 4.5) and 5.
    $state = html_writer::span(
        get_string('setup_state_' . $step['state'], 'local_opensis'),
        "badge badge-{$badge} bg-{$badge}" . ($badge === 'warning' || $badge === 'secondary' ? ' text-dark' : ' text-white')
    );
    // Several steps may have one cure: it is told once.
    $telling = $step['cure'] !== '' && !in_array($step['cure'], $told, true);
    $told[] = $step['cure'];
    $cure = $telling ? html_writer::div(s($step['cure']), 'text-muted small') : '';
    $table->data[] = [$state, s($step['title']), s($step['detail']) . $cure];
}
echo html_writer::table($table);

$form->display();

echo $OUTPUT->single_button(
    new moodle_url('/local/opensis/setup.php', ['undo' => 1]),
    get_string('setup_button_undo', 'local_opensis'),
    'get'
);
echo $OUTPUT->footer();
