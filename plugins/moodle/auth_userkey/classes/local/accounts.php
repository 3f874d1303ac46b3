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

namespace auth_userkey\local;

/**
 * Finds the account that a request names; makes it or brings it up to date where the settings say so.
 *
 * @package    auth_userkey
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class accounts {
    /** @var string[] Fields that a request may carry when accounts are made or updated. */
    public const FIELDS = ['username', 'email', 'idnumber', 'firstname', 'lastname'];

    /** @var config */
    private $config;

    /**
     * Takes the settings.
     *
     * @param config $config the settings
     */
    public function __construct(config $config) {
        $this->config = $config;
    }

    /**
     * The account that a request names; made now if there is none and the settings say so.
     *
     * @param array $request field => value, already cleaned
     * @return \stdClass row of the user table
     * @throws \invalid_parameter_exception nobody or more than one person is meant, or a field is not acceptable
     */
    public function resolve(array $request): \stdClass {
        global $DB;

        $field = $this->config->mapping_field();
        $value = trim($request[$field] ?? '');
        if ($value === '') {
            throw new \invalid_parameter_exception("The field '$field' must not be empty");
        }
        $user = $this->find($field, $value);
        if ($user === null) {
            if (!$this->config->creates_users()) {
                throw new \invalid_parameter_exception("There is no user with this $field");
            }
            $user = $DB->get_record('user', ['id' => $this->create($request)], '*', MUST_EXIST);
        }
        return $user;
    }

    /**
     * Writes the fields of a request that differ, if the settings say so.
     *
     * @param \stdClass $user row of the user table
     * @param array $request field => value, already cleaned
     * @throws \invalid_parameter_exception a field is not acceptable
     */
    public function bring_up_to_date(\stdClass $user, array $request): void {
        global $CFG;
        require_once($CFG->dirroot . '/user/lib.php');

        if (!$this->config->updates_users() || gate::is_administrator($user)) {
            // Who can change an administrator's address can have their password sent there.
            return;
        }
        unset($request[$this->config->mapping_field()]);
        $changes = [];
        foreach ($this->acceptable($request, $user) as $field => $value) {
            if ($value !== '' && $value !== (string) $user->$field) {
                $changes[$field] = $value;
            }
        }
        if ($changes) {
            user_update_user((object) (['id' => $user->id] + $changes), false);
        }
    }

    /**
     * The one live account of this site with a value in a field.
     *
     * Databases differ in what they call equal (case, accents, blanks at the end): they only pick candidates, the
     * comparison that counts is made here.
     *
     * @param string $field username, email or idnumber
     * @param string $value what to look for
     * @return \stdClass|null row of the user table
     */
    private function find(string $field, string $value): ?\stdClass {
        $wanted = self::comparable($field, $value);
        $found = array_filter($this->candidates($field, $value), function (\stdClass $user) use ($field, $wanted): bool {
            return self::comparable($field, $user->$field) === $wanted;
        });
        if (count($found) > 1) {
            throw new \invalid_parameter_exception("More than one user has this $field");
        }
        return $found ? reset($found) : null;
    }

    /**
     * Accounts that a database takes for a match.
     *
     * @param string $field username, email or idnumber
     * @param string $value what to look for
     * @return \stdClass[]
     */
    private function candidates(string $field, string $value): array {
        global $CFG, $DB;

        $scope = 'deleted = 0 AND mnethostid = :host';
        $params = ['host' => $CFG->mnet_localhost_id, 'value' => $field === 'username' ? self::comparable($field, $value) : $value];
        $users = $DB->get_records_select('user', "$field = :value AND $scope", $params);
        if (!$users && $field === 'email') {
            // Only now, for it reads the whole table: the spelling differs, on a database that minds the case.
            $equal = $DB->sql_equal('email', ':value', false);
            $users = $DB->get_records_select('user', "$equal AND $scope", $params);
        }
        return $users;
    }

    /**
     * A value in the form in which two of them are compared.
     *
     * @param string $field username, email or idnumber
     * @param string $value the value
     * @return string
     */
    private static function comparable(string $field, string $value): string {
        return $field === 'idnumber' ? $value : \core_text::strtolower($value);
    }

    /**
     * Makes an account from a request.
     *
     * @param array $request field => value
     * @return int its id
     */
    private function create(array $request): int {
        global $CFG;
        require_once($CFG->dirroot . '/user/lib.php');

        foreach (['username', 'email', 'firstname', 'lastname'] as $field) {
            if (trim($request[$field] ?? '') === '') {
                throw new \invalid_parameter_exception("The field '$field' is needed to make this account");
            }
        }
        $user = (object) $this->acceptable($request, null);
        $user->auth = 'userkey';
        $user->confirmed = 1;
        $user->mnethostid = $CFG->mnet_localhost_id;
        return (int) user_create_user($user, false);
    }

    /**
     * The fields of a request in the form in which they are stored, after Moodle's own rules were asked.
     *
     * @param array $request field => value
     * @param \stdClass|null $user who has them already
     * @return string[] field => value
     */
    private function acceptable(array $request, ?\stdClass $user): array {
        $fields = array_map('trim', array_intersect_key($request, array_flip(self::FIELDS)));
        if (($fields['username'] ?? '') !== '') {
            $fields['username'] = \core_text::strtolower($fields['username']);
            $this->check_username($fields['username'], $user);
        }
        if (($fields['email'] ?? '') !== '') {
            $this->check_email($fields['email'], $user);
        }
        return $fields;
    }

    /**
     * Refuses a user name that is not allowed or not free.
     *
     * @param string $username the name
     * @param \stdClass|null $user who has it already
     */
    private function check_username(string $username, ?\stdClass $user): void {
        global $CFG, $DB;

        if ($username !== \core_user::clean_field($username, 'username')) {
            throw new \invalid_parameter_exception('The username has characters that are not allowed');
        }
        $owner = $DB->get_field('user', 'id', ['username' => $username, 'mnethostid' => $CFG->mnet_localhost_id]);
        if ($owner && (!$user || $owner != $user->id)) {
            throw new \invalid_parameter_exception('The username belongs to another user');
        }
    }

    /**
     * Refuses an e-mail address that is none, not allowed or not free.
     *
     * @param string $email the address
     * @param \stdClass|null $user who has it already
     */
    private function check_email(string $email, ?\stdClass $user): void {
        global $CFG;

        if ($user && $email === $user->email) {
            return;
        }
        if (!validate_email($email) || email_is_not_allowed($email)) {
            throw new \invalid_parameter_exception('The e-mail address is not valid or not allowed here');
        }
        if (!empty($CFG->allowaccountssameemail)) {
            return;
        }
        foreach ($this->candidates('email', $email) as $owner) {
            if (!$user || $owner->id != $user->id) {
                throw new \invalid_parameter_exception('The e-mail address belongs to another user');
            }
        }
    }
}
