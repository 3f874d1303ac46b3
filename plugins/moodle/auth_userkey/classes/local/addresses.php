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

namespace auth_userkey\local;

/**
 * Where a browser may be sent after signing in or out.
 *
 * Everything that is not surely on this site (or on a host that the settings name) is answered with null, and
 * the caller takes its default. Pure functions, tested without Moodle.
 *
 * @package    auth_userkey
 * @copyright  2026 The Causeway authors
 * @license    https://www.gnu.org/copyleft/gpl.html GNU GPL v3 or later
 */
class addresses {
    /** @var int Longer addresses are refused: some browsers and proxies cut them. */
    private const LONGEST = 2000;
    /** @var string[] Pages that would sign out again, or loop. */
    private const NOWHERE = ['/login/', '/auth/userkey/'];

    /**
     * The full address on this site that a wanted address means, or null when it leads elsewhere.
     *
     * @param string $wanted relative ("course/view.php?id=2", "/my/") or absolute
     * @param string $wwwroot the site's own address, without a slash at the end
     * @return string|null
     */
    public static function on_this_site(string $wanted, string $wwwroot): ?string {
        if (!self::is_plain($wanted)) {
            return null;
        }
        $path = self::path_below($wanted, $wwwroot);
        if ($path === null || self::climbs($path)) {
            return null;
        }
        foreach (self::NOWHERE as $prefix) {
            if (stripos(rawurldecode($path), $prefix) === 0) {
                return null;
            }
        }
        return $wwwroot . $path;
    }

    /**
     * The address itself if its host is one of those named, else null.
     *
     * @param string $wanted absolute, http or https
     * @param string[] $allowed hosts ("sis.example.edu", "sis.example.edu:8443") or whole addresses, whose host
     *     counts; a port that is not the usual one must be named
     * @return string|null
     */
    public static function on_host(string $wanted, array $allowed): ?string {
        if (!self::is_plain($wanted)) {
            return null;
        }
        $host = self::host_of($wanted);
        if ($host === null) {
            return null;
        }
        foreach ($allowed as $entry) {
            $entry = trim($entry);
            if ($entry !== '' && strpos($entry, '://') === false) {
                // A bare host: it stands for both schemes at their usual ports.
                $entry = parse_url($wanted, PHP_URL_SCHEME) . '://' . $entry;
            }
            if ($entry !== '' && self::host_of($entry) === $host) {
                return $wanted;
            }
        }
        return null;
    }

    /**
     * Whether the text is printable ASCII without white space, backslash, quote or angle bracket.
     *
     * Browsers take a backslash for a slash and drop tabs and line ends: none of them has a place in an address.
     *
     * @param string $text an address
     * @return bool
     */
    private static function is_plain(string $text): bool {
        return $text !== '' && strlen($text) <= self::LONGEST && !preg_match('/[^\x21-\x7e]|[\\\\"<>`]/', $text);
    }

    /**
     * Path, query and fragment below the site's address, with a slash before, or null.
     *
     * @param string $wanted relative or absolute
     * @param string $wwwroot the site's own address
     * @return string|null
     */
    private static function path_below(string $wanted, string $wwwroot): ?string {
        $base = (string) parse_url($wwwroot, PHP_URL_PATH);
        if (preg_match('#^[a-z][a-z0-9+.-]*:#i', $wanted)) {
            $host = self::host_of($wanted);
            if ($host === null || $host !== self::host_of($wwwroot) ||
                    strcasecmp(parse_url($wanted, PHP_URL_SCHEME), parse_url($wwwroot, PHP_URL_SCHEME)) !== 0) {
                return null;
            }
            $rest = preg_replace('#^[a-z]+://[^/?\#]*#i', '', $wanted);
            return self::below($rest === '' || $rest[0] !== '/' ? '/' . $rest : $rest, $base);
        }
        if (strpos($wanted, '//') === 0) {
            return null;
        }
        if ($wanted[0] !== '/') {
            // Something that reads like a scheme later in the first segment ("a:b") stays out as well.
            return strpos(strtok($wanted, '/?#'), ':') === false ? '/' . $wanted : null;
        }
        // "/moodle/my/" on a site at /moodle means the same as "/my/".
        return self::below($wanted, $base) ?? $wanted;
    }

    /**
     * What follows the site's own path, or null when the path is another one.
     *
     * @param string $path starts with a slash
     * @param string $base the site's own path, without a slash at the end
     * @return string|null
     */
    private static function below(string $path, string $base): ?string {
        if ($base === '') {
            return $path;
        }
        if (!preg_match('~^' . preg_quote($base, '~') . '(?=[/?#]|$)~', $path)) {
            return null;
        }
        $rest = substr($path, strlen($base));
        return $rest === '' || $rest[0] !== '/' ? '/' . $rest : $rest;
    }

    /**
     * Whether the path leaves its root or hides a second address.
     *
     * @param string $path starts with a slash
     * @return bool
     */
    private static function climbs(string $path): bool {
        $decoded = $path;
        // Servers and browsers decode once; twice is for those that stand in a row.
        for ($i = 0; $i < 2; $i++) {
            $decoded = rawurldecode(preg_split('/[?#]/', $decoded, 2)[0]);
            if (preg_match('#^//|\\\\|[\x00-\x1f\x7f]|(^|/)\.\.(/|$)#', $decoded)) {
                return true;
            }
        }
        return false;
    }

    /**
     * Host and port of an absolute http address, or null. Addresses with a user name are refused.
     *
     * @param string $address an address
     * @return string|null "host:port", lower case
     */
    private static function host_of(string $address): ?string {
        $parts = parse_url($address);
        if ($parts === false || !isset($parts['scheme'], $parts['host']) || isset($parts['user']) ||
                !preg_match('#^https?://[^/?\#@]+([/?\#]|$)#i', $address)) {
            return null;
        }
        $usual = strtolower($parts['scheme']) === 'https' ? 443 : 80;
        return strtolower($parts['host']) . ':' . ($parts['port'] ?? $usual);
    }
}
