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

namespace auth_userkey\external;

use auth_userkey\local\accounts;
use auth_userkey\local\config;
use auth_userkey\local\gate;
use auth_userkey\local\key_store;
use auth_userkey\local\network;
use auth_userkey\local\refusal;

/**
 * Web service function auth_userkey_request_login_url: a one-time login address for one user.
 *
 * @package    auth_userkey
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class request_login_url extends \auth_userkey\local\external_base {
    /** @var string[] Field => PARAM_ constant. */
    private const TYPES = [
        'username' => PARAM_RAW_TRIMMED,
        'email' => PARAM_RAW_TRIMMED,
        'idnumber' => PARAM_RAW_TRIMMED,
        'firstname' => PARAM_NOTAGS,
        'lastname' => PARAM_NOTAGS,
    ];

    /**
     * What the function takes: the mapping field, the address if keys are bound to it, and the account's other
     * fields while accounts are made or updated.
     *
     * @return \core_external\external_function_parameters
     */
    public static function execute_parameters() {
        $config = new config();
        $mapping = $config->mapping_field();
        $keys = [$mapping => self::value(self::TYPES[$mapping], 'The user is found by this field')];
        $keys['ip'] = self::value(
            PARAM_RAW_TRIMMED,
            'Network address of the user\'s browser; needed when the setting binds keys to it',
            $config->restricts_ip() ? VALUE_REQUIRED : VALUE_OPTIONAL
        );
        if ($config->creates_users() || $config->updates_users()) {
            foreach (accounts::FIELDS as $field) {
                if ($field !== $mapping) {
                    $keys[$field] = self::value(
                        self::TYPES[$field],
                        'For an account that is made or updated on the way',
                        VALUE_OPTIONAL
                    );
                }
            }
        }
        return self::parameters(['user' => self::structure($keys, 'Who is to enter')]);
    }

    /**
     * Makes a key and answers the address.
     *
     * @param array $user see execute_parameters()
     * @return string[] loginurl
     */
    public static function execute($user) {
        global $CFG;

        $context = \context_system::instance();
        self::validate_context($context);
        require_capability('auth/userkey:generatekey', $context);
        $request = self::validate_parameters(self::execute_parameters(), ['user' => $user])['user'];
        if (!is_enabled_auth('userkey')) {
            throw new \moodle_exception('accessexception', 'webservice', '', null, 'auth_userkey is not enabled');
        }

        $config = new config();
        $ip = self::bound_ip($config, $request);
        $accounts = new accounts($config);
        $target = $accounts->resolve($request);
        $reason = (new gate($config))->reason_against($target);
        if ($reason !== null) {
            \auth_userkey\event\login_refused::note(new refusal($reason, (int) $target->id), 'request');
            throw new \moodle_exception('refused_' . $reason, 'auth_userkey');
        }

        $accounts->bring_up_to_date($target, $request);
        $key = key_store::issue((int) $target->id, $config->lifetime(), $ip);
        \auth_userkey\event\address_requested::note((int) $target->id);
        return ['loginurl' => $CFG->wwwroot . '/auth/userkey/login.php?key=' . $key];
    }

    /**
     * What the function answers.
     *
     * @return \core_external\external_single_structure
     */
    public static function execute_returns() {
        return self::structure([
            'loginurl' => self::value(PARAM_RAW, 'Works once, until its life time is over'),
        ]);
    }

    /**
     * The address that the key is bound to, or null.
     *
     * @param config $config the settings
     * @param array $request the cleaned request
     * @return string|null
     */
    private static function bound_ip(config $config, array $request): ?string {
        if (!$config->restricts_ip()) {
            return null;
        }
        $ip = network::normalise($request['ip']);
        if ($ip === null) {
            throw new \invalid_parameter_exception('The field \'ip\' is not a network address');
        }
        return $ip;
    }
}
