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
 * The service account is there and can call web services; it is not a site administrator.
 *
 * Its method is "webservice": nobody can sign in to Moodle's pages with it, and unlike "nologin" Moodle lets it call.
 * An account of that name that is there already is taken as it is, as long as its method may call.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class account extends kind {
    /**
     * Looks at the account.
     *
     * @param array $step the step
     * @return finding
     */
    public function check(array $step): finding {
        $account = $this->site->account(plan::ACCOUNT);
        if ($account === null) {
            return finding::open('noaccount', ['account' => plan::ACCOUNT]);
        }
        if ($account['admin']) {
            return finding::open('accountadmin', ['account' => plan::ACCOUNT]);
        }
        $wrong = $this->wrong($account);
        if ($wrong) {
            return finding::open('accountwrong', ['fields' => implode(', ', array_keys($wrong))]);
        }
        if (!$account['complete']) {
            return finding::open('accountprofile', ['account' => plan::ACCOUNT]);
        }
        return finding::done('account', ['account' => plan::ACCOUNT, 'auth' => $account['auth']]);
    }

    /**
     * Makes the account, or puts right what keeps it from calling.
     *
     * @param array $step the step
     * @param array $before what an earlier run made
     * @return array|null
     */
    public function make(array $step, array $before): ?array {
        $account = $this->site->account(plan::ACCOUNT);
        if ($account === null) {
            return ['created' => $this->site->create_account(plan::ACCOUNT), 'fields' => []];
        }
        if ($account['admin']) {
            return null;
        }
        $wrong = $this->wrong($account);
        if (!$wrong) {
            return null;
        }
        $this->site->update_account($account['id'], $wrong);
        $made = $before + ['created' => 0, 'fields' => []];
        $made['fields'] += array_intersect_key($account, $wrong);
        return $made;
    }

    /**
     * Deletes the account if it was made here, else puts its fields back.
     *
     * @param array $step the step
     * @param array $made what make() returned
     * @return finding
     */
    public function undo(array $step, array $made): finding {
        $account = $this->site->account(plan::ACCOUNT);
        if ($account === null) {
            return finding::of(finding::KEPT, 'gone');
        }
        if ($made['created'] === $account['id']) {
            if ($account['admin']) {
                return finding::of(finding::KEPT, 'accountadmin', ['account' => plan::ACCOUNT]);
            }
            $this->site->delete_account($account['id']);
            return finding::of(finding::UNDONE, 'deleted');
        }
        $this->site->update_account($account['id'], $made['fields']);
        return finding::of(finding::UNDONE);
    }

    /**
     * What keeps the account from calling.
     *
     * @param array $account the account
     * @return array field => what it shall be
     */
    private function wrong(array $account): array {
        $right = ['suspended' => 0, 'confirmed' => 1];
        if ($account['auth'] === 'nologin') {
            $right['auth'] = 'webservice';
        }
        return array_diff_assoc($right, $account);
    }
}
