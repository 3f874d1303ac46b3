<?php
// This file is part of Moodle - http://moodle.org/
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
// along with Moodle.  If not, see <http://www.gnu.org/licenses/>.

namespace auth_userkey\local;

/**
 * The settings of the plugin, with their types and defaults.
 *
 * @package    auth_userkey
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class config {
    /** @var string[] Fields by which a user can be named. */
    public const MAPPING_FIELDS = ['username', 'email', 'idnumber'];
    /** @var int Seconds a key lives unless the setting says otherwise. */
    public const DEFAULT_LIFETIME = 60;
    /** @var int Longest life time of a key, in seconds: one day. */
    public const LONGEST_LIFETIME = 86400;

    /** @var \stdClass what is stored */
    private $stored;

    /**
     * Reads the settings.
     */
    public function __construct() {
        $this->stored = get_config('auth_userkey');
    }

    /**
     * The field by which a user is named: username, email or idnumber.
     *
     * @return string
     */
    public function mapping_field(): string {
        $field = $this->text('mappingfield');
        return in_array($field, self::MAPPING_FIELDS, true) ? $field : 'email';
    }

    /**
     * Seconds a key lives.
     *
     * @return int
     */
    public function lifetime(): int {
        $seconds = (int) $this->text('keylifetime');
        return $seconds < 1 ? self::DEFAULT_LIFETIME : min($seconds, self::LONGEST_LIFETIME);
    }

    /**
     * Whether a key is bound to the address that the request names.
     *
     * @return bool
     */
    public function restricts_ip(): bool {
        return $this->flag('iprestriction');
    }

    /**
     * Addresses that the restriction does not apply to.
     *
     * @return string
     */
    public function ip_whitelist(): string {
        return $this->text('ipwhitelist');
    }

    /**
     * Where people go after they signed out; empty: Moodle's own page.
     *
     * @return string
     */
    public function redirect_url(): string {
        return $this->text('redirecturl');
    }

    /**
     * Where people go who have to sign in; empty: Moodle's own page.
     *
     * @return string
     */
    public function sso_url(): string {
        return $this->text('ssourl');
    }

    /**
     * Hosts that logout.php may send to: the listed ones, and those of the two addresses above.
     *
     * @return string[]
     */
    public function return_hosts(): array {
        $hosts = preg_split('/[\s,;]+/', $this->text('returnhosts'), -1, PREG_SPLIT_NO_EMPTY);
        return array_filter(array_merge($hosts, [$this->redirect_url(), $this->sso_url()]));
    }

    /**
     * Whether site administrators may enter by a login address.
     *
     * @return bool
     */
    public function allows_admins(): bool {
        return $this->flag('allowadmins');
    }

    /**
     * Whether a request makes an account that is not there.
     *
     * @return bool
     */
    public function creates_users(): bool {
        return $this->flag('createuser');
    }

    /**
     * Whether a request brings an account's fields up to date.
     *
     * @return bool
     */
    public function updates_users(): bool {
        return $this->flag('updateuser');
    }

    /**
     * A setting as text.
     *
     * @param string $name its name
     * @return string
     */
    private function text(string $name): string {
        return trim((string) ($this->stored->$name ?? ''));
    }

    /**
     * A setting that is on or off.
     *
     * @param string $name its name
     * @return bool
     */
    private function flag(string $name): bool {
        return !empty($this->stored->$name);
    }
}
