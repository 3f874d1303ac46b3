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

namespace local_opensis\local\setup\kinds;

use local_opensis\local\setup\finding;
use local_opensis\local\setup\kind;

/**
 * The account is an authorised user of a service.
 *
 * Without an end date of its own: Moodle 4.5 reads that date the wrong way round. The tokens carry one.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class member extends kind {
    /**
     * Looks whether it is.
     *
     * @param array $step the step
     * @return finding
     */
    public function check(array $step): finding {
        [$serviceid, $userid] = [$this->service_id($step), $this->account_id()];
        if ($serviceid === null || $userid === null) {
            return $this->waits();
        }
        return $this->site->is_member($serviceid, $userid) ? finding::done() : finding::open('nomember');
    }

    /**
     * Makes it one.
     *
     * @param array $step the step
     * @param array $before what an earlier run made
     * @return array|null
     */
    public function make(array $step, array $before): ?array {
        [$serviceid, $userid] = [$this->service_id($step), $this->account_id()];
        if ($serviceid === null || $userid === null) {
            return null;
        }
        $this->site->set_member($serviceid, $userid, true);
        return ['service' => $serviceid, 'user' => $userid];
    }

    /**
     * Takes it off the list.
     *
     * @param array $step the step
     * @param array $made what make() returned
     * @return finding
     */
    public function undo(array $step, array $made): finding {
        if (!$this->site->is_member($made['service'], $made['user'])) {
            return finding::of(finding::KEPT, 'gone');
        }
        $this->site->set_member($made['service'], $made['user'], false);
        return finding::of(finding::UNDONE);
    }
}
