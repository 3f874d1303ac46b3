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

namespace local_opensis\external;

use local_opensis\local\access;

defined('MOODLE_INTERNAL') || die();

require_once(__DIR__ . '/../../compat.php');

/**
 * How the six listings are read: paging, the proof that a listing is whole.
 *
 * Pages go by key (id > last), never by offset, up to the highest id there was when the first page was read:
 * a row added or removed while somebody reads neither hides nor repeats another. A page costs one statement
 * for its rows, at most one for each list inside the rows (roles, custom fields), and on the first and the
 * last page one that counts.
 *
 * A listing says in columns() how a field is read and in fields() what it is; only what is asked for is
 * read, and what is read is described, so nothing else can leave.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
abstract class listing extends listing_form {
    /** How many ids an IN list holds before a range of ids is used instead. */
    protected const MAX_IN = 1000;

    /**
     * The table a row stands in; its alias is in the second place.
     *
     * @return string[] [table, alias]
     */
    abstract protected static function table(): array;

    /**
     * How the fields are read: name => SQL; a field that is not named is filled by fill().
     *
     * @return string[]
     */
    abstract protected static function columns(): array;

    /**
     * The joins that decide which rows there are; needed for counting as well.
     *
     * @param array $query what is asked
     * @return string
     */
    protected static function filter_joins(array $query): string {
        return '';
    }

    /**
     * What the rows are read from, and the column that is their key.
     *
     * @param array $query what is asked
     * @return string[] [SQL after FROM, SQL of the key]
     */
    protected static function source(array $query): array {
        [$table, $alias] = static::table();
        return ["{{$table}} $alias " . static::filter_joins($query), "$alias.id"];
    }

    /**
     * The joins that only bring columns; each must leave the number of rows as it is.
     *
     * @param array $query what is asked
     * @param array $wanted name => true
     * @return string
     */
    protected static function column_joins(array $query, array $wanted): string {
        return '';
    }

    /**
     * Which rows there are.
     *
     * @param array $query changedsince, ids, and what a child added
     * @return array [SQL conditions joined by AND, parameters]
     */
    abstract protected static function conditions(array $query): array;

    /**
     * Fills what one statement cannot bring, for the whole page at once.
     *
     * @param array $rows id => row, to be changed
     * @param \stdClass[] $records id => what columns() read
     * @param array $wanted name => true
     * @return array the rows
     */
    protected static function fill(array $rows, array $records, array $wanted): array {
        return $rows;
    }

    /**
     * Columns that fill() needs though nobody asked for the field of that name: alias => SQL.
     *
     * @param array $wanted name => true
     * @return string[]
     */
    protected static function helper_columns(array $wanted): array {
        return [];
    }

    /**
     * Reads a page.
     *
     * @param string $cursor empty for the first page, then nextcursor of the page before
     * @param int $limit rows a page
     * @param int $changedsince only rows changed at or after this moment
     * @param string $fields names joined by commas
     * @param string $ids ids joined by commas
     * @param bool $packed whether the rows come as one text
     * @return array
     */
    public static function execute(
        $cursor = '',
        $limit = 1000,
        $changedsince = 0,
        $fields = '',
        $ids = '',
        $packed = false
    ) {
        $params = self::validate_parameters(self::execute_parameters(), [
            'cursor' => $cursor,
            'limit' => $limit,
            'changedsince' => $changedsince,
            'fields' => $fields,
            'ids' => $ids,
            'packed' => $packed,
        ]);
        return static::read($params, []);
    }

    /**
     * Reads a page.
     *
     * @param array $params the parameters, validated
     * @param array $more what a child asks besides; the same on every page, and kept in the cursor
     * @return array
     */
    protected static function read(array $params, array $more): array {
        global $DB;
        access::require_read();

        $table = static::table()[0];
        $limit = $params['limit'];
        if ($limit < 1 || $limit > self::MAX_LIMIT) {
            throw new \invalid_parameter_exception('limit: 1 to ' . self::MAX_LIMIT);
        }
        if ($params['changedsince'] < 0) {
            throw new \invalid_parameter_exception('changedsince: a moment, or 0');
        }
        $wanted = access::fields($params['fields'], array_keys(static::fields()));
        $query = ['changedsince' => $params['changedsince'], 'ids' => access::ids($params['ids'])] + $more;
        $question = static::wire_name() . '?' . json_encode($query);
        $codec = access::codec();

        if ($params['cursor'] === '') {
            $at = static::first_page($query) + [
                'last' => 0,
                'max' => (int) $DB->get_field_sql("SELECT MAX(id) FROM {{$table}}"),
                'sent' => 0,
                'total' => 0,
                'time' => time(),
            ];
        } else {
            $at = access::decode($codec, $question, $params['cursor']);
        }

        [$where, $bind] = static::conditions($query);
        $where = $where === '' ? '' : " AND $where";
        [$from, $key] = static::source($query);
        $columnjoins = static::column_joins($query, $wanted);
        [$rows, $records] = self::page($key, "$from $columnjoins", $where, $bind, $at, $limit, $wanted);

        $first = $params['cursor'] === '';
        $complete = count($records) <= $limit;
        if (!$complete) {
            array_pop($records);
            array_pop($rows);
        }
        $before = $at;
        $at['sent'] += count($rows);
        if ($first || $complete) {
            // Read and counted apart: this is the proof that the pages hold all there is.
            $at['total'] = self::count_rows($key, $from, $where, $bind, $before, static::moves($query));
        }
        if ($rows) {
            $at['last'] = array_key_last($rows);
            $rows = static::fill($rows, $records, $wanted);
        }
        $rows = array_values($rows);
        return [
            'rows' => $params['packed'] ? [] : $rows,
            'packed' => $params['packed'] ? json_encode($rows, JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES) : '',
            'nextcursor' => $complete ? '' : $codec->encode($question, $at),
            'complete' => $complete,
            'sent' => $at['sent'],
            'total' => $at['total'],
            'servertime' => $at['time'],
        ] + static::more_answer($at);
    }

    /**
     * What a child keeps from the first page on.
     *
     * @param array $query what is asked
     * @return array
     */
    protected static function first_page(array $query): array {
        return [];
    }

    /**
     * What a child answers besides.
     *
     * @param array $at where the listing stands
     * @return array
     */
    protected static function more_answer(array $at): array {
        return [];
    }

    /**
     * Reads the rows of a page, and one more to know whether there is a next one.
     *
     * @param string $key of the rows
     * @param string $from table and joins
     * @param string $where further conditions
     * @param array $bind their parameters
     * @param array $at where the listing stands
     * @param int $limit rows a page
     * @param array $wanted name => true
     * @return array [id => row, id => record]
     */
    private static function page(
        string $key,
        string $from,
        string $where,
        array $bind,
        array $at,
        int $limit,
        array $wanted
    ): array {
        global $DB;
        $types = array_map(static function (array $field): string {
            return $field[0];
        }, static::fields());

        $columns = array_intersect_key(static::columns(), $wanted);
        unset($columns['id']);
        $plan = [];
        $sql = "$key AS id";
        foreach ($columns as $name => $expression) {
            $plan[$name] = $types[$name];
            $sql .= ", $expression AS $name";
        }
        foreach (static::helper_columns($wanted) as $name => $expression) {
            $sql .= ", $expression AS $name";
        }
        $bind['pagelast'] = $at['last'];
        $bind['pagemax'] = $at['max'];
        $records = $DB->get_recordset_sql(
            "SELECT $sql
               FROM $from
              WHERE $key > :pagelast AND $key <= :pagemax $where
           ORDER BY $key",
            $bind,
            0,
            $limit + 1
        );
        $rows = [];
        $kept = [];
        foreach ($records as $record) {
            $id = (int) $record->id;
            $rows[$id] = row_form::typed($id, $record, $plan);
            $kept[$id] = $record;
        }
        $records->close();
        return [$rows, $kept];
    }

    /**
     * Counts the rows that the listing has now.
     *
     * Without changedsince: all of them, so that the number also vouches for the pages before. With it: those
     * sent, and those that were still to come when this page was asked for; a row that was passed by and changed
     * afterwards is not missing, but part of the next listing.
     *
     * @param string $key of the rows
     * @param string $from table and joins
     * @param string $where further conditions
     * @param array $bind their parameters
     * @param array $at where the listing stood when this page was asked for
     * @param bool $moves whether a row can enter the listing after it was passed by
     * @return int
     */
    private static function count_rows(
        string $key,
        string $from,
        string $where,
        array $bind,
        array $at,
        bool $moves
    ): int {
        global $DB;
        $bind['countlast'] = $moves ? $at['last'] : 0;
        $bind['countmax'] = $at['max'];
        $count = (int) $DB->count_records_sql(
            "SELECT COUNT(*)
               FROM $from
              WHERE $key > :countlast AND $key <= :countmax $where",
            $bind
        );
        return $moves ? $at['sent'] + $count : $count;
    }

    /**
     * Whether a row can enter the listing after it was passed by: when only changed ones are wanted, it can.
     *
     * @param array $query what is asked
     * @return bool
     */
    protected static function moves(array $query): bool {
        return $query['changedsince'] > 0;
    }

    /**
     * A condition that holds for all of some ids, and may hold for more: an IN list, or a range when they are many.
     *
     * @param string $column of the table
     * @param int[] $ids not empty
     * @param string $prefix of the parameters
     * @return array [SQL, parameters]
     */
    protected static function among(string $column, array $ids, string $prefix): array {
        global $DB;
        if (count($ids) > self::MAX_IN) {
            return [
                "$column BETWEEN :{$prefix}low AND :{$prefix}high",
                [$prefix . 'low' => min($ids), $prefix . 'high' => max($ids)],
            ];
        }
        [$sql, $params] = $DB->get_in_or_equal($ids, SQL_PARAMS_NAMED, $prefix);
        return ["$column $sql", $params];
    }

    /**
     * The condition for the ids that were asked for.
     *
     * @param string $column of the table
     * @param array $query with ids
     * @return array [SQL or '', parameters]
     */
    protected static function asked_ids(string $column, array $query): array {
        global $DB;
        if ($query['ids'] === null) {
            return ['', []];
        }
        [$sql, $params] = $DB->get_in_or_equal($query['ids'], SQL_PARAMS_NAMED, 'askedid');
        return ["$column $sql", $params];
    }
}
