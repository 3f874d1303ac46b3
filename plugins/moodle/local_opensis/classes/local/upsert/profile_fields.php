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
 * Custom profile fields of many users at once.
 *
 * Each value goes through its field type's own preparation, so that what is stored is what core's profile form would
 * store. A type that saves in a way of its own is left to do so.
 *
 * @package    local_opensis
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class profile_fields {
    /** @var \profile_field_base[] Shortname => the field. */
    private $fields;

    /** @var bool[] Shortname => whether its type saves as core's base class does. */
    private $plain = [];

    /** @var array User id => field id => the stored record. */
    private $stored = [];

    /**
     * Whether a field of this shortname exists.
     *
     * @param string $shortname the shortname
     * @return bool
     */
    public function has(string $shortname): bool {
        $this->read_fields();
        return isset($this->fields[$shortname]);
    }

    /**
     * Reads what is stored for some users.
     *
     * @param int[] $userids their ids
     */
    public function load(array $userids): void {
        global $DB;

        $this->stored = [];
        if (!$userids) {
            return;
        }
        [$in, $params] = $DB->get_in_or_equal($userids);
        foreach ($DB->get_records_select('user_info_data', "userid $in", $params) as $record) {
            $this->stored[$record->userid][$record->fieldid] = $record;
        }
    }

    /**
     * Those of a user's values that would change what is stored.
     *
     * @param int $userid the user, 0 for one who is not there yet
     * @param array $values shortname => value
     * @return array shortname => value
     */
    public function changes(int $userid, array $values): array {
        $changes = [];
        foreach ($values as $shortname => $value) {
            $field = $this->fields[$shortname];
            $record = $this->stored[$userid][$field->fieldid] ?? null;
            if ($record === null || (string) $record->data !== (string) $this->prepare($shortname, $value)->data) {
                $changes[$shortname] = $value;
            }
        }
        return $changes;
    }

    /**
     * Stores values.
     *
     * @param array $changes user id => shortname => value
     */
    public function save(array $changes): void {
        global $DB;

        $new = [];
        foreach ($changes as $userid => $values) {
            foreach ($values as $shortname => $value) {
                $field = $this->fields[$shortname];
                if (!$this->plain[$shortname]) {
                    $field->set_userid($userid);
                    $field->edit_save_data((object) ['id' => $userid, $field->inputname => $value]);
                    continue;
                }
                $record = $this->prepare($shortname, $value);
                $stored = $this->stored[$userid][$field->fieldid] ?? null;
                if ($stored !== null) {
                    $record->id = $stored->id;
                    $DB->update_record('user_info_data', $record);
                    continue;
                }
                $new[] = ['userid' => $userid, 'fieldid' => $field->fieldid, 'data' => $record->data,
                    'dataformat' => $record->dataformat ?? 0];
            }
        }
        if ($new) {
            $DB->insert_records('user_info_data', $new);
        }
    }

    /**
     * A value as it is to be stored.
     *
     * @param string $shortname the field's shortname
     * @param string $value the value given
     * @return \stdClass with `data`, and `dataformat` where the type has one
     */
    private function prepare(string $shortname, string $value): \stdClass {
        $field = $this->fields[$shortname];
        $record = new \stdClass();
        $data = $field->edit_save_data_preprocess($value, $record);
        $record->data = $data ?? $field->field->defaultdata;
        return $record;
    }

    /**
     * Reads the site's fields once.
     */
    private function read_fields(): void {
        global $CFG, $DB;

        if ($this->fields !== null) {
            return;
        }
        require_once($CFG->dirroot . '/user/profile/lib.php');
        $this->fields = [];
        foreach ($DB->get_records('user_info_field') as $record) {
            $file = $CFG->dirroot . '/user/profile/field/' . $record->datatype . '/field.class.php';
            if (!file_exists($file)) {
                continue;
            }
            require_once($file);
            $class = 'profile_field_' . $record->datatype;
            $this->fields[$record->shortname] = new $class($record->id, 0);
            $method = new \ReflectionMethod($class, 'edit_save_data');
            $this->plain[$record->shortname] = $method->getDeclaringClass()->getName() === 'profile_field_base';
        }
    }
}
