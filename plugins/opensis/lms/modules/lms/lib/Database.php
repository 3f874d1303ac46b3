<?php

// SPDX-License-Identifier: GPL-3.0-or-later

namespace Causeway\Lms;

defined('CAUSEWAY_LMS') || exit;

/**
 * openSIS's database over a connection of our own. openSIS's own query functions rewrite the text
 * of a statement (entities, empty strings, dates) and do nothing for some browsers, and its
 * connection has another character set.
 */
final class Database implements Reader
{
    private \mysqli $link;

    private function __construct(\mysqli $link)
    {
        $this->link = $link;
    }

    /**
     * With the account of openSIS's Data.php. Like openSIS it does not use $DatabasePort.
     *
     * @throws Refusal when it cannot be reached
     */
    public static function open(string $docroot): self
    {
        $read = static function (string $file): array {
            require $file;
            return [
                $DatabaseServer ?? '', $DatabaseUsername ?? '', $DatabasePassword ?? '', $DatabaseName ?? '',
            ];
        };
        try {
            $link = @mysqli_connect(...$read($docroot . '/Data.php'));
            if ($link instanceof \mysqli && $link->set_charset('utf8mb4')) {
                return new self($link);
            }
        } catch (\Throwable $fault) {
            throw new Refusal('database', '', $fault);
        }
        throw new Refusal('database');
    }

    public function rows(string $sql, array $values = []): array
    {
        $result = $this->statement($sql, $values)->get_result();
        if (!$result instanceof \mysqli_result) {
            throw new Refusal('database');
        }
        $rows = [];
        while ($row = $result->fetch_assoc()) {
            $rows[] = array_map(
                static fn ($value) => $value === null ? null : (string) $value,
                array_change_key_case($row)
            );
        }
        return $rows;
    }

    /**
     * A statement that answers nothing.
     *
     * @param list<int|string|null> $values
     * @throws Refusal when it fails
     */
    public function run(string $sql, array $values = []): void
    {
        $this->statement($sql, $values);
    }

    /** @param list<int|string|null> $values */
    private function statement(string $sql, array $values): \mysqli_stmt
    {
        try {
            $statement = $this->link->prepare($sql);
            if ($statement instanceof \mysqli_stmt) {
                if ($values !== []) {
                    $types = implode('', array_map(static fn ($value) => is_int($value) ? 'i' : 's', $values));
                    $statement->bind_param($types, ...$values);
                }
                if ($statement->execute()) {
                    return $statement;
                }
            }
        } catch (\Throwable $fault) {
            throw new Refusal('database', '', $fault);
        }
        throw new Refusal('database');
    }
}
