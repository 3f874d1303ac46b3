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
 * Creates and updates users, a slice at a time.
 *
 * The rules are those of core_user_create_users and core_user_update_users; what those ask per user is asked here
 * once per slice, and new users and their contexts are inserted together. Events and hooks are core's, per user.
 *
 * @package    local_opensis
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class users implements writer {
    /** @var string[] Fields that are stored as they are given. */
    public const STORED = ['idnumber', 'username', 'firstname', 'lastname', 'middlename', 'email', 'auth', 'suspended',
        'phone1', 'phone2', 'department', 'institution', 'city', 'country', 'lang', 'timezone'];

    /** @var user_rules The checks of a single row. */
    private $rules;

    /** @var profile_fields Custom profile fields. */
    private $profile;

    /** @var bool Whether the caller may create users. */
    private $maycreate;

    /** @var bool Whether the caller may update users. */
    private $mayupdate;

    /** @var array Of this slice: lower-case e-mail => ids of users who hold it. */
    private $emails;

    /** @var array Of this slice: username => ids of users who hold it. */
    private $usernames;

    /** @var array Of this slice: user id => record as it stands. */
    private $byid;

    /** @var array Of this slice: idnumber => records by id. */
    private $byidnumber;

    /**
     * Reads what cannot change while the call runs.
     */
    public function __construct() {
        global $CFG;

        require_once($CFG->dirroot . '/user/lib.php');
        $context = \context_system::instance();
        $this->maycreate = has_capability('moodle/user:create', $context);
        $this->mayupdate = has_capability('moodle/user:update', $context);
        $this->profile = new profile_fields();
        $this->rules = new user_rules($this->profile);
    }

    /**
     * What a row may look like.
     *
     * @return row_spec
     */
    public function spec(): row_spec {
        return user_rules::spec();
    }

    /**
     * Checks a row by itself.
     *
     * @param array $row the row
     * @return array the row in Moodle's form
     */
    public function check(array $row): array {
        return $this->rules->check($row);
    }

    /**
     * A user is named by id, idnumber, username and e-mail.
     *
     * @param array $row a checked row
     * @return string[]
     */
    public function keys(array $row): array {
        $keys = [];
        foreach (['id', 'idnumber', 'username', 'email'] as $field) {
            if (isset($row[$field])) {
                $keys[] = $field . '=' . \core_text::strtolower($row[$field]);
            }
        }
        return $keys;
    }

    /**
     * How many users are best written in one transaction.
     *
     * @return int
     */
    public function slice_size(): int {
        return 250;
    }

    /**
     * Writes a slice: decides for each row, updates one by one, inserts all new users together.
     *
     * @param array[] $rows row number => row
     * @return array row number => outcome
     */
    public function write(array $rows): array {
        $this->look_up($rows);
        $outcomes = [];
        $new = $passwords = $custom = $updated = $seen = [];
        foreach ($rows as $number => $row) {
            try {
                $user = $this->find($row);
                if ($user === null) {
                    $passwords[$number] = $this->rules->password($row, null);
                    $new[$number] = $this->new_user($row);
                    continue;
                }
                if (isset($seen[$user->id])) {
                    throw new same_record();
                }
                $seen[$user->id] = true;
                $password = $this->rules->password($row, $user);
                [$changes, $fields] = $this->changes($user, $row);
                if ($changes || $fields || $password !== null) {
                    $updated[$number] = $this->update($user, $changes, $password);
                    if ($fields) {
                        $custom[$user->id] = $fields;
                    }
                }
                $outcomes[$number] = outcomes::done(isset($updated[$number]) ? 'updated' : 'unchanged', $user->id);
            } catch (row_fault $fault) {
                $outcomes[$number] = outcomes::refused($fault);
            }
        }
        $created = $this->insert($new);
        foreach ($created as $number => $user) {
            if (!empty($rows[$number]['customfields'])) {
                $custom[$user->id] = $rows[$number]['customfields'];
            }
            if (isset($passwords[$number])) {
                get_auth_plugin($user->auth)->user_update_password($user, $passwords[$number]);
            }
            $outcomes[$number] = outcomes::done('created', $user->id);
        }
        $this->profile->save($custom);
        user_events::tell($rows, $created, $updated);
        return $outcomes;
    }

    /**
     * As core does after each new user.
     */
    public function committed(): void {
        \cache::make('core', 'presignup')->purge_current_user();
    }

    /**
     * Asks the slice's questions: which of these users are there, who holds the names and addresses.
     *
     * @param array[] $rows row number => row
     */
    private function look_up(array $rows): void {
        global $CFG, $DB;

        $ids = $idnumbers = $usernames = $emails = [];
        foreach ($rows as $row) {
            if (isset($row['id'])) {
                $ids[] = $row['id'];
            } else {
                $idnumbers[] = $row['idnumber'];
            }
            if (isset($row['username'])) {
                $usernames[] = $row['username'];
            }
            if (isset($row['email'])) {
                $emails[] = $row['email'];
            }
        }
        $this->byid = $ids ? $DB->get_records_list('user', 'id', $ids) : [];
        $this->byidnumber = lookup::holders('user', 'idnumber', $idnumbers, '*', 'deleted = 0');
        $this->usernames = [];
        foreach (lookup::holders('user', 'username', $usernames, 'id, username', 'mnethostid = :host',
                ['host' => $CFG->mnet_localhost_id]) as $username => $records) {
            $this->usernames[$username] = array_keys($records);
        }
        $this->emails = empty($CFG->allowaccountssameemail) ? lookup::email_holders($emails) : [];

        $withfields = [];
        foreach ($rows as $row) {
            if (!empty($row['customfields'])) {
                $found = isset($row['id']) ? [$row['id']] : array_keys($this->byidnumber[$row['idnumber']]);
                array_push($withfields, ...$found);
            }
        }
        $this->profile->load($withfields);
    }

    /**
     * The user a row is about.
     *
     * @param array $row the row
     * @return \stdClass|null null when there is none yet
     * @throws row_fault
     */
    private function find(array $row): ?\stdClass {
        global $USER;

        if (isset($row['id'])) {
            $user = $this->byid[$row['id']] ?? null;
            if ($user === null || $user->deleted) {
                throw new row_fault('usernotfound', 'id', (string) $row['id']);
            }
        } else {
            $found = $this->byidnumber[$row['idnumber']];
            if (count($found) > 1) {
                throw new row_fault('idnumbernotunique', 'idnumber', $row['idnumber']);
            }
            if (!$found) {
                return null;
            }
            $user = reset($found);
        }
        if (!$this->mayupdate) {
            throw new row_fault('nopermissions', '', 'moodle/user:update');
        }
        if ($user->id != $USER->id && is_siteadmin($user) && !is_siteadmin($USER)) {
            throw new row_fault('usernotupdatedadmin', '', (string) $user->id);
        }
        if (is_mnet_remote_user($user)) {
            throw new row_fault('usernotupdatedremote', '', (string) $user->id);
        }
        if (isguestuser($user->id)) {
            throw new row_fault('usernotupdatedguest', '', (string) $user->id);
        }
        return $user;
    }

    /**
     * The record of a user who is to be created.
     *
     * @param array $row the row
     * @return array column => value, the same columns for every user
     * @throws row_fault
     */
    private function new_user(array $row): array {
        if (!$this->maycreate) {
            throw new row_fault('nopermissions', '', 'moodle/user:create');
        }
        $record = $this->rules->complete($row);
        $this->claim_username($row['username'], 0);
        $this->claim_email($row['email'], 0);
        return $record;
    }

    /**
     * What a row changes about a user who is there; names that become free or taken are noted for the slice.
     *
     * @param \stdClass $user the record as it stands
     * @param array $row the row
     * @return array column => value, and shortname => value of custom fields
     * @throws row_fault
     */
    private function changes(\stdClass $user, array $row): array {
        $changes = [];
        foreach (self::STORED as $field) {
            if (isset($row[$field]) && (string) $user->$field !== (string) $row[$field]) {
                $changes[$field] = $row[$field];
            }
        }
        if (isset($changes['email'])) {
            $this->claim_email($changes['email'], $user->id);
        }
        if (isset($changes['username'])) {
            $this->claim_username($changes['username'], $user->id);
            if (isset($this->usernames[$user->username])) {
                $this->usernames[$user->username] = array_diff($this->usernames[$user->username], [$user->id]);
            }
        }
        return [$changes, $this->profile->changes($user->id, $row['customfields'] ?? [])];
    }

    /**
     * Takes a username for a user, unless another has it.
     *
     * @param string $username the name
     * @param int $userid the user, 0 for a new one
     * @throws row_fault usernameexists
     */
    private function claim_username(string $username, int $userid): void {
        if (array_diff($this->usernames[$username] ?? [], [$userid])) {
            throw new row_fault('usernameexists', 'username', $username);
        }
        $this->usernames[$username][] = $userid;
    }

    /**
     * Checks that no other user has an address, unless the site allows it.
     *
     * @param string $email the address
     * @param int $userid the user, 0 for a new one
     * @throws row_fault emailexists
     */
    private function claim_email(string $email, int $userid): void {
        if (array_diff($this->emails[\core_text::strtolower($email)] ?? [], [$userid])) {
            throw new row_fault('emailexists', 'email', $email);
        }
    }

    /**
     * Updates one user.
     *
     * @param \stdClass $user the record as it stands
     * @param array $changes column => value
     * @param string|null $password a new password
     * @return \stdClass the record as it is now
     */
    private function update(\stdClass $user, array $changes, ?string $password): \stdClass {
        global $DB;

        hooks::dispatch('\core_user\hook\before_user_updated',
            ['user' => (object) (['id' => $user->id] + $changes), 'currentuserdata' => $user]);
        $now = clone($user);
        if ($changes) {
            $changes['timemodified'] = time();
            $DB->update_record('user', (object) (['id' => $user->id] + $changes));
            foreach ($changes as $field => $value) {
                $now->$field = $value;
            }
        }
        if ($password !== null) {
            $plugin = get_auth_plugin($now->auth);
            if ($plugin->can_change_password()) {
                $plugin->user_update_password($now, $password);
            }
        }
        return $now;
    }

    /**
     * Inserts new users and their contexts.
     *
     * @param array[] $new row number => record
     * @return \stdClass[] row number => record with its id
     */
    private function insert(array $new): array {
        global $CFG, $DB;

        if (!$new) {
            return [];
        }
        $DB->insert_records('user', $new);
        // The names are unique, so they tell which id each one got.
        $names = array_column($new, 'username');
        [$in, $params] = $DB->get_in_or_equal($names, SQL_PARAMS_NAMED);
        $records = [];
        foreach ($DB->get_records_select('user', "mnethostid = :host AND username $in",
                $params + ['host' => $CFG->mnet_localhost_id]) as $record) {
            $records[$record->username] = $record;
        }
        $created = [];
        foreach ($new as $number => $user) {
            $created[$number] = $records[$user['username']];
            $created[$number]->id = (int) $created[$number]->id;
        }
        contexts::create(CONTEXT_USER, ['/' . SYSCONTEXTID => array_column($created, 'id')]);
        return $created;
    }
}
