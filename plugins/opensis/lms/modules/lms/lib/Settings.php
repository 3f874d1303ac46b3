<?php

// SPDX-License-Identifier: GPL-3.0-or-later

namespace Causeway\Lms;

defined('CAUSEWAY_LMS') || exit;

/**
 * The add-on's settings, in the table causeway_settings. Keys are sealed there (Vault) and are
 * never shown again.
 */
final class Settings
{
    /** name => sealed */
    private const NAMES = [
        'address' => false,       // of Causeway, as browsers reach it
        'link' => false,          // which of Causeway's links this openSIS is
        'handover_key' => true,
        'origin' => false,        // openSIS's own; empty: as the browser says
        'hint_address' => false,  // of Causeway, as this server reaches it; empty: like address
        'hint_key' => true,
        'hints' => false,         // "on", or nothing
        'hint_state' => false,    // JSON: how the last hints fared (Breaker)
    ];

    /** @var array<string, string> */
    private array $values = [];

    /** @throws Refusal database, seal */
    public static function read(Reader $reader, Vault $vault): self
    {
        $out = new self();
        foreach ($reader->rows('SELECT name, value FROM causeway_settings') as $row) {
            $name = (string) $row['name'];
            if (isset(self::NAMES[$name])) {
                $value = (string) $row['value'];
                $out->values[$name] = self::NAMES[$name] ? (string) $vault->unseal($name, $value) : $value;
            }
        }
        return $out;
    }

    /** One setting; '' when it is not set. */
    public function get(string $name): string
    {
        return $this->values[$name] ?? '';
    }

    public function link(): string
    {
        return $this->get('link') === '' ? 'default' : $this->get('link');
    }

    /** Whether somebody can be handed over. */
    public function complete(): bool
    {
        return $this->get('address') !== '' && Statement::key_bytes($this->get('handover_key')) !== null;
    }

    public function hint_address(): string
    {
        return $this->get('hint_address') === '' ? $this->get('address') : $this->get('hint_address');
    }

    /** @throws Refusal database */
    public static function write(Database $database, Vault $vault, string $name, string $value): void
    {
        $database->run('DELETE FROM causeway_settings WHERE name = ?', [$name]);
        if ($value !== '') {
            $database->run(
                'INSERT INTO causeway_settings (name, value) VALUES (?, ?)',
                [$name, self::NAMES[$name] ? $vault->seal($name, $value) : $value]
            );
        }
    }

    /**
     * What was entered, checked and in the form that is kept. A key that is left empty stays.
     *
     * @param array<string, mixed> $entered
     * @return array{0: array<string, string>, 1: array<string, string>} values to write, and
     *         objections: name => code of a text
     */
    public static function check(array $entered): array
    {
        $values = $objections = [];
        foreach (['address', 'hint_address', 'origin', 'link', 'handover_key', 'hint_key'] as $name) {
            $text = trim(is_string($entered[$name] ?? null) ? $entered[$name] : '');
            $values[$name] = $text;
        }
        $values['hints'] = ($entered['hints'] ?? '') === 'on' ? 'on' : '';
        foreach (['address', 'hint_address'] as $name) {
            $values[$name] = rtrim($values[$name], '/');
            if ($values[$name] !== '' && !self::address($values[$name])) {
                $objections[$name] = 'bad_address';
            }
        }
        if ($values['address'] === '') {
            $objections['address'] = 'needed';
        }
        $values['origin'] = strtolower(rtrim($values['origin'], '/'));
        if ($values['origin'] !== '' && Origin::plain($values['origin']) === null) {
            $objections['origin'] = 'bad_origin';
        } else {
            $values['origin'] = (string) Origin::plain($values['origin']);
        }
        if ($values['link'] !== '' && !preg_match('/^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/D', $values['link'])) {
            $objections['link'] = 'bad_link';
        }
        if ($values['handover_key'] !== '' && Statement::key_bytes($values['handover_key']) === null) {
            $objections['handover_key'] = 'bad_key';
        }
        if ($values['hint_key'] !== '' && strlen($values['hint_key']) < Hint::MIN_KEY_BYTES) {
            $objections['hint_key'] = 'short_key';
        }
        foreach (['handover_key', 'hint_key'] as $name) {
            if ($values[$name] === '') {
                unset($values[$name]);
            }
        }
        return [$values, $objections];
    }

    private static function address(string $text): bool
    {
        $parts = parse_url($text);
        return is_array($parts) && in_array($parts['scheme'] ?? '', ['http', 'https'], true)
            && preg_match('/^(\[[0-9a-f:.]+\]|[A-Za-z0-9.-]+)$/D', $parts['host'] ?? '')
            && !isset($parts['user']) && !isset($parts['query']) && !isset($parts['fragment'])
            && preg_match('~^[A-Za-z0-9/._\~-]*$~D', $parts['path'] ?? '');
    }
}
