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
 * Checks, takes and takes back the steps of a plan on a site, and keeps the memory of what was made.
 *
 * The memory is what the kinds return from make(): per step the values from before and the ids of what was
 * created. It is stored step by step, so that a run that is cut short can still be taken back.
 *
 * Knows nothing of Moodle: that is behind the site.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class runner {
    /** @var site What is set up. */
    private $site;

    /** @var array[] The plan. */
    private $plan;

    /** @var wishes What was asked for. */
    private $wishes;

    /** @var array Step => what was made. */
    private $memory;

    /** @var array Step => token made by this run. */
    private $tokens = [];

    /**
     * Prepares a run.
     *
     * @param site $site what is set up
     * @param array[] $plan the steps
     * @param wishes $wishes what was asked for
     */
    public function __construct(site $site, array $plan, wishes $wishes) {
        $this->site = $site;
        $this->plan = $plan;
        $this->wishes = $wishes;
        $this->memory = $site->memory();
        if ($wishes->roles === null) {
            $wishes->roles = $this->memory['assignable']['wanted'] ?? plan::ROLES;
        }
    }

    /**
     * Tells how every step stands, and changes nothing.
     *
     * @return finding[]
     */
    public function check(): array {
        $findings = [];
        foreach ($this->plan as $step) {
            $findings[] = $this->look($step);
        }
        return $findings;
    }

    /**
     * Takes every step that is open.
     *
     * @return finding[]
     */
    public function make(): array {
        $findings = [];
        foreach ($this->plan as $step) {
            $findings[] = $this->make_one($step);
        }
        return $findings;
    }

    /**
     * Takes back what was made, the last first.
     *
     * @return finding[]
     */
    public function undo(): array {
        $findings = [];
        foreach (array_reverse($this->plan) as $step) {
            $findings[] = $this->undo_one($step);
        }
        return $findings;
    }

    /**
     * The token that this run made for a service, or null: tokens are told once.
     *
     * @param string $step token or ssotoken
     * @return string|null
     */
    public function new_token(string $step): ?string {
        return $this->tokens[$step] ?? null;
    }

    /**
     * Whether any of these needs a person.
     *
     * @param finding[] $findings what was found
     * @return bool
     */
    public static function is_open(array $findings): bool {
        foreach ($findings as $finding) {
            if ($finding->needs_attention()) {
                return true;
            }
        }
        return false;
    }

    /**
     * Looks at one step.
     *
     * @param array $step the step
     * @return finding
     */
    private function look(array $step): finding {
        if ($step['needs'] !== '' && !$this->site->has_plugin($step['needs'])) {
            return $this->named($step, finding::of(finding::SKIPPED, 'noplugin', ['plugin' => $step['needs']]));
        }
        $finding = $this->kind($step)->check($step);
        if ($finding->state === finding::OPEN && $step['offered'] && !$this->asked($step)) {
            $finding->state = finding::OFFERED;
        }
        return $this->named($step, $finding);
    }

    /**
     * Takes one step if it is open.
     *
     * @param array $step the step
     * @return finding how it stands after that
     */
    private function make_one(array $step): finding {
        $name = $step['name'];
        try {
            $finding = $this->look($step);
            $again = $step['kind'] === 'token' && $this->wishes->newtokens && $finding->state === finding::DONE;
            if ($finding->state !== finding::OPEN && !$again) {
                return $finding;
            }
            $kind = $this->kind($step);
            $made = $kind->make($step, $this->memory[$name] ?? []);
            if ($made === null) {
                return $finding;
            }
            if (isset($made['token'])) {
                $this->tokens[$name] = $made['token'];
                unset($made['token']);
            }
            $this->keep($name, $made);
            $finding = $this->look($step);
            $finding->changed = true;
            return $finding;
        } catch (\Throwable $e) {
            return $this->failed($step, $e);
        }
    }

    /**
     * Stores what a step made.
     *
     * @param string $name the step
     * @param array $made what undo() has to know
     */
    private function keep(string $name, array $made): void {
        $this->memory[$name] = $made;
        $this->site->remember($this->memory);
    }

    /**
     * Takes back one step if it was made.
     *
     * @param array $step the step
     * @return finding
     */
    private function undo_one(array $step): finding {
        $name = $step['name'];
        if (!isset($this->memory[$name])) {
            return $this->named($step, finding::of(finding::NOTHING));
        }
        try {
            $finding = $this->kind($step)->undo($step, $this->memory[$name]);
            $finding->changed = $finding->state === finding::UNDONE;
            unset($this->memory[$name]);
            $this->site->remember($this->memory);
            return $this->named($step, $finding);
        } catch (\Throwable $e) {
            return $this->failed($step, $e);
        }
    }

    /**
     * Gives a finding the name of its step and, if it needs one, a cure.
     *
     * @param array $step the step
     * @param finding $finding what was found
     * @return finding
     */
    private function named(array $step, finding $finding): finding {
        $finding->step = $step['name'];
        if ($finding->state === finding::SKIPPED && $step['needs'] !== '') {
            $finding->cure = 'setup_cure_noplugin';
        } else if ($finding->waits()) {
            $finding->cure = 'setup_cure_waits';
        } else if ($finding->needs_attention() || $finding->state === finding::OFFERED) {
            $finding->cure = 'setup_cure_' . $step['name'];
        }
        return $finding;
    }

    /**
     * What is told of a step that broke.
     *
     * @param array $step the step
     * @param \Throwable $e why
     * @return finding
     */
    private function failed(array $step, \Throwable $e): finding {
        return $this->named($step, finding::of(finding::FAILED, 'failed', ['why' => $e->getMessage()]));
    }

    /**
     * Whether an offered step is wanted.
     *
     * @param array $step the step
     * @return bool
     */
    private function asked(array $step): bool {
        return $step['name'] === 'welcome' && $this->wishes->nowelcome;
    }

    /**
     * Who knows such steps.
     *
     * @param array $step the step
     * @return kind
     */
    private function kind(array $step): kind {
        $class = __NAMESPACE__ . '\\kinds\\' . $step['kind'];
        return new $class($this->site, $this->wishes, function (array $made) use ($step): void {
            $this->keep($step['name'], $made);
        });
    }
}
