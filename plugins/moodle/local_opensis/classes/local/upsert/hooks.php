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
 * Dispatches core's hooks where this Moodle has them: 4.1 has none of them, and later versions added arguments.
 *
 * @package    local_opensis
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class hooks {
    /** @var array Hook class => names of its constructor's parameters, or false when there is no such hook. */
    private static $known = [];

    /**
     * Dispatches a hook.
     *
     * @param string $class the hook's class
     * @param array $arguments parameter name => value; names this Moodle's hook does not have are left out
     */
    public static function dispatch(string $class, array $arguments): void {
        if (!isset(self::$known[$class])) {
            self::$known[$class] = self::parameters($class);
        }
        if (self::$known[$class] === false) {
            return;
        }
        $hook = new $class(...array_intersect_key($arguments, self::$known[$class]));
        if (class_exists('\core\di')) {
            \core\di::get(\core\hook\manager::class)->dispatch($hook);
        } else {
            \core\hook\manager::get_instance()->dispatch($hook);
        }
    }

    /**
     * The parameters of a hook's constructor.
     *
     * @param string $class the hook's class
     * @return array|false parameter name => true, or false
     */
    private static function parameters(string $class) {
        if (!class_exists('\core\hook\manager') || !class_exists($class)) {
            return false;
        }
        $names = [];
        foreach ((new \ReflectionMethod($class, '__construct'))->getParameters() as $parameter) {
            $names[$parameter->getName()] = true;
        }
        return $names;
    }
}
