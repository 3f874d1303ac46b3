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
 * Roles and accounts of the Moodle that this code runs in: a part of moodle_site.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
trait moodle_people {
    /**
     * Finds a role.
     *
     * @param string $shortname its short name
     * @return array|null id, system
     */
    public function role(string $shortname): ?array {
        global $DB;
        $id = $DB->get_field('role', 'id', ['shortname' => $shortname]);
        if (!$id) {
            return null;
        }
        $levels = array_map('intval', get_role_contextlevels($id));
        return ['id' => (int) $id, 'system' => in_array(CONTEXT_SYSTEM, $levels, true)];
    }

    /**
     * Makes a role that may be given in the system context only.
     *
     * @param string $shortname its short name
     * @return int
     */
    public function create_role(string $shortname): int {
        $id = create_role(
            get_string('setup_rolename', 'local_opensis'),
            $shortname,
            get_string('setup_roledescription', 'local_opensis')
        );
        set_role_contextlevels($id, [CONTEXT_SYSTEM]);
        return (int) $id;
    }

    /**
     * Lets a role be given in the system context, or not.
     *
     * @param int $id the role
     * @param bool $allowed whether
     */
    public function set_system_role(int $id, bool $allowed): void {
        $levels = array_diff(array_map('intval', get_role_contextlevels($id)), [CONTEXT_SYSTEM]);
        set_role_contextlevels($id, $allowed ? array_merge([CONTEXT_SYSTEM], $levels) : $levels);
    }

    /**
     * Deletes a role.
     *
     * @param int $id the role
     */
    public function delete_role(int $id): void {
        delete_role($id);
    }

    /**
     * Of these capabilities, those that exist.
     *
     * @param string[] $names names of capabilities
     * @return string[]
     */
    public function known_rights(array $names): array {
        return array_values(array_filter($names, function (string $name): bool {
            return (bool) get_capability_info($name);
        }));
    }

    /**
     * Sets what a role says about capabilities in the system context.
     *
     * @param int $id the role
     * @param int[] $permissions capability => permission
     */
    public function set_rights(int $id, array $permissions): void {
        foreach ($permissions as $name => $permission) {
            assign_capability($name, $permission, $id, \context_system::instance()->id, true);
        }
    }

    /**
     * What a role says about capabilities in the system context.
     *
     * @param int $id the role
     * @param string[] $names names of capabilities
     * @return int[]
     */
    public function rights(int $id, array $names): array {
        global $DB;
        $said = $DB->get_records_menu(
            'role_capabilities',
            ['roleid' => $id, 'contextid' => \context_system::instance()->id],
            '',
            'capability, permission'
        );
        $rights = [];
        foreach ($names as $name) {
            $rights[$name] = (int) ($said[$name] ?? CAP_INHERIT);
        }
        return $rights;
    }

    /**
     * Roles by their short names, or else by the archetype of that name.
     *
     * @param string[] $shortnames short names
     * @return int[]
     */
    public function roles(array $shortnames): array {
        global $DB;
        $roles = [];
        foreach ($shortnames as $shortname) {
            $id = $DB->get_field('role', 'id', ['shortname' => $shortname]);
            if (!$id) {
                $alike = get_archetype_roles($shortname);
                $id = $alike ? reset($alike)->id : 0;
            }
            if ($id) {
                $roles[$shortname] = (int) $id;
            }
        }
        return $roles;
    }

    /**
     * Which roles a role may give.
     *
     * @param int $id the role
     * @return int[]
     */
    public function assignable(int $id): array {
        global $DB;
        return array_map('intval', $DB->get_fieldset_select('role_allow_assign', 'allowassign', 'roleid = ?', [$id]));
    }

    /**
     * Lets a role give others, or not.
     *
     * @param int $id the role
     * @param int[] $others the others
     * @param bool $allowed whether
     */
    public function set_assignable(int $id, array $others, bool $allowed): void {
        global $DB;
        foreach ($others as $other) {
            if ($allowed) {
                core_role_set_assign_allowed($id, $other);
            } else {
                $DB->delete_records('role_allow_assign', ['roleid' => $id, 'allowassign' => $other]);
            }
        }
    }

    /**
     * Finds an account of this site that is not deleted.
     *
     * @param string $username its user name
     * @return array|null
     */
    public function account(string $username): ?array {
        global $CFG, $DB;
        require_once($CFG->dirroot . '/user/profile/lib.php');
        $user = $DB->get_record('user', [
            'username' => $username,
            'mnethostid' => $CFG->mnet_localhost_id,
            'deleted' => 0,
        ]);
        if (!$user) {
            return null;
        }
        return [
            'id' => (int) $user->id,
            'auth' => $user->auth,
            'suspended' => (int) $user->suspended,
            'confirmed' => (int) $user->confirmed,
            'admin' => is_siteadmin($user->id),
            'complete' => profile_has_required_custom_fields_set($user->id),
        ];
    }

    /**
     * Makes the service account.
     *
     * @param string $username its user name
     * @return int
     */
    public function create_account(string $username): int {
        global $CFG;
        require_once($CFG->dirroot . '/user/lib.php');
        return (int) user_create_user((object) [
            'username' => $username,
            'auth' => 'webservice',
            'password' => AUTH_PASSWORD_NOT_CACHED,
            'firstname' => get_string('setup_firstname', 'local_opensis'),
            'lastname' => get_string('setup_lastname', 'local_opensis'),
            // Moodle never sends mail to addresses that end like this.
            'email' => $username . '@service.invalid',
            'emailstop' => 1,
            'confirmed' => 1,
            'mnethostid' => $CFG->mnet_localhost_id,
        ], false);
    }

    /**
     * Changes fields of an account.
     *
     * @param int $id the account
     * @param array $fields auth, suspended, confirmed
     */
    public function update_account(int $id, array $fields): void {
        global $CFG;
        require_once($CFG->dirroot . '/user/lib.php');
        if ($fields) {
            user_update_user((object) (['id' => $id] + $fields), false);
        }
    }

    /**
     * Deletes an account.
     *
     * @param int $id the account
     */
    public function delete_account(int $id): void {
        delete_user(\core_user::get_user($id, '*', MUST_EXIST));
    }

    /**
     * Whether an account holds a role in the system context.
     *
     * @param int $roleid the role
     * @param int $userid the account
     * @return bool
     */
    public function holds(int $roleid, int $userid): bool {
        return user_has_role_assignment($userid, $roleid, \context_system::instance()->id);
    }

    /**
     * Gives or takes a role in the system context.
     *
     * @param int $roleid the role
     * @param int $userid the account
     * @param bool $held whether it shall be held
     */
    public function set_holds(int $roleid, int $userid, bool $held): void {
        $contextid = \context_system::instance()->id;
        if ($held) {
            role_assign($roleid, $userid, $contextid);
        } else {
            role_unassign($roleid, $userid, $contextid);
        }
    }
}
