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
use local_opensis\local\setup\plan;

/**
 * The role with the least rights is there, may be given in the system context and allows each of its capabilities.
 *
 * What else somebody added to the role is left alone.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class role extends kind {
    /** @var int Moodle's number for "allow". */
    private const ALLOW = 1;

    /**
     * Looks for what is missing.
     *
     * @param array $step the step
     * @return finding
     */
    public function check(array $step): finding {
        $role = $this->site->role(plan::ROLE);
        if ($role === null) {
            return finding::open('norole', ['role' => plan::ROLE]);
        }
        if (!$role['system']) {
            return finding::open('rolecontext');
        }
        $missing = array_keys($this->missing($step, $role['id']));
        if ($missing) {
            return finding::open('norights', ['rights' => implode(', ', $missing)]);
        }
        return finding::done('rights', ['count' => count($this->site->known_rights($step['rights']))]);
    }

    /**
     * Makes the role, or adds what it lacks.
     *
     * @param array $step the step
     * @param array $before what an earlier run made
     * @return array|null
     */
    public function make(array $step, array $before): ?array {
        $role = $this->site->role(plan::ROLE);
        $made = $before;
        if ($role === null) {
            // A role of an earlier run that was deleted since has taken its rights along.
            $role = ['id' => $this->site->create_role(plan::ROLE), 'system' => true];
            $made = ['created' => $role['id']];
        }
        $made += ['created' => 0, 'system' => false, 'rights' => []];
        $this->keep($made);
        $missing = $this->missing($step, $role['id']);
        if ($made['created'] !== $role['id']) {
            $made['system'] = $made['system'] || !$role['system'];
            $made['rights'] += $missing;
            $this->keep($made);
        }
        if (!$role['system']) {
            $this->site->set_system_role($role['id'], true);
        }
        $this->site->set_rights($role['id'], array_fill_keys(array_keys($missing), self::ALLOW));
        return $made;
    }

    /**
     * Deletes the role if it was made here, else puts its rights back.
     *
     * @param array $step the step
     * @param array $made what make() returned
     * @return finding
     */
    public function undo(array $step, array $made): finding {
        $role = $this->site->role(plan::ROLE);
        if ($role === null) {
            return finding::of(finding::KEPT, 'gone');
        }
        if ($made['created'] === $role['id']) {
            $this->site->delete_role($role['id']);
            return finding::of(finding::UNDONE, 'deleted');
        }
        $now = $this->site->rights($role['id'], array_keys($made['rights']));
        $ours = array_filter($now, function (int $permission): bool {
            return $permission === self::ALLOW;
        });
        $this->site->set_rights($role['id'], array_intersect_key($made['rights'], $ours));
        if ($made['system']) {
            $this->site->set_system_role($role['id'], false);
        }
        return finding::of(finding::UNDONE);
    }

    /**
     * The capabilities that this Moodle has and the role does not allow.
     *
     * @param array $step the step
     * @param int $roleid the role
     * @return int[] capability => what the role says now
     */
    private function missing(array $step, int $roleid): array {
        $now = $this->site->rights($roleid, $this->site->known_rights($step['rights']));
        return array_filter($now, function (int $permission): bool {
            return $permission !== self::ALLOW;
        });
    }
}
