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

namespace auth_userkey\local;

/**
 * Decides who may enter by a login address.
 *
 * A pure function of the account and the settings, so that it is tested without Moodle. It is asked twice: when
 * the address is requested, and again when it is visited, for much can happen in between.
 *
 * @package    auth_userkey
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class entry_rules {
    /** @var string[] Methods whose accounts never sign in by browser. */
    private const CLOSED_METHODS = ['nologin', 'webservice'];

    /** @var bool */
    private $allowadmins;
    /** @var int */
    private $localhostid;

    /**
     * Takes the settings that matter.
     *
     * @param bool $allowadmins whether site administrators may enter
     * @param int $localhostid the mnethostid that accounts of this site carry
     */
    public function __construct(bool $allowadmins, int $localhostid) {
        $this->allowadmins = $allowadmins;
        $this->localhostid = $localhostid;
    }

    /**
     * Why this account may not enter, or null when it may.
     *
     * @param \stdClass|null $user row of the user table, null when there is none
     * @param bool $isguest whether it is the guest account
     * @param bool $isadmin whether it is a site administrator
     * @param bool $methodon whether the account's authentication method is enabled
     * @return string|null a word of the class refusal
     */
    public function reason_against(?\stdClass $user, bool $isguest, bool $isadmin, bool $methodon): ?string {
        if ($user === null || !empty($user->deleted)) {
            return refusal::DELETED;
        }
        if ($isguest) {
            return refusal::GUEST;
        }
        if ((int) $user->mnethostid !== $this->localhostid) {
            return refusal::REMOTE;
        }
        if (!empty($user->suspended)) {
            return refusal::SUSPENDED;
        }
        if (empty($user->confirmed)) {
            return refusal::UNCONFIRMED;
        }
        if (in_array($user->auth, self::CLOSED_METHODS, true)) {
            return refusal::NO_LOGIN;
        }
        if (!$methodon) {
            return refusal::METHOD_OFF;
        }
        if ($isadmin && !$this->allowadmins) {
            return refusal::SITE_ADMIN;
        }
        return null;
    }
}
