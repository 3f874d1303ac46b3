<?php
// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The hint's body and signature, against values that were computed apart (printf BODY | openssl dgst -sha256 -hmac KEY).
 */

declare(strict_types=1);

use local_opensis\local\hint_message;
use PHPUnit\Framework\TestCase;

final class hint_message_test extends TestCase {
    private const KEY = '0123456789abcdef0123456789abcdef';

    public function test_body_and_signature(): void {
        $hint = new hint_message('ab12', ['people', 'enrolments', 'people'], 1700000000, 'n0nce');
        self::assertSame('{"site":"ab12","kinds":["enrolments","people"],"time":1700000000,"nonce":"n0nce"}', $hint->body());
        self::assertSame(
            't=1700000000,v1=b71ecb5bfd9c8a04ef1612e97823dcacfce3c84beb9dcde8aa676d712c9dd7ad',
            $hint->signature(self::KEY)
        );
    }

    public function test_another_key_another_time_another_body_sign_otherwise(): void {
        $sign = static function (int $time, string $nonce, string $key): string {
            return substr((new hint_message('ab12', ['people'], $time, $nonce))->signature($key), -64);
        };
        $signatures = [
            $sign(1700000000, 'a', self::KEY),
            $sign(1700000001, 'a', self::KEY),
            $sign(1700000000, 'b', self::KEY),
            $sign(1700000000, 'a', self::KEY . 'x'),
        ];
        self::assertCount(4, array_unique($signatures));
    }

    public function test_a_short_key_is_not_used(): void {
        $this->expectException(LengthException::class);
        (new hint_message('ab12', ['people'], 1700000000, 'n'))->signature(substr(self::KEY, 1));
    }
}
