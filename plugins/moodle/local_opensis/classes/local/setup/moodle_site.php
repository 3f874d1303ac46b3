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
 * The Moodle that this code runs in. Who uses it has checked that the user may configure the site.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class moodle_site implements site {
    use moodle_people;
    use moodle_services;

    /** @var string Setting of this plugin in which the memory is kept. */
    private const MEMORY = 'setup_memory';

    /**
     * What earlier runs made.
     *
     * @return array
     */
    public function memory(): array {
        $memory = json_decode((string) get_config('local_opensis', self::MEMORY), true);
        return is_array($memory) ? $memory : [];
    }

    /**
     * Stores it.
     *
     * @param array $memory step => what its kind returned
     */
    public function remember(array $memory): void {
        if ($memory) {
            set_config(self::MEMORY, json_encode($memory), 'local_opensis');
        } else {
            unset_config(self::MEMORY, 'local_opensis');
        }
    }

    /**
     * The time.
     *
     * @return int
     */
    public function now(): int {
        return time();
    }

    /**
     * Whether a plugin is installed, in files and in the database.
     *
     * @param string $component such as auth_userkey
     * @return bool
     */
    public function has_plugin(string $component): bool {
        return \core_component::get_component_directory($component) !== null
            && (bool) get_config($component, 'version');
    }

    /**
     * Which version of this plugin the database knows, and which one the files are.
     *
     * @return int[]
     */
    public function versions(): array {
        $plugin = new \stdClass();
        require(__DIR__ . '/../../../version.php');
        return [(int) get_config('local_opensis', 'version'), (int) $plugin->version];
    }

    /**
     * Reads a setting.
     *
     * @param string $plugin component; empty for Moodle itself
     * @param string $name its name
     * @return string|null
     */
    public function setting(string $plugin, string $name): ?string {
        $value = get_config($plugin === '' ? 'core' : $plugin, $name);
        return $value === false || $value === null ? null : (string) $value;
    }

    /**
     * Writes a setting and what follows from it.
     *
     * @param string $plugin component; empty for Moodle itself
     * @param string $name its name
     * @param string|null $value null removes it
     */
    public function set_setting(string $plugin, string $name, ?string $value): void {
        if ($plugin === '' && $name === 'auth') {
            $this->set_methods((string) $value);
            return;
        }
        $earlier = $this->setting($plugin, $name);
        if ($value === null) {
            unset_config($name, $plugin === '' ? null : $plugin);
        } else {
            set_config($name, $value, $plugin === '' ? null : $plugin);
        }
        add_to_config_log($name, $earlier, $value, $plugin === '' ? 'core' : $plugin);
        if ($name === 'webserviceprotocols') {
            \core_plugin_manager::reset_caches();
        }
    }

    /**
     * Whether the configuration file decides a setting.
     *
     * @param string $plugin component; empty for Moodle itself
     * @param string $name its name
     * @return bool
     */
    public function is_forced(string $plugin, string $name): bool {
        global $CFG;
        return $plugin === ''
            ? array_key_exists($name, $CFG->config_php_settings)
            : isset($CFG->forced_plugin_settings[$plugin][$name]);
    }

    /**
     * Switches authentication methods on and off, so that Moodle ends the sessions it has to end.
     *
     * @param string $list the methods that shall be on, parted by commas
     */
    private function set_methods(string $list): void {
        $wanted = array_filter(explode(',', $list), 'strlen');
        $now = array_filter(explode(',', (string) $this->setting('', 'auth')), 'strlen');
        foreach (array_diff($wanted, $now) as $method) {
            \core\plugininfo\auth::enable_plugin($method, 1);
        }
        foreach (array_diff($now, $wanted) as $method) {
            \core\plugininfo\auth::enable_plugin($method, 0);
        }
    }
}
