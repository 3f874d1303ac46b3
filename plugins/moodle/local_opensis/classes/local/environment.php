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

namespace local_opensis\local;

/**
 * What local_opensis_get_environment tells of this site: versions, limits, roles, methods, identity.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class environment {
    /**
     * Everything.
     *
     * @return array as get_environment::execute_returns() describes it
     */
    public static function all(): array {
        global $CFG;
        return [
            'plugin' => self::plugin('local_opensis'),
            'authenticator' => self::authenticator(),
            'moodle' => self::moodle(),
            'siteid' => access::site_id(),
            'wwwroot' => $CFG->wwwroot,
            'servertime' => time(),
            'timezone' => \core_date::get_server_timezone(),
            'php' => PHP_VERSION,
            'database' => self::database(),
            'limits' => self::limits(),
            'codecache' => self::code_cache(),
            'roles' => self::roles(),
            'profilefields' => self::profile_fields(),
            'authmethods' => array_values(get_enabled_auth_plugins()),
            'enrolmethods' => array_keys(enrol_get_plugins(true)),
            'welcomemessage' => (bool) get_config('enrol_manual', 'sendcoursewelcomemessage'),
            'allowaccountssameemail' => !empty($CFG->allowaccountssameemail),
            'recyclebin' => self::recycle_bin(),
            'gradehistory' => empty($CFG->disablegradehistory),
            'cron' => ['lastrun' => (int) get_config('tool_task', 'lastcronstart')],
            'counts' => self::counts(),
            'hint' => [
                'enabled' => hint::enabled(),
                'address' => hint::addresses()[0] ?? '',
                'links' => count(hint::addresses()),
            ],
        ];
    }

    /**
     * Version and release of a plugin.
     *
     * @param string $component its name
     * @return array version 0 when it is not there
     */
    private static function plugin(string $component): array {
        $info = \core_plugin_manager::instance()->get_plugin_info($component);
        return [
            'version' => (int) get_config($component, 'version'),
            'release' => $info ? (string) $info->release : '',
        ];
    }

    /**
     * The plugin that makes login addresses.
     *
     * @return array
     */
    private static function authenticator(): array {
        $config = get_config('auth_userkey');
        return self::plugin('auth_userkey') + [
            'enabled' => is_enabled_auth('userkey'),
            'mappingfield' => (string) ($config->mappingfield ?? ''),
            'keylifetime' => (int) ($config->keylifetime ?? 0),
            'iprestriction' => !empty($config->iprestriction),
            'allowadmins' => !empty($config->allowadmins),
        ];
    }

    /**
     * Moodle's own version.
     *
     * @return array
     */
    private static function moodle(): array {
        global $CFG;
        preg_match('/Build:\s*([0-9]+)/', (string) $CFG->release, $build);
        return ['release' => (string) $CFG->release, 'version' => (string) $CFG->version, 'build' => $build[1] ?? ''];
    }

    /**
     * The database.
     *
     * @return array
     */
    private static function database(): array {
        global $DB;
        $info = $DB->get_server_info();
        return ['type' => $DB->get_dbfamily(), 'version' => (string) ($info['version'] ?? '')];
    }

    /**
     * PHP's limits as its configuration sets them; Moodle raises some of them while it answers.
     *
     * @return array bytes and seconds; -1 for no limit
     */
    private static function limits(): array {
        $set = ini_get_all();
        $value = static function (string $name) use ($set): string {
            return (string) ($set[$name]['global_value'] ?? ini_get($name));
        };
        $memory = $value('memory_limit');
        return [
            'max_input_vars' => (int) $value('max_input_vars'),
            'post_max_size' => (int) get_real_size($value('post_max_size')),
            'memory_limit' => $memory === '-1' ? -1 : (int) get_real_size($memory),
            'max_execution_time' => (int) $value('max_execution_time'),
        ];
    }

    /**
     * Whether PHP keeps its compiled code: without room for all of Moodle, every call compiles it anew.
     *
     * @return string on, full, off, or unknown where the server keeps its state to itself
     */
    private static function code_cache(): string {
        if (!function_exists('opcache_get_status') || !ini_get('opcache.enable')) {
            return 'off';
        }
        $status = @opcache_get_status(false);  // False, with a warning, where opcache.restrict_api forbids it.
        if (!is_array($status)) {
            return 'unknown';
        }
        return empty($status['cache_full']) ? 'on' : 'full';
    }

    /**
     * The roles, and whether each can be given in a course.
     *
     * @return array[]
     */
    private static function roles(): array {
        $incourse = array_flip(get_roles_for_contextlevels(CONTEXT_COURSE));
        $roles = [];
        foreach (get_all_roles() as $role) {
            $roles[] = [
                'id' => (int) $role->id,
                'shortname' => $role->shortname,
                'archetype' => (string) $role->archetype,
                'assignable' => isset($incourse[$role->id]),
            ];
        }
        return $roles;
    }

    /**
     * The custom profile fields with their rules.
     *
     * @return array[]
     */
    private static function profile_fields(): array {
        global $DB;
        $fields = [];
        foreach ($DB->get_records('user_info_field', null, 'categoryid, sortorder, id') as $field) {
            $date = $field->datatype === 'datetime';
            $fields[] = [
                'shortname' => $field->shortname,
                'name' => $field->name,
                'datatype' => $field->datatype,
                'required' => !empty($field->required),
                'locked' => !empty($field->locked),
                'unique' => !empty($field->forceunique),
                'hidden' => (int) $field->visible === 0,
                'default' => (string) $field->defaultdata,
                'options' => $field->datatype === 'menu' ? explode("\n", (string) $field->param1) : [],
                'maxlength' => $field->datatype === 'text' ? (int) $field->param2 : 0,
                'firstyear' => $date ? (int) $field->param1 : 0,
                'lastyear' => $date ? (int) $field->param2 : 0,
                'withtime' => $date && !empty($field->param3),
            ];
        }
        return $fields;
    }

    /**
     * Whether a course that is deleted goes to the category's recycle bin, which costs a backup each.
     *
     * @return bool
     */
    private static function recycle_bin(): bool {
        $enabled = get_config('tool_recyclebin', 'categorybinenable');
        return $enabled === false ? (bool) get_config('tool_recyclebin', 'version') : (bool) $enabled;
    }

    /**
     * How much there is.
     *
     * @return array
     */
    private static function counts(): array {
        global $CFG, $DB;
        return [
            'users' => $DB->count_records_select('user', 'deleted = 0 AND id <> :guest', ['guest' => (int) $CFG->siteguest]),
            'courses' => $DB->count_records_select('course', 'id <> :site', ['site' => SITEID]),
            'enrolments' => $DB->count_records('user_enrolments'),
        ];
    }
}
