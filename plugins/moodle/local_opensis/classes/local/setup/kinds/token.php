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
 * The account has a token for a service that has not ended and, if that was asked for, is bound to addresses and a date.
 *
 * A token that is there is not made again and not shown again, unless new ones are asked for.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class token extends kind {
    /**
     * Looks for the token.
     *
     * @param array $step the step
     * @return finding
     */
    public function check(array $step): finding {
        $ids = $this->ids($step);
        if ($ids === null) {
            return $this->waits();
        }
        $tokens = $this->site->tokens(...$ids);
        $token = end($tokens);
        if (!$token) {
            return finding::open('notoken');
        }
        $about = ['validuntil' => $token['validuntil'], 'ip' => $token['ip']];
        if ($this->is_over($token)) {
            return finding::open('tokenover', $about);
        }
        if ($this->terms($token) !== [$token['validuntil'], $token['ip']]) {
            return finding::open('tokenterms', $about);
        }
        return finding::done('token', $about);
    }

    /**
     * Makes a token, or gives the one that is there other terms.
     *
     * @param array $step the step
     * @param array $before what an earlier run made
     * @return array|null
     */
    public function make(array $step, array $before): ?array {
        $ids = $this->ids($step);
        if ($ids === null) {
            return null;
        }
        $made = $before + ['created' => 0, 'changed' => []];
        $tokens = $this->site->tokens(...$ids);
        $token = end($tokens);
        if ($token && !$this->wishes->newtokens && !$this->is_over($token)) {
            if ($token['id'] !== $made['created']) {
                $made['changed'] += [$token['id'] => [$token['validuntil'], $token['ip']]];
            }
            $this->site->change_token($token['id'], ...$this->terms($token));
            return $made;
        }
        // The new token takes over the terms of the old one, as far as no others are asked for.
        $old = $token && !$this->is_over($token) ? $token : ['validuntil' => 0, 'ip' => $token['ip'] ?? ''];
        foreach ($tokens as $each) {
            $this->site->delete_token($each['id']);
        }
        $new = $this->site->make_token($ids[0], $ids[1], ...$this->terms($old));
        return ['created' => $new['id'], 'changed' => [], 'token' => $new['token']];
    }

    /**
     * Deletes the token, or puts the terms back.
     *
     * @param array $step the step
     * @param array $made what make() returned
     * @return finding
     */
    public function undo(array $step, array $made): finding {
        $ids = $this->ids($step);
        $there = $ids === null ? [] : array_column($this->site->tokens(...$ids), 'id');
        foreach ($made['changed'] as $id => $terms) {
            if (in_array((int) $id, $there, true)) {
                $this->site->change_token((int) $id, ...$terms);
            }
        }
        if (!$made['created']) {
            return finding::of(finding::UNDONE);
        }
        if (!in_array($made['created'], $there, true)) {
            return finding::of(finding::KEPT, 'gone');
        }
        $this->site->delete_token($made['created']);
        return finding::of(finding::UNDONE, 'deleted');
    }

    /**
     * Service and account, if both are there and the account can be given a token.
     *
     * @param array $step the step
     * @return int[]|null
     */
    private function ids(array $step): ?array {
        [$serviceid, $userid] = [$this->service_id($step), $this->account_id()];
        return $serviceid === null || $userid === null ? null : [$serviceid, $userid];
    }

    /**
     * Whether a token has ended.
     *
     * @param array $token the token
     * @return bool
     */
    private function is_over(array $token): bool {
        return $token['validuntil'] > 0 && $token['validuntil'] <= $this->site->now();
    }

    /**
     * When a token shall end and from where it shall work.
     *
     * @param array $token how it is now
     * @return array end, addresses
     */
    private function terms(array $token): array {
        return [$this->wishes->validuntil ?? $token['validuntil'], $this->wishes->ip ?? $token['ip']];
    }
}
