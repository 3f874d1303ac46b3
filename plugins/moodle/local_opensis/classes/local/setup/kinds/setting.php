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
 * A setting has a value. With "known" the step is skipped on a Moodle that does not have the setting.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class setting extends kind {
    /**
     * Compares the value.
     *
     * @param array $step the step
     * @return finding
     */
    public function check(array $step): finding {
        $value = $this->site->setting($step['plugin'], $step['setting']);
        if ($value === null && $step['known']) {
            return finding::of(finding::SKIPPED, 'nosetting');
        }
        if ($value === $step['value']) {
            return finding::done();
        }
        if ($this->site->is_forced($step['plugin'], $step['setting'])) {
            return finding::open('forced', ['setting' => $step['setting']]);
        }
        return finding::open('setting', ['value' => (string) $value, 'wanted' => $step['value']]);
    }

    /**
     * Sets it.
     *
     * @param array $step the step
     * @param array $before what an earlier run made
     * @return array|null
     */
    public function make(array $step, array $before): ?array {
        if ($this->site->is_forced($step['plugin'], $step['setting'])) {
            return null;
        }
        $made = $before + ['before' => $this->site->setting($step['plugin'], $step['setting'])];
        $this->keep($made);
        $this->site->set_setting($step['plugin'], $step['setting'], $step['value']);
        return $made;
    }

    /**
     * Sets it back, unless somebody changed it since.
     *
     * @param array $step the step
     * @param array $made what make() returned
     * @return finding
     */
    public function undo(array $step, array $made): finding {
        $value = $this->site->setting($step['plugin'], $step['setting']);
        if ($value !== $step['value']) {
            return finding::of(finding::KEPT, 'changedsince', ['value' => (string) $value]);
        }
        $this->site->set_setting($step['plugin'], $step['setting'], $made['before']);
        return finding::of(finding::UNDONE, 'setback', ['value' => (string) $made['before']]);
    }
}
