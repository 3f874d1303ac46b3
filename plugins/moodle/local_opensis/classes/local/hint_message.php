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
 * The hint "something changed": its body and its signature.
 *
 * The receiver recomputes HMAC-SHA-256 over "T.BODY" with the shared key, compares in constant time, refuses
 * a T that is too old, and a nonce that it has seen. The hint holds no data about anybody.
 * Knows nothing of Moodle.
 *
 * @package   local_opensis
 * @copyright 2026 The Causeway authors
 * @license   https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
final class hint_message {
    /** The header that holds the signature. */
    public const HEADER = 'X-Causeway-Signature';

    /** A shared key shorter than this is not used. */
    public const MIN_KEY_BYTES = 32;

    /** @var string the JSON that is sent */
    private $body;

    /** @var int when it was made */
    private $time;

    /**
     * Makes one.
     *
     * @param string $site hash of the site's identifier
     * @param string[] $kinds what changed
     * @param int $time the time
     * @param string $nonce never used before
     */
    public function __construct(string $site, array $kinds, int $time, string $nonce) {
        sort($kinds);
        $this->time = $time;
        $this->body = json_encode(
            ['site' => $site, 'kinds' => array_values(array_unique($kinds)), 'time' => $time, 'nonce' => $nonce],
            JSON_THROW_ON_ERROR | JSON_UNESCAPED_SLASHES
        );
    }

    /**
     * What is sent.
     *
     * @return string JSON
     */
    public function body(): string {
        return $this->body;
    }

    /**
     * The value of the header.
     *
     * @param string $key the shared key
     * @return string t=T,v1=HEX
     * @throws \LengthException when the key is too short
     */
    public function signature(string $key): string {
        if (strlen($key) < self::MIN_KEY_BYTES) {
            throw new \LengthException('The shared key has less than ' . self::MIN_KEY_BYTES . ' bytes.');
        }
        return 't=' . $this->time . ',v1=' . hash_hmac('sha256', $this->time . '.' . $this->body, $key);
    }
}
