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
 * Questions that are asked once per slice instead of once per row.
 *
 * Texts are equal when the database says so (on MariaDB and MySQL mostly without regard to case), as in core's own
 * checks; so an answer is always by the database's equality, never by PHP's.
 *
 * @package    local_opensis
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class lookup {
    /**
     * Who holds these texts in a column.
     *
     * @param string $table the table's name
     * @param string $column an indexed column of texts
     * @param string[] $values the texts
     * @param string $columns what to read, `id` first
     * @param string $where a further condition, with named parameters
     * @param array $params its parameters
     * @return array text as given => records by id
     */
    public static function holders(string $table, string $column, array $values, string $columns = '*',
            string $where = '1 = 1', array $params = []): array {
        global $DB;

        $values = array_values(array_unique(array_filter($values, 'strlen'), SORT_STRING));
        $holders = array_fill_keys($values, []);
        if (!$values) {
            return $holders;
        }
        [$in, $inparams] = $DB->get_in_or_equal($values, SQL_PARAMS_NAMED, 'v');
        $records = $DB->get_records_select($table, "$column $in AND $where", $inparams + $params, 'id', $columns);
        $other = false;
        foreach ($records as $record) {
            if (isset($holders[$record->$column])) {
                $holders[$record->$column][$record->id] = $record;
            } else {
                $other = true;
            }
        }
        if ($other) {
            // The database takes some texts for equal that PHP does not: let it say which.
            foreach ($values as $value) {
                $holders[$value] = $DB->get_records_select($table, "$column = :v AND $where", ['v' => $value] + $params,
                    'id', $columns);
            }
        }
        return $holders;
    }

    /**
     * Who holds these e-mail addresses, without regard to case, as core asks it.
     *
     * Core compares LOWER(email) and so reads the whole table. Where the database's own equality ignores case, its
     * index finds every candidate and more, and PHP sorts them out; elsewhere the table is read once for all.
     *
     * @param string[] $emails the addresses
     * @return array address in lower case => ids of users
     */
    public static function email_holders(array $emails): array {
        global $CFG, $DB;

        $lower = [];
        foreach ($emails as $email) {
            $lower[\core_text::strtolower($email)] = [];
        }
        if (!$lower) {
            return [];
        }
        [$in, $params] = $DB->get_in_or_equal(array_map('strval', array_keys($lower)), SQL_PARAMS_NAMED, 'e');
        $params['host'] = $CFG->mnet_localhost_id;
        $column = self::ignores_case() ? 'email' : 'LOWER(email)';
        $records = $DB->get_records_select('user', "$column $in AND mnethostid = :host", $params, '', 'id, email');
        foreach ($records as $record) {
            $email = \core_text::strtolower($record->email);
            if (isset($lower[$email])) {
                $lower[$email][$record->id] = (int) $record->id;
            }
        }
        return $lower;
    }

    /**
     * Whether the database's `=` ignores case.
     *
     * @return bool
     */
    private static function ignores_case(): bool {
        global $DB;
        return $DB->get_dbfamily() === 'mysql' && substr($DB->get_dbcollation(), -3) === '_ci';
    }

    /**
     * Rows of a table that join two sets of ids, read by the index that gives the fewer.
     *
     * With both conditions a database makes every pair of them a range of the index; past some number of pairs it is
     * cheaper to read all rows of the smaller set.
     *
     * @param string $table the table's name
     * @param string $left a column of ids
     * @param int[] $leftids its ids
     * @param string $right another column of ids
     * @param int[] $rightids its ids
     * @param string $columns what to read
     * @return \stdClass[] records; may hold more than the sets' pairs
     */
    public static function pairs(string $table, string $left, array $leftids, string $right, array $rightids,
            string $columns = '*'): array {
        global $DB;

        if (!$leftids || !$rightids) {
            return [];
        }
        $both = count($leftids) * count($rightids) <= 1000;
        $where = [];
        $params = [];
        if ($both || count($leftids) <= count($rightids)) {
            [$in, $params] = $DB->get_in_or_equal($leftids, SQL_PARAMS_NAMED, 'l');
            $where[] = "$left $in";
        }
        if ($both || count($leftids) > count($rightids)) {
            [$in, $more] = $DB->get_in_or_equal($rightids, SQL_PARAMS_NAMED, 'r');
            $where[] = "$right $in";
            $params += $more;
        }
        return $DB->get_records_select($table, implode(' AND ', $where), $params, '', $columns);
    }
}
