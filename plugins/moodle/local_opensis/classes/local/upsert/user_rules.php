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
 * Moodle's rules for a user's fields, and the values of the fields that a row leaves out.
 *
 * @package    local_opensis
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class user_rules {
    /** @var string[] Fields whose text must be clean by Moodle's rule for them, or the row is refused as by core. */
    public const CLEAN = ['idnumber', 'firstname', 'lastname', 'middlename', 'phone1', 'phone2', 'department', 'institution',
        'city'];

    /** @var profile_fields Custom profile fields. */
    private $profile;

    /** @var array Names of the authentication methods a row may name => true. */
    private $auths;

    /** @var array Languages of this site. */
    private $languages;

    /** @var array Columns every new user has, with core's defaults. */
    private $defaults;

    /** @var array Authentication method => whether it keeps passwords in Moodle. */
    private $internal = [];

    /**
     * Reads the site's settings.
     *
     * @param profile_fields $profile custom profile fields
     */
    public function __construct(profile_fields $profile) {
        global $CFG;

        $this->profile = $profile;
        // As in core: a remote host's users and web service accounts are not made here.
        $this->auths = array_diff_key(\core_component::get_plugin_list('auth'), ['mnet' => 1, 'webservice' => 1]);
        $this->languages = get_string_manager()->get_list_of_translations();
        $now = time();
        $this->defaults = [
            'auth' => 'manual',
            'confirmed' => 1,
            'suspended' => 0,
            'mnethostid' => $CFG->mnet_localhost_id,
            'username' => '',
            'password' => '',
            'idnumber' => '',
            'firstname' => '',
            'lastname' => '',
            'middlename' => null,
            'email' => '',
            'phone1' => '',
            'phone2' => '',
            'department' => '',
            'institution' => '',
            'timezone' => '99',
            'country' => \core_user::get_property_default('country') ?: '',
        ];
        $own = ['city', 'lang', 'calendartype', 'maildisplay', 'mailformat', 'maildigest', 'autosubscribe', 'trackforums'];
        foreach ($own as $field) {
            $this->defaults[$field] = \core_user::get_property_default($field);
        }
        $this->defaults['timecreated'] = $now;
        $this->defaults['timemodified'] = $now;
    }

    /**
     * What a row may look like; lengths are those of the table's columns.
     *
     * @return row_spec
     */
    public static function spec(): row_spec {
        return new row_spec([
            'id' => [row_spec::NUMBER, 0],
            'idnumber' => [row_spec::TEXT, 255],
            'username' => [row_spec::TEXT, 100],
            'firstname' => [row_spec::TEXT, 100],
            'lastname' => [row_spec::TEXT, 100],
            'middlename' => [row_spec::TEXT, 255],
            'email' => [row_spec::TEXT, 100],
            'auth' => [row_spec::TEXT, 20],
            'password' => [row_spec::RAW, 128],
            'suspended' => [row_spec::FLAG, 0],
            'phone1' => [row_spec::TEXT, 20],
            'phone2' => [row_spec::TEXT, 20],
            'department' => [row_spec::TEXT, 255],
            'institution' => [row_spec::TEXT, 255],
            'city' => [row_spec::TEXT, 120],
            'country' => [row_spec::TEXT, 2],
            'lang' => [row_spec::TEXT, 30],
            'timezone' => [row_spec::TEXT, 100],
            'customfields' => [row_spec::MAP, 0],
        ]);
    }

    /**
     * Checks a row by itself.
     *
     * @param array $row the row
     * @return array the row in Moodle's form
     * @throws row_fault
     */
    public function check(array $row): array {
        if (empty($row['id'])) {
            unset($row['id']);
            row_spec::demand($row, ['idnumber']);
        }
        foreach (['idnumber', 'username', 'firstname', 'lastname', 'email'] as $field) {
            if (isset($row[$field])) {
                row_spec::demand($row, [$field]);
            }
        }
        foreach (self::CLEAN as $field) {
            if (isset($row[$field]) && \core_user::clean_field($row[$field], $field) !== $row[$field]) {
                throw new row_fault('invalidparameter', $field, $row[$field]);
            }
        }
        if (isset($row['username']) && ($row['username'] !== \core_text::strtolower($row['username'])
                || $row['username'] !== \core_user::clean_field($row['username'], 'username'))) {
            throw new row_fault('usernameinvalid', 'username', $row['username']);
        }
        if (isset($row['email']) && !validate_email($row['email'])) {
            throw new row_fault('emailinvalid', 'email', $row['email']);
        }
        if (isset($row['auth']) && !isset($this->auths[$row['auth']])) {
            throw new row_fault('unknownauth', 'auth', $row['auth']);
        }
        if (!empty($row['lang']) && !isset($this->languages[$row['lang']])) {
            throw new row_fault('invalidparameter', 'lang', $row['lang']);
        }
        // As in core: a country or time zone that is not known becomes the site's.
        foreach (['country', 'timezone'] as $field) {
            if (isset($row[$field])) {
                $row[$field] = (string) \core_user::clean_field($row[$field], $field);
            }
        }
        if (isset($row['timezone']) && $row['timezone'] === '') {
            $row['timezone'] = $this->defaults['timezone'];
        }
        foreach ($row['customfields'] ?? [] as $shortname => $value) {
            if (!$this->profile->has($shortname)) {
                throw new row_fault('unknowncustomfield', 'customfields', (string) $shortname);
            }
        }
        return $row;
    }

    /**
     * Judges a row's password: whether it is good, and whether it is to be set.
     *
     * @param array $row the row
     * @param \stdClass|null $user the user it is for, null for a new one
     * @return string|null the password to set
     * @throws row_fault passwordpolicy
     */
    public function password(array $row, ?\stdClass $user): ?string {
        $password = $row['password'] ?? '';
        if ($password === '') {
            return null;
        }
        $auth = $row['auth'] ?? ($user->auth ?? 'manual');
        if (!$this->is_internal($auth)) {
            return null;
        }
        if ($user !== null && validate_internal_user_password(clone($user), $password)) {
            return null;
        }
        $words = '';
        if (!check_password_policy($password, $words, $user)) {
            throw new row_fault('passwordpolicy', 'password', trim(html_to_text($words, 0, false)));
        }
        return $password;
    }

    /**
     * The whole record of a new user.
     *
     * @param array $row the row
     * @return array column => value, always the same columns
     * @throws row_fault
     */
    public function complete(array $row): array {
        row_spec::demand($row, ['username', 'firstname', 'lastname', 'email']);
        $record = array_merge($this->defaults, array_intersect_key($row, $this->defaults));
        if ($this->is_internal($record['auth'])) {
            row_spec::demand($row, ['password']);
            // Hashed and stored after the record is there, as core does.
            $record['password'] = '';
        } else {
            $record['password'] = AUTH_PASSWORD_NOT_CACHED;
        }
        if ($record['lang'] === '') {
            $record['lang'] = $this->defaults['lang'];
        }
        return $record;
    }

    /**
     * Whether an authentication method keeps its passwords in Moodle.
     *
     * @param string $auth its name
     * @return bool
     */
    private function is_internal(string $auth): bool {
        if (!isset($this->internal[$auth])) {
            $this->internal[$auth] = get_auth_plugin($auth)->is_internal();
        }
        return $this->internal[$auth];
    }
}
