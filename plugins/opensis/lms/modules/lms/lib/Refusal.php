<?php

// SPDX-License-Identifier: GPL-3.0-or-later

namespace Causeway\Lms;

defined('CAUSEWAY_LMS') || exit;

/**
 * Why the add-on does not do what was asked. The code names its texts in lang/*.php:
 * refuse_CODE_what, refuse_CODE_why and refuse_CODE_cure; the record is whom or what it is about.
 */
final class Refusal extends \RuntimeException
{
    private string $code_name;
    private string $record;

    public function __construct(string $code, string $record = '', ?\Throwable $cause = null)
    {
        parent::__construct($record === '' ? $code : "$code: $record", 0, $cause);
        $this->code_name = $code;
        $this->record = $record;
    }

    public function name(): string
    {
        return $this->code_name;
    }

    public function record(): string
    {
        return $this->record;
    }
}
