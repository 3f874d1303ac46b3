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
 * An external service is there, is switched on and holds its functions, as far as this Moodle has them.
 *
 * Moodle makes the service when the plugin is installed. Functions of it get lost when the plugin they belong to is
 * uninstalled, and do not come back with it: this step brings them back.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class service extends kind {
    /**
     * Looks for what is missing.
     *
     * @param array $step the step
     * @return finding
     */
    public function check(array $step): finding {
        $service = $this->site->service($step['service']);
        if ($service === null) {
            return finding::open('noservice', ['service' => $step['service']]);
        }
        if (!$service['enabled']) {
            return finding::open('serviceoff');
        }
        $missing = $this->missing($step, $service);
        if ($missing) {
            return finding::open('nofunctions', ['functions' => implode(', ', $missing)]);
        }
        return finding::done('functions', ['count' => count($service['functions'])]);
    }

    /**
     * Adds what is missing; a service that is not there can only be made by Moodle's upgrade.
     *
     * @param array $step the step
     * @param array $before what an earlier run made
     * @return array|null
     */
    public function make(array $step, array $before): ?array {
        $service = $this->site->service($step['service']);
        if ($service === null) {
            return null;
        }
        $made = $before + ['enabled' => false, 'functions' => []];
        $missing = $this->missing($step, $service);
        $made['enabled'] = $made['enabled'] || !$service['enabled'];
        $made['functions'] = array_values(array_unique(array_merge($made['functions'], $missing)));
        $this->keep($made);
        if (!$service['enabled']) {
            $this->site->enable_service($service['id'], true);
        }
        $this->site->add_functions($service['id'], $missing);
        return $made;
    }

    /**
     * Takes the functions out again and switches the service off, if it was off.
     *
     * @param array $step the step
     * @param array $made what make() returned
     * @return finding
     */
    public function undo(array $step, array $made): finding {
        $service = $this->site->service($step['service']);
        if ($service === null) {
            return finding::of(finding::KEPT, 'gone');
        }
        $this->site->remove_functions($service['id'], array_intersect($made['functions'], $service['functions']));
        if ($made['enabled']) {
            $this->site->enable_service($service['id'], false);
        }
        return finding::of(finding::UNDONE);
    }

    /**
     * The functions that this Moodle has and the service lacks.
     *
     * @param array $step the step
     * @param array $service the service
     * @return string[]
     */
    private function missing(array $step, array $service): array {
        return array_values(array_diff($this->site->known_functions($step['functions']), $service['functions']));
    }
}
