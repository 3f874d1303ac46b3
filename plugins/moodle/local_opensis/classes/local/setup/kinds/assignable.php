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
 * The role may give people the roles that openSIS gives: student, teacher, and manager of a school's category.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class assignable extends kind {
    /**
     * Looks which are missing.
     *
     * @param array $step the step
     * @return finding
     */
    public function check(array $step): finding {
        $roleid = $this->role_id();
        if ($roleid === null) {
            return $this->waits();
        }
        $wanted = $this->site->roles($this->wishes->roles);
        $unknown = array_diff($this->wishes->roles, array_keys($wanted));
        if ($unknown) {
            return finding::open('norolenamed', ['roles' => implode(', ', $unknown)]);
        }
        $missing = array_diff($wanted, $this->site->assignable($roleid));
        if ($missing) {
            return finding::open('notassignable', ['roles' => implode(', ', array_keys($missing))]);
        }
        if (array_intersect($this->surplus($wanted), $this->site->assignable($roleid))) {
            return finding::open('stillassignable', ['roles' => implode(', ', $this->wishes->roles)]);
        }
        return finding::done('assignable', ['roles' => implode(', ', $this->wishes->roles)]);
    }

    /**
     * Allows those that are missing, and no longer those that an earlier run allowed and nobody wants now.
     *
     * @param array $step the step
     * @param array $before what an earlier run made
     * @return array|null
     */
    public function make(array $step, array $before): ?array {
        $roleid = $this->role_id();
        if ($roleid === null) {
            return null;
        }
        $wanted = $this->site->roles($this->wishes->roles);
        $now = $this->site->assignable($roleid);
        $missing = array_values(array_diff($wanted, $now));
        $surplus = $this->surplus($wanted);
        $this->site->set_assignable($roleid, $missing, true);
        $this->site->set_assignable($roleid, $surplus, false);
        $earlier = ($before['role'] ?? 0) === $roleid ? $before['allowed'] : [];
        return [
            // Only a choice is remembered: what the plan says may change with the next version.
            'wanted' => $this->wishes->chosenroles ? $this->wishes->roles : $before['wanted'] ?? null,
            'role' => $roleid,
            'allowed' => array_values(array_unique(array_merge(array_diff($earlier, $surplus), $missing))),
        ];
    }

    /**
     * Takes back what was allowed.
     *
     * @param array $step the step
     * @param array $made what make() returned
     * @return finding
     */
    public function undo(array $step, array $made): finding {
        if ($this->role_id() !== $made['role']) {
            return finding::of(finding::KEPT, 'gone');
        }
        $this->site->set_assignable($made['role'], $made['allowed'], false);
        return finding::of(finding::UNDONE);
    }

    /**
     * The roles that an earlier run allowed and that are no longer wanted.
     *
     * @param int[] $wanted the roles that are
     * @return int[]
     */
    private function surplus(array $wanted): array {
        $memory = $this->site->memory()['assignable'] ?? ['role' => 0];
        return $memory['role'] === $this->role_id() ? array_values(array_diff($memory['allowed'], $wanted)) : [];
    }
}
