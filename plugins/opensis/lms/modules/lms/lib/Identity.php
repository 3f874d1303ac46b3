<?php

// SPDX-License-Identifier: GPL-3.0-or-later

namespace Causeway\Lms;

defined('CAUSEWAY_LMS') || exit;

/**
 * Who a session of openSIS belongs to. The session says which record; everything else is asked of
 * the database, for a session keeps what was true at sign-in, and some of openSIS's pages pretend
 * for a while to be somebody else.
 */
final class Identity
{
    private const STAFF = 'SELECT s.profile, s.profile_id, s.first_name, s.last_name, s.is_disable, l.username'
        . ' FROM staff s LEFT JOIN login_authentication l ON l.user_id = s.staff_id AND l.profile_id = s.profile_id'
        . ' WHERE s.staff_id = ?';
    private const PARENT = 'SELECT p.profile, p.profile_id, p.first_name, p.last_name, p.is_disable, l.username'
        . ' FROM people p LEFT JOIN login_authentication l ON l.user_id = p.staff_id AND l.profile_id = p.profile_id'
        . ' WHERE p.staff_id = ?';
    private const STUDENT = "SELECT 'student' AS profile, 3 AS profile_id, s.first_name, s.last_name, s.is_disable,"
        . ' l.username FROM students s LEFT JOIN login_authentication l ON l.user_id = s.student_id AND l.profile_id = 3'
        . ' WHERE s.student_id = ?';

    // Whether the school and year that the session shows are the person's own.
    private const WORKS = 'SELECT 1 AS yes FROM staff_school_relationship'
        . ' WHERE staff_id = ? AND school_id = ? AND syear = ? LIMIT 1';
    private const LEARNS = 'SELECT 1 AS yes FROM student_enrollment'
        . ' WHERE student_id = ? AND school_id = ? AND syear = ? LIMIT 1';
    private const CHILD_LEARNS = 'SELECT 1 AS yes FROM students_join_people j'
        . ' JOIN student_enrollment e ON e.student_id = j.student_id'
        . ' WHERE j.person_id = ? AND e.school_id = ? AND e.syear = ? LIMIT 1';
    private const SCHOOL = 'SELECT 1 AS yes FROM school_years WHERE school_id = ? AND syear = ? LIMIT 1';

    /**
     * @param array<string, mixed> $session $_SESSION
     * @throws Refusal signed_out, two_people, unknown, disabled, school
     */
    public static function of(array $session, Reader $reader): Person
    {
        $staff = self::number($session['STAFF_ID'] ?? null);
        $student = self::number($session['STUDENT_ID'] ?? null);
        if ($staff === 0 && $student === 0) {
            throw new Refusal('signed_out');
        }
        // openSIS keeps its session when somebody signs in over somebody else.
        if ($staff !== 0 && $student !== 0) {
            throw new Refusal('two_people', "staff:$staff, student:$student");
        }
        if ($student !== 0) {
            $person = self::person('student', $student, $reader->rows(self::STUDENT, [$student]));
        } elseif (($session['PROFILE'] ?? '') === 'parent') {
            $person = self::person('parent', $staff, $reader->rows(self::PARENT, [$staff]));
        } else {
            $person = self::person('staff', $staff, $reader->rows(self::STAFF, [$staff]));
        }
        $person->school = self::number($session['UserSchool'] ?? null);
        $person->year = self::number($session['UserSyear'] ?? null);
        self::require_own_school($person, $reader);
        return $person;
    }

    /**
     * Whether the school lets the profile use this page ("lms/GoToLms.php").
     */
    public static function may_use(Person $person, string $page, Reader $reader): bool
    {
        return $reader->rows(
            "SELECT 1 AS yes FROM profile_exceptions WHERE profile_id = ? AND modname = ? AND can_use = 'Y' LIMIT 1",
            [$person->profile_id, $page]
        ) !== [];
    }

    /**
     * The profile in Causeway's words.
     *
     * @param string $kind of record: staff, student or parent
     * @param string $profile openSIS's: admin, teacher, student, parent
     * @return string|null null when they do not go together
     */
    public static function profile(string $kind, string $profile, int $profile_id): ?string
    {
        if ($kind !== 'staff') {
            return $kind === $profile ? $kind : null;
        }
        if ($profile === 'admin') {
            return $profile_id === 0 ? 'super_administrator' : 'administrator';
        }
        return $profile === 'teacher' ? 'teacher' : null;
    }

    /** @param list<array<string, string|null>> $rows */
    private static function person(string $kind, int $id, array $rows): Person
    {
        $subject = "$kind:$id";
        $row = $rows[0] ?? null;
        if ($row === null) {
            throw new Refusal('unknown', $subject);
        }
        if ($row['is_disable'] === 'Y') {
            throw new Refusal('disabled', $subject);
        }
        $profile_id = (int) $row['profile_id'];
        $profile = self::profile($kind, (string) $row['profile'], $profile_id);
        if ($profile === null) {
            throw new Refusal('unknown', $subject);
        }
        $person = new Person();
        $person->subject = $subject;
        $person->id = $id;
        $person->profile = $profile;
        $person->profile_id = $profile_id;
        $person->name = trim($row['first_name'] . ' ' . $row['last_name']);
        $person->user = (string) $row['username'];
        return $person;
    }

    /**
     * The school is chosen by a form of openSIS's that takes any number.
     */
    private static function require_own_school(Person $person, Reader $reader): void
    {
        $place = [$person->school, $person->year];
        $rows = $person->school > 0 && $person->year > 0 ? match ($person->profile) {
            'super_administrator' => $reader->rows(self::SCHOOL, $place),
            'administrator', 'teacher' => $reader->rows(self::WORKS, [$person->id, ...$place]),
            'student' => $reader->rows(self::LEARNS, [$person->id, ...$place]),
            'parent' => $reader->rows(self::CHILD_LEARNS, [$person->id, ...$place]),
        } : [];
        if ($rows === []) {
            throw new Refusal('school', "school:$person->school, $person->subject");
        }
    }

    /** A whole number above 0, or 0. */
    private static function number(mixed $value): int
    {
        $text = is_int($value) || is_string($value) ? (string) $value : '';
        return preg_match('/^[1-9][0-9]{0,17}$/D', $text) ? (int) $text : 0;
    }
}
