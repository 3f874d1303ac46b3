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

namespace local_opensis\local;

/**
 * Queues the hint "something changed", and sends it.
 *
 * Nothing here makes anybody wait: a request that changed something queues a task when it ends, at most one is
 * queued at a time, and cron sends it. A receiver that does not answer is told again with the next change.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class hint {
    /** Seconds between two hints to one address. */
    public const INTERVAL = 60;

    /** Seconds that a receiver has to answer. */
    private const TIMEOUT = 3;

    /** @var int when this process has queued last; 0 for never */
    private static $queued = 0;

    /** @var bool whether this process queues when it ends */
    private static $atend = false;

    /**
     * The addresses that are told: one a line in the setting.
     *
     * @return string[]
     */
    public static function addresses(): array {
        $addresses = [];
        foreach (preg_split('/\s+/', (string) get_config('local_opensis', 'hintaddress')) as $address) {
            if (preg_match('#^https?://[^/?\#]+#i', $address)) {
                $addresses[$address] = $address;
            }
        }
        return array_values($addresses);
    }

    /**
     * Whether hints are sent: there is an address, and a key that is long enough.
     *
     * @return bool
     */
    public static function enabled(): bool {
        return self::addresses() && strlen(self::key()) >= hint_message::MIN_KEY_BYTES;
    }

    /**
     * The key that hints are signed with.
     *
     * @return string
     */
    private static function key(): string {
        return (string) get_config('local_opensis', 'hintkey');
    }

    /**
     * Something was noted: queue a hint when the request ends, or now if the process runs for long.
     */
    public static function mark(): void {
        if (PHPUNIT_TEST || get_config('local_opensis', 'hintaddress') == '') {
            return;
        }
        if (!self::$atend) {
            self::$atend = true;
            self::$queued = time();
            \core_shutdown_manager::register_function([self::class, 'queue']);
        } else if (time() - self::$queued >= self::INTERVAL) {
            self::queue();
        }
    }

    /**
     * Queues the task, unless it is queued already.
     *
     * @param bool $again even so: the task that is queued is the one that calls
     */
    public static function queue(bool $again = false): void {
        global $DB;
        self::$queued = time();
        if (!self::enabled()) {
            return;
        }
        try {
            $task = new \local_opensis\task\send_hint();
            $sent = (int) $DB->get_field_sql('SELECT MAX(timesent) FROM {local_opensis_hint}');
            $task->set_next_run_time(max(time(), $sent + self::INTERVAL));
            \core\task\manager::queue_adhoc_task($task, !$again);
        } catch (\Throwable $e) {
            // The request that changed something must not fail, or look as if it had, for want of a hint.
            debugging('local_opensis: no hint queued: ' . $e->getMessage(), DEBUG_DEVELOPER);
        }
    }

    /**
     * Tells every address what changed since it was told last.
     *
     * @param int $now the time
     * @param callable|null $post fn(address, body, header): int, the HTTP status or 0; null for the real thing
     * @return int how many addresses were told
     */
    public static function send(int $now, ?callable $post = null): int {
        global $DB;
        if (!self::enabled()) {
            return 0;
        }
        $post = $post ?? [self::class, 'post'];
        $newest = (int) $DB->get_field_sql('SELECT MAX(id) FROM {' . change_log::TABLE . '}');
        $told = 0;
        foreach (self::addresses() as $address) {
            $state = self::state($address, $newest);
            if ($state->lastchange >= $newest || $now - $state->timesent < self::INTERVAL) {
                continue;
            }
            $kinds = $DB->get_fieldset_sql(
                'SELECT DISTINCT kind FROM {' . change_log::TABLE . '} WHERE id > :last AND id <= :newest',
                ['last' => $state->lastchange, 'newest' => $newest]
            );
            $status = 0;
            if ($kinds) {
                $message = new hint_message(access::site_id(), $kinds, $now, bin2hex(random_bytes(16)));
                $header = hint_message::HEADER . ': ' . $message->signature(self::key());
                $status = (int) $post($address, $message->body(), $header);
            }
            $arrived = !$kinds || ($status >= 200 && $status < 300);
            $state->lastchange = $arrived ? $newest : $state->lastchange;
            $state->failures = $arrived ? 0 : $state->failures + 1;
            $state->httpstatus = $status;
            $state->timesent = $now;
            $DB->update_record('local_opensis_hint', $state);
            $told += $arrived ? 1 : 0;
        }
        return $told;
    }

    /**
     * Whether there is a change that an address was not told of, and that came after the last attempt.
     *
     * @param int $upto the newest change at the last attempt
     * @return bool
     */
    public static function newer_than(int $upto): bool {
        global $DB;
        return (int) $DB->get_field_sql('SELECT MAX(id) FROM {' . change_log::TABLE . '}') > $upto;
    }

    /**
     * What an address was told. One that is new is not told of what was before it.
     *
     * @param string $address the receiver's
     * @param int $newest the newest change
     * @return \stdClass
     */
    private static function state(string $address, int $newest): \stdClass {
        global $DB;
        $hash = hash('sha256', $address);
        $state = $DB->get_record('local_opensis_hint', ['addresshash' => $hash]);
        if (!$state) {
            $state = (object) [
                'addresshash' => $hash,
                'lastchange' => max(0, $newest - 1),
                'timesent' => 0,
                'httpstatus' => 0,
                'failures' => 0,
            ];
            $state->id = $DB->insert_record('local_opensis_hint', $state);
        }
        return $state;
    }

    /**
     * Posts a hint.
     *
     * @param string $address the receiver's; set by the administrator, so Moodle's list of blocked hosts is not asked
     * @param string $body JSON
     * @param string $header with the signature
     * @return int the HTTP status; 0 when nobody answered
     */
    private static function post(string $address, string $body, string $header): int {
        global $CFG;
        require_once($CFG->libdir . '/filelib.php');
        $curl = new \curl(['ignoresecurity' => true]);
        $curl->setHeader(['Content-Type: application/json', $header]);
        $curl->post($address, $body, [
            'CURLOPT_TIMEOUT' => self::TIMEOUT,
            'CURLOPT_CONNECTTIMEOUT' => self::TIMEOUT,
            'CURLOPT_FOLLOWLOCATION' => 0,
        ]);
        return $curl->get_errno() ? 0 : (int) ($curl->get_info()['http_code'] ?? 0);
    }
}
