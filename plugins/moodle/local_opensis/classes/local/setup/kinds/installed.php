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
 * The plugin's files and the database are of one version. Only Moodle's own upgrade brings that about.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class installed extends kind {
    /**
     * Compares the versions.
     *
     * @param array $step the step
     * @return finding
     */
    public function check(array $step): finding {
        [$database, $files] = $this->site->versions();
        $about = ['database' => $database, 'files' => $files];
        return $database === $files ? finding::done('version', $about) : finding::open('versions', $about);
    }

    /**
     * Leaves it to Moodle.
     *
     * @param array $step the step
     * @param array $before not used
     * @return array|null
     */
    public function make(array $step, array $before): ?array {
        return null;
    }

    /**
     * There is nothing to take back.
     *
     * @param array $step the step
     * @param array $made not used
     * @return finding
     */
    public function undo(array $step, array $made): finding {
        return finding::of(finding::NOTHING);
    }
}
