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
 * A kind of step: how it is checked, made and taken back. One class for each in kinds/.
 *
 * A kind holds no state of its own. It works on the site alone and knows nothing of Moodle.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
abstract class kind {
    /** @var site What is set up. */
    protected $site;

    /** @var wishes What was asked for. */
    protected $wishes;

    /** @var callable Stores what was made so far. */
    private $keeper;

    /**
     * Takes hold of the site.
     *
     * @param site $site what is set up
     * @param wishes $wishes what was asked for
     * @param callable $keeper stores what was made so far
     */
    public function __construct(site $site, wishes $wishes, callable $keeper) {
        $this->site = $site;
        $this->wishes = $wishes;
        $this->keeper = $keeper;
    }

    /**
     * Stores what was made so far, or is made next: should the rest of the step break, it can still be taken back.
     *
     * @param array $made as make() returns it
     */
    protected function keep(array $made): void {
        ($this->keeper)($made);
    }

    /**
     * Looks how the step stands; changes nothing.
     *
     * @param array $step the step
     * @return finding done or open (or skipped, where the step does not apply to this site)
     */
    abstract public function check(array $step): finding;

    /**
     * Takes the step, which is open.
     *
     * @param array $step the step
     * @param array $before what an earlier run made; its values from before stay
     * @return array|null what undo() has to know; null if it cannot be taken by this plugin or waits for another step
     */
    abstract public function make(array $step, array $before): ?array;

    /**
     * Takes back exactly what was made.
     *
     * @param array $step the step
     * @param array $made what make() returned
     * @return finding undone or kept
     */
    abstract public function undo(array $step, array $made): finding;

    /**
     * The id of the service account, or null.
     *
     * @return int|null
     */
    protected function account_id(): ?int {
        return $this->site->account(plan::ACCOUNT)['id'] ?? null;
    }

    /**
     * The id of the role, or null.
     *
     * @return int|null
     */
    protected function role_id(): ?int {
        return $this->site->role(plan::ROLE)['id'] ?? null;
    }

    /**
     * The id of the step's service, or null.
     *
     * @param array $step the step
     * @return int|null
     */
    protected function service_id(array $step): ?int {
        return $this->site->service($step['service'])['id'] ?? null;
    }

    /**
     * What is told of a step that has to wait for another.
     *
     * @return finding
     */
    protected function waits(): finding {
        return finding::open('waits');
    }
}
