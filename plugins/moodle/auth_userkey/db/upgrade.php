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

/**
 * Upgrade steps of the plugin.
 *
 * @package    auth_userkey
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

/**
 * Brings an older version up to this one.
 *
 * A site may come from another plugin of the same component name, which has no table of its own: then the
 * table is made here. Its settings carry the same names and stay in force.
 *
 * @param int $oldversion the version that is installed
 * @return bool always true
 */
function xmldb_auth_userkey_upgrade($oldversion) {
    global $CFG, $DB;

    if ($oldversion < 2026112300) {
        $dbman = $DB->get_manager();
        if (!$dbman->table_exists('auth_userkey_keys')) {
            $dbman->install_one_table_from_xmldb_file(
                $CFG->dirroot . '/auth/userkey/db/install.xml',
                'auth_userkey_keys'
            );
        }
        upgrade_plugin_savepoint(true, 2026112300, 'auth', 'userkey');
    }

    return true;
}
