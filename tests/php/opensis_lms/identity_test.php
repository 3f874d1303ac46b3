<?php
// SPDX-License-Identifier: GPL-3.0-or-later
/**
 * Whom a session of openSIS belongs to: kind and number together, and nothing that the database
 * does not bear out.
 */

declare(strict_types=1);

use Causeway\Lms\Identity;
use Causeway\Lms\Refusal;
use PHPUnit\Framework\TestCase;

final class identity_test extends TestCase {
    private static function row(string $profile, string $profile_id, array $more = []): array {
        return $more + ['profile' => $profile, 'profile_id' => $profile_id, 'first_name' => 'Zoë', 'last_name' => "O'Hara",
            'is_disable' => null, 'username' => 'zoe'];
    }

    /** One number, three people: openSIS counts them apart. */
    private static function school(): told_reader {
        $yes = ['yes' => '1'];
        return (new told_reader())
            ->knows('staff', [1], self::row('admin', '0'))
            ->knows('staff', [7], self::row('teacher', '2'))
            ->knows('staff', [8], self::row('admin', '5'))
            ->knows('staff', [9], self::row('teacher', '2', ['is_disable' => 'Y']))
            ->knows('staff', [10], self::row('', '', ['profile' => null, 'profile_id' => null]))
            ->knows('people', [1], self::row('parent', '4', ['username' => 'mum']))
            ->knows('students', [1], self::row('student', '3', ['username' => 'kid']))
            ->knows('school_years', [2, 2026], $yes)
            ->knows('staff_school_relationship', [7, 2, 2026], $yes)
            ->knows('staff_school_relationship', [8, 2, 2026], $yes)
            ->knows('student_enrollment', [1, 2, 2026], $yes)
            ->knows('students_join_people', [1, 2, 2026], $yes);
    }

    private static function session(array $who): array {
        return $who + ['UserSchool' => '2', 'UserSyear' => '2026'];
    }

    public static function people(): array {
        return [
            'super administrator' => [['STAFF_ID' => '1', 'PROFILE' => 'admin'], 'staff:1', 'super_administrator', 0, 'zoe'],
            'teacher' => [['STAFF_ID' => '7', 'PROFILE' => 'teacher'], 'staff:7', 'teacher', 2, 'zoe'],
            'administrator by a profile of the school\'s own' => [['STAFF_ID' => 8, 'PROFILE' => 'admin'], 'staff:8', 'administrator', 5, 'zoe'],
            'parent with a super administrator\'s number' => [['STAFF_ID' => '1', 'PROFILE' => 'parent', 'PROFILE_ID' => '4'], 'parent:1', 'parent', 4, 'mum'],
            'student, who has no STAFF_ID' => [['STUDENT_ID' => '1', 'PROFILE' => 'student'], 'student:1', 'student', 3, 'kid'],
        ];
    }

    /**
     * @dataProvider people
     */
    public function test_kind_and_number_go_together(array $who, string $subject, string $profile, int $profile_id, string $user): void {
        $person = Identity::of(self::session($who), self::school());
        self::assertSame([$subject, $profile, $profile_id, $user], [$person->subject, $person->profile, $person->profile_id, $person->user]);
        self::assertSame(["Zoë O'Hara", 2, 2026], [$person->name, $person->school, $person->year]);
    }

    public static function refused(): array {
        return [
            'nobody' => [[], 'signed_out'],
            'a number that is none' => [['STAFF_ID' => '7 OR 1=1'], 'signed_out'],
            'a list' => [['STAFF_ID' => ['7']], 'signed_out'],
            'one signed in over another' => [['STAFF_ID' => '7', 'STUDENT_ID' => '1', 'PROFILE' => 'student'], 'two_people'],
            'a record that is gone' => [['STAFF_ID' => '77', 'PROFILE' => 'teacher'], 'unknown'],
            'staff who is a parent only' => [['STAFF_ID' => '7', 'PROFILE' => 'parent'], 'unknown'],
            'staff without a profile' => [['STAFF_ID' => '10', 'PROFILE' => 'admin'], 'unknown'],
            'disabled since' => [['STAFF_ID' => '9', 'PROFILE' => 'teacher'], 'disabled'],
            'a school of others' => [['STAFF_ID' => '7', 'PROFILE' => 'teacher', 'UserSchool' => '3'], 'school'],
            'a school of others, as administrator' => [['STAFF_ID' => '8', 'PROFILE' => 'admin', 'UserSchool' => '1'], 'school'],
            'a year before one\'s time' => [['STUDENT_ID' => '1', 'UserSyear' => '2025'], 'school'],
            'no school' => [['STAFF_ID' => '1', 'PROFILE' => 'admin', 'UserSchool' => ''], 'school'],
        ];
    }

    /**
     * @dataProvider refused
     */
    public function test_what_the_database_does_not_bear_out_is_refused(array $who, string $code): void {
        try {
            Identity::of(self::session($who), self::school());
        } catch (Refusal $refusal) {
            self::assertSame($code, $refusal->name());
            return;
        }
        self::fail('it was believed');
    }

    public function test_a_session_that_says_more_than_the_database_gets_the_database(): void {
        // Signed in as an administrator, made a teacher meanwhile: the session still says admin.
        $person = Identity::of(self::session(['STAFF_ID' => '7', 'PROFILE' => 'admin', 'PROFILE_ID' => '0']), self::school());
        self::assertSame('teacher', $person->profile);
    }

    public function test_a_page_is_used_by_whose_profile_has_the_right(): void {
        $reader = self::school()->knows('profile_exceptions', [2, 'lms/GoToLms.php'], ['yes' => '1']);
        $person = Identity::of(self::session(['STAFF_ID' => '7', 'PROFILE' => 'teacher']), $reader);
        self::assertTrue(Identity::may_use($person, 'lms/GoToLms.php', $reader));
        self::assertFalse(Identity::may_use($person, 'lms/LmsSettings.php', $reader));
    }
}
