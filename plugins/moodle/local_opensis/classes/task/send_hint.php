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

namespace local_opensis\task;

use local_opensis\local\change_log;
use local_opensis\local\hint;

/**
 * Sends the hint "something changed" to the addresses that want it.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class send_hint extends \core\task\adhoc_task {
    /**
     * Sends. It never fails: Moodle would try again on its own, and a hint is tried again by the next change only.
     */
    public function execute() {
        global $DB;
        $upto = (int) $DB->get_field_sql('SELECT MAX(id) FROM {' . change_log::TABLE . '}');
        try {
            mtrace(hint::send(time()) . ' told that something changed.');
        } catch (\Throwable $e) {
            mtrace('No hint sent: ' . $e->getMessage());
        }
        // What changed while this ran found this task in the queue, and queued no other.
        if (hint::newer_than($upto)) {
            hint::queue(true);
        }
    }
}
