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
 * Makes this Moodle ready for openSIS from the command line, tells what is missing, or takes it back.
 *
 * Exit codes: 0 nothing is open, 1 something is open or failed, 2 the command line is not understood.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

define('CLI_SCRIPT', true);

require(__DIR__ . '/../../../config.php');
require_once($CFG->libdir . '/clilib.php');

use local_opensis\local\setup\bad_wish;
use local_opensis\local\setup\runner;
use local_opensis\local\setup\setup;

[$options, $unknown] = cli_get_params([
    'help' => false,
    'check' => false,
    'undo' => false,
    'json' => false,
    'ip' => '',
    'validuntil' => '',
    'roles' => '',
    'new-tokens' => false,
    'no-welcome' => false,
], ['h' => 'help']);

if ($options['help']) {
    echo <<<'HELP'
Makes this Moodle ready for openSIS: web services, a service account with a role of the least
rights, the service and two tokens, which are shown once. Run it again whenever you like: what is
done stays as it is.

Options:
  --check             Tell how every step stands and change nothing
  --undo              Take back what this command made, and nothing else
  --ip=LIST           Tokens work only from these addresses (192.0.2.7, 192.0.2.0/24,
                      192.0.2.10-20; parted by commas; "none" lifts the restriction)
  --validuntil=DAY    Tokens end on this day (2027-07-31, or "2027-07-31 18:00"; "none": never)
  --roles=LIST        Roles that the account may give to people, by short name
                      (default: student,teacher,editingteacher,manager; without manager, managers
                      of a school's category cannot be made, and the token is worth less to a
                      thief)
  --new-tokens        Make new tokens; those that are there stop to work
  --no-welcome        Switch off the e-mail that Moodle 4.5 and later send for every enrolment in
                      courses made from now on
  --json              One JSON object: moodle_url, token, sso_token (null when not made now), steps
  -h, --help          This text

Exit codes: 0 nothing is open, 1 something is open or failed, 2 the command line is not understood.

Examples:
  sudo -u www-data php local/opensis/cli/setup.php --ip=192.0.2.7
  sudo -u www-data php local/opensis/cli/setup.php --check
  sudo -u www-data php local/opensis/cli/setup.php --json > tokens.json

HELP;
    exit(0);
}

$misuse = '';
if ($unknown) {
    $misuse = get_string('cliunknowoption', 'admin', implode(' ', $unknown));
} else if ($options['check'] && $options['undo']) {
    $misuse = '--check, --undo: one of them at a time.';
}
try {
    $wishes = setup::read([
        'ip' => $options['ip'] === true ? '' : $options['ip'],
        'validuntil' => $options['validuntil'] === true ? '' : $options['validuntil'],
        'roles' => $options['roles'] === true ? '' : $options['roles'],
        'newtokens' => $options['new-tokens'],
        'nowelcome' => $options['no-welcome'],
    ]);
} catch (bad_wish $e) {
    $misuse = get_string($e->string_name(), 'local_opensis', $e->given);
}
if ($misuse !== '') {
    cli_writeln($misuse . "\nphp local/opensis/cli/setup.php --help", STDERR);
    exit(2);
}

// What is made is made in the name of the administrator whose machine this is.
\core\session\manager::set_user(get_admin());

$setup = new setup($wishes);
if ($options['check']) {
    $findings = $setup->runner()->check();
} else if ($options['undo']) {
    $findings = $setup->runner()->undo();
} else {
    $findings = $setup->runner()->make();
}
$answer = $setup->answer($findings);
$open = runner::is_open($findings);

if ($options['json']) {
    echo json_encode($answer, JSON_PRETTY_PRINT | JSON_UNESCAPED_SLASHES | JSON_UNESCAPED_UNICODE), "\n";
    exit((int) $open);
}

$told = [];
foreach ($answer['steps'] as $step) {
    $state = get_string('setup_state_' . $step['state'], 'local_opensis');
    cli_writeln(sprintf('[%s%s] %s', $state, $step['changed'] ? ' *' : '', $step['title']));
    // Several steps may have one cure: it is told once.
    $cure = in_array($step['cure'], $told, true) ? '' : $step['cure'];
    $told[] = $cure;
    foreach (array_filter([$step['detail'], $cure], 'strlen') as $text) {
        cli_writeln('    ' . wordwrap($text, 92, "\n    "));
    }
}
cli_writeln('');
if ($answer['token'] !== null || $answer['sso_token'] !== null) {
    cli_writeln(get_string('setup_tokens_warning', 'local_opensis'));
    foreach (['moodle_url', 'token', 'sso_token'] as $name) {
        if ($answer[$name] !== null) {
            cli_writeln(sprintf('  %-10s  %s', $name, $answer[$name]));
        }
    }
} else if (!$options['check'] && !$options['undo']) {
    cli_writeln(get_string('setup_tokens_none', 'local_opensis'));
}
if ($options['undo'] && !$open) {
    cli_writeln(get_string(setup::undone($findings), 'local_opensis'));
} else {
    cli_writeln(get_string($open ? 'setup_open' : 'setup_ready', 'local_opensis'));
}
exit((int) $open);
