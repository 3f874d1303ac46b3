<?php

// SPDX-License-Identifier: GPL-3.0-or-later

namespace Causeway\Lms;

defined('CAUSEWAY_LMS') || exit;

/**
 * What the add-on asks openSIS's database. Values are bound, never spliced.
 */
interface Reader
{
    /**
     * @param list<int|string|null> $values one for each question mark
     * @return list<array<string, string|null>> rows by column name in small letters
     * @throws Refusal when the database does not answer
     */
    public function rows(string $sql, array $values = []): array;
}
