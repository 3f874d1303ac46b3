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
 * What the steps ask and do to a Moodle. Ids are Moodle's own; lists are plain arrays.
 *
 * moodle_site is the real one; the tests have one in memory. Everything may throw, and a step that throws has failed.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
interface site {
    /**
     * What earlier runs made.
     *
     * @return array step => what its kind returned
     */
    public function memory(): array;

    /**
     * Stores it.
     *
     * @param array $memory step => what its kind returned
     */
    public function remember(array $memory): void;

    /**
     * The time.
     *
     * @return int
     */
    public function now(): int;

    /**
     * Whether a plugin is installed, in files and in the database.
     *
     * @param string $component such as auth_userkey
     * @return bool
     */
    public function has_plugin(string $component): bool;

    /**
     * Which version of this plugin the database knows, and which one the files are.
     *
     * @return int[] database, files
     */
    public function versions(): array;

    /**
     * Reads a setting.
     *
     * @param string $plugin component; empty for Moodle itself
     * @param string $name its name
     * @return string|null null if it is not there
     */
    public function setting(string $plugin, string $name): ?string;

    /**
     * Writes a setting and what follows from it.
     *
     * @param string $plugin component; empty for Moodle itself
     * @param string $name its name
     * @param string|null $value null removes it
     */
    public function set_setting(string $plugin, string $name, ?string $value): void;

    /**
     * Whether the administrator's configuration file decides a setting, so that it cannot be changed here.
     *
     * @param string $plugin component; empty for Moodle itself
     * @param string $name its name
     * @return bool
     */
    public function is_forced(string $plugin, string $name): bool;

    /**
     * Finds an external service.
     *
     * @param string $name its name
     * @return array|null id, enabled, functions (names)
     */
    public function service(string $name): ?array;

    /**
     * Of these functions, those that exist.
     *
     * @param string[] $names names of functions
     * @return string[]
     */
    public function known_functions(array $names): array;

    /**
     * Switches a service on or off.
     *
     * @param int $id the service
     * @param bool $enabled whether on
     */
    public function enable_service(int $id, bool $enabled): void;

    /**
     * Puts functions into a service.
     *
     * @param int $id the service
     * @param string[] $names names of functions
     */
    public function add_functions(int $id, array $names): void;

    /**
     * Takes functions out of a service.
     *
     * @param int $id the service
     * @param string[] $names names of functions
     */
    public function remove_functions(int $id, array $names): void;

    /**
     * Finds a role.
     *
     * @param string $shortname its short name
     * @return array|null id, system (whether it may be given in the system context), rights (allowed in that context)
     */
    public function role(string $shortname): ?array;

    /**
     * Makes a role that may be given in the system context only.
     *
     * @param string $shortname its short name
     * @return int its id
     */
    public function create_role(string $shortname): int;

    /**
     * Lets a role be given in the system context, or not.
     *
     * @param int $id the role
     * @param bool $allowed whether
     */
    public function set_system_role(int $id, bool $allowed): void;

    /**
     * Deletes a role.
     *
     * @param int $id the role
     */
    public function delete_role(int $id): void;

    /**
     * Of these capabilities, those that exist.
     *
     * @param string[] $names names of capabilities
     * @return string[]
     */
    public function known_rights(array $names): array;

    /**
     * Sets what a role says about capabilities in the system context.
     *
     * @param int $id the role
     * @param int[] $permissions capability => permission (0 takes the entry away)
     */
    public function set_rights(int $id, array $permissions): void;

    /**
     * What a role says about capabilities in the system context.
     *
     * @param int $id the role
     * @param string[] $names names of capabilities
     * @return int[] capability => permission (0 where it says nothing)
     */
    public function rights(int $id, array $names): array;

    /**
     * Roles by their short names; for a short name of Moodle's own that is gone, the first role of that archetype.
     *
     * @param string[] $shortnames short names
     * @return int[] short name => id, without those that are not there
     */
    public function roles(array $shortnames): array;

    /**
     * Which roles a role may give.
     *
     * @param int $id the role
     * @return int[]
     */
    public function assignable(int $id): array;

    /**
     * Lets a role give others, or not.
     *
     * @param int $id the role
     * @param int[] $others the others
     * @param bool $allowed whether
     */
    public function set_assignable(int $id, array $others, bool $allowed): void;

    /**
     * Finds an account of this site that is not deleted.
     *
     * @param string $username its user name
     * @return array|null id, auth, suspended, confirmed, admin, complete (no required profile field is empty)
     */
    public function account(string $username): ?array;

    /**
     * Makes the service account: method webservice, nobody can sign in with it, no mail is sent to it.
     *
     * @param string $username its user name
     * @return int its id
     */
    public function create_account(string $username): int;

    /**
     * Changes fields of an account.
     *
     * @param int $id the account
     * @param array $fields auth, suspended, confirmed
     */
    public function update_account(int $id, array $fields): void;

    /**
     * Deletes an account.
     *
     * @param int $id the account
     */
    public function delete_account(int $id): void;

    /**
     * Whether an account holds a role in the system context.
     *
     * @param int $roleid the role
     * @param int $userid the account
     * @return bool
     */
    public function holds(int $roleid, int $userid): bool;

    /**
     * Gives or takes a role in the system context.
     *
     * @param int $roleid the role
     * @param int $userid the account
     * @param bool $held whether it shall be held
     */
    public function set_holds(int $roleid, int $userid, bool $held): void;

    /**
     * Whether an account is an authorised user of a service.
     *
     * @param int $serviceid the service
     * @param int $userid the account
     * @return bool
     */
    public function is_member(int $serviceid, int $userid): bool;

    /**
     * Makes an account an authorised user of a service, or not.
     *
     * @param int $serviceid the service
     * @param int $userid the account
     * @param bool $member whether
     */
    public function set_member(int $serviceid, int $userid, bool $member): void;

    /**
     * The tokens of an account for a service, the newest last.
     *
     * @param int $serviceid the service
     * @param int $userid the account
     * @return array[] each with id, ip, validuntil (0: no end)
     */
    public function tokens(int $serviceid, int $userid): array;

    /**
     * Makes a token.
     *
     * @param int $serviceid the service
     * @param int $userid the account
     * @param int $validuntil when it ends; 0: never
     * @param string $ip from where it works; empty: from everywhere
     * @return array id, token
     */
    public function make_token(int $serviceid, int $userid, int $validuntil, string $ip): array;

    /**
     * Changes where and how long a token works.
     *
     * @param int $id the token
     * @param int $validuntil when it ends; 0: never
     * @param string $ip from where it works; empty: from everywhere
     */
    public function change_token(int $id, int $validuntil, string $ip): void;

    /**
     * Deletes a token.
     *
     * @param int $id the token
     */
    public function delete_token(int $id): void;
}
