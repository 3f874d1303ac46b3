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

namespace local_opensis\local\upsert;

/**
 * Lets the log stores write the events of a bulk call in few large statements.
 *
 * Stores of Moodle's own kind collect events and write 50 at a time, each time waiting for the disk. For one call the
 * buffer is made larger; every event is logged as before, and all of them before the call answers. A store that is
 * set to write at once is left alone.
 *
 * @package    local_opensis
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class log_buffer {
    /** @var int Events kept until they are written. */
    public const SIZE = 1000;

    /** @var string[] Stores with such a buffer. */
    public const STORES = ['logstore_standard', 'logstore_database'];

    /** @var array Store => its forced settings before. */
    private $before = [];

    /**
     * Makes the buffers larger, for this request only.
     */
    public function __construct() {
        global $CFG;

        foreach (self::STORES as $store) {
            $size = get_config($store, 'buffersize');
            if ($size !== false && (int) $size <= 1) {
                continue;
            }
            $this->before[$store] = $CFG->forced_plugin_settings[$store] ?? null;
            $CFG->forced_plugin_settings[$store]['buffersize'] = max(self::SIZE, (int) $size);
        }
        // The manager reads its settings when it is made; what it holds is written first.
        get_log_manager(true);
    }

    /**
     * Writes what is held and gives the buffers their size back.
     */
    public function close(): void {
        global $CFG;

        foreach ($this->before as $store => $settings) {
            if ($settings === null) {
                unset($CFG->forced_plugin_settings[$store]);
            } else {
                $CFG->forced_plugin_settings[$store] = $settings;
            }
        }
        get_log_manager(true);
    }
}
