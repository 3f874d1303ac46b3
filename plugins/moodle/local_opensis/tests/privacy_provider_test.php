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

/**
 * What is kept about people can be shown and forgotten.
 *
 * @package   local_opensis
 * @category  test
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 *
 * @covers    \local_opensis\privacy\provider
 */
final class privacy_provider_test extends \core_privacy\tests\provider_testcase {
    /**
     * Shown to its owner, forgotten on request, and only theirs.
     */
    public function test_show_and_forget(): void {
        global $DB;
        $this->resetAfterTest();
        $one = $this->getDataGenerator()->create_user();
        $two = $this->getDataGenerator()->create_user();
        $DB->delete_records('local_opensis_change');
        foreach ([$one, $two] as $user) {
            local\change_log::note('people', 'updated', $user->id, $user->id, 0);
            local\change_log::note('grades', 'updated', 5, $user->id, 9);
        }
        $system = \context_system::instance();
        $contexts = privacy\provider::get_contexts_for_userid($one->id)->get_contextids();
        $this->assertSame([(int) $system->id], array_map('intval', $contexts));
        $other = $this->getDataGenerator()->create_user();
        $DB->delete_records('local_opensis_change', ['userid' => $other->id]);
        $this->assertCount(0, privacy\provider::get_contexts_for_userid($other->id));

        $userlist = new \core_privacy\local\request\userlist($system, 'local_opensis');
        privacy\provider::get_users_in_context($userlist);
        $this->assertEqualsCanonicalizing([(int) $one->id, (int) $two->id], array_map('intval', $userlist->get_userids()));

        $this->export_context_data_for_user($one->id, $system, 'local_opensis');
        $data = \core_privacy\local\request\writer::with_context($system)->get_data([get_string('pluginname', 'local_opensis')]);
        $this->assertCount(2, $data->changes);

        privacy\provider::delete_data_for_user(
            new \core_privacy\local\request\approved_contextlist($one, 'local_opensis', [$system->id])
        );
        $this->assertSame(0, $DB->count_records('local_opensis_change', ['userid' => $one->id]));
        $this->assertSame(0, $DB->count_records('local_opensis_change', ['kind' => 'people', 'objectid' => $one->id]));
        $this->assertSame(2, $DB->count_records('local_opensis_change', ['userid' => $two->id]));

        privacy\provider::delete_data_for_users(
            new \core_privacy\local\request\approved_userlist($system, 'local_opensis', [$two->id])
        );
        $this->assertSame(0, $DB->count_records('local_opensis_change', ['userid' => $two->id]));
        local\change_log::note('grades', 'updated', 5, $two->id, 9);
        privacy\provider::delete_data_for_all_users_in_context($system);
        $this->assertSame(0, $DB->count_records_select('local_opensis_change', 'userid > 0'));
    }

    /**
     * Every string that the description names is there.
     */
    public function test_metadata(): void {
        $collection = privacy\provider::get_metadata(new \core_privacy\local\metadata\collection('local_opensis'));
        $this->assertCount(2, $collection->get_collection());
        foreach ($collection->get_collection() as $item) {
            foreach (array_merge($item->get_privacy_fields(), [$item->get_summary()]) as $string) {
                $this->assertTrue(get_string_manager()->string_exists($string, 'local_opensis'), $string);
            }
        }
    }
}
