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
 * What was found out about one step: its state, and in words why, and what to do.
 *
 * The words are names of strings of this plugin with what goes into them; whoever shows them has them translated.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class finding {
    /** @var string All is as it shall be. */
    public const DONE = 'done';

    /** @var string Something is left to do. */
    public const OPEN = 'open';

    /** @var string Left to do, but only if it is wanted. */
    public const OFFERED = 'offered';

    /** @var string Does not apply to this site as it is. */
    public const SKIPPED = 'skipped';

    /** @var string It was tried and did not work. */
    public const FAILED = 'failed';

    /** @var string It was taken back. */
    public const UNDONE = 'undone';

    /** @var string It was not taken back: somebody changed it since. */
    public const KEPT = 'kept';

    /** @var string There was nothing to take back: this plugin had not made it. */
    public const NOTHING = 'nothing';

    /** @var string Name of the step. */
    public $step = '';

    /** @var string One of the states above. */
    public $state;

    /** @var string Name of the string that says more; empty for none. */
    public $detail;

    /** @var array What goes into it. */
    public $about;

    /** @var string Name of the string that says what to do; empty for none. */
    public $cure = '';

    /** @var bool Whether this run changed something. */
    public $changed = false;

    /**
     * Keeps what was found.
     *
     * @param string $state one of the states
     * @param string $detail name of a string, without its prefix
     * @param array $about what goes into it
     */
    private function __construct(string $state, string $detail, array $about) {
        $this->state = $state;
        $this->detail = $detail === '' ? '' : 'setup_detail_' . $detail;
        $this->about = $about;
    }

    /**
     * All is as it shall be.
     *
     * @param string $detail name of a string, without its prefix
     * @param array $about what goes into it
     * @return self
     */
    public static function done(string $detail = '', array $about = []): self {
        return new self(self::DONE, $detail, $about);
    }

    /**
     * Something is left to do.
     *
     * @param string $detail name of a string, without its prefix
     * @param array $about what goes into it
     * @return self
     */
    public static function open(string $detail, array $about = []): self {
        return new self(self::OPEN, $detail, $about);
    }

    /**
     * Any other state.
     *
     * @param string $state one of the states
     * @param string $detail name of a string, without its prefix
     * @param array $about what goes into it
     * @return self
     */
    public static function of(string $state, string $detail = '', array $about = []): self {
        return new self($state, $detail, $about);
    }

    /**
     * Whether the step has to wait for another.
     *
     * @return bool
     */
    public function waits(): bool {
        return $this->state === self::OPEN && $this->detail === 'setup_detail_waits';
    }

    /**
     * Whether a person has to do something.
     *
     * @return bool
     */
    public function needs_attention(): bool {
        return $this->state === self::OPEN || $this->state === self::FAILED;
    }
}
