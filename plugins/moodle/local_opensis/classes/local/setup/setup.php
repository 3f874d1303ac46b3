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

namespace local_opensis\local\setup;

/**
 * The set-up of this Moodle, as the page and the command line use it: findings in words, tokens, the answer as JSON.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class setup {
    /** @var runner Who checks, makes and takes back. */
    private $runner;

    /**
     * Prepares the set-up.
     *
     * @param wishes $wishes what was asked for
     */
    public function __construct(wishes $wishes) {
        $this->runner = new runner(new moodle_site(), plan::steps(self::functions()), $wishes);
    }

    /**
     * Reads wishes in the time zone of this site.
     *
     * @param array $texts as wishes::read() takes them
     * @return wishes
     * @throws bad_wish
     */
    public static function read(array $texts): wishes {
        return wishes::read($texts, time(), \core_date::get_server_timezone_object());
    }

    /**
     * Who checks, makes and takes back.
     *
     * @return runner
     */
    public function runner(): runner {
        return $this->runner;
    }

    /**
     * The answer as plain data.
     *
     * @param finding[] $findings what was found
     * @return array
     */
    public function answer(array $findings): array {
        global $CFG;
        return [
            'moodle_url' => $CFG->wwwroot,
            'token' => $this->runner->new_token('token'),
            'sso_token' => $this->runner->new_token('ssotoken'),
            'steps' => array_map(function (finding $finding): array {
                return [
                    'step' => $finding->step,
                    'title' => self::title($finding),
                    'state' => $finding->state,
                    'changed' => $finding->changed,
                    'detail' => self::detail($finding),
                    'cure' => self::cure($finding),
                ];
            }, $findings),
        ];
    }

    /**
     * What a step is about, in words.
     *
     * @param finding $finding what was found
     * @return string
     */
    public static function title(finding $finding): string {
        return get_string('setup_step_' . $finding->step, 'local_opensis');
    }

    /**
     * What was found, in words.
     *
     * @param finding $finding what was found
     * @return string
     */
    public static function detail(finding $finding): string {
        if ($finding->detail === '') {
            return '';
        }
        $about = $finding->about;
        if (array_key_exists('validuntil', $about)) {
            $about['validuntil'] = $about['validuntil']
                ? userdate($about['validuntil'], get_string('strftimedatetimeshort', 'langconfig'))
                : get_string('setup_noend', 'local_opensis');
            $about['ip'] = $about['ip'] === '' ? get_string('setup_everywhere', 'local_opensis') : $about['ip'];
        }
        return get_string($finding->detail, 'local_opensis', $about);
    }

    /**
     * What to do, in words.
     *
     * @param finding $finding what was found
     * @return string
     */
    public static function cure(finding $finding): string {
        return $finding->cure === '' ? '' : get_string($finding->cure, 'local_opensis');
    }

    /**
     * What to say when all was taken back.
     *
     * @param finding[] $findings what was found
     * @return string name of the string
     */
    public static function undone(array $findings): string {
        $changed = array_filter($findings, function (finding $finding): bool {
            return $finding->state !== finding::NOTHING;
        });
        return $changed ? 'setup_undone' : 'setup_nothing';
    }

    /**
     * The functions that the service of this plugin shall hold, as db/services.php lists them.
     *
     * @return string[]
     */
    private static function functions(): array {
        $services = [];
        require(__DIR__ . '/../../../db/services.php');
        return $services[plan::SERVICE]['functions'];
    }
}
