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
 * What every reading function does before it reads: rights, and parameters that come as text.
 *
 * The bridge from Moodle (configuration, capabilities, exceptions) to the classes here that know nothing of it.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class access {
    /**
     * Refuses a caller who may not read.
     */
    public static function require_read(): void {
        $context = \context_system::instance();
        \core_external\external_api::validate_context($context);
        require_capability('local/opensis:read', $context);
    }

    /**
     * What cursors are made with on this site.
     *
     * @return cursor
     */
    public static function codec(): cursor {
        return new cursor(hash('sha256', 'local_opensis cursor ' . get_site_identifier()));
    }

    /**
     * The site's identity, as it is told to others: a hash, since Moodle's own identifier registers the site.
     *
     * @return string 64 hex digits
     */
    public static function site_id(): string {
        return hash('sha256', 'local_opensis site ' . get_site_identifier());
    }

    /**
     * Which fields are wanted.
     *
     * @param string $text names joined by commas
     * @param string[] $known all there are
     * @return array name => true
     */
    public static function fields(string $text, array $known): array {
        try {
            return field_list::fields($text, $known);
        } catch (\OutOfRangeException $e) {
            throw new \moodle_exception('unknownfield', 'local_opensis', '', s($e->getMessage()));
        }
    }

    /**
     * Which ids are wanted.
     *
     * @param string $text ids joined by commas
     * @return int[]|null null for all
     */
    public static function ids(string $text): ?array {
        try {
            return field_list::ids($text);
        } catch (\OutOfRangeException $e) {
            throw new \invalid_parameter_exception('ids: ' . $e->getMessage());
        }
    }

    /**
     * Reads a cursor.
     *
     * @param cursor $codec of this site
     * @param string $question what is asked
     * @param string $text the cursor
     * @return array its values
     */
    public static function decode(cursor $codec, string $question, string $text): array {
        try {
            return $codec->decode($question, $text);
        } catch (bad_cursor $e) {
            throw new \moodle_exception('invalidcursor', 'local_opensis', '', null, $e->getMessage());
        }
    }
}
