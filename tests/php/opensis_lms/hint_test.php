<?php
// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * The hints: which requests, what they say, how they are signed, and when none is sent.
 */

declare(strict_types=1);

use Causeway\Lms\Breaker;
use Causeway\Lms\Hint;
use Causeway\Lms\Refusal;
use Causeway\Lms\Sender;
use PHPUnit\Framework\TestCase;

final class hint_test extends TestCase {
    private const KEY = '0123456789abcdef0123456789abcdef';

    public function test_only_what_can_touch_the_roster_is_looked_at(): void {
        foreach (['students/Student.php', 'users/Staff.php', 'scheduling/Schedule.php', 'schoolsetup/Courses.php', 'tools/Rollover.php'] as $page) {
            self::assertTrue(Hint::concerns('Modules.php', $page), $page);
            self::assertTrue(Hint::concerns('Ajax.php', $page), $page);
        }
        foreach (['attendance/TakeAttendance.php', 'messaging/Inbox.php', 'grades/Grades.php', 'miscellaneous/Portal.php', 'lms/LmsSettings.php'] as $page) {
            self::assertFalse(Hint::concerns('Modules.php', $page), $page);
        }
        foreach (['index.php', 'Side.php', 'SideForStudent.php'] as $script) {
            self::assertFalse(Hint::concerns($script, ''), "$script writes at every click");
            self::assertFalse(Hint::concerns($script, 'students/Student.php'), $script);
        }
        self::assertTrue(Hint::concerns('RolloverShadow.php', ''));
    }

    public function test_a_page_about_one_record_names_it(): void {
        $session = ['student_id' => '16', 'staff_id' => '7'];
        self::assertSame(['keys' => ['student:16']], Hint::content('students/Student.php', $session));
        self::assertSame(['keys' => ['student:16']], Hint::content('scheduling/Schedule.php', $session));
        self::assertSame(['keys' => ['staff:7']], Hint::content('users/Staff.php', $session));
    }

    public function test_any_other_says_that_it_does_not_know(): void {
        $unknown = ['tables' => ['unknown']];
        self::assertSame($unknown, Hint::content('scheduling/MassSchedule.php', ['student_id' => '16']));
        self::assertSame($unknown, Hint::content('students/Student.php', []));
        self::assertSame($unknown, Hint::content('students/Student.php', ['student_id' => '16 or 1']));
        self::assertSame($unknown, Hint::content('students/Student.php', ['student_id' => ['16']]));
        self::assertSame($unknown, Hint::content('', ['student_id' => '16']));
    }

    public function test_it_is_signed_as_causeway_checks_it(): void {
        $body = Hint::body(['keys' => ['student:16']]);
        self::assertSame(['student:16'], json_decode($body, true)['keys']);
        self::assertNotSame($body, Hint::body(['keys' => ['student:16']]), 'two of one second are not one');
        self::assertSame(
            't=1700000000,v1=' . hash_hmac('sha256', "1700000000.$body", self::KEY),
            Hint::signature($body, self::KEY, 1700000000)
        );
        $this->expectException(Refusal::class);
        Hint::signature($body, substr(self::KEY, 1), 1700000000);
    }

    public function test_a_receiver_that_is_dead_is_left_alone_longer_and_longer(): void {
        $breaker = Breaker::of('');
        self::assertFalse($breaker->open(1000));
        $pauses = [];
        $now = 1000;
        for ($i = 0; $i < 7; $i++) {
            $breaker->failed($now, 'connection refused');
            $breaker = Breaker::of($breaker->state());
            for ($pause = 0; $breaker->open($now + $pause); $pause++) {
                continue;
            }
            $pauses[] = $pause;
            $now += $pause;
        }
        self::assertSame([30, 60, 120, 240, 480, 900, 900], $pauses);
        self::assertSame([7, 'connection refused'], [$breaker->failures(), $breaker->last()]);
        self::assertTrue($breaker->worked(), 'the state has changed');
        self::assertFalse($breaker->worked());
        self::assertFalse(Breaker::of($breaker->state())->open($now));
    }

    public function test_a_clock_that_was_set_back_does_not_silence_it(): void {
        $breaker = Breaker::of('{"failures":1,"until":999999,"last":""}');
        self::assertTrue($breaker->open(999990));
        self::assertFalse($breaker->open(1000));
        foreach (['', 'x', '[]', '{"failures":"1"}', '{"failures":-3,"until":"soon"}'] as $spoilt) {
            self::assertFalse(Breaker::of($spoilt)->open(1000), $spoilt);
        }
    }

    public function test_nobody_waits_for_a_receiver_that_does_not_answer(): void {
        if (!function_exists('curl_init')) {
            self::markTestSkipped('PHP has no curl');
        }
        // It takes the connection and says nothing.
        $deaf = stream_socket_server('tcp://127.0.0.1:0');
        $address = 'http://' . stream_socket_get_name($deaf, false);
        $begun = microtime(true);
        $why = Sender::send($address, '{}', 't=1,v1=00');
        $took = microtime(true) - $begun;
        fclose($deaf);
        self::assertNotSame('', $why);
        self::assertGreaterThan(0.15, $took, 'it has to have waited');
        self::assertLessThan(1.0, $took);
        self::assertNotSame('', Sender::send($address, '{}', 't=1,v1=00'), 'nobody listens any more');
    }
}
