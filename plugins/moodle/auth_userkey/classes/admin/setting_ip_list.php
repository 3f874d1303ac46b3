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

namespace auth_userkey\admin;

/**
 * A setting that holds a list of network addresses and says which entries are none.
 *
 * @package    auth_userkey
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class setting_ip_list extends \admin_setting_configtextarea {
    /**
     * Checks what the administrator typed.
     *
     * @param string $data the list
     * @return bool|string true, or what is wrong
     */
    public function validate($data) {
        $faults = \auth_userkey\local\network::faults($data);
        if ($faults) {
            return get_string('ipwhitelist_fault', 'auth_userkey', s(implode(', ', $faults)));
        }
        return parent::validate($data);
    }
}
