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

namespace local_opensis;

defined('MOODLE_INTERNAL') || die();

require_once(__DIR__ . '/upsert_testcase.php');

/**
 * Users in bulk: good rows, and a bad row of every code.
 *
 * @package    local_opensis
 * @category   test
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 *
 * @covers     \local_opensis\external\upsert_users
 * @covers     \local_opensis\local\upsert\users
 * @covers     \local_opensis\local\upsert\user_rules
 * @covers     \local_opensis\local\upsert\profile_fields
 * @covers     \local_opensis\local\upsert\runner
 * @covers     \local_opensis\local\upsert\lookup
 * @covers     \local_opensis\local\upsert\contexts
 */
final class upsert_users_test extends upsert_testcase {
    /**
     * A good row.
     *
     * @param int $number makes it another one
     * @param array $more further fields
     * @return array
     */
    private static function row(int $number, array $more = []): array {
        return $more + ['idnumber' => "s:$number", 'username' => "student$number", 'firstname' => 'Ann', 'lastname' => "N$number",
            'email' => "Student$number@example.org", 'auth' => 'oauth2'];
    }

    /**
     * New users are as core makes them.
     */
    public function test_a_new_user_is_as_core_makes_it(): void {
        global $CFG, $DB;

        require_once($CFG->dirroot . '/user/lib.php');
        $more = ['phone1' => '1', 'city' => 'Town', 'country' => 'NZ', 'middlename' => 'M'];
        $outcomes = $this->upsert('users', [self::row(1, $more)]);
        $this->assertSame('created', $outcomes[0]['outcome']);
        $ours = (array) $DB->get_record('user', ['id' => $outcomes[0]['id']]);
        $id = user_create_user((object) self::row(2, $more + ['confirmed' => 1, 'mnethostid' => $CFG->mnet_localhost_id,
            'password' => AUTH_PASSWORD_NOT_CACHED]), false);
        $core = (array) $DB->get_record('user', ['id' => $id]);
        foreach (['id', 'idnumber', 'username', 'lastname', 'email', 'timecreated', 'timemodified'] as $own) {
            unset($ours[$own], $core[$own]);
        }
        $this->assertSame($core, $ours);
        $context = $DB->get_record('context', ['contextlevel' => CONTEXT_USER, 'instanceid' => $outcomes[0]['id']]);
        $this->assertSame(['/' . SYSCONTEXTID . '/' . $context->id, '2'], [$context->path, (string) $context->depth]);
    }

    /**
     * The same row again changes nothing and fires nothing.
     */
    public function test_the_same_row_again_is_unchanged(): void {
        $rows = [self::row(1), self::row(2, ['suspended' => 1, 'timezone' => 'Europe/Vienna'])];
        $events = $this->events(fn() => $this->assertSame(['created', 'created'], $this->outcomes('users', $rows)));
        $this->assertSame(['user_created', 'user_created'], $events);
        $events = $this->events(fn() => $this->assertSame(['unchanged', 'unchanged'], $this->outcomes('users', $rows)));
        $this->assertSame([], $events);
    }

    /**
     * Only fields that are in the row change, by id and by idnumber.
     */
    public function test_an_update_changes_what_is_in_the_row(): void {
        global $DB;

        $id = $this->upsert('users', [self::row(1, ['city' => 'Town'])])[0]['id'];
        $events = $this->events(fn() => $this->assertSame(['updated', 'updated'], $this->outcomes('users', [
            ['id' => $id, 'firstname' => 'Bea'], ['idnumber' => 's:1', 'username' => 'other1', 'suspended' => true]])));
        $this->assertSame(['user_updated', 'user_updated'], $events);
        $user = $DB->get_record('user', ['id' => $id]);
        $this->assertSame(['Bea', 'N1', 'other1', 'Town', 1], [$user->firstname, $user->lastname, $user->username, $user->city,
            (int) $user->suspended]);
    }

    /**
     * Rows of one user are heeded in their order, however they name it.
     */
    public function test_rows_of_one_user_are_heeded_in_order(): void {
        global $DB;

        $id = $this->upsert('users', [self::row(1)])[0]['id'];
        $this->assertSame(['updated', 'updated'], $this->outcomes('users', [
            ['id' => $id, 'lastname' => 'New'], ['idnumber' => 's:1', 'lastname' => 'N1']]));
        $this->assertSame('N1', $DB->get_field('user', 'lastname', ['id' => $id]));
    }

    /**
     * A bad row of every code, between good ones that are written all the same.
     */
    public function test_a_bad_row_stands_alone(): void {
        global $DB;

        $this->setAdminUser();
        $taken = $this->getDataGenerator()->create_user(['username' => 'taken', 'email' => 'Taken@Example.org', 'idnumber' => 'x']);
        $this->getDataGenerator()->create_user(['idnumber' => 'twice']);
        $this->getDataGenerator()->create_user(['idnumber' => 'twice']);
        $gone = $this->getDataGenerator()->create_user(['idnumber' => 'gone']);
        delete_user($gone);
        $this->setUser($this->service);
        $count = $DB->count_records('user');
        $wanted = [
            'created' => self::row(1),
            'usernameexists username' => self::row(2, ['username' => 'taken']),
            'usernameinvalid username' => self::row(3, ['username' => 'Upper']),
            'emailexists email' => self::row(4, ['email' => 'tAken@example.ORG']),
            'emailinvalid email' => self::row(5, ['email' => 'nobody']),
            'idnumbernotunique idnumber' => self::row(6, ['idnumber' => 'twice']),
            'missingfield idnumber' => ['username' => 'a', 'firstname' => 'a', 'lastname' => 'a', 'email' => 'a@example.org'],
            'missingfield lastname' => self::row(7, ['lastname' => ' ']),
            'missingfield password' => self::row(8, ['auth' => 'manual']),
            'fieldtoolong firstname' => self::row(9, ['firstname' => str_repeat('é', 101)]),
            'unknownauth auth' => self::row(10, ['auth' => 'webservice']),
            'usernotfound id' => self::row(11, ['id' => $gone->id]),
            'usernotupdatedadmin ' => ['id' => get_admin()->id, 'firstname' => 'Me'],
            'usernotupdatedguest ' => ['id' => guest_user()->id, 'firstname' => 'Me'],
            'passwordpolicy password' => self::row(12, ['auth' => 'manual', 'password' => 'short']),
            'unknowncustomfield customfields' => self::row(13, ['customfields' => ['nosuch' => '1']]),
            'unknownfield shoesize' => self::row(14, ['shoesize' => 44]),
            'invalidparameter firstname' => self::row(15, ['firstname' => '<b>Ann</b>']),
            'invalidparameter lang' => self::row(16, ['lang' => 'xx']),
        ];
        $this->assertSame(array_keys($wanted), $this->outcomes('users', array_values($wanted)));
        $this->assertSame('created', $this->outcomes('users', [self::row(20)])[0]);
        $this->assertSame($count + 2, $DB->count_records('user'));
        $this->assertSame('Taken@Example.org', $DB->get_field('user', 'email', ['id' => $taken->id]));
    }

    /**
     * Rows of one call that want the same name or address: the first has it.
     */
    public function test_rows_of_one_call_see_each_other(): void {
        $wanted = ['created', 'usernameexists username', 'emailexists email', 'updated', 'created'];
        $this->assertSame($wanted, $this->outcomes('users', [
            self::row(1),
            self::row(2, ['username' => 'student1']),
            self::row(3, ['email' => 'STUDENT1@example.org']),
            self::row(1, ['username' => 'free1', 'email' => 'free1@example.org']),
            self::row(4, ['username' => 'student1', 'email' => 'student1@example.org']),
        ]));
    }

    /**
     * Names that pass from one user to the next in the order of the rows.
     */
    public function test_names_pass_on_within_a_call(): void {
        [$a, $b] = array_column($this->upsert('users', [self::row(1), self::row(2)]), 'id');
        $this->assertSame(['usernameexists username', 'updated', 'updated'], $this->outcomes('users', [
            ['id' => $a, 'username' => 'student2'],
            ['id' => $b, 'username' => 'student3'],
            ['id' => $a, 'username' => 'student2'],
        ]));
    }

    /**
     * The site may allow two accounts with one address.
     */
    public function test_the_site_decides_about_equal_addresses(): void {
        set_config('allowaccountssameemail', 1);
        $this->assertSame(['created', 'created'],
            $this->outcomes('users', [self::row(1), self::row(2, ['email' => 'student1@example.org'])]));
    }

    /**
     * A password is hashed and set by its method, and is unchanged when it comes again.
     */
    public function test_a_password_is_set_once(): void {
        global $DB;

        $rows = [self::row(1, ['auth' => 'manual', 'password' => ' Xy!12345 '])];
        $id = $this->upsert('users', $rows)[0]['id'];
        $this->assertTrue(validate_internal_user_password($DB->get_record('user', ['id' => $id]), ' Xy!12345 '));
        $this->assertSame(['unchanged'], $this->outcomes('users', $rows));
        $this->assertSame(['updated'], $this->outcomes('users', [['id' => $id, 'password' => 'New!12345']]));
        $this->assertTrue(validate_internal_user_password($DB->get_record('user', ['id' => $id]), 'New!12345'));
    }

    /**
     * Custom profile fields are stored as the profile form stores them.
     */
    public function test_custom_fields_are_stored(): void {
        global $DB;

        $text = $this->getDataGenerator()->create_custom_profile_field(['shortname' => 'grade', 'name' => 'Grade',
            'datatype' => 'text', 'param2' => 5]);
        $this->getDataGenerator()->create_custom_profile_field(['shortname' => 'house', 'name' => 'House', 'datatype' => 'menu',
            'param1' => "Red\nBlue", 'defaultdata' => 'Red']);
        $rows = [self::row(1, ['customfields' => ['grade' => '123456', 'house' => 'Blue']]),
            self::row(2, ['customfields' => ['house' => 'Green']])];
        [$a, $b] = array_column($this->upsert('users', $rows), 'id');
        // Releases differ in whether a text is cut to the field's length.
        $byform = $this->getDataGenerator()->create_user(['profile_field_grade' => '123456'])->id;
        $stored = $DB->get_records_menu('user_info_data', ['fieldid' => $text->id], '', 'userid, data');
        $this->assertContains($stored[$byform], ['12345', '123456']);
        $this->assertSame($stored[$byform], $stored[$a]);
        $this->assertSame(['Blue', 'Red'], array_values($DB->get_records_sql_menu('SELECT d.userid, d.data
            FROM {user_info_data} d JOIN {user_info_field} f ON f.id = d.fieldid
            WHERE f.shortname = ? ORDER BY d.userid', ['house'])));
        $this->assertSame(['unchanged', 'unchanged'], $this->outcomes('users', $rows));
        $this->assertSame(['updated'], $this->outcomes('users', [['id' => $b, 'customfields' => ['grade' => '7']]]));
        $this->assertSame('7', $DB->get_field('user_info_data', 'data', ['userid' => $b, 'fieldid' => $text->id]));
    }

    /**
     * A row that fails while it is written is found, and undoes no other.
     */
    public function test_a_row_that_fails_in_writing_undoes_no_other(): void {
        global $DB;

        $rows = [];
        for ($i = 0; $i < 20; $i++) {
            $rows[] = self::row($i);
        }
        // A value that its field's type cannot bear stands for any trouble inside the transaction.
        $rows[7]['customfields'] = ['born' => 'no date'];
        $this->getDataGenerator()->create_custom_profile_field(['shortname' => 'born', 'name' => 'Born', 'datatype' => 'datetime',
            'param1' => '1990', 'param2' => '2050']);
        set_error_handler(static function (int $level, string $text): bool {
            throw new \ErrorException($text);
        });
        try {
            $outcomes = array_column($this->upsert('users', $rows), 'outcome');
        } finally {
            restore_error_handler();
        }
        $this->assertSame('refused', $outcomes[7]);
        unset($outcomes[7]);
        $this->assertSame(array_fill_keys(array_keys($outcomes), 'created'), $outcomes);
        $this->assertFalse($DB->record_exists('user', ['idnumber' => 's:7']));
        $this->assertSame(19, $DB->count_records_select('user', $DB->sql_like('idnumber', ':key'), ['key' => 's:%']));
    }

    /**
     * The rights are core's.
     */
    public function test_rights(): void {
        $this->assertSame(['created'], $this->outcomes('users', [self::row(1)]));
        $this->forbid('moodle/user:create');
        $this->assertSame(['nopermissions ', 'updated'],
            $this->outcomes('users', [self::row(2), ['idnumber' => 's:1', 'lastname' => 'New']]));
        $this->forbid('moodle/user:update');
        $this->assertSame(['nopermissions '], $this->outcomes('users', [['idnumber' => 's:1', 'lastname' => 'Newer']]));
        $this->forbid('local/opensis:sync');
        $this->expectException(\required_capability_exception::class);
        $this->upsert('users', []);
    }

    /**
     * What is no list of rows fails the call.
     */
    public function test_a_text_that_is_no_list_fails_the_call(): void {
        try {
            \local_opensis\external\upsert_users::execute('{"idnumber":"s:1"}');
            $this->fail('the call went through');
        } catch (\moodle_exception $e) {
            $this->assertSame('badrows', $e->errorcode);
        }
    }

    /**
     * The number of statements does not grow with the rows.
     */
    public function test_statements_do_not_grow_with_the_rows(): void {
        global $DB;

        $count = function (int $from, int $to) use ($DB): int {
            $rows = array_map(fn(int $i) => self::row($i), range($from, $to));
            $before = $DB->perf_get_queries();
            $this->assertSame(array_fill(0, count($rows), 'created'), $this->outcomes('users', $rows));
            return $DB->perf_get_queries() - $before;
        };
        $count(1, 5);
        $few = $count(10, 19);
        $this->assertLessThanOrEqual($few + 5, $count(100, 199));
    }
}
