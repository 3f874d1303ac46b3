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
 * What is told about each row, and the fault's words.
 *
 * @package    local_opensis
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class outcomes {
    /** @var string[] Codes that have a sentence of their own in the language file (`upsert_CODE`). */
    public const CODES = [
        'coursenotfound', 'courseidnumbertaken', 'dmlwriteexception', 'emailexists', 'emailinvalid',
        'enddatebeforestartdate', 'fieldtoolong', 'groupnameexists', 'gradeitemnotfound', 'gradeitemnotours', 'groupnotfound',
        'idnumbernotunique',
        'idnumbertaken', 'invalidparameter', 'manualpluginnotinstalled', 'membernotenrolled', 'missingfield',
        'nopermissions', 'norolegiven', 'nostartdatenoenddate', 'passwordpolicy', 'rolenotassignable',
        'shortnametaken', 'unknownauth', 'unknowncategory', 'unknowncustomfield',
        'unknowngradecategory', 'unknownfield', 'usernameexists',
        'usernameinvalid', 'usernotfound', 'usernotupdatedadmin', 'usernotupdatedguest', 'usernotupdatedremote',
        'wsnoinstance',
    ];

    /**
     * A row that was written, or found to be so already.
     *
     * @param string $outcome created, updated, unchanged or removed
     * @param int $id the record's id
     * @return array
     */
    public static function done(string $outcome, int $id): array {
        return ['outcome' => $outcome, 'id' => $id, 'errorcode' => '', 'message' => '', 'field' => ''];
    }

    /**
     * A row that was not written.
     *
     * @param row_fault $fault why
     * @return array
     */
    public static function refused(row_fault $fault): array {
        return [
            'outcome' => 'refused',
            'id' => 0,
            'errorcode' => $fault->errorcode,
            'message' => self::words($fault),
            'field' => $fault->field,
        ];
    }

    /**
     * How the answer of an upsert function is described.
     *
     * @return \core_external\external_single_structure
     */
    public static function structure(): \core_external\external_single_structure {
        return new \core_external\external_single_structure([
            'outcomes' => new \core_external\external_multiple_structure(
                new \core_external\external_single_structure([
                    'row' => new \core_external\external_value(PARAM_INT, 'The row, counted from 0'),
                    'outcome' => new \core_external\external_value(PARAM_ALPHA,
                        'created, updated, unchanged, removed or refused'),
                    'id' => new \core_external\external_value(PARAM_INT, 'The record, 0 when refused'),
                    'errorcode' => new \core_external\external_value(PARAM_RAW, 'Why it was refused, or \'\''),
                    'message' => new \core_external\external_value(PARAM_RAW, 'The same in words'),
                    'field' => new \core_external\external_value(PARAM_RAW, 'The field at fault, or \'\''),
                ])
            ),
        ]);
    }

    /**
     * The fault in words.
     *
     * @param row_fault $fault the fault
     * @return string
     */
    public static function words(row_fault $fault): string {
        if (!in_array($fault->errorcode, self::CODES, true)) {
            return $fault->value !== '' ? $fault->value : $fault->errorcode;
        }
        return get_string('upsert_' . $fault->errorcode, 'local_opensis',
            (object) ['field' => $fault->field, 'value' => $fault->value]);
    }

    /**
     * Turns whatever a slice of one row died of into that row's fault.
     *
     * Never carries a statement or its values: they hold people's data.
     *
     * @param \Throwable $e what was thrown
     * @return row_fault
     */
    public static function fault_of(\Throwable $e): row_fault {
        if ($e instanceof row_fault) {
            return $e;
        }
        if ($e instanceof \dml_exception) {
            return new row_fault('dmlwriteexception');
        }
        if ($e instanceof \moodle_exception && preg_match('/^[a-z0-9_]{1,50}$/Di', $e->errorcode)) {
            return new row_fault($e->errorcode, '', $e->getMessage());
        }
        return new row_fault('exception', '', get_class($e) . ': ' . $e->getMessage());
    }
}
