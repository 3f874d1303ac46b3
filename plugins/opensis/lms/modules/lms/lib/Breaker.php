<?php

// SPDX-License-Identifier: GPL-3.0-or-later

namespace Causeway\Lms;

defined('CAUSEWAY_LMS') || exit;

/**
 * Keeps hints from being sent to somebody who does not hear them: after a failure none is sent for
 * half a minute, after each further one for twice as long, up to a quarter of an hour. A pure value.
 */
final class Breaker
{
    private const FIRST = 30;
    private const LONGEST = 900;

    private int $failures = 0;
    private int $until = 0;
    private string $last = '';

    /** @param string $state as state() gave it; anything else is a fresh one */
    public static function of(string $state): self
    {
        $out = new self();
        $read = json_decode($state, true);
        if (is_array($read) && is_int($read['failures'] ?? null) && is_int($read['until'] ?? null)) {
            $out->failures = max(0, $read['failures']);
            $out->until = $read['until'];
            $out->last = is_string($read['last'] ?? null) ? $read['last'] : '';
        }
        return $out;
    }

    public function state(): string
    {
        return json_encode(['failures' => $this->failures, 'until' => $this->until, 'last' => $this->last], JSON_THROW_ON_ERROR);
    }

    public function open(int $now): bool
    {
        // A clock that was set back must not keep hints away for ever.
        return $this->until > $now && $this->until <= $now + self::LONGEST;
    }

    /** @return bool whether the state has to be kept */
    public function worked(): bool
    {
        $changed = $this->failures > 0;
        $this->failures = $this->until = 0;
        $this->last = '';
        return $changed;
    }

    public function failed(int $now, string $why): void
    {
        $this->until = $now + (int) min(self::LONGEST, self::FIRST * 2 ** min($this->failures, 10));
        $this->failures++;
        $this->last = substr($why, 0, 200);
    }

    public function failures(): int
    {
        return $this->failures;
    }

    public function last(): string
    {
        return $this->last;
    }
}
