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
 * Site administration > Plugins > Local plugins > openSIS Web Services.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */

defined('MOODLE_INTERNAL') || die();

if ($hassiteconfig) {
    $settings = new admin_settingpage('local_opensis', new lang_string('pluginname', 'local_opensis'));
    $ADMIN->add('localplugins', $settings);
    $ADMIN->add('localplugins', new admin_externalpage(
        'local_opensis_setup',
        new lang_string('setup', 'local_opensis'),
        new moodle_url('/local/opensis/setup.php')
    ));

    if ($ADMIN->fulltree) {
        $settings->add(new admin_setting_heading(
            'local_opensis/setup',
            new lang_string('setup', 'local_opensis'),
            get_string('setup_link_desc', 'local_opensis') . ' ' . html_writer::link(
                new moodle_url('/local/opensis/setup.php'),
                get_string('setup_link', 'local_opensis')
            )
        ));
        $settings->add(new admin_setting_heading(
            'local_opensis/hintheading',
            new lang_string('hintheading', 'local_opensis'),
            new lang_string('hintheading_desc', 'local_opensis')
        ));
        $settings->add(new admin_setting_configtextarea(
            'local_opensis/hintaddress',
            new lang_string('hintaddress', 'local_opensis'),
            new lang_string('hintaddress_desc', 'local_opensis'),
            '',
            PARAM_RAW_TRIMMED,
            60,
            3
        ));
        $hintkey = new admin_setting_configpasswordunmask(
            'local_opensis/hintkey',
            new lang_string('hintkey', 'local_opensis'),
            new lang_string('hintkey_desc', 'local_opensis'),
            ''
        );
        $hintkey->paramtype = '/^$|^.{32,}$/';
        $settings->add($hintkey);
    }
}
