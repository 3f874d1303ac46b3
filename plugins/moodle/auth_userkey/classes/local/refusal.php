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
 * Why somebody may not enter.
 *
 * Each reason is one word: it stands in the event, and with "refused_" before it in the language file.
 *
 * @package    auth_userkey
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class refusal extends \Exception {
    /** @var string The key does not exist, was used before, or was displaced by newer ones. */
    public const UNKNOWN_KEY = 'unknownkey';
    /** @var string The life time of the key is over. */
    public const EXPIRED = 'expired';
    /** @var string The key is bound to another network address. */
    public const IP_MISMATCH = 'ipmismatch';
    /** @var string The account was deleted. */
    public const DELETED = 'deleted';
    /** @var string The account is suspended. */
    public const SUSPENDED = 'suspended';
    /** @var string The account was never confirmed. */
    public const UNCONFIRMED = 'unconfirmed';
    /** @var string The guest account. */
    public const GUEST = 'guest';
    /** @var string The account's authentication method admits nobody by browser. */
    public const NO_LOGIN = 'nologin';
    /** @var string The account's authentication method is switched off. */
    public const METHOD_OFF = 'methodoff';
    /** @var string A site administrator, while the setting keeps them out. */
    public const SITE_ADMIN = 'siteadmin';
    /** @var string The account belongs to another site. */
    public const REMOTE = 'remote';
    /** @var string This plugin is switched off. */
    public const PLUGIN_OFF = 'pluginoff';

    /** @var string one of the words above */
    public $reason;
    /** @var int whom the key was for; 0: not known */
    public $userid;

    /**
     * Makes a refusal.
     *
     * @param string $reason one of the words above
     * @param int $userid whom the key was for; 0: not known
     */
    public function __construct(string $reason, int $userid = 0) {
        parent::__construct($reason);
        $this->reason = $reason;
        $this->userid = $userid;
    }

    /**
     * Every reason there is.
     *
     * @return string[]
     */
    public static function reasons(): array {
        return array_values((new \ReflectionClass(self::class))->getConstants());
    }
}
