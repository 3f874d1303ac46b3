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
 * A setting that is a list, parted by commas, holds a word. The other words are nobody's business here.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class listed extends kind {
    /**
     * Looks for the word.
     *
     * @param array $step the step
     * @return finding
     */
    public function check(array $step): finding {
        if (in_array($step['word'], $this->words($step), true)) {
            return finding::done();
        }
        if ($this->site->is_forced($step['plugin'], $step['setting'])) {
            return finding::open('forced', ['setting' => $step['setting']]);
        }
        return finding::open('notlisted', ['word' => $step['word'], 'setting' => $step['setting']]);
    }

    /**
     * Adds the word.
     *
     * @param array $step the step
     * @param array $before what an earlier run made
     * @return array|null
     */
    public function make(array $step, array $before): ?array {
        if ($this->site->is_forced($step['plugin'], $step['setting'])) {
            return null;
        }
        $this->keep(['added' => true]);
        $this->write($step, array_merge($this->words($step), [$step['word']]));
        return ['added' => true];
    }

    /**
     * Takes the word out again, if it still is there.
     *
     * @param array $step the step
     * @param array $made what make() returned
     * @return finding
     */
    public function undo(array $step, array $made): finding {
        $words = $this->words($step);
        if (!in_array($step['word'], $words, true)) {
            return finding::of(finding::KEPT, 'changedsince', ['value' => implode(',', $words)]);
        }
        $this->write($step, array_diff($words, [$step['word']]));
        return finding::of(finding::UNDONE, 'unlisted', ['word' => $step['word'], 'setting' => $step['setting']]);
    }

    /**
     * The words of the list.
     *
     * @param array $step the step
     * @return string[]
     */
    private function words(array $step): array {
        $text = (string) $this->site->setting($step['plugin'], $step['setting']);
        return array_values(array_filter(array_map('trim', explode(',', $text)), 'strlen'));
    }

    /**
     * Writes the list.
     *
     * @param array $step the step
     * @param string[] $words the words
     */
    private function write(array $step, array $words): void {
        $this->site->set_setting($step['plugin'], $step['setting'], implode(',', $words));
    }
}
