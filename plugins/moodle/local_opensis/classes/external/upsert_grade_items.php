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

namespace local_opensis\external;

defined('MOODLE_INTERNAL') || die();

require_once(__DIR__ . '/../../compat.php');

use core_external\external_api;
use core_external\external_function_parameters;
use core_external\external_value;
use local_opensis\local\upsert\grade_items;
use local_opensis\local\upsert\outcomes;
use local_opensis\local\upsert\runner;

/**
 * Creates, updates and removes grade items that openSIS has made, one outcome a row.
 *
 * @package    local_opensis
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class upsert_grade_items extends external_api {
    /**
     * What the function takes.
     *
     * @return external_function_parameters
     */
    public static function execute_parameters(): external_function_parameters {
        return new external_function_parameters([
            'rows' => new external_value(
                PARAM_RAW,
                'JSON list of grade items: id, course or courseidnumber, idnumber, as, name, description, '
                . 'grademax, assigned, due, category, remove'
            ),
        ]);
    }

    /**
     * Writes the rows.
     *
     * @param string $rows a JSON list of rows
     * @return array
     */
    public static function execute($rows) {
        ['rows' => $rows] = self::validate_parameters(self::execute_parameters(), ['rows' => $rows]);
        $context = \context_system::instance();
        self::validate_context($context);
        require_capability('local/opensis:sync', $context);
        return ['outcomes' => (new runner(new grade_items()))->run($rows)];
    }

    /**
     * What the function answers.
     *
     * @return \core_external\external_single_structure
     */
    public static function execute_returns() {
        return outcomes::structure();
    }
}
