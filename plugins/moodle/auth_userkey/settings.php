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

/**
 * Settings of the plugin.
 *
 * @package    auth_userkey
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

if ($ADMIN->fulltree) {
    // Each setting's name is the name of its string too.
    $of = function (string $class, string $name, $default, ...$more): admin_setting {
        return new $class(
            'auth_userkey/' . $name,
            new lang_string($name, 'auth_userkey'),
            new lang_string($name . '_desc', 'auth_userkey'),
            $default,
            ...$more
        );
    };
    $fields = [
        'username' => new lang_string('username'),
        'email' => new lang_string('email'),
        'idnumber' => new lang_string('idnumber'),
    ];
    $lifetime = (string) \auth_userkey\local\config::DEFAULT_LIFETIME;

    $settings->add(new admin_setting_heading(
        'auth_userkey/description',
        '',
        new lang_string('auth_userkeydescription', 'auth_userkey')
    ));
    $settings->add($of('admin_setting_configselect', 'mappingfield', 'email', $fields));
    $settings->add($of('admin_setting_configtext', 'keylifetime', $lifetime, '/^[1-9][0-9]{0,4}$/', 6));
    $settings->add($of('admin_setting_configcheckbox', 'iprestriction', 0));
    $settings->add($of(\auth_userkey\admin\setting_ip_list::class, 'ipwhitelist', '', PARAM_RAW));
    $settings->add($of('admin_setting_configtext', 'redirecturl', '', PARAM_URL));
    $settings->add($of('admin_setting_configtext', 'ssourl', '', PARAM_URL));
    $settings->add($of('admin_setting_configtext', 'returnhosts', '', PARAM_RAW_TRIMMED));
    $settings->add($of('admin_setting_configcheckbox', 'allowadmins', 0));
    $settings->add($of('admin_setting_configcheckbox', 'createuser', 0));
    $settings->add($of('admin_setting_configcheckbox', 'updateuser', 0));
}
