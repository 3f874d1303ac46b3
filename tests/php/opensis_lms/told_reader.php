<?php
// SPDX-License-Identifier: GPL-3.0-or-later

declare(strict_types=1);

use Causeway\Lms\Reader;

/**
 * Answers by the first table that a statement reads, and only for the values that it was told.
 */
final class told_reader implements Reader {
    /** @var array<string, list<array{0: list<int|string|null>, 1: array<string, string|null>}>> */
    private array $known = [];

    /** @var list<array{0: string, 1: list<int|string|null>}> */
    public array $asked = [];

    public function knows(string $table, array $values, array $row): self {
        $this->known[$table][] = [$values, $row];
        return $this;
    }

    public function rows(string $sql, array $values = []): array {
        $this->asked[] = [$sql, $values];
        if (substr_count($sql, '?') !== count($values)) {
            throw new LogicException("values do not fit: $sql");
        }
        preg_match('/ FROM ([a-z_]+)/', $sql, $table);
        $rows = [];
        foreach ($this->known[$table[1]] ?? [] as [$for, $row]) {
            if ($for === $values) {
                $rows[] = $row;
            }
        }
        return $rows;
    }
}
