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

namespace auth_userkey\privacy;

use auth_userkey\local\key_store;
use core_privacy\local\metadata\collection;
use core_privacy\local\request\approved_contextlist;
use core_privacy\local\request\approved_userlist;
use core_privacy\local\request\userlist;
use core_privacy\local\request\writer;

/**
 * What is stored about people is named, exported and deleted.
 *
 * @package    auth_userkey
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \auth_userkey\privacy\provider
 */
final class provider_test extends \core_privacy\tests\provider_testcase {
    /** @var \stdClass */
    private $one;
    /** @var \stdClass */
    private $two;

    /**
     * Two users with a key each.
     */
    protected function setUp(): void {
        parent::setUp();
        $this->resetAfterTest();
        $this->one = $this->getDataGenerator()->create_user();
        $this->two = $this->getDataGenerator()->create_user();
        key_store::issue($this->one->id, 60, '192.0.2.7');
        key_store::issue($this->two->id, 60, null);
    }

    /**
     * Users who still have keys.
     *
     * @return int[]
     */
    private function left(): array {
        global $DB;

        return array_map('intval', $DB->get_fieldset_select(key_store::TABLE, 'userid', '1 = 1 ORDER BY userid'));
    }

    /**
     * The table is named with strings that exist.
     */
    public function test_metadata(): void {
        $items = provider::get_metadata(new collection('auth_userkey'))->get_collection();
        $this->assertCount(1, $items);
        $this->assertSame(key_store::TABLE, $items[0]->get_name());
        foreach (array_merge([$items[0]->get_summary()], $items[0]->get_privacy_fields()) as $string) {
            $this->assertTrue(get_string_manager()->string_exists($string, 'auth_userkey'), $string);
        }
    }

    /**
     * Context and users find each other.
     */
    public function test_contexts_and_users(): void {
        $context = \context_user::instance($this->one->id);
        $this->assertEquals([$context->id], provider::get_contexts_for_userid($this->one->id)->get_contextids());
        $this->assertSame([], provider::get_contexts_for_userid(get_admin()->id)->get_contextids());
        $users = new userlist($context, 'auth_userkey');
        provider::get_users_in_context($users);
        $this->assertEquals([$this->one->id], $users->get_userids());
    }

    /**
     * The export has the address, and no hash.
     */
    public function test_export(): void {
        $context = \context_user::instance($this->one->id);
        provider::export_user_data(new approved_contextlist($this->one, 'auth_userkey', [$context->id]));
        $data = writer::with_context($context)->get_data([get_string('pluginname', 'auth_userkey')]);
        $this->assertCount(1, $data->keys);
        $this->assertSame('192.0.2.7', $data->keys[0]->ip);
        $this->assertStringNotContainsString('hash', json_encode($data));
    }

    /**
     * Three ways to delete, each for the right person only.
     */
    public function test_delete(): void {
        $context = \context_user::instance($this->one->id);
        $foreign = new approved_contextlist($this->two, 'auth_userkey', [$context->id]);
        provider::delete_data_for_user($foreign);
        provider::delete_data_for_users(new approved_userlist($context, 'auth_userkey', [$this->two->id]));
        $this->assertSame([(int) $this->one->id, (int) $this->two->id], $this->left());

        provider::delete_data_for_user(new approved_contextlist($this->one, 'auth_userkey', [$context->id]));
        $this->assertSame([(int) $this->two->id], $this->left());
        key_store::issue($this->one->id, 60, null);
        provider::delete_data_for_users(new approved_userlist($context, 'auth_userkey', [$this->one->id]));
        $this->assertSame([(int) $this->two->id], $this->left());
        provider::delete_data_for_all_users_in_context(\context_user::instance($this->two->id));
        $this->assertSame([], $this->left());
    }
}
