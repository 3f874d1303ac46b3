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
 * The text form of a cursor: a few values, sealed so that an altered or foreign one is found out.
 *
 * Form: SITE.BODY.SEAL, where SITE is the first eight hex digits of the site's hash, BODY is JSON in base64url
 * and SEAL the first sixteen bytes of an HMAC over both. Nothing in it is secret; the seal only makes sure
 * that a listing goes on where it stopped, and nowhere else. Knows nothing of Moodle.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class cursor {
    /** Bytes of the HMAC that are kept. */
    private const SEAL_BYTES = 16;

    /** A cursor is never longer; anything longer is not looked at. */
    private const MAX_LENGTH = 8192;

    /** @var string what seals are made with; differs from site to site */
    private $key;

    /** @var string eight hex digits that stand for the site */
    private $site;

    /**
     * Makes the codec of one site.
     *
     * @param string $key what seals are made with; differs from site to site
     */
    public function __construct(string $key) {
        $this->key = $key;
        $this->site = substr(hash('sha256', 'site:' . $key), 0, 8);
    }

    /**
     * Writes values as a cursor.
     *
     * @param string $question what was asked; decode() wants the same
     * @param array $values anything that JSON can hold
     * @return string
     */
    public function encode(string $question, array $values): string {
        $body = self::base64(json_encode($values, JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES));
        return $this->site . '.' . $body . '.' . $this->seal($question, $body);
    }

    /**
     * Reads a cursor back.
     *
     * @param string $question what is asked now
     * @param string $text the cursor
     * @return array the values
     * @throws bad_cursor when it is not one that encode() has written for this question on this site
     */
    public function decode(string $question, string $text): array {
        $form = '/^([0-9a-f]{8})\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/D';
        if (strlen($text) > self::MAX_LENGTH || !preg_match($form, $text, $part)) {
            throw new bad_cursor('not the form of a cursor');
        }
        if ($part[1] !== $this->site) {
            throw new bad_cursor('a cursor of another site', true);
        }
        if (!hash_equals($this->seal($question, $part[2]), $part[3])) {
            throw new bad_cursor('an altered cursor, or one of another question');
        }
        $values = json_decode((string) base64_decode(strtr($part[2], '-_', '+/')), true);
        if (!is_array($values)) {
            throw new bad_cursor('a cursor without values');
        }
        return $values;
    }

    /**
     * The seal of a body.
     *
     * @param string $question what was asked
     * @param string $body the values as text
     * @return string
     */
    private function seal(string $question, string $body): string {
        $mac = hash_hmac('sha256', $this->site . "\n" . $question . "\n" . $body, $this->key, true);
        return self::base64(substr($mac, 0, self::SEAL_BYTES));
    }

    /**
     * Base64 with letters that need no escaping in a form or an address.
     *
     * @param string $bytes anything
     * @return string
     */
    private static function base64(string $bytes): string {
        return rtrim(strtr(base64_encode($bytes), '+/', '-_'), '=');
    }
}
