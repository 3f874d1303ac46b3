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

namespace auth_userkey\local;

/**
 * Keys: stored as hashes, taken once, few per user, cleared.
 *
 * @package    auth_userkey
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 * @covers     \auth_userkey\local\key_store
 */
final class key_store_test extends \advanced_testcase {
    /**
     * Every test writes keys.
     */
    protected function setUp(): void {
        parent::setUp();
        $this->resetAfterTest();
    }

    /**
     * The table must not be worth stealing.
     */
    public function test_the_key_itself_is_not_stored(): void {
        global $DB;

        $user = $this->getDataGenerator()->create_user();
        $key = key_store::issue($user->id, 60, '192.0.2.7');
        $this->assertMatchesRegularExpression('/^[0-9a-f]{32}$/', $key);
        $row = $DB->get_record(key_store::TABLE, ['userid' => $user->id], '*', MUST_EXIST);
        $this->assertSame(hash('sha256', $key), $row->keyhash);
        $this->assertSame('192.0.2.7', $row->ip);
        $this->assertStringNotContainsString($key, json_encode($row));
        $this->assertEquals(60, $row->timeexpires - $row->timecreated);
    }

    /**
     * The first taker gets the row, the second nothing.
     */
    public function test_a_key_is_taken_once(): void {
        global $DB;

        $user = $this->getDataGenerator()->create_user();
        $key = key_store::issue($user->id, 60, null);
        $row = key_store::take($key);
        $this->assertEquals($user->id, $row->userid);
        $this->assertNull($row->ip);
        $this->assertNull(key_store::take($key));
        $this->assertSame(0, $DB->count_records(key_store::TABLE));
    }

    /**
     * A row that another request has marked is nobody else's, even while it is still there.
     */
    public function test_a_marked_key_cannot_be_taken(): void {
        global $DB;

        $user = $this->getDataGenerator()->create_user();
        $key = key_store::issue($user->id, 60, null);
        $DB->set_field(key_store::TABLE, 'claim', str_repeat('f', 32), ['userid' => $user->id]);
        $this->assertNull(key_store::take($key));
        $this->assertSame(1, $DB->count_records(key_store::TABLE));
    }

    /**
     * Keys that were never issued.
     */
    public function test_unknown_keys(): void {
        $this->assertNull(key_store::take(''));
        $this->assertNull(key_store::take(str_repeat('0', 32)));
        $user = $this->getDataGenerator()->create_user();
        $key = key_store::issue($user->id, 60, null);
        $this->assertNull(key_store::take(hash('sha256', $key)), 'the hash is not the key');
        $this->assertNotNull(key_store::take($key));
    }

    /**
     * A newer key does not kill the older one, but their number is limited, for each user apart.
     */
    public function test_the_newest_keys_live(): void {
        $one = $this->getDataGenerator()->create_user();
        $two = $this->getDataGenerator()->create_user();
        $other = key_store::issue($two->id, 60, null);
        $keys = [];
        for ($i = 0; $i < key_store::LIVE_KEYS + 2; $i++) {
            $keys[] = key_store::issue($one->id, 60, null);
        }
        foreach ($keys as $i => $key) {
            $this->assertSame($i >= 2, key_store::take($key) !== null, "key $i");
        }
        $this->assertNotNull(key_store::take($other));
    }

    /**
     * The task removes what is long over and leaves what lives.
     */
    public function test_the_task_clears_expired_keys(): void {
        global $DB;

        $user = $this->getDataGenerator()->create_user();
        $live = key_store::issue($user->id, 60, null);
        key_store::issue($user->id, 60, null);
        $newest = $DB->get_field_sql('SELECT MAX(id) FROM {auth_userkey_keys}');
        $DB->set_field(key_store::TABLE, 'timeexpires', time() - DAYSECS, ['id' => $newest]);
        $task = \core\task\manager::get_scheduled_task(\auth_userkey\task\clear_expired_keys::class);
        $this->assertNotEmpty($task->get_name());
        $task->execute();
        $this->assertSame(1, $DB->count_records(key_store::TABLE));
        $this->assertNotNull(key_store::take($live));
    }

    /**
     * A deleted user's keys go too.
     */
    public function test_keys_go_with_their_user(): void {
        global $DB;

        $one = $this->getDataGenerator()->create_user();
        $two = $this->getDataGenerator()->create_user();
        key_store::issue($one->id, 60, null);
        key_store::issue($two->id, 60, null);
        delete_user($one);
        $this->assertEquals([$two->id], $DB->get_fieldset_select(key_store::TABLE, 'userid', '1 = 1'));
    }
}
