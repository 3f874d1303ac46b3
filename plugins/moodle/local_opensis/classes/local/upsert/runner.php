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

use local_opensis\local\change_log;

/**
 * Takes a call's rows through a writer: reads, checks, slices, writes, and tells one outcome per row.
 *
 * A slice is one transaction. A slice that fails is rolled back; a conflict of locks is tried again, anything else is
 * repeated row by row, so that a bad row stands alone and never undoes a good one.
 *
 * @package    local_opensis
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class runner {
    /** @var int How often a slice is begun at most when locks conflict. */
    public const TRIES = 5;

    /** @var writer The writer of this call. */
    private $writer;

    /**
     * Takes the writer.
     *
     * @param writer $writer the writer of this call
     */
    public function __construct(writer $writer) {
        $this->writer = $writer;
    }

    /**
     * Writes a call's rows.
     *
     * @param string $json the rows as text
     * @return array[] one outcome per row, in order
     * @throws \moodle_exception badrows
     */
    public function run(string $json): array {
        try {
            $rows = row_list::read($json);
        } catch (row_fault $fault) {
            throw new \moodle_exception('badrows', 'local_opensis', '', $fault->value);
        }
        \core_php_time_limit::raise(600);
        raise_memory_limit(MEMORY_EXTRA);

        $good = [];
        $outcomes = [];
        $spec = $this->writer->spec();
        foreach ($rows as $number => $row) {
            try {
                $good[$number] = $this->writer->check($spec->check($row));
            } catch (row_fault $fault) {
                $outcomes[$number] = outcomes::refused($fault);
            }
        }
        unset($rows);

        $log = new log_buffer();
        try {
            foreach (slicer::cut($good, [$this->writer, 'keys'], $this->writer->slice_size()) as $slice) {
                $outcomes += $this->slice($slice);
            }
        } finally {
            $log->close();
        }
        ksort($outcomes);
        $answer = [];
        foreach ($outcomes as $number => $outcome) {
            $answer[] = ['row' => $number] + $outcome;
        }
        return $answer;
    }

    /**
     * Writes one slice, whatever it takes.
     *
     * @param array[] $slice row number => row
     * @return array row number => outcome
     */
    private function slice(array $slice): array {
        for ($try = 1;; $try++) {
            try {
                return $this->attempt($slice);
            } catch (\Throwable $e) {
                if ($try < self::TRIES && self::is_conflict($e)) {
                    // The other side needs a moment to finish; a random one, or both meet again.
                    usleep(random_int(2000, 15000) * $try * $try);
                    continue;
                }
                if (self::is_gone($e)) {
                    throw $e;
                }
                if (count($slice) === 1) {
                    return [array_key_first($slice) => outcomes::refused(outcomes::fault_of($e))];
                }
                break;
            }
        }
        $outcomes = [];
        foreach ($slice as $number => $row) {
            $outcomes += $this->slice([$number => $row]);
        }
        return $outcomes;
    }

    /**
     * Writes one slice in one transaction.
     *
     * @param array[] $slice row number => row
     * @return array row number => outcome
     * @throws \Throwable whatever it failed of, after everything was rolled back
     */
    private function attempt(array $slice): array {
        global $DB;

        $transaction = $DB->start_delegated_transaction();
        // Our own notes of what changed are written in one statement.
        change_log::hold();
        try {
            $outcomes = $this->writer->write($slice);
            change_log::flush();
            $transaction->allow_commit();
        } catch (\Throwable $e) {
            change_log::drop();
            // What was cached about records that are gone now must not be believed.
            \context_helper::reset_caches();
            if (!$transaction->is_disposed()) {
                $DB->rollback_delegated_transaction($transaction, $e);
            }
            throw $e;
        }
        $this->writer->committed();
        return $outcomes;
    }

    /**
     * Whether two writers got into each other's way, so that trying again helps.
     *
     * @param \Throwable $e what the slice failed of
     * @return bool
     */
    private static function is_conflict(\Throwable $e): bool {
        return self::database_says($e, '/deadlock|lock wait timeout|could not serialize|lock not available/i');
    }

    /**
     * Whether the database went away, so that no row can be written any more.
     *
     * @param \Throwable $e what the slice failed of
     * @return bool
     */
    private static function is_gone(\Throwable $e): bool {
        return self::database_says($e, '/gone away|lost connection|server closed the connection|no connection to the server/i');
    }

    /**
     * Looks into what the database said.
     *
     * @param \Throwable $e what the slice failed of
     * @param string $pattern what to look for
     * @return bool
     */
    private static function database_says(\Throwable $e, string $pattern): bool {
        return $e instanceof \dml_exception && preg_match($pattern, (string) ($e->error ?? '')) === 1;
    }
}
